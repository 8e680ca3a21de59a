"""Opens a photo by one of Pillow's readers, without the search among all of them."""

import io
import struct
from collections.abc import Callable

from PIL import ImageFile, UnidentifiedImageError


def opened[T: ImageFile.ImageFile](reader: Callable[[io.BytesIO], T], file: io.BytesIO) -> T:
    """The photo, of which the head alone is read.

    Raises:
        UnidentifiedImageError: if the reader does not know what it sees, as `Image.open` raises it.
    """
    try:
        return reader(file)
    except (SyntaxError, IndexError, TypeError, struct.error) as error:
        raise UnidentifiedImageError("The head can't be read") from error
