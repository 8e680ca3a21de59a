"""The photo that the user names: found, opened and told by its content before anything is started or sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO, Self

from cli.errors import InputError
from petavatar.image_format import SNIFF_BYTES, ImageFormat, sniff


@dataclass(frozen=True, slots=True)
class Photo:
    """A file that can be read.

    Attributes:
        path: where it is.
        size: in bytes.
        image_format: what its first bytes show; None if that is none of the formats that PetAvatar takes.
    """

    path: Path
    size: int
    image_format: ImageFormat | None

    @classmethod
    def at(cls, path: Path) -> Self:
        """Looks at a file.

        Raises:
            InputError: if there is no such file, or it can't be read.
        """
        with _readable(path):
            status = path.stat()
            if not S_ISREG(status.st_mode):
                raise InputError(f"{path} is not a file.")
            with path.open("rb") as file:
                return cls(path, status.st_size, sniff(file.read(SNIFF_BYTES)))

    @property
    def content_type(self) -> str:
        """The content type to declare: the true one, or image/jpeg for a file that is no image of ours."""
        return f"image/{self.image_format or 'jpeg'}"

    def open(self) -> BinaryIO:
        """Opens the file for reading.

        Raises:
            InputError: if it can't be read (any more).
        """
        with _readable(self.path):
            return self.path.open("rb")

    def require_image(self) -> None:
        """Makes sure that this is an image that PetAvatar takes.

        Raises:
            InputError: if it is not.
        """
        if self.size == 0:
            raise InputError(f"{self.path} is empty.")
        if self.image_format is None:
            raise InputError(
                f"{self.path} is not a JPEG, PNG or HEIC image, going by its content. "
                "(--no-check sends it all the same.)"
            )

    def require_size(self, max_bytes: int) -> None:
        """Makes sure that the photo is small enough.

        Args:
            max_bytes: the size that the server allows.

        Raises:
            InputError: if it is larger.
        """
        if self.size > max_bytes:
            raise InputError(
                f"{self.path} has {self.size:,} bytes; the server takes at most {max_bytes:,}. "
                "(--no-check sends it all the same.)"
            )


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise InputError(f"There is no file {path}.") from error
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror}.") from error
