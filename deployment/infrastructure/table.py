"""The DynamoDB table of jobs."""

from typing import TYPE_CHECKING, Any, Final

from deployment.ignore_errors import ignore_errors
from petavatar.table.listing import BY_OWNER, LISTED

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import (
        AttributeDefinitionTypeDef,
        CreateGlobalSecondaryIndexActionTypeDef,
        KeySchemaElementTypeDef,
    )

_KEY: "Final[list[KeySchemaElementTypeDef]]" = [{"AttributeName": "job_id", "KeyType": "HASH"}]
TTL_ATTRIBUTE: Final = "ttl"
_ATTRIBUTES: "Final[list[AttributeDefinitionTypeDef]]" = [
    {"AttributeName": name, "AttributeType": "S"} for name in ("job_id", "owner", "created_at")
]
_BY_OWNER: "Final[CreateGlobalSecondaryIndexActionTypeDef]" = {
    "IndexName": BY_OWNER,
    "KeySchema": [
        {"AttributeName": "owner", "KeyType": "HASH"},
        {"AttributeName": "created_at", "KeyType": "RANGE"},
    ],
    "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": list(LISTED)},
}


class WrongTableError(RuntimeError):
    """A table with this name exists, but has another key, which can't be changed."""


def table_parameters(table: str, *, protected: bool) -> dict[str, Any]:
    """The parameters of CreateTable, which CloudFormation's properties are called like."""
    return {
        "TableName": table,
        "KeySchema": _KEY,
        "AttributeDefinitions": _ATTRIBUTES,
        "GlobalSecondaryIndexes": [_BY_OWNER],
        "BillingMode": "PAY_PER_REQUEST",
        "DeletionProtectionEnabled": protected,
    }


def ensure_table(dynamodb: "DynamoDBClient", table: str, *, protected: bool = False) -> None:
    """Creates or updates the table: paid per request, with expiry by the attribute `ttl`, and an index by owner.

    Args:
        dynamodb: the client.
        table: the table's name.
        protected: whether AWS refuses to delete it until that is switched off again.

    Raises:
        WrongTableError: if a table with this name has another key.
    """
    with ignore_errors("ResourceInUseException"):
        dynamodb.create_table(**table_parameters(table, protected=protected))
    _wait(dynamodb, table)
    description = dynamodb.describe_table(TableName=table)["Table"]
    if description["KeySchema"] != _KEY:
        raise WrongTableError(f"The key of the table {table} is not job_id: remove it or choose another sandbox")
    if description.get("BillingModeSummary", {}).get("BillingMode") != "PAY_PER_REQUEST":
        dynamodb.update_table(TableName=table, BillingMode="PAY_PER_REQUEST")
        _wait(dynamodb, table)
    if protected and not description.get("DeletionProtectionEnabled"):
        dynamodb.update_table(TableName=table, DeletionProtectionEnabled=True)
        _wait(dynamodb, table)
    _ensure_expiry(dynamodb, table)
    if BY_OWNER not in [index["IndexName"] for index in description.get("GlobalSecondaryIndexes", [])]:
        # AWS fills it by itself, within minutes. Until then there are no lists.
        dynamodb.update_table(
            TableName=table,
            AttributeDefinitions=_ATTRIBUTES,
            GlobalSecondaryIndexUpdates=[{"Create": _BY_OWNER}],
        )
        _wait(dynamodb, table)


def _wait(dynamodb: "DynamoDBClient", table: str) -> None:
    dynamodb.get_waiter("table_exists").wait(TableName=table, WaiterConfig={"Delay": 2, "MaxAttempts": 60})


def _ensure_expiry(dynamodb: "DynamoDBClient", table: str) -> None:
    present = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]
    # AWS refuses to turn expiry on twice.
    if present.get("TimeToLiveStatus") not in ("ENABLED", "ENABLING"):
        dynamodb.update_time_to_live(
            TableName=table, TimeToLiveSpecification={"Enabled": True, "AttributeName": TTL_ATTRIBUTE}
        )
