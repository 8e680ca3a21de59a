"""What a JPEG's markers say: how large it is, in how many scans it comes, and which of them are whole."""

import re
from dataclasses import dataclass, replace
from typing import Final

from agent.photo import limits

_SOS: Final = 0xDA
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_PROGRESSIVE: Final = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
_HUFFMAN: Final = frozenset({0xC0, 0xC1, 0xC2})
_CMYK_COMPONENTS: Final = 4
_COEFFICIENTS: Final = frozenset(range(64))
# A marker: not a stuffed byte, a restart or a fill byte.
_MARKER: Final = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])")


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan.

    Attributes:
        components: the components in it.
        first: its first coefficient; 0 is a block's mean.
        last: its last coefficient, of 63.
        low: the bits of each coefficient that are left to later scans.
        start: where its data begin.
    """

    components: frozenset[int]
    first: int
    last: int
    low: int
    start: int


@dataclass(frozen=True, slots=True)
class Frame:
    """A JPEG's frame.

    Attributes:
        size: width and height.
        samples_per_pixel: of all components together.
        components: their ids.
        collected: whether libjpeg collects several scans in memory before it shows anything.
        huffman: whether its codes are Huffman codes, of which libjpeg may get a part after the other.
    """

    size: tuple[int, int]
    samples_per_pixel: float
    components: tuple[int, ...]
    collected: bool
    huffman: bool

    @property
    def kind(self) -> limits.Kind:
        """The kind whose limit holds for it."""
        cmyk = len(self.components) == _CMYK_COMPONENTS
        if self.collected:
            return limits.progressive_jpeg(self.samples_per_pixel, cmyk)
        return limits.Kind("a CMYK JPEG", 100, 0.3) if cmyk else limits.BASELINE_JPEG


def read(photo: bytes) -> tuple[Frame | None, list[Scan]]:
    """The frame, or None if the photo ends or is broken before its first scan; and the scans of which data follow."""
    frame, scans, at = None, list[Scan](), 2
    while (marker := _MARKER.search(photo, at)) is not None:
        kind, start = marker[1][0], marker.end()
        body = photo[start + 2 : start + int.from_bytes(photo[start : start + 2])]
        if kind in _FRAMES and frame is None:
            frame = _frame(kind, body)
        elif kind == _SOS and body:
            scan = _scan(body, start + 2 + len(body))
            scans.append(scan)
            if frame is None:
                return None, scans
            if not frame.collected and len(scan.components) == len(frame.components):
                break
            frame = replace(frame, collected=True)
        elif kind == 0xD9:
            break
        at = start + 2 + len(body)
    return frame, scans


def data_end(photo: bytes, scan: Scan) -> int:
    """Where a scan's data end: at its first marker, restarts aside, or with the photo."""
    marker = _MARKER.search(photo, scan.start)
    return len(photo) if marker is None else marker.start()


def shows_every_row(frame: Frame, scans: list[Scan]) -> bool:
    """Whether a cut JPEG of several scans shows all of the picture, if not in all detail.

    The last scan is the one that broke off. The ones before it must hold every component's means and, of the first
    component (brightness), further coefficients.
    """
    whole = scans[:-1]
    means = frozenset[int]().union(*(scan.components for scan in whole if scan.first == 0))
    details = frozenset[int]().union(*(scan.components for scan in whole if scan.first > 0))
    return means >= set(frame.components) and frame.components[0] in details


def is_whole(frame: Frame, scans: list[Scan]) -> bool:
    """Whether there are scans for every coefficient of every component, to its last bit."""
    return all(
        _COEFFICIENTS.issubset(
            number
            for scan in scans
            if component in scan.components and scan.low == 0
            for number in range(scan.first, scan.last + 1)
        )
        for component in frame.components
    )


def share_of_means(photo: bytes, frame: Frame, scans: list[Scan]) -> float:
    """The most of the first component's means that its data can hold: in Huffman codes, each takes a bit or more."""
    means = next((scan for scan in scans if frame.components[0] in scan.components and scan.first == 0), None)
    if means is None or not frame.huffman:
        return 1.0
    blocks = -(-frame.size[0] // 8) * -(-frame.size[1] // 8)
    return min(1.0, 8 * (data_end(photo, means) - means.start) / blocks)


def _scan(body: bytes, start: int) -> Scan:
    count = body[0]
    rest = body[1 + 2 * count :]
    first, last, bits = rest[:3] if len(rest) >= 3 else (0, 63, 0)
    return Scan(frozenset(body[1 : 1 + 2 * count : 2]), first, last, bits & 15, start)


def _frame(kind: int, body: bytes) -> Frame | None:
    count = body[5] if len(body) > 5 else 0
    parts = body[6 : 6 + 3 * count]
    if not count or len(parts) < 3 * count:
        return None
    factors = [(parts[i + 1] >> 4) * (parts[i + 1] & 15) for i in range(0, len(parts), 3)]
    most = max(parts[i + 1] >> 4 for i in range(0, len(parts), 3)) * max(
        parts[i + 1] & 15 for i in range(0, len(parts), 3)
    )
    size = int.from_bytes(body[3:5]), int.from_bytes(body[1:3])
    samples = sum(factors) / max(1, most)
    return Frame(size, samples, tuple(parts[::3]), kind in _PROGRESSIVE, kind in _HUFFMAN)
