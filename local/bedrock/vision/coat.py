"""Names the colour of the coat, from the pet's cells, corrected for the photo's light, and the breed's colours."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from local.bedrock.vision.arrays import Array

if TYPE_CHECKING:
    from agent.schemas import CoatColor


class _Shade(NamedTuple):
    """A colour name in CIELAB: a range of lightness, and one tint."""

    darkest: float
    lightest: float
    tint: tuple[float, float]


_PALETTE: Final[dict["CoatColor", _Shade]] = {
    # Coats in photos are darker and duller than the same names on a colour chart.
    "black": _Shade(0, 17, (0, 0)),
    "dark brown": _Shade(18, 34, (7, 10)),
    "brown": _Shade(36, 52, (12, 22)),
    "red": _Shade(42, 58, (21, 33)),
    "golden": _Shade(56, 74, (12, 36)),
    "cream": _Shade(72, 86, (3, 18)),
    "white": _Shade(82, 100, (0, 5)),
    "grey": _Shade(32, 74, (0, 0)),
}
PLAIN_COLOURS: Final = tuple(_PALETTE)
"""All colours but 'mixed'."""
_TWO_TONE: Final = 45.0
"""The contrast of two tones at which 'mixed' fits perfectly."""
_COLOURFUL: Final = 30.0
"""From this chroma, a difference in lightness is shading; on a neutral coat it means black and white patches."""
_LEAST_SHARE: Final = 0.2
"""The least share of the smaller tone in a coat of two colours; below it, the tone is a muzzle or a shadow."""
_PLAIN: Final = 14.0
"""Up to this contrast of its tones (CIELAB units) a coat has one colour; light and shade make as much."""
_CORE: Final = 0.4
_DARK: Final = 34.0
_DARK_TONE: Final = 36.0
_BLACK: Final = 30.0
"""A neutral tone is black up to this lightness, beside a lighter tone."""
_TINTED: Final = 12.0
_VIVID: Final = 45.0
"""A tone of this chroma is what people name: a goldfish in dark water is red."""
_LIGHT: Final = 68.0
_NEUTRAL: Final = 16.0
_WHITE_POINT: Final = 95.0
_BRIGHTEST_PERCENTILE: Final = 98
_ROUNDS: Final = 10


@dataclass(frozen=True)
class Coat:
    """The colours of a coat, in CIELAB, in even light."""

    main: Array
    tones: Array
    """(2, 3): the darker and the lighter one."""
    shares: Array
    """(2,): of the two tones."""

    def name(self, breed_coats: tuple["CoatColor", ...] = ()) -> "CoatColor":
        """The colour's name; `breed_coats` limits the choice to the breed's colours."""
        choice: tuple[CoatColor, ...] = breed_coats or (*_PALETTE, "mixed")
        return min(choice, key=lambda name: _distance(name, self.main, self.tones, self.shares))

    def colour(self, breed_coats: tuple["CoatColor", ...] = (), *, points: bool = False) -> "CoatColor":
        """The colour's name; instead of 'mixed', that of the tone that people would name.

        Args:
            breed_coats: the breed's colours, if they are known.
            points: whether ears and tail are darker than the coat, as a Siamese cat's.
        """
        name = self.name(breed_coats)
        if name != "mixed":
            return name
        vivid = self.tones[int(_chroma(self.tones).argmax())]
        if points or self.two_colours:
            return self._named(self.tones[1 if points else int(self.shares.argmax())])
        if _chroma(vivid) >= _VIVID and self.shares.min() >= _LEAST_SHARE:
            return self._named(vivid)
        return self._named(self.main if _chroma(self.main) >= _TINTED else self.tones[int(self.shares.argmax())])

    @property
    def plain(self) -> bool:
        """Whether it has one colour."""
        return self.contrast <= _PLAIN

    @property
    def two_colours(self) -> bool:
        """Whether it has a dark and a light colour, each in a fair share; light and shade make less of a difference."""
        dark, light = self.tones
        apart = dark[0] < _DARK_TONE and light[0] > _LIGHT
        return bool(apart and self.shares.min() >= _LEAST_SHARE and self._named(dark) != self._named(light))

    def _named(self, tone: Array) -> "CoatColor":
        if tone[0] < _BLACK and _chroma(tone) < _NEUTRAL:
            return "black"
        return min(PLAIN_COLOURS, key=lambda name: _distance(name, tone, self.tones, self.shares))

    def misfit(self, breed_coats: tuple["CoatColor", ...]) -> float:
        """How much farther the coat is from the breed's colours than from any, in CIELAB units."""
        if not breed_coats:
            return 0.0
        own, best = (_distance(self.name(coats), self.main, self.tones, self.shares) for coats in (breed_coats, ()))
        return own - best

    @property
    def contrast(self) -> float:
        """The difference of its tones, in CIELAB units."""
        return _contrast(*self.tones) if self.shares.min() >= _LEAST_SHARE else 0.0

    @property
    def black_and_white(self) -> bool:
        """Whether it has both, each in a fair share."""
        dark, light = self.tones
        neutral = max(float(np.linalg.norm(tone[1:])) for tone in self.tones) < _NEUTRAL
        return bool(self.shares.min() >= _LEAST_SHARE and dark[0] < _DARK and light[0] > _LIGHT and neutral)


