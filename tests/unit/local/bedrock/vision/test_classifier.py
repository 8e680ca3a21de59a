"""The network is built once, safely, and classifies as it was trained to."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from local.bedrock.vision.classifier import Classifier

ESPRESSO = 967
ROOT = Path(__file__).parents[5]


def prepared(photo: Image.Image) -> np.ndarray:
    pixels = np.asarray(photo.resize((260, 260), Image.Resampling.BICUBIC), np.float32)
    return ((pixels - 127) / 128).transpose(2, 0, 1)[None]


def test_a_cup_of_espresso_is_recognised(classifier: Classifier, coffee: Image.Image) -> None:
    seen = classifier.classify(prepared(coffee))
    assert seen.probabilities.argmax() == ESPRESSO
    assert seen.probabilities.max() > 0.8


def test_the_places_are_where_the_cat_is(classifier: Classifier, cat: Image.Image) -> None:
    # given the cat in the right half of a grey picture
    scene = Image.new("RGB", (2 * cat.width, cat.height), (120, 120, 120))
    scene.paste(cat, (cat.width, 0))
    # when it's classified
    head, pet = classifier.classify(prepared(scene)).places[0]
    # then head and pet lie there, and the pet is larger than its head
    assert head.shape == pet.shape == (17, 17)
    assert all(place[:, 9:].max() > 0 > place[:, :7].max() for place in (head, pet))
    assert (pet > 0).sum() > (head > 0).sum()


def test_several_that_build_at_once_leave_one_whole_file(tmp_path: Path, coffee: Image.Image) -> None:
    with ThreadPoolExecutor(3) as pool:
        built = list(pool.map(Classifier, [tmp_path / "cache"] * 3))
    assert len(list((tmp_path / "cache").iterdir())) == 1
    assert {int(one.classify(prepared(coffee)).probabilities.argmax()) for one in built} == {ESPRESSO}


@pytest.mark.parametrize("damage", [b"", b"no graph", None], ids=["empty", "garbage", "cut off"])
def test_a_damaged_file_is_built_again(
    classifier: Classifier, cache: Path, tmp_path: Path, damage: bytes | None, coffee: Image.Image
) -> None:
    (whole,) = cache.iterdir()
    content = whole.read_bytes()
    (tmp_path / whole.name).write_bytes(content[: len(content) // 2] if damage is None else damage)
    rebuilt = Classifier(tmp_path)
    assert rebuilt.classify(prepared(coffee)).probabilities.argmax() == ESPRESSO
    assert (tmp_path / whole.name).read_bytes() == content


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        Classifier(tmp_path / "file" / "cache")


def test_a_built_classifier_loads_without_the_graph_builder_or_torch(classifier: Classifier, cache: Path) -> None:
    program = (
        "import pathlib, sys; from local.bedrock.vision import Vision; Vision(pathlib.Path(sys.argv[1]));"
        "print([name for name in ('onnx', 'torch', 'pydantic') if name in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", program, str(cache)], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert result.stdout.strip() == "[]"
