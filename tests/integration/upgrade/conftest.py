"""A sandbox as version 1 left it."""

import json

import pytest

from petavatar.aws import client
from testing.events import recorded
from tests.integration.upgrade.version_1 import RECORDED_AT, STATUSES, TOMBSTONES, item_of
from tests.support.cloud import NAMES, Cloud


@pytest.fixture(autouse=True)
def _sandbox_of_version_1(cloud: Cloud) -> None:
    cloud.now = RECORDED_AT
    for name in (*STATUSES, *TOMBSTONES):
        client("dynamodb").put_item(TableName=NAMES.table, Item=item_of(name))
    cloud.set_secret(json.dumps(recorded("version_1/secret")))
