"""EfficientNet-Lite2 as an ONNX graph: built once from the weights, with batch normalisation folded in.

Besides the probabilities, the graph returns two maps: how likely each part of the picture shows the pet's head, and the
pet at all. They are a linear reading of the features half-way through the network, whose cells are finer than the last
ones: `places.csv` has its weights, for each channel and for the channel's mean over the cells around. They were fitted
(logistic regression) to boxes drawn by hand on 45 photos: `python -m bench.recognition.fit_places` does it again.
"""

import math
from typing import Any, Final

import numpy as np
import onnx
from numpy.typing import ArrayLike
from onnx import TensorProto, helper, numpy_helper

from local.bedrock.vision.tables import rows
from local.bedrock.vision.weights import CLASSES, SIDE, Weights, WeightsError

_EPSILON: Final = 1e-3
_OPSET: Final = 17
_IR_VERSION: Final = 8
_STAGES: Final = (
    # Blocks, stride, expansion: table 1 of the EfficientNet paper (Tan and Le 2019), 1.2 times as deep inside.
    (1, 1, 1),
    (3, 2, 6),
    (3, 2, 6),
    (4, 2, 6),
    (4, 1, 6),
    (5, 2, 6),
    (1, 1, 6),
)
_PLACES_STAGE: Final = 4
"""The stage after which the places are read."""


class _Graph:
    """Collects the nodes and constants of a graph."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: ArrayLike) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value, np.float32), name))
        return name

    def node(self, kind: str, *inputs: str, output: str | None = None, **attributes: Any) -> str:
        name = output or f"{kind.lower()}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name

    def convolution(self, value: str, name: str, norm: str, *, side: int, stride: int = 1, relu6: bool = True) -> str:
        """A convolution with its batch normalisation folded into kernel and bias, over a `side` x `side` input."""
        kernel = self._weights[f"{name}.weight"].astype(np.float64)
        gamma, beta, mean, variance = (
            self._weights[f"{norm}.{part}"].astype(np.float64)
            for part in ("weight", "bias", "running_mean", "running_var")
        )
        scale = gamma / np.sqrt(variance + _EPSILON)
        size = kernel.shape[2]
        depthwise = kernel.shape[1] == 1 and size > 1
        result = self.node(
            "Conv",
            value,
            self.constant(f"{name}.kernel", kernel * scale[:, None, None, None]),
            self.constant(f"{name}.bias", beta - mean * scale),
            kernel_shape=[size, size],
            strides=[stride, stride],
            pads=_same_padding(side, size, stride),
            group=kernel.shape[0] if depthwise else 1,
        )
        return self.node("Clip", result, "zero", "six") if relu6 else result


def _same_padding(side: int, kernel: int, stride: int) -> list[int]:
    """TensorFlow's SAME padding: an odd remainder goes to the right and the bottom."""
    total = max((math.ceil(side / stride) - 1) * stride + kernel - side, 0)
    before = total // 2
    return [before, before, total - before, total - before]


def build_network(weights: Weights) -> bytes:
    """The serialised graph: `photos` (n, 3, 260, 260) to the three outputs of `Classification`.

    Raises:
        WeightsError: if the weights belong to another network.
    """
    graph = _Graph(weights)
    graph.constant("zero", 0.0)
    graph.constant("six", 6.0)
    try:
        features, finer_features, finer_side = _body(graph)
        classifier, bias = weights["_fc.weight"], weights["_fc.bias"]
    except KeyError as error:
        raise WeightsError(f"the weights lack {error}") from error
    _places(graph, finer_features)
    logits = graph.node(
        "Gemm",
        graph.node("Flatten", graph.node("GlobalAveragePool", features)),
        graph.constant("classifier.kernel", classifier),
        graph.constant("classifier.bias", bias),
        transB=1,
    )
    graph.node("Softmax", logits, output="probabilities", axis=1)
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "efficientnet_lite2",
            [helper.make_tensor_value_info("photos", TensorProto.FLOAT, ["n", 3, SIDE, SIDE])],
            [
                helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["n", CLASSES]),
                helper.make_tensor_value_info("places", TensorProto.FLOAT, ["n", 2, finer_side, finer_side]),
            ],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", _OPSET)],
        ir_version=_IR_VERSION,
    )
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def _body(graph: _Graph) -> tuple[str, str, int]:
    """Everything before the classifier; returns the last feature map, and the finer one with its side in cells."""
    side = SIDE
    value = graph.convolution("photos", "_conv_stem", "_bn0", side=side, stride=2)
    side = math.ceil(side / 2)
    block = 0
    finer, finer_side = value, side
    for stage, (blocks, stage_stride, expansion) in enumerate(_STAGES):
        for position in range(blocks):
            stride = stage_stride if position == 0 else 1
            value = _inverted_residual(graph, value, f"_blocks.{block}", side, stride, expansion, first=position == 0)
            side = math.ceil(side / stride)
            block += 1
        if stage == _PLACES_STAGE:
            finer, finer_side = value, side
    return graph.convolution(value, "_conv_head", "_bn1", side=side), finer, finer_side


def _places(graph: _Graph, features: str) -> None:
    """The output `places`: for head and whole pet, the log-odds that a cell shows it."""
    *channels, bias = rows("places.csv")
    kernels = {
        name: np.array([[float(row[f"{place}{name}"]) for row in channels] for place in ("head", "whole")])
        for name in ("", "_around")
    }
    around = graph.node("AveragePool", features, kernel_shape=[3, 3], pads=[1, 1, 1, 1], count_include_pad=0)
    here = graph.node(
        "Conv",
        features,
        graph.constant("places.kernel", kernels[""][:, :, None, None]),
        graph.constant("places.bias", [float(bias["head"]), float(bias["whole"])]),
        kernel_shape=[1, 1],
    )
    near = graph.node(
        "Conv", around, graph.constant("places.around", kernels["_around"][:, :, None, None]), kernel_shape=[1, 1]
    )
    graph.node("Add", here, near, output="places")


def _inverted_residual(
    graph: _Graph, value: str, name: str, side: int, stride: int, expansion: int, *, first: bool
) -> str:
    """MobileNetV2's block: widen, filter each channel, narrow; with a shortcut if the shape stays the same."""
    wide = value
    if expansion > 1:
        wide = graph.convolution(value, f"{name}._expand_conv", f"{name}._bn0", side=side)
    filtered = graph.convolution(wide, f"{name}._depthwise_conv", f"{name}._bn1", side=side, stride=stride)
    narrow = graph.convolution(
        filtered, f"{name}._project_conv", f"{name}._bn2", side=math.ceil(side / stride), relu6=False
    )
    return narrow if first else graph.node("Add", narrow, value)
