"""Jobs as DynamoDB's items, and back."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from petavatar.jobs import RESULT_PARTS, Job

_OLD_NAMES: Final = {"attempts": "receive"}
"""Version 1 counted an attempt as a receive of its message: its jobs, and its functions, go on with the same number."""
_FIELDS: Final = {_OLD_NAMES.get(field.name, field.name): field.name for field in fields(Job) if field.name != "result"}
"""The fields of a job by the attributes that hold them."""
IN_BRIEF: Final = tuple(sorted(_FIELDS))
"""The attributes of a job without the parts of its result, which are most of its item."""
_EMPTY: Final[tuple[Any, ...]] = (None, "", {}, [], 0, False)


def to_item(values: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values in DynamoDB's own notation, such as `{"S": "text"}`."""
    return {name: _notation(value) for name, value in values.items()}


def attributes_of(job: Job) -> dict[str, Any]:
    """The attributes that a job's item has, as plain values; what is empty is left out, but for the progress."""
    values = {attribute: getattr(job, name) for attribute, name in _FIELDS.items()}
    parts = {RESULT_PARTS[part]: value for part, value in job.result.items()}
    return {name: value for name, value in {**values, **parts}.items() if value not in _EMPTY} | {
        "progress": job.progress
    }


def to_job(item: Mapping[str, Any]) -> Job:
    """The job in an item; attributes that are none of a job's are left aside."""
    result = {part: _plain(item[attribute]) for part, attribute in RESULT_PARTS.items() if attribute in item}
    return Job(**{_FIELDS[name]: _plain(value) for name, value in item.items() if name in _FIELDS}, result=result)


def job_in(item: Mapping[str, Any] | None) -> Job | None:
    """The job in an item; None if there is no item, or it is a tombstone (see `petavatar.table.erasures`)."""
    return to_job(item) if item and not is_tombstone(item) else None


def living(item: Mapping[str, Any] | None, now: float) -> Job | None:
    """The job in an item; None if there is none, it was erased, or its time to live is over."""
    job = job_in(item)
    return job if job is not None and job.ttl > now else None


def is_tombstone(item: Mapping[str, Any]) -> bool:
    """Whether an item stands in the place of an erased job, whose files may not all be deleted yet."""
    return item.get("status") in ({"S": "erasing"}, {"S": "erased"})


def _notation(value: Any) -> dict[str, Any]:
    """A plain value, at any depth, in DynamoDB's notation.

    Raises:
        TypeError: if it is of a kind that no job holds.
    """
    match value:
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case str():
            return {"S": value}
        case int() | float():
            return {"N": repr(value)}
        case Mapping():
            return {"M": {name: _notation(inner) for name, inner in value.items()}}
        case list() | tuple():
            return {"L": [_notation(inner) for inner in value]}
    raise TypeError(f"No job holds a {type(value).__name__}")


def _plain(value: Mapping[str, Any]) -> Any:
    """And back: numbers become whole ones where they are."""
    ((kind, content),) = value.items()
    match kind:
        case "M":
            return {name: _plain(inner) for name, inner in content.items()}
        case "L":
            return [_plain(inner) for inner in content]
        case "N":
            return _number(content)
        case "NULL":
            return None
    return content


def _number(text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        number = float(text)
        return int(number) if number.is_integer() else number
