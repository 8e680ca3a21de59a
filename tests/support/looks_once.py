"""The real vision, which looks once at each photo: the same one always gets the same reply, after 0.4 s of CPU."""

from copy import deepcopy
from pathlib import Path

from local.bedrock.vision import Vision


class LooksOnce(Vision):
    """Vision that remembers what it saw."""

    def __init__(self, folder: Path | None = None) -> None:
        super().__init__(folder)
        self._seen: dict[bytes, dict[str, object]] = {}

    def look(self, photo: bytes) -> dict[str, object]:
        if photo not in self._seen:
            self._seen[photo] = super().look(photo)
        return deepcopy(self._seen[photo])
