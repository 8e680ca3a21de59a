"""EfficientNet-Lite0 as an ONNX graph: built once from the weights, with batch normalisation folded in.

Besides the probabilities, the graph returns one map per class, with the evidence for that class in each part of the
picture. The maps need no extra weights: the last layer is linear, so it can be applied to every cell before the
average instead of after it (class activation mapping, Zhou et al. 2016).
"""

import math
from typing import Any, Final

import numpy as np
import onnx
from numpy.typing import ArrayLike
from onnx import TensorProto, helper, numpy_helper

from local.bedrock.vision.weights import CLASSES, SIDE, Weights, WeightsError

_EPSILON: Final = 1e-3
_OPSET: Final = 17
_IR_VERSION: Final = 8
_STAGES: Final = (
    # Blocks, stride, expansion: table 1 of the EfficientNet paper (Tan and Le 2019).
    (1, 1, 1),
    (2, 2, 6),
    (2, 2, 6),
    (3, 2, 6),
    (3, 1, 6),
    (4, 2, 6),
    (1, 1, 6),
)


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
    """The serialised graph: `photos` (n, 3, 224, 224) to `probabilities` (n, 1000) and `class_maps` (n, 1000, 7, 7).

    Raises:
        WeightsError: if the weights belong to another network.
    """
    graph = _Graph(weights)
    graph.constant("zero", 0.0)
    graph.constant("six", 6.0)
    try:
        features, side = _body(graph)
        classifier, bias = weights["_fc.weight"], weights["_fc.bias"]
    except KeyError as error:
        raise WeightsError(f"the weights lack {error}") from error
    graph.node(
        "Conv",
        features,
        graph.constant("classifier.kernel", classifier[:, :, None, None]),
        graph.constant("classifier.bias", bias),
        output="class_maps",
        kernel_shape=[1, 1],
    )
    logits = graph.node("Flatten", graph.node("GlobalAveragePool", "class_maps"))
    graph.node("Softmax", logits, output="probabilities", axis=1)
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "efficientnet_lite0",
            [helper.make_tensor_value_info("photos", TensorProto.FLOAT, ["n", 3, SIDE, SIDE])],
            [
                helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["n", CLASSES]),
                helper.make_tensor_value_info("class_maps", TensorProto.FLOAT, ["n", CLASSES, side, side]),
            ],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", _OPSET)],
        ir_version=_IR_VERSION,
    )
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def _body(graph: _Graph) -> tuple[str, int]:
    """Everything before the classifier; returns the last feature map and its side in cells."""
    side = SIDE
    value = graph.convolution("photos", "_conv_stem", "_bn0", side=side, stride=2)
    side = math.ceil(side / 2)
    block = 0
    for blocks, stage_stride, expansion in _STAGES:
        for position in range(blocks):
            stride = stage_stride if position == 0 else 1
            value = _inverted_residual(graph, value, f"_blocks.{block}", side, stride, expansion, first=position == 0)
            side = math.ceil(side / stride)
            block += 1
    return graph.convolution(value, "_conv_head", "_bn1", side=side), side


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
