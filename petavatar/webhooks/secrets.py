"""The secrets of owners, made from the one of the deployment: nothing is stored but how often each was rotated.

The secret of the API keys has it under `webhooks`: `{owner: {"generation": 1, "old_until": ISO 8601}}`. An owner that
is not there has generation 0. The one before the newest is valid until `old_until`.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from petavatar.webhooks.signature import WebhookSecret

WEBHOOKS: Final = "webhooks"
"""The member of the secret of the API keys."""


def webhook_secrets(ids_from: str, rotation: Mapping[str, Any], owner: str) -> list[WebhookSecret]:
    """The secrets of an owner that are valid now, newest first.

    Args:
        ids_from: the deployment's own secret; empty if it has none yet, and then there are none.
        rotation: the owner's entry, empty if it was never rotated.
        owner: whose; empty for the jobs of nobody.

    Raises:
        ValueError: if the time in the entry is none.
        TypeError: if it lacks its offset.
    """
    if not ids_from:
        return []
    generation, until = int(rotation.get("generation", 0)), str(rotation.get("old_until", ""))
    secrets = [WebhookSecret(_key(ids_from, owner, generation))]
    if generation and until and datetime.fromisoformat(until) > datetime.now(UTC):
        secrets.append(WebhookSecret(_key(ids_from, owner, generation - 1), until))
    return secrets


def rotated(rotation: Mapping[str, Any], old_until: str) -> dict[str, Any]:
    """An owner's entry after one more rotation. Of earlier secrets only the last one stays valid, until that time."""
    return {"generation": int(rotation.get("generation", 0)) + 1, "old_until": old_until}


def _key(ids_from: str, owner: str, generation: int) -> bytes:
    return hmac.new(ids_from.encode(), f"webhook {owner} {generation}".encode(), hashlib.sha256).digest()
