"""A picture of a finished job: fetched when it is wanted, as often as it is wanted."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from petavatar_client.errors import InvalidInput
from petavatar_client.models import FILE_NAMES, PictureName, Results


class AsyncPicture:
    """One picture. Its address is a secret that ends within the hour; where it has, a new one is asked for.

    Attributes:
        name: which of the job's pictures it is.
    """

    def __init__(
        self, fetch: Callable[[Results, PictureName], Awaitable[bytes]], results: Results, name: PictureName
    ) -> None:
        self.name = name
        self._fetch = fetch
        self._results = results

    async def read(self) -> bytes:
        """Fetches the file's content.

        Raises:
            PetAvatarClientError: if it can't be fetched, or the job is gone.
        """
        return await self._fetch(self._results, self.name)

    async def save(self, path: Path | str) -> Path:
        """Fetches it and writes it into a file.

        Args:
            path: the file, or a directory that is there, in which the picture gets its usual name.

        Returns:
            Where it is.

        Raises:
            InvalidInput: if the file can't be written.
            PetAvatarClientError: if it can't be fetched, or the job is gone.
        """
        target = Path(path)
        if target.is_dir():
            target = target / FILE_NAMES[self.name]
        content = await self.read()
        try:
            target.write_bytes(content)
        except OSError as error:
            raise InvalidInput(f"{target} can't be written: {error.strerror}.") from error
        return target
