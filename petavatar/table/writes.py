"""The calls to DynamoDB: strongly consistent reads, and writes with a condition."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from botocore.exceptions import ClientError

from petavatar.aws import aws_errors, error_code
from petavatar.errors import Problem
from petavatar.items import to_item

Item = dict[str, Any]

_ALIASES: Final = {"#status": "status", "#ttl": "ttl"}
"""Names that are words of DynamoDB's own."""


class ConditionalWrites:
    """The table, one item at a time."""

    def __init__(self, dynamodb: Any, table: str) -> None:
        self._dynamodb = dynamodb
        self._table = table

    def _item(self, job_id: str, attributes: Sequence[str] = ()) -> Item | None:
        """The item, or of its attributes only those that are named."""
        with aws_errors("read the job"):
            answer = self._dynamodb.get_item(
                TableName=self._table, Key={"job_id": {"S": job_id}}, ConsistentRead=True, **_projection(attributes)
            )
        item: Item | None = answer.get("Item")
        return item

    def _scan(self, condition: str, values: Mapping[str, Any], *, operation: str) -> list[Item]:
        """The items that meet a condition; it reads the whole table."""
        pages = self._dynamodb.get_paginator("scan").paginate(
            TableName=self._table,
            ConsistentRead=True,
            FilterExpression=condition,
            ExpressionAttributeNames=_used(condition),
            ExpressionAttributeValues=to_item(values),
        )
        with aws_errors(operation):
            return [item for page in pages for item in page["Items"]]

    def _put(
        self, values: Mapping[str, Any], condition: str, condition_values: Mapping[str, Any], *, operation: str
    ) -> Item | None:
        """Replaces a whole item: None if that was done, the item that stood against it otherwise."""
        try:
            with aws_errors(operation):
                self._dynamodb.put_item(
                    TableName=self._table,
                    Item=to_item(values),
                    ConditionExpression=condition,
                    ExpressionAttributeNames=_used(condition),
                    ExpressionAttributeValues=to_item(condition_values),
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                )
        except Problem as problem:
            return _unmet_condition(problem)
        return None

    def _update(
        self,
        job_id: str,
        update: str,
        condition: str,
        values: Mapping[str, Any],
        *,
        operation: str,
        names: Mapping[str, str] | None = None,
    ) -> tuple[Item, bool]:
        """Changes an item: as it is afterwards (or as it stands against it), and whether it was done."""
        used = _used(update + condition) | dict(names or {})
        try:
            with aws_errors(operation):
                answer = self._dynamodb.update_item(
                    TableName=self._table,
                    Key={"job_id": {"S": job_id}},
                    UpdateExpression=update,
                    ConditionExpression=condition,
                    ExpressionAttributeValues=to_item(values),
                    ReturnValues="ALL_NEW",
                    ReturnValuesOnConditionCheckFailure="ALL_OLD",
                    **({"ExpressionAttributeNames": used} if used else {}),
                )
        except Problem as problem:
            return _unmet_condition(problem), False
        return answer["Attributes"], True


def _projection(attributes: Sequence[str]) -> dict[str, Any]:
    if not attributes:
        return {}
    aliases = {f"#{name}": name for name in attributes}
    return {"ProjectionExpression": ", ".join(aliases), "ExpressionAttributeNames": aliases}


def _used(expressions: str) -> dict[str, str]:
    return {alias: name for alias, name in _ALIASES.items() if alias in expressions}


def _unmet_condition(problem: Problem) -> Item:
    """The item that stood against a conditional write.

    Raises:
        Problem: the one given, if it was no matter of conditions.
    """
    cause = problem.__cause__
    if isinstance(cause, ClientError) and error_code(cause) == "ConditionalCheckFailedException":
        return dict(cast("Mapping[str, Any]", cause.response).get("Item", {}))
    raise problem
