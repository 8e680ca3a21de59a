"""The resources of a sandbox, made by the project's own script, once for all tests of a process."""

from functools import cache

from deployment.infrastructure.sandbox import Infrastructure, Options, create_infrastructure
from deployment.infrastructure.table import ensure_table
from deployment.names import Names
from petavatar.aws import client
from tests.support.lean_moto import make_moto_lean
from tests.support.moto_state import MotoState

make_moto_lean()


@cache
def made_on_moto(names: Names) -> tuple[Infrastructure, MotoState]:
    """The resources on moto, and what moto holds when they are new."""
    # moto obeys a bucket policy's Deny without looking at its condition on TLS.
    return create_infrastructure(client, names, Options(tls_only=False)), MotoState.now()


def made_in_the_engine(names: Names) -> Infrastructure:
    """The resources in the engine that was given, with an empty table."""
    made, dynamodb = _in_the_engine(names), client("dynamodb")
    # A test may have taken it away.
    ensure_table(dynamodb, names.table)
    for page in dynamodb.get_paginator("scan").paginate(TableName=names.table, ProjectionExpression="job_id"):
        for key in page["Items"]:
            dynamodb.delete_item(TableName=names.table, Key=key)
    return made


@cache
def _in_the_engine(names: Names) -> Infrastructure:
    return create_infrastructure(client, names, Options(tls_only=False))
