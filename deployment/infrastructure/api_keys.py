"""The secret that holds the hashes of the API keys, and its first key."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from deployment.ignore_errors import ignore_errors
from petavatar.api_keys import IDS_FROM, Scope

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

DESCRIPTION: Final = "SHA-256 hashes of PetAvatar's API keys"
_PREFIX: Final = "pa_"
# 32 bytes make 43 URL-safe characters.
_KEY_BYTES: Final = 32
_ID_BYTES: Final = 4
_OWNER_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class NewKey:
    """A new API key: the key itself, which can't be read again, and its entry in the secret."""

    key: str
    entry: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ApiKeySecret:
    """The secret's ARN, and its first key; None if the secret already existed."""

    arn: str
    key: str | None


def new_ids_from() -> str:
    """Makes the secret from which the ids of jobs under an Idempotency-Key are derived."""
    return secrets.token_hex(_KEY_BYTES)


def new_key(scope: Scope = "own", **limits: float) -> NewKey:
    """Creates an API key: `pa_` and 43 URL-safe characters, with its entry for the secret and an owner of its own.

    Args:
        scope: whether it opens its owner's jobs alone, or those of everybody.
        limits: `jobs_per_day` and `usd_per_month`, if there are any.
    """
    key = _PREFIX + secrets.token_urlsafe(_KEY_BYTES)
    entry = {
        "id": secrets.token_hex(_ID_BYTES),
        "owner": secrets.token_hex(_OWNER_BYTES),
        "scope": scope,
        **limits,
        "sha256": hashlib.sha256(key.encode()).hexdigest(),
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    return NewKey(key, entry)


def ensure_secret(secretsmanager: "SecretsManagerClient", name: str) -> ApiKeySecret:
    """Creates the secret with one key in it; does not change the keys of an existing one.

    If the secret is scheduled for deletion, it is restored with its keys.
    """
    with ignore_errors("ResourceNotFoundException"):
        present = secretsmanager.describe_secret(SecretId=name)
        if "DeletedDate" in present:
            secretsmanager.restore_secret(SecretId=name)
        return ApiKeySecret(present["ARN"], None)
    new = new_key()
    created = secretsmanager.create_secret(
        Name=name,
        Description=DESCRIPTION,
        SecretString=json.dumps({"keys": [new.entry], IDS_FROM: new_ids_from()}),
    )
    return ApiKeySecret(created["ARN"], new.key)
