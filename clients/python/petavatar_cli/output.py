"""The directory that an avatar and its results are written into."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from petavatar_cli.errors import InputError
from petavatar_client import CardFormat
from petavatar_client.models import CARD_FORMATS, FILE_NAMES

AVATAR: Final = FILE_NAMES["avatar"]
CARD: Final = FILE_NAMES["wide"]
OTHER_CARDS: Final[Mapping[CardFormat, str]] = {name: FILE_NAMES[name] for name in CARD_FORMATS if name != "wide"}
"""The card in its other formats than the wide one."""
RESULTS: Final = "results.json"
SHEET: Final = "index.html"
"""The contact sheet of `petavatar gallery`."""


@dataclass(frozen=True, slots=True)
class Output:
    """A directory, which need not be there yet."""

    directory: Path

    @property
    def avatar(self) -> Path:
        """Where the avatar goes."""
        return self.directory / AVATAR

    @property
    def card(self) -> Path:
        """Where the card goes, if there is one."""
        return self.directory / CARD

    @property
    def cards(self) -> Sequence[Path]:
        """The card in all formats that are there."""
        paths = (self.directory / name for name in (CARD, *OTHER_CARDS.values()))
        return [path for path in paths if path.exists()]

    @property
    def results(self) -> Path:
        """Where the results go."""
        return self.directory / RESULTS

    def require_writable(self) -> None:
        """Makes sure, before any work is done, that the files can be written; nothing is made yet.

        Raises:
            InputError: if they can't.
        """
        try:
            there = next(path for path in (self.directory, *self.directory.absolute().parents) if _exists(path))
        except OSError as error:
            raise InputError(f"{self.directory} can't be used for the results: {error.strerror}.") from error
        if not there.is_dir():
            raise InputError(f"{there} is not a directory, so the results can't go into {self.directory}.")
        if not os.access(there, os.W_OK | os.X_OK):
            raise InputError(f"{there} can't be written to, so the results can't go into {self.directory}.")

    def results_of(self, job_id: str) -> Mapping[str, Any] | None:
        """The results that are here, if they are whole and of this job."""
        try:
            results = json.loads(self.results.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        whole = isinstance(results, dict) and results.get("job_id") == job_id and self.avatar.is_file()
        return results if whole else None

    def save(
        self,
        results: Mapping[str, Any],
        avatar: bytes,
        card: bytes | None = None,
        other_cards: Mapping[CardFormat, bytes] | None = None,
    ) -> None:
        """Writes the files, over older ones if need be; older cards that are none of this result's go.

        Args:
            results: what `results.json` will hold.
            avatar: a PNG file.
            card: another one, if there is a card.
            other_cards: the card in other formats.

        Raises:
            InputError: if they can't be written.
        """
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            # Written last, and gone before: where results are, the pictures beside them are theirs.
            self.results.unlink(missing_ok=True)
            self.avatar.write_bytes(avatar)
            cards = {CARD: card} | {name: (other_cards or {}).get(shape) for shape, name in OTHER_CARDS.items()}
            for name, png in cards.items():
                if png is None:
                    (self.directory / name).unlink(missing_ok=True)
                else:
                    (self.directory / name).write_bytes(png)
            self.results.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        except OSError as error:
            raise InputError(f"The results can't be written to {self.directory}: {error.strerror}.") from error


def _exists(path: Path) -> bool:
    # Path.exists() says False from Python 3.14 on where it can't know.
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True
