"""Webhooks: how to check that one is PetAvatar's, and what the API says of their deliveries.

The signature is that of Standard Webhooks 1.0, so any library for it does as well: https://www.standardwebhooks.com.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from petavatar_client.decoding import decode
from petavatar_client.errors import InvalidWebhook
from petavatar_client.models import Job

TOLERANCE_S: Final = 300.0
"""How old a webhook may be, or how far ahead of this clock: a copy that somebody sends again later is refused."""

_PREFIX: Final = "whsec_"
_VERSION: Final = "v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEvent:
    """The end of a job, as a webhook says it.

    Attributes:
        webhook_id: the same each time that it is sent: one that was seen can be passed over.
        type: what happened.
        timestamp: when.
        job: the job, as it was when this was sent.
    """

    webhook_id: str
    type: Literal["job.completed", "job.failed"]
    timestamp: datetime
    job: Job


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One try to deliver a webhook: when, with what HTTP status, and why it does not count as delivered."""

    attempted_at: datetime
    delivered: bool
    seconds: float = 0.0
    status: int | None = None
    problem: str | None = None
    next_attempt_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliveries:
    """What became of a job's webhook: the last tries, newest first."""

    job_id: str
    webhook_url: str | None = field(default=None, repr=False)
    webhook_id: str | None = None
    deliveries: tuple[Delivery, ...] = ()


def unwrap(
    body: bytes | str,
    headers: Mapping[str, str],
    secret: str,
    *,
    clock: Callable[[], float] = time.time,
) -> WebhookEvent:
    """Checks the signature of a webhook, and reads it.

    Args:
        body: the body of the request, as it came.
        headers: those of the request, in any case.
        secret: the secret of the key's owner, `whsec_...`: see `PetAvatarClient.webhook_secret`.
        clock: gives the seconds since 1970.

    Raises:
        InvalidWebhook: if it is not PetAvatar's, was changed, or is not of now.
    """
    content = body.encode() if isinstance(body, str) else body
    named = {name.lower(): value for name, value in headers.items()}
    webhook_id, sent = named.get("webhook-id", ""), named.get("webhook-timestamp", "")
    expected = hmac.new(_key(secret), f"{webhook_id}.{sent}.".encode() + content, hashlib.sha256).digest()
    signatures = (one.partition(",") for one in named.get("webhook-signature", "").split())
    given = [value for version, _, value in signatures if version == _VERSION]
    if not any(hmac.compare_digest(base64.b64encode(expected), value.encode()) for value in given):
        raise InvalidWebhook("The webhook's signature is not one by this secret.")
    if not sent.isdigit() or abs(clock() - int(sent)) > TOLERANCE_S:
        raise InvalidWebhook("The webhook was not sent just now.")
    try:
        event = json.loads(content)
        return decode(WebhookEvent, {**event, "job": event["data"], "webhook_id": webhook_id})
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidWebhook("The webhook is none that this version knows.") from error


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.strip().removeprefix(_PREFIX), validate=True)
    except ValueError as error:
        raise InvalidWebhook("The webhook's secret can't be right: it is whsec_ and base64.") from error
