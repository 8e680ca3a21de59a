"""What a reader makes of a photo."""

from dataclasses import dataclass

from PIL import Image


@dataclass(frozen=True, slots=True)
class Picture:
    """A shrunk photo that is not yet converted nor turned.

    Attributes:
        image: opaque; grey, RGB or CMYK.
        profile: its ICC profile.
        turn: what turns it upright.
        incomplete: whether a part of it is missing.
    """

    image: Image.Image
    profile: bytes | None
    turn: Image.Transpose | None
    incomplete: bool = False
