"""A client finds its deployment in the environment where its caller does not say."""

import pytest

from petavatar_client import InvalidInput
from tests.support.deployment import API_KEY, API_URL, JOB_ID, Deployment

STATUS = f"GET /stage/status/{JOB_ID}"


def test_address_and_key_are_taken_from_the_environment(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PETAVATAR_API_URL", API_URL)
    monkeypatch.setenv("PETAVATAR_API_KEY", API_KEY)

    deployment.client(None, None).status(JOB_ID)

    assert deployment.asked(STATUS)[0].headers["x-api-key"] == API_KEY


def test_what_is_passed_wins(deployment: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PETAVATAR_API_URL", "https://elsewhere.test")
    monkeypatch.setenv("PETAVATAR_API_KEY", "pa_another")

    deployment.client().status(JOB_ID)

    assert deployment.asked(STATUS)[0].headers["x-api-key"] == API_KEY


@pytest.mark.parametrize("missing", ["PETAVATAR_API_URL", "PETAVATAR_API_KEY"])
def test_what_is_missing_is_named_with_how_to_get_it(
    deployment: Deployment, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setenv("PETAVATAR_API_URL", API_URL)
    monkeypatch.setenv("PETAVATAR_API_KEY", API_KEY)
    monkeypatch.delenv(missing)

    with pytest.raises(InvalidInput, match=f"set {missing}.*make local"):
        deployment.client(None, None)
