"""Makes the records of `models` of JSON values, going by the types of their fields."""

import re
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")


def decode(record: type[T], value: Any) -> T:
    """Reads a JSON value as a record. What the record does not name is passed over; null is as good as missing.

    Raises:
        KeyError: if a field without a default is missing.
        TypeError: if something has another type.
        ValueError: if something has another value than it may have.
    """
    made: T = _decode(record, value)
    return made


def _decode(kind: Any, value: Any) -> Any:
    if kind is Any:
        return value
    if is_dataclass(kind):
        return _record(kind, _required(dict, value))
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is UnionType:
        # Null has been read as missing before.
        (kind,) = (argument for argument in arguments if argument is not NoneType)
        return _decode(kind, value)
    if origin is tuple:
        return tuple(_decode(arguments[0], part) for part in _required(list, value))
    if origin is Mapping:
        return {name: _decode(arguments[1], part) for name, part in _required(dict, value).items()}
    if origin is Literal:
        if value not in arguments:
            raise ValueError("not one of the values that it may have")
        return value
    return _scalar(kind, value)


def _record(kind: Any, value: dict[str, Any]) -> Any:
    hints = _hints(kind)
    given = {
        attribute.name: _decode(hints[attribute.name], value[attribute.name])
        for attribute in fields(kind)
        if value.get(attribute.name) is not None or not _has_default(attribute)
    }
    return kind(**given)


def _scalar(kind: Any, value: Any) -> Any:
    if kind is datetime:
        # Before Python 3.11 it does not know the Z.
        return datetime.fromisoformat(re.sub(r"[Zz]$", "+00:00", _required(str, value)))
    if kind in (int, float):
        if isinstance(value, bool):
            raise TypeError("not a number")
        return kind(_required(int | float, value))
    return _required(kind, value)


def _required(kind: Any, value: Any) -> Any:
    if not isinstance(value, kind):
        raise TypeError(f"not of the type {kind}")
    return value


def _has_default(attribute: Field[Any]) -> bool:
    return attribute.default is not MISSING or attribute.default_factory is not MISSING


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
