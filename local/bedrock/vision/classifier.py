"""Runs the network: builds its graph on first use, stores it in a cache folder, and classifies pictures with it."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi.onnxruntime_pybind11_state import Fail, InvalidArgument, InvalidGraph, InvalidProtobuf, NoSuchFile

from local.bedrock.vision.weights import SHA256, load_weights

_GRAPH_VERSION: Final = 1
"""Rises with each change of the graph, `places.csv` included."""
_THREADS: Final = 2

type Pictures = NDArray[np.float32]


@dataclass(frozen=True)
class Classification:
    """The network's output for n pictures."""

    probabilities: NDArray[np.float32]
    """(n, 1000); each row adds up to 1."""
    places: NDArray[np.float32]
    """(n, 2, 17, 17): the log-odds that a cell shows the pet's head, and that it shows the pet."""


class Classifier:
    """EfficientNet-Lite2 over the 1000 classes of ImageNet."""

    def __init__(self, cache: Path) -> None:
        """Loads the network from the folder `cache`. Builds it there if it is missing or damaged.

        Raises:
            WeightsError: if it must be built, and the weights are missing or not the pinned ones.
            OSError: if the folder is not writable.
        """
        graph = cache / f"efficientnet-lite2-{SHA256[:12]}-{_GRAPH_VERSION}.onnx"
        try:
            self._session = _session(graph)
        except (NoSuchFile, InvalidArgument, InvalidProtobuf, InvalidGraph, Fail):
            _build(graph)
            self._session = _session(graph)

    def classify(self, pictures: Pictures) -> Classification:
        """Classifies `pictures` (n, 3, 260, 260), scaled to about -1..1."""
        return Classification(*self._session.run(["probabilities", "places"], {"photos": pictures}))


def _session(graph: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _THREADS
    options.inter_op_num_threads = 1
    # A thread that waits in a loop takes a third of a look's CPU time where other processes want it.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


def _build(graph: Path) -> None:
    """Builds the graph and moves it into place at once, so that other processes never see an incomplete file."""
    # Imported here because onnx is slow to import, and only the first run on a machine needs it.
    from local.bedrock.vision.network import build_network

    content = build_network(load_weights())
    graph.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=graph.name, dir=graph.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(name).replace(graph)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
