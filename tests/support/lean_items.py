"""DynamoDB's items in moto, each attribute worked out once: moto does it again for each attribute around it."""

import re
from base64 import b64decode
from copy import deepcopy
from typing import Any, Final

from botocore.utils import merge_dicts
from moto.dynamodb.exceptions import ItemSizeTooLarge
from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict, deserializer, serializer
from moto.dynamodb.models.utilities import bytesize, find_nested_key

_MOST_BYTES: Final = 405_000
"""moto's own limit: AWS's is 400 KB, and takes a little more."""
_INDEX: Final = re.compile(r"\[\d+\]$")
_measure: Final = DynamoType.size


def handle_items_once() -> None:
    """Replaces how moto measures, copies and cuts items by ways that do each of these once."""
    DynamoType.size = _size  # type: ignore[method-assign]
    DynamoType.to_regular_json = _plain  # type: ignore[method-assign]
    Item.__init__ = _made  # type: ignore[method-assign]
    Item.project = _project  # type: ignore[method-assign]


def _size(self: DynamoType) -> int:
    """moto copies what a map holds to measure it."""
    if self.is_map():
        return sum(bytesize(name) + value.size() for name, value in self.value.items())
    return _measure(self)


def _plain(self: DynamoType) -> dict[str, Any]:
    """moto copies everything that lies deeper, at each depth again."""
    value = self.value
    if isinstance(value, dict):
        value = {name: _plain_or_copy(held) for name, held in value.items()}
    elif isinstance(value, list):
        value = [_plain_or_copy(held) for held in value]
    elif self.is_binary() and isinstance(value, str):
        value = b64decode(value)
    return {self.type: value}


def _plain_or_copy(held: Any) -> Any:
    return held.to_regular_json() if isinstance(held, DynamoType) else deepcopy(held)


def _made(self: Item, hash_key: DynamoType, range_key: DynamoType | None, attrs: dict[str, Any]) -> None:
    """moto measures the whole item again for each attribute that comes to it."""
    self.hash_key, self.range_key = hash_key, range_key
    self.attrs = LimitedSizeDict()
    for name, value in attrs.items():
        dict.__setitem__(self.attrs, name, DynamoType(value))
    if self.size() > _MOST_BYTES:
        raise ItemSizeTooLarge


def _project(self: Item, projection_expressions: list[list[str]]) -> Item:
    """moto makes the whole item plain for each attribute that is asked for."""
    found: dict[str, Any] = {}
    for path in projection_expressions:
        name = _INDEX.sub("", path[0])
        held = self.attrs.get(name)
        values = {} if held is None else {name: deserializer.deserialize(held.to_regular_json())}
        merge_dicts(found, find_nested_key(path, values))
    return Item(self.hash_key, self.range_key, serializer.serialize(found)["M"])
