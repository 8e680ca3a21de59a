"""The photo to send: found, opened and checked by its content before anything is sent."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISREG

from petavatar_client.errors import InvalidInput, UnsuitablePhoto
from petavatar_client.image_format import SNIFF_BYTES, ImageFormat, refusal, sniff


@dataclass(frozen=True, slots=True)
class Photo:
    """A file that can be read, or a file's content.

    Attributes:
        name: what people call it. It is never sent.
        size: in bytes.
        image_format: what its first bytes show; None if that is none of the formats that PetAvatar takes.
        refusal: why PetAvatar does not take it, going by its first bytes; None if it does.
    """

    name: str
    size: int
    image_format: ImageFormat | None
    refusal: str | None
    _source: Path | bytes = field(repr=False)

    @classmethod
    def of(cls, source: "Photo | Path | str | bytes") -> "Photo":
        """Looks at a photo.

        Args:
            source: where the file is, or its content.

        Raises:
            InvalidInput: if there is no such file, or it can't be read.
        """
        if isinstance(source, Photo):
            return source
        return cls.holding(source) if isinstance(source, bytes) else cls.at(Path(source))

    @classmethod
    def at(cls, path: Path) -> "Photo":
        """Looks at a file.

        Raises:
            InvalidInput: if there is no such file, or it can't be read.
        """
        with _readable(path):
            status = path.stat()
            if not S_ISREG(status.st_mode):
                raise InvalidInput(f"{path} is not a file.")
            with path.open("rb") as file:
                head = file.read(SNIFF_BYTES)
        return cls(str(path), status.st_size, sniff(head), refusal(head), path)

    @classmethod
    def holding(cls, content: bytes, name: str = "The photo") -> "Photo":
        """Takes a file's content."""
        head = content[:SNIFF_BYTES]
        return cls(name, len(content), sniff(head), refusal(head), content)

    @property
    def content_type(self) -> str:
        """The content type to declare: the true one, or image/jpeg for a file that PetAvatar does not take."""
        return f"image/{self.image_format or 'jpeg'}"

    def open(self) -> io.BufferedReader | io.BytesIO:
        """Opens the photo for reading.

        Raises:
            InvalidInput: if it can't be read (any more).
        """
        if isinstance(self._source, bytes):
            return io.BytesIO(self._source)
        with _readable(self._source):
            return self._source.open("rb")

    def require_image(self) -> None:
        """Makes sure that this is an image that PetAvatar takes.

        Raises:
            UnsuitablePhoto: if it is not.
        """
        if self.refusal:
            raise UnsuitablePhoto(f"{self.name}: {self.refusal}")

    def require_size(self, max_bytes: int) -> None:
        """Makes sure that the photo is small enough.

        Args:
            max_bytes: the size that the server allows.

        Raises:
            UnsuitablePhoto: if it is larger.
        """
        if self.size > max_bytes:
            raise UnsuitablePhoto(f"{self.name} has {self.size:,} bytes; the server takes at most {max_bytes:,}.")


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise InvalidInput(f"There is no file {path}.") from error
    except OSError as error:
        raise InvalidInput(f"{path} can't be read: {error.strerror}.") from error
