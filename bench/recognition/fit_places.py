"""`python -m bench.recognition.fit_places DIR...`: makes the vision's places.csv again, from photos and boxes.

boxes.csv has a head and a whole pet for each photo, drawn by hand, as fractions of the photo. Photos are looked up by
name in the folders; those that are missing are named and left out. Nothing is drawn by lot: the same photos give the
same table. Its weights are two logistic regressions on the features half-way through the network, one for heads and
one for pets, over four views of each photo: all of it, its centre square, the pet and the head.
"""

import argparse
import csv
import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from PIL import Image, ImageOps

from local.bedrock.vision.box import Box, square_around
from local.bedrock.vision.network import build_network
from local.bedrock.vision.weights import SIDE, load_weights

type Array = NDArray[np.float64]

BOXES: Final = Path(__file__).with_name("boxes.csv")
RIDGES: Final[Mapping[str, float]] = {"head": 0.02, "whole": 0.05}
"""How much large weights count against a fit: chosen on photos that were left out, in five parts."""
_VIEW_SCALES: Final[Mapping[str, float]] = {"whole": 1.25, "head": 2.2}
_EDGES: Final = ("left", "top", "right", "bottom")
_ROUNDS: Final = 12


def boxes(file: Path = BOXES) -> dict[str, dict[str, Box]]:
    """The boxes by photo, then by `head` and `whole`."""
    with file.open(encoding="utf-8", newline="") as table:
        return {
            row["file"]: {name: tuple(float(row[f"{name}_{edge}"]) for edge in _EDGES) for name in RIDGES}  # type: ignore[misc]
            for row in csv.DictReader(table)
        }


def cells_inside(view: Box, box: Box, rows: int, columns: int) -> NDArray[np.bool_]:
    """Which cells of a view have their middle in a box: (rows, columns). View and box are fractions of the photo."""
    y = view[1] + (np.arange(rows) + 0.5) / rows * (view[3] - view[1])
    x = view[0] + (np.arange(columns) + 0.5) / columns * (view[2] - view[0])
    return ((y > box[1]) & (y < box[3]))[:, None] & ((x > box[0]) & (x < box[2]))[None]


def with_surroundings(features: Array) -> Array:
    """Features (n, rows, columns), then their means over the cells around, as the network's own pooling has them."""
    rows, columns = features.shape[1:]
    padded, counted = np.pad(features, ((0, 0), (1, 1), (1, 1))), np.pad(np.ones((rows, columns)), 1)
    shifts = [(slice(down, down + rows), slice(right, right + columns)) for down in range(3) for right in range(3)]
    sums = np.sum([padded[:, down, right] for down, right in shifts], axis=0)
    return np.concatenate([features, sums / np.sum([counted[shift] for shift in shifts], axis=0)])


def logistic_regression(features: Array, inside: Array, weights: Array, ridge: float) -> tuple[Array, float]:
    """The weights and the bias that tell cells inside from others, by Newton's method.

    Args:
        features: (cells, n).
        inside: (cells,), 1 or 0.
        weights: (cells,), how much each counts; they add up to 1.
        ridge: how much large weights count against the fit.
    """
    mean = weights @ features
    spread = np.sqrt(weights @ (features - mean) ** 2) + 1e-3
    scaled = np.c_[(features - mean) / spread, np.ones(len(features))]
    penalty = ridge * np.diag([1.0] * features.shape[1] + [0.0])
    fitted = np.zeros(scaled.shape[1])
    for _ in range(_ROUNDS):
        likely = 1 / (1 + np.exp(-np.clip(scaled @ fitted, -30, 30)))
        slope = scaled.T @ (weights * (likely - inside)) + penalty @ fitted
        bend = np.maximum(likely * (1 - likely), 1e-4)
        fitted = fitted - np.linalg.solve((scaled * (weights * bend)[:, None]).T @ scaled + penalty, slope)
    kernel = fitted[:-1] / spread
    return kernel, float(fitted[-1] - kernel @ mean)


def _network() -> onnxruntime.InferenceSession:
    """The network up to the features from which the places are read."""
    model = onnx.load_model_from_string(build_network(load_weights()))
    (features,) = {node.input[0] for node in model.graph.node if node.op_type == "AveragePool"}
    del model.graph.output[:]
    model.graph.output.append(onnx.helper.make_tensor_value_info(features, onnx.TensorProto.FLOAT, None))
    return onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])


def _views(photo: Image.Image, of: Mapping[str, Box]) -> Iterator[Box]:
    """The four views of a photo, in pixels."""
    side = min(photo.size)
    left, top = (photo.width - side) / 2, (photo.height - side) / 2
    yield (0, 0, *photo.size)
    yield (left, top, left + side, top + side)
    for name, scale in _VIEW_SCALES.items():
        yield square_around(of[name], photo.size, scale)


def _features(network: onnxruntime.InferenceSession, photo: Image.Image, view: Box) -> Array:
    """The features of a view and of its mirror image, averaged."""
    pixels = np.asarray(photo.resize((SIDE, SIDE), Image.Resampling.BICUBIC, box=view), np.float32)
    picture = ((pixels - 127) / 128).transpose(2, 0, 1)
    (maps,) = network.run(None, {"photos": np.stack([picture, picture[:, :, ::-1]])})
    return np.asarray((maps[0] + maps[1][:, :, ::-1]) / 2, np.float64)


def fitted(folders: Sequence[Path]) -> dict[str, tuple[Array, float]]:
    """The weights and the bias for `head` and for `whole`.

    Raises:
        WeightsError: if the network's weights are missing.
    """
    network, cells = _network(), []
    inside: dict[str, list[Array]] = {name: [] for name in RIDGES}
    for name, of in boxes().items():
        file = next((folder / name for folder in folders if (folder / name).is_file()), None)
        if file is None:
            print(f"{name} is in none of the folders", file=sys.stderr)
            continue
        with Image.open(file) as opened:
            photo = ImageOps.exif_transpose(opened).convert("RGB")
        for view in _views(photo, of):
            maps = with_surroundings(_features(network, photo, view))
            shares = tuple(edge / length for edge, length in zip(view, (*photo.size, *photo.size), strict=True))
            cells.append(maps.reshape(len(maps), -1).T)
            for place, box in of.items():
                inside[place].append(cells_inside(shares, box, *maps.shape[1:]).ravel().astype(float))  # type: ignore[arg-type]
    weights = np.concatenate([np.full(len(part), 1 / len(part)) for part in cells])
    return {
        place: logistic_regression(
            np.concatenate(cells), np.concatenate(inside[place]), weights / weights.sum(), RIDGES[place]
        )
        for place in RIDGES
    }


def table(places: Mapping[str, tuple[Array, float]]) -> str:
    """places.csv: a row for each channel, then the biases."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["channel", "head", "head_around", "whole", "whole_around"])
    (head, head_bias), (whole, whole_bias) = places["head"], places["whole"]
    channels = len(head) // 2
    for channel in range(channels):
        weights = (head[channel], head[channels + channel], whole[channel], whole[channels + channel])
        writer.writerow([channel, *(f"{weight:.4f}" for weight in weights)])
    writer.writerow(["bias", f"{head_bias:.4f}", 0, f"{whole_bias:.4f}", 0])
    return out.getvalue()


def main() -> int:
    """Prints the table that the photos in the given folders give."""
    parser = argparse.ArgumentParser(prog="python -m bench.recognition.fit_places", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR")
    print(table(fitted(parser.parse_args().folders)), end="")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
