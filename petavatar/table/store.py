"""The calls to DynamoDB: strongly consistent reads, and writes with a condition."""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from petavatar.aws import aws_errors
from petavatar.items import to_item
from petavatar.jobs import Job

Item = dict[str, Any]
"""An item in DynamoDB's own notation, which `petavatar.items` reads and writes."""

_NAME: Final = re.compile(r"#(\w+)")
_VALUE: Final = re.compile(r":\w+")
_CONSTANTS: Final = {
    **{f":{status}": status for status in ("queued", "processing", "completed", "failed", "erasing")},
    ":true": True,
    ":false": False,
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A write that was refused: the job as it stands, or None if there is none."""

    job: Job | None


@dataclass(frozen=True, slots=True)
class ItemStore:
    """One table, and what its jobs are judged by.

    In expressions `#name` is the attribute of that name, which may be a word of DynamoDB's own; `:queued` and the
    other statuses, `:true` and `:false` need no value.

    Attributes:
        dynamodb: the client.
        table: the table's name.
        max_attempts: how often a job is tried.
        clock: gives the seconds since 1970.
    """

    dynamodb: Any
    table: str
    max_attempts: int
    clock: Callable[[], float] = time.time

    def get(self, job_id: str, attributes: Sequence[str] = ()) -> Item | None:
        """The item, or of its attributes only those that are named."""
        projection = ", ".join(f"#{name}" for name in attributes)
        only = {"ProjectionExpression": projection, "ExpressionAttributeNames": _names(projection)}
        with aws_errors("read the job"):
            answer = self.dynamodb.get_item(
                TableName=self.table, Key=_key(job_id), ConsistentRead=True, **(only if attributes else {})
            )
        item: Item | None = answer.get("Item")
        return item

    def select(self, condition: str, *, operation: str) -> list[Item]:
        """The items that meet a condition of constants; it reads the whole table."""
        pages = self.dynamodb.get_paginator("scan").paginate(
            TableName=self.table,
            ConsistentRead=True,
            FilterExpression=condition,
            ExpressionAttributeNames=_names(condition),
            ExpressionAttributeValues=_values(condition, {}),
        )
        with aws_errors(operation):
            return [item for page in pages for item in page["Items"]]

    def put(self, item: Mapping[str, Any], condition: str, values: Mapping[str, Any], *, operation: str) -> Item | None:
        """Replaces a whole item: None if that was done, the item that stood against it otherwise."""
        with aws_errors(operation):
            try:
                self.dynamodb.put_item(
                    TableName=self.table,
                    Item=to_item(item),
                    ConditionExpression=condition,
                    ExpressionAttributeNames=_names(condition),
                    ExpressionAttributeValues=_values(condition, values),
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                )
            except self.dynamodb.exceptions.ConditionalCheckFailedException as refused:
                return dict(refused.response.get("Item", {}))
        return None

    def update(
        self, job_id: str, update: str, condition: str, values: Mapping[str, Any], *, operation: str
    ) -> tuple[Item, bool]:
        """Changes an item: as it is afterwards (or as it stands against it), and whether it was done."""
        expressions = f"{update} {condition}"
        names = _names(expressions)
        with aws_errors(operation):
            try:
                answer = self.dynamodb.update_item(
                    TableName=self.table,
                    Key=_key(job_id),
                    UpdateExpression=update,
                    ConditionExpression=condition,
                    ExpressionAttributeValues=_values(expressions, values),
                    ReturnValues="ALL_NEW",
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                    **({"ExpressionAttributeNames": names} if names else {}),
                )
            except self.dynamodb.exceptions.ConditionalCheckFailedException as refused:
                return dict(refused.response.get("Item", {})), False
        return answer["Attributes"], True


def _key(job_id: str) -> Item:
    return to_item({"job_id": job_id})


def _names(expressions: str) -> dict[str, str]:
    return {f"#{name}": name for name in _NAME.findall(expressions)}


def _values(expressions: str, values: Mapping[str, Any]) -> Item:
    """The values that are given, and the constants that the expressions use: DynamoDB refuses any other."""
    used = set(_VALUE.findall(expressions))
    return to_item({**{name: value for name, value in _CONSTANTS.items() if name in used}, **values})
