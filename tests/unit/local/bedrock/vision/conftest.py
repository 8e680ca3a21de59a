"""What the tests of the eyes share: one built classifier, the sample photos, and pictures without a pet."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from local.bedrock.vision import Vision
from local.bedrock.vision.classifier import Classifier
from tests.support.looks_once import LooksOnce

SAMPLES = Path(__file__).parents[5] / "samples"


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("eyes")


@pytest.fixture(scope="session")
def classifier(cache: Path) -> Classifier:
    return Classifier(cache)


@pytest.fixture(scope="session")
def vision(classifier: Classifier, cache: Path) -> Vision:
    return LooksOnce(cache)


@pytest.fixture(scope="session")
def cat() -> Image.Image:
    return Image.open(SAMPLES / "chelsea.jpg").convert("RGB")


@pytest.fixture(scope="session")
def coffee() -> Image.Image:
    return Image.open(SAMPLES / "coffee.jpg").convert("RGB")


@pytest.fixture(scope="session")
def encoded() -> Callable[..., bytes]:
    """Encodes a picture; quality 95 unless the options say otherwise."""

    def encode(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
        stream = io.BytesIO()
        picture.save(stream, kind, **({"quality": 95} | options))
        return stream.getvalue()

    return encode


@pytest.fixture(scope="session")
def probabilities() -> Callable[[dict[int, float]], np.ndarray]:
    """Probabilities of the 1000 classes: those given, and the rest spread over the things that are no animals."""

    def spread(given: dict[int, float]) -> np.ndarray:
        result = np.zeros(1000)
        result[398:] = (1 - sum(given.values())) / 602
        for index, probability in given.items():
            result[index] = probability
        return result

    return spread
