"""Every sandbox's API has a rate limit and an access log that names nobody."""

import json

import pytest

from deployment.stage import ACCESS_LOG, RateLimit


@pytest.mark.parametrize(
    ("sandbox", "limit"),
    [
        ("dev", RateLimit(20, 50)),
        ("prod", RateLimit(100, 200)),
        ("production", RateLimit(100, 200)),
        ("anything", RateLimit(20, 50)),
    ],
)
def test_a_sandbox_has_its_own_limit_or_that_of_dev(sandbox: str, limit: RateLimit) -> None:
    assert RateLimit.of(sandbox) == limit


def test_the_access_log_is_json_without_what_identifies_people() -> None:
    record = json.loads(ACCESS_LOG)

    assert record["request_id"] == "$context.requestId"
    named = ("sourceIp", "userAgent", "path", "identity", "authorizer", "domainName")
    assert [value for value in record.values() if any(word in value for word in named)] == []
