"""The offline demo: one photo through the warm local system, over what its models themselves take.

The models' own time is that of the classifier on the prepared photo and of the portrait's drawing, in this process; the
texts' grammar takes milliseconds. Both are timed in turn with the whole, which goes from the upload to the results.
"""

import time
from collections.abc import Iterator
from typing import Final

from agent.photo.decoder import prepare
from bench.pictures import SAMPLE
from bench.rows import Row
from bench.timing import in_turn
from local.bedrock.portrait import portrait
from local.bedrock.vision import Vision
from local.system import LocalSystem
from testing.api import ApiUser

TIMES: Final = 7
_MARK: Final = 2.0
_PORTRAIT: Final = ("A professional portrait of a woman in her forties in a suit", 1, 1536, 1536)
"""In the size of the default image model."""


def measure() -> Iterator[Row]:
    """The rows of the demo."""
    photo, vision = SAMPLE.read_bytes(), Vision(None)
    prepared = prepare(photo).jpeg
    started = time.perf_counter()
    with LocalSystem(page=False) as system:
        start_s = time.perf_counter() - started
        user = ApiUser(system)

        def whole() -> float:
            begun = time.perf_counter()
            user.results(user.drop(photo, "pet.jpg"))
            taken = time.perf_counter() - begun
            user.settle()
            return taken

        def models() -> float:
            begun = time.perf_counter()
            vision.look(prepared)
            portrait(*_PORTRAIT)
            return time.perf_counter() - begun

        pair = in_turn(whole, models, TIMES)
    yield Row("demo: a photo over its models' own time", pair.ratio, _MARK)
    yield Row("demo: a photo", round(pair.ours, 2), unit="s")
    yield Row("demo: inference and drawing alone", round(pair.theirs, 2), unit="s")
    yield Row("demo: start of the whole system", round(start_s, 2), unit="s")
