"""What the one who uploads a photo may choose: a style, a background, the pet's name, how long the job may wait.

The choices travel as metadata of the photo itself, so they hold whichever way its job starts, and for every
attempt at it. A pet's name is shown, never obeyed: no model gets to read it (see `agent.card.share`).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, Self, get_args
from urllib.parse import quote, unquote

from petavatar.errors import InvalidChoice

Style = Literal["corporate", "creative", "casual"]
BackgroundChoice = Literal["auto", "corner_office", "open_office", "linkedin_blue", "creative_space"]

STYLES: Final[tuple[Style, ...]] = get_args(Style)
BACKGROUNDS: Final[tuple[BackgroundChoice, ...]] = get_args(BackgroundChoice)
NAMES: Final = ("style", "background", "pet_name", "max_wait_s")
MAX_PET_NAME_CHARS: Final = 40
MAX_WAIT_S: Final = 3600

_JOINERS: Final = "\u200c\u200d"
# Letters, marks and symbols that show nothing: grapheme joiner, fillers, all variation selectors but the two that
# choose between text and emoji. Whole messages can be hidden in runs of them.
_INVISIBLE: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0d\uffa0\U000e0100-\U000e01ef]"
)
# Visible characters with up to four marks each, held together by blanks or a joiner; `_kind` gives the letters.
_PRINTABLE: Final = re.compile(r"vm{0,4}(?:(?: +|j)?vm{0,4})*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What was chosen; None or `auto` where the choice was left to PetAvatar."""

    style: Style | None = None
    background: BackgroundChoice = "auto"
    pet_name: str | None = None
    max_wait_s: int | None = None

    @classmethod
    def of(cls, given: Mapping[str, str | None]) -> Self:
        """Reads choices by their names; what is missing or None is left open, other names are passed over.

        Raises:
            InvalidChoice: naming the first choice that is not on offer.
        """
        values: dict[str, Any] = {name: given[name] for name in NAMES if given.get(name) is not None}
        for name, offers in (("style", STYLES), ("background", BACKGROUNDS)):
            if name in values and values[name] not in offers:
                raise InvalidChoice(f"{name} must be one of {', '.join(offers)}")
        if "pet_name" in values:
            values["pet_name"] = printable_name(values["pet_name"])
        if "max_wait_s" in values:
            values["max_wait_s"] = _wait(values["max_wait_s"])
        return cls(**values)

    @classmethod
    def from_metadata(cls, metadata: Mapping[str, str]) -> Self:
        """Reads the choices in an object's metadata; S3 gives its names in lower case.

        Raises:
            InvalidChoice: naming the first choice that is not on offer.
        """
        given = {name: metadata[name] for name in NAMES if name in metadata}
        if "pet_name" in given:
            try:
                given["pet_name"] = unquote(given["pet_name"], errors="strict")
            except UnicodeDecodeError as error:
                raise InvalidChoice("pet_name must be percent-encoded UTF-8") from error
        return cls.of(given)

    def metadata(self) -> dict[str, str]:
        """The choices that were made, as metadata: ASCII, since headers carry nothing else."""
        chosen = {"style": self.style, "background": self.background, "pet_name": self.pet_name}
        chosen["max_wait_s"] = None if self.max_wait_s is None else str(self.max_wait_s)
        return {name: quote(value, safe="") for name, value in chosen.items() if value is not None and value != "auto"}

    def record(self) -> dict[str, str | None]:
        """All choices that shape the result, as plain data."""
        return {"style": self.style, "background": self.background, "pet_name": self.pet_name}


OPEN: Final = Choices()
"""Nothing was chosen."""


def _wait(text: str) -> int:
    seconds = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(MAX_WAIT_S)) else 0
    if not 1 <= seconds <= MAX_WAIT_S:
        raise InvalidChoice(f"max_wait_s must be a whole number from 1 to {MAX_WAIT_S}")
    return seconds


def printable_name(text: str) -> str:
    """A pet's name, trimmed, in Unicode's composed form (NFC), in which its characters are counted.

    Letters and digits of any script, punctuation and emoji are welcome, joined ones too. What steers or hides text
    is not: controls, directional marks and overrides, tags, invisible letters, heaps of combining marks.

    Raises:
        InvalidChoice: if it is not 1 to `MAX_PET_NAME_CHARS` such characters.
    """
    name = unicodedata.normalize("NFC", text).strip()
    kinds = "".join(map(_kind, name)) if len(name) <= MAX_PET_NAME_CHARS else ""
    if not _PRINTABLE.fullmatch(kinds):
        raise InvalidChoice(f"pet_name must be 1 to {MAX_PET_NAME_CHARS} printable characters")
    return name


def _kind(character: str) -> str:
    """`v` for visible characters, `m` for marks, `j` for joiners, a blank; `-` for what no name may hold."""
    if character in _JOINERS:
        return "j"
    if character == " ":
        return " "
    if _INVISIBLE.match(character):
        return "-"
    category = unicodedata.category(character)[0]
    return {"M": "m", "L": "v", "N": "v", "P": "v", "S": "v"}.get(category, "-")
