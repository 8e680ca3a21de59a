"""API keys: only the hash of a valid one opens the door."""

import hashlib
import json
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta

import pytest

from petavatar.api_keys import ApiKeys, Caller
from petavatar.aws import client
from petavatar.errors import StorageFailure, Unauthorized
from tests.support.cloud import Cloud, calls_of


@pytest.fixture
def keys(cloud: Cloud) -> ApiKeys:
    return ApiKeys(client("secretsmanager"), cloud.secret_arn)


def test_the_key_that_the_script_made_is_valid(cloud: Cloud, keys: ApiKeys) -> None:
    keys.check(cloud.api_key)


def test_several_keys_are_valid_at_once(cloud: Cloud, keys: ApiKeys) -> None:
    cloud.set_keys("old-key", "new-key", "schlüssel-🔑", "k" * 256)

    for key in ("old-key", "new-key", "schlüssel-🔑", "k" * 256):
        keys.check(key)
    with pytest.raises(Unauthorized):
        keys.check(cloud.api_key)


@pytest.mark.parametrize("key", [None, "", " ", "wrong", "k" * 257, "🔑", "\udc80", "a\0b", "old-key ", "OLD-KEY"])
def test_any_other_key_is_turned_away(cloud: Cloud, keys: ApiKeys, key: str | None) -> None:
    cloud.set_keys("old-key", "k" * 257)

    with pytest.raises(Unauthorized):
        keys.check(key)


def test_the_hash_itself_opens_nothing(cloud: Cloud, keys: ApiKeys) -> None:
    secret = client("secretsmanager").get_secret_value(SecretId=cloud.secret_arn)["SecretString"]

    with pytest.raises(Unauthorized):
        keys.check(json.loads(secret)["keys"][0]["sha256"])


def test_with_no_keys_nobody_passes(cloud: Cloud, keys: ApiKeys) -> None:
    cloud.set_keys()

    with pytest.raises(Unauthorized):
        keys.check("anything")


@pytest.mark.parametrize(("hours", "valid"), [(1, True), (-1, False)])
def test_a_key_is_valid_until_its_expiry(cloud: Cloud, keys: ApiKeys, hours: int, valid: bool) -> None:
    expiry = datetime.now(UTC) + timedelta(hours=hours)
    digest = hashlib.sha256(b"a-key").hexdigest()
    cloud.set_secret(json.dumps({"keys": [{"id": "1", "sha256": digest, "expires_at": expiry.isoformat()}]}))

    with nullcontext() if valid else pytest.raises(Unauthorized):
        keys.check("a-key")


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "no json",
        "[]",
        "{}",
        '{"keys": null}',
        '{"keys": ["x"]}',
        '{"keys": [{}]}',
        '{"keys": [{"sha256": "x", "expires_at": "soon"}]}',
        '{"keys": [{"sha256": "x", "expires_at": "2026-01-01"}]}',
    ],
)
def test_a_secret_that_makes_no_sense_lets_nobody_pass(cloud: Cloud, keys: ApiKeys, secret: str) -> None:
    cloud.set_secret(secret or " ")

    with pytest.raises(StorageFailure, match="Could not check the API key"):
        keys.check(cloud.api_key)


def test_a_secret_that_cannot_be_read_lets_nobody_pass(cloud: Cloud) -> None:
    keys = ApiKeys(client("secretsmanager"), "no-such-secret")

    with pytest.raises(StorageFailure) as caught:
        keys.check(cloud.api_key)

    assert "no-such-secret" not in caught.value.detail


def test_the_secret_is_read_once_a_minute_not_once_a_request(cloud: Cloud, keys: ApiKeys) -> None:
    with calls_of("secretsmanager", "GetSecretValue") as calls:
        for _ in range(3):
            keys.check(cloud.api_key)

    assert len(calls) == 1


def test_a_key_says_whose_it_is_and_one_of_version_1_is_nobodys(cloud: Cloud, keys: ApiKeys) -> None:
    assert len(keys.check(cloud.api_key).owner) == 16

    entries = [
        {"id": name, "sha256": hashlib.sha256(name.encode()).hexdigest(), **owner}
        for name, owner in (("new", {"owner": "0123456789abcdef"}), ("old", {}), ("odd", {"owner": "a b"}))
    ]
    cloud.set_secret(json.dumps({"keys": entries}))
    fresh = ApiKeys(client("secretsmanager"), cloud.secret_arn)

    assert [fresh.check(name) for name in ("new", "old", "odd")] == [
        Caller(key_id="new", owner="0123456789abcdef", scope="all"),
        Caller(key_id="old", scope="all"),
        Caller(key_id="odd", scope="all"),
    ]


def test_a_key_opens_what_its_scope_says(cloud: Cloud) -> None:
    entries = [
        {"id": name, "sha256": hashlib.sha256(name.encode()).hexdigest(), "owner": "0123456789abcdef", **scope}
        for name, scope in (("own", {"scope": "own"}), ("all", {"scope": "all"}), ("old", {}), ("odd", {"scope": "x"}))
    ]
    cloud.set_secret(json.dumps({"keys": entries}))
    keys = ApiKeys(client("secretsmanager"), cloud.secret_arn)

    callers = [keys.check(name) for name in ("own", "all", "old", "odd")]

    assert [caller.may_see("fedcba9876543210") for caller in callers] == [False, True, True, False]
    assert all(caller.may_see(owner) for caller in callers for owner in ("", "0123456789abcdef"))


def test_a_limit_that_is_none_lets_nobody_pass(cloud: Cloud, keys: ApiKeys) -> None:
    digest = hashlib.sha256(b"key").hexdigest()
    for limit in ({"jobs_per_day": -1}, {"usd_per_month": "much"}, {"jobs_per_day": []}):
        cloud.set_secret(json.dumps({"keys": [{"id": "1", "sha256": digest, **limit}]}))

        with pytest.raises(StorageFailure):
            ApiKeys(client("secretsmanager"), cloud.secret_arn).check("key")


def test_a_secret_for_a_purpose_is_the_same_for_everybody_and_another_one_for_another_purpose(cloud: Cloud) -> None:
    cloud.set_secret(json.dumps({"keys": [], "ids_from": "a secret"}))
    first, second = (ApiKeys(client("secretsmanager"), cloud.secret_arn) for _ in range(2))

    assert first.secret_for("one") == second.secret_for("one") != first.secret_for("other")
    assert first.secret_for("one") not in (None, b"a secret")


def test_without_a_secret_for_ids_there_is_none_for_a_purpose(cloud: Cloud) -> None:
    cloud.set_keys("key")

    assert ApiKeys(client("secretsmanager"), cloud.secret_arn).secret_for("one") is None


@pytest.mark.parametrize("text", ["no JSON", "{}", "[]"])
def test_a_secret_that_cannot_be_read_is_a_failure_of_storage(cloud: Cloud, text: str) -> None:
    cloud.set_secret(text)

    with pytest.raises(StorageFailure):
        ApiKeys(client("secretsmanager"), cloud.secret_arn).secret_for("one")
