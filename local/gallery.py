"""Makes the gallery: the sample photos go through the local system, and their cards onto one sheet.

    python -m local.gallery docs/images/gallery.jpg

Every photo is free to redistribute: samples/README.md names sources and licences.
"""

import io
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PIL import Image

from agent.marks import xmp
from agent.marks.mark import SourceType
from deployment import PROJECT
from local.system import LocalSystem
from petavatar_client import PetAvatarClient, Style

SAMPLES: Final = PROJECT / "samples"
_COLUMNS: Final = 2
_CARD: Final = (800, 420)
_GAP: Final = 16
_PAPER: Final = "#eadfce"
_QUALITY: Final = 82


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One card: the photo's file among the samples, the style, and what the pet is called."""

    photo: str
    style: Style | None = None
    pet_name: str | None = None


EXHIBITS: Final = (
    Exhibit("chelsea.jpg", "corporate", "Chelsea"),
    Exhibit("chelsea.jpg", "creative", "Chelsea"),
    Exhibit("muybridge.jpg", "casual"),
    Exhibit("muybridge.jpg", "corporate"),
)


def cards(client: PetAvatarClient, exhibits: Sequence[Exhibit] = EXHIBITS) -> list[Image.Image]:
    """The card of each exhibit, made by a running deployment.

    Raises:
        PetAvatarClientError: if one can't be made.
    """
    made: list[Image.Image] = []
    for exhibit in exhibits:
        results = client.create(SAMPLES / exhibit.photo, style=exhibit.style, pet_name=exhibit.pet_name)
        if results.card_url:
            made.append(Image.open(io.BytesIO(client.download(results.card_url))))
    return made


def sheet(pictures: Sequence[Image.Image]) -> Image.Image:
    """The pictures in two columns, each `_CARD` large."""
    width, height = _CARD
    rows = -(-len(pictures) // _COLUMNS)
    whole = Image.new("RGB", (_COLUMNS * (width + _GAP) + _GAP, rows * (height + _GAP) + _GAP), _PAPER)
    for number, picture in enumerate(pictures):
        row, column = divmod(number, _COLUMNS)
        at = (_GAP + column * (width + _GAP), _GAP + row * (height + _GAP))
        whole.paste(picture.convert("RGB").resize(_CARD, Image.Resampling.LANCZOS), at)
    return whole


def save(picture: Image.Image, path: str, quality: int, source_type: SourceType = "compositeSynthetic") -> None:
    """Saves a sheet of generated pictures as a JPEG that says what they are."""
    picture.save(path, quality=quality, optimize=True, progressive=True, xmp=xmp.packet(source_type))


def main(arguments: Sequence[str]) -> None:
    """Makes the sheet and saves it at the path in the first argument."""
    with LocalSystem(page=False) as system, PetAvatarClient(system.api_url, system.api_key) as client:
        save(sheet(cards(client)), arguments[0], _QUALITY)
    print(arguments[0])


if __name__ == "__main__":
    main(sys.argv[1:])
