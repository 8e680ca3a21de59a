"""The agent takes nothing without the secret of this start, but says to everybody whether it is well."""

from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from local.guard.secret import AGENT_HEADER, SecretGuard

AGENT = TestClient(SecretGuard(PlainTextResponse("done"), "s3cret"))


def status(path: str, secret: str | None = None) -> int:
    return AGENT.post(path, headers={} if secret is None else {AGENT_HEADER: secret}).status_code


def test_with_the_secret_it_works() -> None:
    assert status("/invocations", "s3cret") == 200


def test_without_it_or_with_another_it_does_not() -> None:
    assert [status("/invocations", secret) for secret in (None, "", "s3cre", "s3cret2")] == [403] * 4


def test_its_health_is_no_secret() -> None:
    assert status("/ping") == 200
    assert status("/ping/../invocations") == 403
