"""Settings: read once, or refused with a message that names the variable."""

from dataclasses import FrozenInstanceError

import pytest

from petavatar.errors import SettingsError
from petavatar.settings import Settings


def test_what_is_left_out_has_the_settled_figures() -> None:
    settings = Settings.from_environment(environ={})

    assert settings.max_upload_bytes == 50 * 1024 * 1024
    assert (settings.job_deadline_s, settings.worker_timeout_s, settings.lease_s) == (3600, 150, 180)
    assert (settings.agent_margin_s, settings.agent_read_timeout_s) == (15, 30)
    assert (settings.max_attempts, settings.backoff_s, settings.retention_days) == (3, 10, 7)


def test_the_names_of_the_variables_are_the_originals() -> None:
    settings = Settings.from_environment(
        environ={
            "DYNAMODB_TABLE_NAME": "t",
            "S3_UPLOAD_BUCKET": "u",
            "S3_GENERATED_BUCKET": "g",
            "SQS_QUEUE_URL": "q",
            "AGENT_RUNTIME_ARN": "a",
            "API_KEY_SECRET_ARN": " k ",
            "WORKER_TIMEOUT_S": "10",
            "LEASE_MARGIN_S": "2",
        }
    )

    assert (settings.table, settings.upload_bucket, settings.generated_bucket) == ("t", "u", "g")
    assert (settings.queue_url, settings.agent_runtime_arn, settings.api_key_secret) == ("q", "a", "k")
    assert settings.lease_s == 12


def test_everything_that_is_missing_or_senseless_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment(
            "table", "queue_url", environ={"SQS_QUEUE_URL": " ", "MAX_ATTEMPTS": "0", "BACKOFF_S": "ten"}
        )

    assert str(caught.value) == (
        "DYNAMODB_TABLE_NAME is not set; SQS_QUEUE_URL is not set; MAX_ATTEMPTS is not a whole number above zero; "
        "BACKOFF_S is not a whole number above zero"
    )


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "1e3", "٣", "²", "0x10", "1_0", "+5"])
def test_a_number_is_a_whole_number_above_zero(text: str) -> None:
    with pytest.raises(SettingsError, match="MAX_UPLOAD_BYTES is not a whole number above zero"):
        Settings.from_environment(environ={"MAX_UPLOAD_BYTES": text})


def test_the_process_environment_is_read_if_no_other_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DYNAMODB_TABLE_NAME", "from-the-process")

    assert Settings.from_environment("table").table == "from-the-process"


def test_settings_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().table = "another"  # type: ignore[misc]