def measure_coat(lab: Array, region: Array, evidence: Array) -> Coat:
    """The coat, from colours (n, n, 3, CIELAB), the pet's region and where it is likely (n, n; 0 to 1)."""
    weights = (np.clip(region - _CORE, 0, 1) * evidence).ravel()
    if not weights.any():
        weights = evidence.ravel() + np.finfo(np.float64).eps
    colours = _in_even_light(lab).reshape(-1, 3)
    tones, shares = _two_tones(colours, weights / weights.sum())
    return Coat(_median(colours, weights), tones, shares)


def _distance(name: "CoatColor", main: Array, tones: Array, shares: Array) -> float:
    """How far a name is from the coat's colour, in CIELAB units."""
    if name == "mixed":
        return max(_TWO_TONE - _contrast(*tones), 0.0) if shares.min() >= _LEAST_SHARE else _TWO_TONE
    shade = _PALETTE[name]
    lightness = main[0] - np.clip(main[0], shade.darkest, shade.lightest)
    return float(np.hypot(lightness, np.linalg.norm(main[1:] - shade.tint)))


def _contrast(dark: Array, light: Array) -> float:
    """The difference of two tones in CIELAB units, with the darker one brightened to the lighter one's light."""
    lit = dark[1:] * (light[0] + 16) / (dark[0] + 16)
    neutral = max(1 - float(np.linalg.norm(light[1:])) / _COLOURFUL, 0.0)
    return float(np.linalg.norm(light[1:] - lit) + neutral * (light[0] - dark[0]))


def _in_even_light(lab: Array) -> Array:
    """The colours, as if the brightest part of the photo were white: in a dark room, a white dog stays white."""
    brightest = float(np.percentile(lab[..., 0], _BRIGHTEST_PERCENTILE))
    gain = min(max((_WHITE_POINT + 16) / (brightest + 16), 0.9), 1.4)
    black: Array = np.array([-16.0, 0.0, 0.0])
    return (lab - black) * gain + black


def _chroma(colours: Array) -> Array:
    """How colourful colours (..., 3) are."""
    return np.asarray(np.hypot(colours[..., 1], colours[..., 2]))


def _median(colours: Array, weights: Array) -> Array:
    """The weighted median of each coordinate."""
    order = np.argsort(colours, axis=0)
    cumulated = np.cumsum(weights[order], axis=0)
    middle = (cumulated < cumulated[-1] / 2).sum(axis=0)
    return np.array([colours[order[row, axis], axis] for axis, row in enumerate(middle)])


def _two_tones(colours: Array, weights: Array) -> tuple[Array, Array]:
    """The darker and the lighter tone of the coat (2, 3), and their shares (2,): weighted 2-means from the extremes."""
    order = np.argsort(colours[:, 0])
    cumulated = np.cumsum(weights[order])
    tones = colours[order[[int(np.searchsorted(cumulated, share)) for share in (0.15, 0.85)]]]
    shares = np.array([0.5, 0.5])
    for _ in range(_ROUNDS):
        nearest = ((colours[:, None] - tones) ** 2).sum(axis=2).argmin(axis=1)
        shares = np.bincount(nearest, weights, 2)
        if shares.min() == 0:
            break
        tones = np.stack([np.bincount(nearest, weights * axis, 2) for axis in colours.T], axis=1) / shares[:, None]
    return tones, shares
