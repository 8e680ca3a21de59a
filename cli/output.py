"""The directory that an avatar and its results are written into."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cli.errors import InputError


@dataclass(frozen=True, slots=True)
class Output:
    """A directory, which need not be there yet."""

    directory: Path

    @property
    def avatar(self) -> Path:
        """Where the avatar goes."""
        return self.directory / "avatar.png"

    @property
    def card(self) -> Path:
        """Where the card goes, if there is one."""
        return self.directory / "card.png"

    @property
    def results(self) -> Path:
        """Where the results go."""
        return self.directory / "results.json"

    def require_writable(self) -> None:
        """Makes sure, before any work is done, that the files can be written; nothing is made yet.

        Raises:
            InputError: if they can't.
        """
        try:
            there = next(path for path in (self.directory, *self.directory.absolute().parents) if path.exists())
        except OSError as error:
            raise InputError(f"{self.directory} can't be used for the results: {error.strerror}.") from error
        if not there.is_dir():
            raise InputError(f"{there} is not a directory, so the results can't go into {self.directory}.")
        if not os.access(there, os.W_OK | os.X_OK):
            raise InputError(f"{there} can't be written to, so the results can't go into {self.directory}.")

    def save(self, results: Mapping[str, Any], avatar: bytes, card: bytes | None = None) -> None:
        """Writes the files, over older ones if need be; an older card that is none of this result's goes.

        Args:
            results: what `results.json` will hold.
            avatar: a PNG file.
            card: another one, if there is a card.

        Raises:
            InputError: if they can't be written.
        """
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            self.avatar.write_bytes(avatar)
            if card is None:
                self.card.unlink(missing_ok=True)
            else:
                self.card.write_bytes(card)
            self.results.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            raise InputError(f"The results can't be written to {self.directory}: {error.strerror}.") from error
