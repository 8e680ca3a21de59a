"""Jobs as DynamoDB's items, and back."""

from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from typing import Any, Final

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from petavatar.jobs import Job

_serialize: Final = TypeSerializer().serialize
_deserialize: Final = TypeDeserializer().deserialize
_FIELDS: Final = frozenset(field.name for field in fields(Job))


def to_item(values: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values in DynamoDB's own notation, such as `{"S": "text"}`."""
    return {name: _serialize(_decimals(value)) for name, value in values.items()}


def to_job(item: Mapping[str, Any]) -> Job:
    """The job in an item; attributes that are none of a job's are left aside."""
    return Job(**{name: _numbers(_deserialize(value)) for name, value in item.items() if name in _FIELDS})


def is_erased(item: Mapping[str, Any]) -> bool:
    """Whether an item is the tombstone of a job (see `petavatar.table.erasure`)."""
    return item.get("status") in ({"S": "erasing"}, {"S": "erased"})


def living(item: Mapping[str, Any] | None, now: float) -> Job | None:
    """The job in an item; None if there is none, it was erased, or its time to live is over."""
    if not item or is_erased(item):
        return None
    job = to_job(item)
    return job if job.ttl > now else None


def _decimals(value: Any) -> Any:
    """DynamoDB takes no floats: they become decimals of the same digits, at any depth."""
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, Mapping):
        return {key: _decimals(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_decimals(inner) for inner in value]
    return value


def _numbers(value: Any) -> Any:
    """And back: JSON takes no decimals."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, dict):
        return {key: _numbers(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_numbers(inner) for inner in value]
    return value
