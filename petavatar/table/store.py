"""The calls to DynamoDB: strongly consistent reads, and writes with a condition, alone or several at once."""

import re
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from botocore.exceptions import ClientError

from petavatar.aws import aws_errors, error_code
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


_CONFLICTS: Final = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded", "None"})
"""Why a transaction is canceled that may be asked for again; `None` is a part that nothing stands against."""
_LONGEST_PAUSE_S: Final = 0.5
_PAUSES: Final = 14
"""How often a write is made again that met another one: forty at once on one counter are through in a few seconds."""

type Write = dict[str, Any]
"""One write of a transaction, as DynamoDB has it."""


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
        sleep: how to wait, in seconds.
    """

    dynamodb: Any
    table: str
    max_attempts: int
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep

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
                put = self.put_of(item, condition, values)["Put"]
                self._unhindered(lambda: self.dynamodb.put_item(**put))
            except self.dynamodb.exceptions.ConditionalCheckFailedException as refused:
                return dict(refused.response.get("Item", {}))
        return None

    def update(
        self, job_id: str, update: str, condition: str, values: Mapping[str, Any], *, operation: str
    ) -> tuple[Item, bool]:
        """Changes an item: as it is afterwards (or as it stands against it), and whether it was done."""
        with aws_errors(operation):
            try:
                write = self.update_of(job_id, update, condition, values)["Update"]
                answer = self._unhindered(lambda: self.dynamodb.update_item(**write, ReturnValues="ALL_NEW"))
            except self.dynamodb.exceptions.ConditionalCheckFailedException as refused:
                return dict(refused.response.get("Item", {})), False
        return answer["Attributes"], True

    def query(
        self, index: str, owner: str, limit: int, start: Item | None, condition: str, values: Mapping[str, Any]
    ) -> tuple[list[Item], Item | None]:
        """Looks at so many items of an owner, newest first: those that meet a condition, and where the next ones begin.

        An index follows its table a little later.
        """
        begin = {"ExclusiveStartKey": start} if start else {}
        with aws_errors("list the jobs"):
            answer = self.dynamodb.query(
                TableName=self.table,
                IndexName=index,
                KeyConditionExpression="#owner = :owner",
                FilterExpression=condition,
                ExpressionAttributeNames=_names(f"#owner {condition}"),
                ExpressionAttributeValues=_values(condition, {":owner": owner, **values}),
                ScanIndexForward=False,
                Limit=limit,
                **begin,
            )
        return answer["Items"], answer.get("LastEvaluatedKey")

    def put_of(self, item: Mapping[str, Any], condition: str, values: Mapping[str, Any]) -> Write:
        """A write of a whole item, as a part of a transaction."""
        return {
            "Put": {
                "TableName": self.table,
                "Item": to_item(item),
                "ConditionExpression": condition,
                "ExpressionAttributeNames": _names(condition),
                "ExpressionAttributeValues": _values(condition, values),
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }
        }

    def check_of(self, key: str, condition: str, values: Mapping[str, Any]) -> Write:
        """A condition on an item that stays as it is, as a part of a transaction."""
        return {
            "ConditionCheck": {
                "TableName": self.table,
                "Key": _key(key),
                "ConditionExpression": condition,
                "ExpressionAttributeNames": _names(condition),
                "ExpressionAttributeValues": _values(condition, values),
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }
        }

    def update_of(self, key: str, update: str, condition: str, values: Mapping[str, Any]) -> Write:
        """A change of an item, as a part of a transaction."""
        expressions = f"{update} {condition}"
        names = _names(expressions)
        return {
            "Update": {
                "TableName": self.table,
                "Key": _key(key),
                "UpdateExpression": update,
                "ExpressionAttributeValues": _values(expressions, values),
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
                **({"ConditionExpression": condition} if condition else {}),
                **({"ExpressionAttributeNames": names} if names else {}),
            }
        }

    def transact(self, writes: Sequence[Write], *, operation: str) -> list[Item | None] | None:
        """Makes all of several writes, or none.

        Returns:
            None if they were made; otherwise, for each of them, the item that stood against it, or None.

        Raises:
            StorageFailure: also if other transactions come first again and again.
        """
        # One token for all tries: a try whose answer was lost is not made a second time.
        token = secrets.token_hex(16)
        with aws_errors(operation):
            try:
                self._unhindered(
                    lambda: self.dynamodb.transact_write_items(TransactItems=list(writes), ClientRequestToken=token)
                )
            except self.dynamodb.exceptions.TransactionCanceledException as canceled:
                reasons = canceled.response.get("CancellationReasons", [])
                if not any(reason["Code"] == "ConditionalCheckFailed" for reason in reasons):
                    raise
                return [
                    dict(reason.get("Item", {})) if reason["Code"] == "ConditionalCheckFailed" else None
                    for reason in reasons
                ]
        return None

    def _unhindered[T](self, write: Callable[[], T]) -> T:
        """Makes a write again where another one on the same items came first."""
        for number in range(_PAUSES):
            try:
                return write()
            except ClientError as error:
                if not _is_conflict(error):
                    raise
            longest = min(_LONGEST_PAUSE_S, 0.02 * 2**number)
            self.sleep(longest * secrets.randbelow(1000) / 1000)
        return write()


def _is_conflict(error: ClientError) -> bool:
    if error_code(error) == "TransactionCanceledException":
        codes = {reason["Code"] for reason in error.response.get("CancellationReasons", [])}
        return codes <= _CONFLICTS
    return error_code(error) in ("TransactionConflictException", "TransactionInProgressException")


def _key(job_id: str) -> Item:
    return to_item({"job_id": job_id})


def _names(expressions: str) -> dict[str, str]:
    return {f"#{name}": name for name in _NAME.findall(expressions)}


def _values(expressions: str, values: Mapping[str, Any]) -> Item:
    """The values that are given, and the constants that the expressions use: DynamoDB refuses any other."""
    used = set(_VALUE.findall(expressions))
    return to_item({**{name: value for name, value in _CONSTANTS.items() if name in used}, **values})
