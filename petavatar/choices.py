"""What the one who uploads a photo may choose, and what they know of their pet.

The choices travel as metadata of the photo itself, so they hold whichever way its job starts, and for every attempt at
it. A pet's name is shown, never obeyed: no model gets to read it (see `agent.card.share`). Species, breed and language
are data for the models, of letters alone. How long the job may wait and who hears of its end do not shape the result:
they never go to the agent.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal, Self, get_args
from urllib.parse import quote, unquote

from petavatar.errors import InvalidChoice
from petavatar.webhooks.address import checked_url

Style = Literal["corporate", "creative", "casual"]
BackgroundChoice = Literal["auto", "corner_office", "open_office", "linkedin_blue", "creative_space"]

Pronouns = Literal["she", "he", "they"]
AgeRangeChoice = Literal["20s", "30s", "40s", "50s", "60s"]

STYLES: Final[tuple[Style, ...]] = get_args(Style)
BACKGROUNDS: Final[tuple[BackgroundChoice, ...]] = get_args(BackgroundChoice)
PRONOUNS: Final[tuple[Pronouns, ...]] = get_args(Pronouns)
AGE_RANGES: Final[tuple[AgeRangeChoice, ...]] = get_args(AgeRangeChoice)
NAMES: Final = (
    *("style", "background", "pet_name", "pronouns", "age_range", "species", "breed", "language"),
    *("max_wait_s", "webhook_url"),
)
_OF_THE_JOB: Final = frozenset({"max_wait_s", "webhook_url"})
"""What does not shape the result."""
MAX_WAIT_S: Final = 3600
MAX_PET_NAME_CHARS: Final = 40
MAX_KIND_CHARS: Final = 40
"""The most characters of a species or a breed."""
MAX_METADATA_BYTES: Final = 2000
"""What names and encoded values may take together, with what the ticket pins beside them; S3 allows 2 KB."""
LANGUAGE: Final = re.compile(
    r"(?!und|mul|mis|zxx)(?P<language>[A-Za-z]{2,3})(?P<extended>-[A-Za-z]{3})?(?P<script>-[A-Za-z]{4})?"
    r"(?P<region>-(?:[A-Za-z]{2}|[0-9]{3}))?(?P<variants>(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3})){0,2})"
)
"""A language tag of BCP 47 that names a language, without extensions and private use, which say nothing of texts."""

_OFFERS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("style", STYLES),
    ("background", BACKGROUNDS),
    ("pronouns", PRONOUNS),
    ("age_range", AGE_RANGES),
)

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
    pronouns: Pronouns | None = None
    age_range: AgeRangeChoice | None = None
    species: str | None = None
    breed: str | None = None
    language: str | None = None
    max_wait_s: int | None = None
    webhook_url: str | None = None

    @classmethod
    def of(cls, given: Mapping[str, str | None], *, loopback: bool = False) -> Self:
        """Reads choices by their names; what is missing or None is left open, other names are passed over.

        Args:
            given: what was given.
            loopback: whether a webhook may go to this machine.

        Raises:
            InvalidChoice: naming the first choice that is not on offer, or if they are too long together.
        """
        values: dict[str, Any] = {name: given[name] for name in NAMES if given.get(name) is not None}
        for name, offers in _OFFERS:
            if name in values and values[name] not in offers:
                raise InvalidChoice(f"{name} must be one of {', '.join(offers)}")
        if "pet_name" in values:
            values["pet_name"] = printable_name(values["pet_name"])
        for name in ("species", "breed"):
            if name in values:
                values[name] = _kind_of_pet(name, values[name])
        if "language" in values:
            values["language"] = language_tag(values["language"])
        if "max_wait_s" in values:
            values["max_wait_s"] = _wait(values["max_wait_s"])
        if "webhook_url" in values:
            values["webhook_url"] = _webhook_url(values["webhook_url"], loopback=loopback)
        choices = cls(**values)
        require_room(choices.metadata())
        return choices

    @classmethod
    def from_metadata(
        cls, metadata: Mapping[str, str], names: Collection[str] = NAMES, *, loopback: bool = False
    ) -> Self:
        """Reads the choices of these names in an object's metadata; S3 gives its names in lower case.

        Raises:
            InvalidChoice: naming the first choice that is not on offer.
        """
        given = {}
        for name in names:
            try:
                given[name] = unquote(metadata[name], errors="strict") if name in metadata else None
            except UnicodeDecodeError as error:
                raise InvalidChoice(f"{name} must be percent-encoded UTF-8") from error
        return cls.of(given, loopback=loopback)

    def metadata(self) -> dict[str, str]:
        """The choices that were made, as metadata: ASCII, since headers carry nothing else."""
        return {
            # An address would grow by half otherwise.
            name: quote(str(value), safe="/:=&" if name == "webhook_url" else "")
            for name, value in asdict(self).items()
            if value is not None and value != "auto"
        }

    def record(self) -> dict[str, str | None]:
        """All choices that shape the result, as plain data."""
        return {name: value for name, value in asdict(self).items() if name not in _OF_THE_JOB}


OPEN: Final = Choices()
"""Nothing was chosen."""


def require_room(metadata: Mapping[str, str]) -> None:
    """Lets metadata pass that S3 can hold.

    Raises:
        InvalidChoice: if names and values are longer than `MAX_METADATA_BYTES` together.
    """
    if sum(len(name) + len(value) for name, value in metadata.items()) > MAX_METADATA_BYTES:
        raise InvalidChoice(f"the choices are longer than {MAX_METADATA_BYTES:,} bytes together")


def _webhook_url(text: str, *, loopback: bool) -> str:
    try:
        return checked_url(text, loopback=loopback)
    except ValueError as reason:
        raise InvalidChoice(f"webhook_url {reason}") from reason


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


def _kind_of_pet(name: str, text: str) -> str:
    """A species or breed, trimmed and in NFC: letters of any script, single blanks and hyphens between them.

    Raises:
        InvalidChoice: if it is anything else, or longer than `MAX_KIND_CHARS`.
    """
    kind = re.sub(" +", " ", unicodedata.normalize("NFC", text).strip())
    letters = "".join("v" if c in "-" else "-" if _kind(c) == "v" and not c.isalpha() else _kind(c) for c in kind)
    if len(kind) > MAX_KIND_CHARS or not _PRINTABLE.fullmatch(letters) or not kind[0].isalpha():
        raise InvalidChoice(f"{name} must be 1 to {MAX_KIND_CHARS} letters, spaces and hyphens")
    return kind


def language_tag(text: str) -> str:
    """A language tag in the usual case, such as `pt-BR` or `zh-Hant`.

    Raises:
        InvalidChoice: if it is no tag of BCP 47 that names a language.
    """
    match = LANGUAGE.fullmatch(text)
    if match is None:
        raise InvalidChoice("language must be a language tag such as en, pt-BR or zh-Hant (BCP 47)")
    language, extended, variants = (match[name] or "" for name in ("language", "extended", "variants"))
    script, region = match["script"] or "", match["region"] or ""
    return f"{language}{extended}".lower() + script.title() + region.upper() + variants.lower()
