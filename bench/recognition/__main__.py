"""`python -m bench.recognition DIR...`: reads labelled photos offline, and prints how many were read right.

Each folder has photos and labels.csv, with the columns that `labels.py` says. Photos are prepared as for the models.
`make recognition DIR=...` does the same.
"""

import argparse
import time
from pathlib import Path
from typing import Final

from agent.photo.prepare import prepare_photo
from bench.recognition.figures import Answer, figures, misses
from bench.recognition.labels import Labelled, labelled_photos
from local.bedrock.vision import Vision

_TIMEOUT_S: Final = 60.0


def main() -> int:
    """Prints the figures of all folders together, then each photo that was not read right."""
    parser = argparse.ArgumentParser(prog="python -m bench.recognition", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR")
    vision = Vision()
    answers = [_answer(vision, photo) for folder in parser.parse_args().folders for photo in labelled_photos(folder)]
    for line in [*figures(answers), "", *misses(answers)]:
        print(line)
    return 0


def _answer(vision: Vision, photo: Labelled) -> Answer:
    prepared = prepare_photo(photo.file.read_bytes, _TIMEOUT_S)
    started = time.perf_counter()
    reply = vision.look(prepared.jpeg)
    return Answer(photo, reply, time.perf_counter() - started)


if __name__ == "__main__":
    raise SystemExit(main())
