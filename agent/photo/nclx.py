"""ICC profiles for colours that are named by number (ITU-T H.273), as HEIC, AVIF and new PNGs do."""

import math
import struct
from typing import Final

_PRIMARIES: Final = {
    9: ((0.6734, 0.2790, -0.0019), (0.1656, 0.6754, 0.0299), (0.1251, 0.0456, 0.7969)),
    11: ((0.4861, 0.2267, -0.0008), (0.3238, 0.7103, 0.0432), (0.1541, 0.0630, 0.7824)),
    12: ((0.5151, 0.2412, -0.0011), (0.2920, 0.6922, 0.0419), (0.1571, 0.0666, 0.7841)),
}
"""Red, green and blue of BT.2020, DCI-P3 and Display P3 as XYZ relative to D50 (BT.709 is sRGB's own)."""
_D50: Final = (0.9642, 1.0, 0.8249)
_PQ: Final = 16
_HLG: Final = 18
_SDR_WHITE: Final = 203.0
"""The light of white paper in cd/m² (ITU-R BT.2408). What is brighter comes out white."""
_STEPS: Final = 1024


def profile_of(primaries: int, transfer: int) -> bytes | None:
    """An ICC profile, or None for what is sRGB or as near as makes no difference.

    BT.709's curve was made for screens of sRGB's, so it is taken as that one.
    """
    light = {_PQ: _pq, _HLG: _hlg}.get(transfer, _srgb)
    if primaries not in _PRIMARIES and light is _srgb:
        return None
    colorants = _PRIMARIES.get(
        primaries, ((0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7139))
    )
    values = [round(65535 * light(i / (_STEPS - 1))) for i in range(_STEPS)]
    curve = b"curv" + struct.pack(f">II{_STEPS}H", 0, _STEPS, *values)
    tags = {b"wtpt": _xyz(_D50), b"rXYZ": _xyz(colorants[0]), b"gXYZ": _xyz(colorants[1]), b"bXYZ": _xyz(colorants[2])}
    names = [*tags, b"rTRC", b"gTRC", b"bTRC"]
    start = 128 + 4 + 12 * len(names)
    table, data = struct.pack(">I", len(names)), b""
    for name in names:
        body = tags.get(name, curve)
        table += struct.pack(">4sII", name, start + len(data), len(body))
        data += body
    head = struct.pack(">I4sI4s4s4s12s4s", start + len(data), b"", 0x04200000, b"mntr", b"RGB ", b"XYZ ", b"", b"acsp")
    return head + bytes(28) + _xyz(_D50)[8:] + bytes(48) + table + data


def _xyz(values: tuple[float, float, float]) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">iii", *(round(value * 65536) for value in values))


def _srgb(signal: float) -> float:
    return float(signal / 12.92 if signal <= 0.04045 else ((signal + 0.055) / 1.055) ** 2.4)


def _pq(signal: float) -> float:
    # SMPTE ST 2084.
    root = float(signal ** (1 / 78.84375))
    light = (max(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)) ** (1 / 0.1593017578125)
    return float(min(1.0, 10_000 * light / _SDR_WHITE))


def _hlg(signal: float) -> float:
    # ITU-R BT.2100, on a screen of 1,000 cd/m²: white paper is at three quarters of the signal.
    scene = signal**2 / 3 if signal <= 0.5 else (math.exp((signal - 0.55991073) / 0.17883277) + 0.28466892) / 12
    return float(min(1.0, 1000 * scene**1.2 / _SDR_WHITE))
