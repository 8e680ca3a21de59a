"""The network is the one that its weights were trained as."""

import numpy as np
import onnx
import pytest
from onnx import numpy_helper

from local.bedrock.vision.network import build_network
from local.bedrock.vision.weights import Weights, WeightsError, load_weights


@pytest.fixture(scope="module")
def state() -> Weights:
    return load_weights()


@pytest.fixture(scope="module")
def graph(state: Weights) -> onnx.GraphProto:
    return onnx.load_from_string(build_network(state)).graph


def test_batch_normalisation_is_folded_into_the_first_convolution(state: Weights, graph: onnx.GraphProto) -> None:
    # given a value that comes out of the bare convolution
    rng = np.random.default_rng(0)
    patch = rng.normal(size=(3, 3, 3))
    bare = (state["_conv_stem.weight"] * patch).sum(axis=(1, 2, 3))
    # when it's normalised after the convolution, as in training
    gamma, beta, mean, variance = (state[f"_bn0.{part}"] for part in ("weight", "bias", "running_mean", "running_var"))
    normalised = (bare - mean) / np.sqrt(variance + 1e-3) * gamma + beta
    # then the folded convolution gives the same
    constants = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    folded = (constants["_conv_stem.kernel"] * patch).sum(axis=(1, 2, 3)) + constants["_conv_stem.bias"]
    np.testing.assert_allclose(folded, normalised, rtol=1e-4, atol=1e-5)


def test_padding_is_tensorflows_with_any_surplus_at_the_end(graph: onnx.GraphProto) -> None:
    pads = {
        tuple(attributes["kernel_shape"]) + tuple(attributes["strides"]): tuple(attributes["pads"])
        for node in graph.node
        if node.op_type == "Conv" and not node.input[1].startswith("places.")
        for attributes in [{a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}]
    }
    assert pads == {
        (1, 1, 1, 1): (0, 0, 0, 0),
        (3, 3, 1, 1): (1, 1, 1, 1),
        (5, 5, 1, 1): (2, 2, 2, 2),
        (3, 3, 2, 2): (1, 1, 1, 1),
        (5, 5, 2, 2): (2, 2, 2, 2),
    }


def test_every_weight_finds_its_place(state: Weights, graph: onnx.GraphProto) -> None:
    kernels = {name.removesuffix(".weight") for name, array in state.items() if array.ndim == 4}
    placed = {tensor.name.removesuffix(".kernel") for tensor in graph.initializer if tensor.name.endswith(".kernel")}
    assert placed - {"classifier", "places"} == kernels


def test_the_weights_of_another_network_are_refused(state: Weights) -> None:
    lacking = {name: array for name, array in state.items() if not name.startswith("_blocks.7.")}
    with pytest.raises(WeightsError, match=r"_blocks\.7\."):
        build_network(lacking)
