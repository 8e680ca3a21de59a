"""Prints what every hostile or odd picture comes to and costs: `python -m tests.security.hostile`."""

from testing import photos
from tests.security.measuring import Verdict, verdict_on
from tests.security.pictures.catalogue import PICTURES

_ROW = "{:<44} {:>12} {:>8} {:>7} {:>7}  {}"


def _answer(verdict: Verdict) -> str:
    if verdict.jpeg is None:
        return str(verdict.problem)
    width, height = photos.opened(verdict.jpeg).size
    return f"JPEG {width}x{height}"


def main() -> None:
    """Decodes them one after another, and ends with the dearest."""
    print(_ROW.format("picture", "bytes", "MB peak", "s CPU", "s", "answer"))
    peaks, times = [], []
    for picture in PICTURES.values():
        photo = picture.make()
        verdict = verdict_on(photo)
        peaks.append(verdict.peak_bytes / 1e6)
        times.append(verdict.wall_s)
        figures = f"{peaks[-1]:.0f}", f"{verdict.cpu_s:.2f}", f"{verdict.wall_s:.2f}"
        print(_ROW.format(picture.name, f"{len(photo):,}", *figures, _answer(verdict)), flush=True)
    print(f"{len(PICTURES)} pictures, at most {max(peaks):.0f} MB and {max(times):.2f} s each")


if __name__ == "__main__":
    main()
