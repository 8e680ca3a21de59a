"""Every picture of the suite, by name."""

from typing import Final

from tests.security.pictures import fuzzed, heics, jpegs, newer, pngs, strangers
from tests.security.pictures.picture import Picture, shortened

_ALL: Final = [
    *(jpegs.UNUSUAL + jpegs.HOSTILE + shortened("jpeg", jpegs.whole)),
    *(pngs.UNUSUAL + pngs.HOSTILE + shortened("png", pngs.whole)),
    *(heics.UNUSUAL + heics.HOSTILE + shortened("heic", heics.whole)),
    *(newer.UNUSUAL + newer.HOSTILE + fuzzed.FUZZED),
    *(strangers.POLYGLOTS + strangers.OTHERS),
]

PICTURES: Final[dict[str, Picture]] = {picture.name: picture for picture in _ALL}
