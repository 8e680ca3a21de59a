"""Signatures as Standard Webhooks 1.0 has them: HMAC-SHA256 by a secret `whsec_...`.

A header may have several, one for each secret that is valid.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_PREFIX: Final = "whsec_"


@dataclass(frozen=True, slots=True)
class WebhookSecret:
    """A secret of an owner.

    Attributes:
        key: its bytes.
        valid_until: when it ends (ISO 8601), if another one has taken its place; empty for the newest one.
    """

    key: bytes
    valid_until: str = ""

    @property
    def text(self) -> str:
        """The secret as its owner gets it."""
        return _PREFIX + base64.b64encode(self.key).decode()


def signed_headers(webhook_id: str, seconds: int, body: bytes, secrets: Sequence[WebhookSecret]) -> dict[str, str]:
    """The headers that identify a message and sign it by each of the secrets.

    Args:
        webhook_id: names the event; all tries to deliver it have the same.
        seconds: when it is sent, in seconds since 1970.
        body: what is sent.
        secrets: the valid ones, newest first.
    """
    signed = f"{webhook_id}.{seconds}.".encode() + body
    signatures = (
        base64.b64encode(hmac.new(secret.key, signed, hashlib.sha256).digest()).decode() for secret in secrets
    )
    return {
        "webhook-id": webhook_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }
