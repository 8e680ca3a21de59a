"""Settings of the functions, read once from the environment.

A function names the settings it can't do without; a missing or senseless one stops it at its start with a
message that names the variable.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import floor
from typing import Self
from urllib.parse import urlsplit

from petavatar.environment import read_settings
from petavatar.image_format import FORMATS, ImageFormat, formats_of
from petavatar.limits import MILLION


def _variable(name: str) -> str:
    return field(default="", metadata={"variable": name})


def web_address(text: str) -> str:
    """An address of the web as it is, without a fragment.

    Raises:
        ValueError: if it is another one.
    """
    parts = urlsplit(text)
    if parts.scheme not in ("https", "http") or not parts.netloc or parts.fragment:
        raise ValueError("not the address of a page")
    return text


def _number(name: str, default: int) -> int:
    return field(default=default, metadata={"variable": name})


def yes_or_no(text: str) -> bool:
    """What `yes` and `no` say.

    Raises:
        ValueError: if it is another word.
    """
    if text not in ("yes", "no"):
        raise ValueError("neither yes nor no")
    return text == "yes"


def seconds_of(text: str) -> tuple[int, ...]:
    """Times in seconds, with commas between.

    Raises:
        ValueError: if one is no whole number above zero.
    """
    times = tuple(int(part) if part.isascii() and part.isdigit() else 0 for part in text.split(","))
    if min(times) < 1:
        raise ValueError("no list of whole numbers above zero, with commas between")
    return times


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Names of resources, and the limits and times of a job.

    Times are in seconds, sizes in bytes. They are settings so that tests can scale them down together.
    """

    table: str = _variable("DYNAMODB_TABLE_NAME")
    upload_bucket: str = _variable("S3_UPLOAD_BUCKET")
    generated_bucket: str = _variable("S3_GENERATED_BUCKET")
    queue_url: str = _variable("SQS_QUEUE_URL")
    dead_letter_url: str = _variable("SQS_DLQ_URL")
    agent_runtime_arn: str = _variable("AGENT_RUNTIME_ARN")
    api_key_secret: str = _variable("API_KEY_SECRET_ARN")
    sandbox: str = _variable("SANDBOX")
    api_url: str = _variable("API_URL")
    page_url: str = field(default="", metadata={"variable": "PAGE_URL", "parse": web_address})

    max_upload_bytes: int = _number("MAX_UPLOAD_BYTES", 52_428_800)
    accepted_formats: tuple[ImageFormat, ...] = field(
        default=FORMATS, metadata={"variable": "ACCEPTED_FORMATS", "parse": formats_of}
    )
    job_deadline_s: int = _number("JOB_DEADLINE_S", 3600)
    worker_timeout_s: int = _number("WORKER_TIMEOUT_S", 150)
    lease_margin_s: int = _number("LEASE_MARGIN_S", 30)
    agent_margin_s: int = _number("AGENT_MARGIN_S", 15)
    agent_start_timeout_s: int = _number("AGENT_START_TIMEOUT_S", 55)
    agent_read_timeout_s: int = _number("AGENT_READ_TIMEOUT_S", 30)
    max_cost_usd: float = field(default=1.0, metadata={"variable": "MAX_COST_USD"})
    max_attempts: int = _number("MAX_ATTEMPTS", 3)
    backoff_s: int = _number("BACKOFF_S", 10)
    retention_days: int = _number("RETENTION_DAYS", 7)
    webhook_queue_url: str = _variable("WEBHOOK_QUEUE_URL")
    webhook_dead_letter_url: str = _variable("WEBHOOK_DLQ_URL")
    webhook_timeout_s: int = _number("WEBHOOK_TIMEOUT_S", 10)
    # Nine tries within 24 hours.
    webhook_retry_s: tuple[int, ...] = field(
        default=(10, 60, 300, 1800, 7200, 18_000, 28_800, 28_800),
        metadata={"variable": "WEBHOOK_RETRY_S", "parse": seconds_of},
    )
    webhook_loopback: bool = field(default=False, metadata={"variable": "WEBHOOK_LOOPBACK", "parse": yes_or_no})

    @property
    def lease_s(self) -> int:
        """How long a claim holds: longer than the worker that made it can live."""
        return self.worker_timeout_s + self.lease_margin_s

    @property
    def max_cost_microusd(self) -> int:
        """What the models of one job may cost, in millionths of a US dollar."""
        return floor(round(self.max_cost_usd * MILLION, 3))

    @classmethod
    def from_environment(cls, *required: str, environ: Mapping[str, str] | None = None) -> Self:
        """Reads the environment.

        Args:
            required: names of the settings (fields) that must be present.
            environ: where to read; the process's environment if left out.

        Raises:
            SettingsError: naming every variable that is missing, and every number that is none.
        """
        return read_settings(cls, environ, required)
