"""The secret that holds the hashes of the API keys, and its first key."""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from deployment.tolerance import tolerating

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

_PREFIX: Final = "pa_"
# 32 bytes make 43 URL-safe characters.
_KEY_BYTES: Final = 32
_ID_BYTES: Final = 4


@dataclass(frozen=True, slots=True)
class NewKey:
    """A fresh API key: the key itself, which nobody can read again, and what the secret keeps of it."""

    key: str
    entry: dict[str, str]


@dataclass(frozen=True, slots=True)
class ApiKeySecret:
    """The secret's ARN, and the key that was made with it; None if the secret was there already."""

    arn: str
    key: str | None


def new_key() -> NewKey:
    """Makes an API key: `pa_` and 43 URL-safe characters, with the entry that the secret keeps for it."""
    key = _PREFIX + secrets.token_urlsafe(_KEY_BYTES)
    entry = {
        "id": secrets.token_hex(_ID_BYTES),
        "sha256": hashlib.sha256(key.encode()).hexdigest(),
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    return NewKey(key, entry)


def ensure_secret(secretsmanager: "SecretsManagerClient", name: str) -> ApiKeySecret:
    """Makes the secret with one key in it; leaves the keys of an existing one alone.

    A secret that waits for its deletion is kept, with its keys.
    """
    with tolerating("ResourceNotFoundException"):
        present = secretsmanager.describe_secret(SecretId=name)
        if "DeletedDate" in present:
            secretsmanager.restore_secret(SecretId=name)
        return ApiKeySecret(present["ARN"], None)
    fresh = new_key()
    created = secretsmanager.create_secret(
        Name=name,
        Description="SHA-256 hashes of PetAvatar's API keys",
        SecretString=json.dumps({"keys": [fresh.entry]}),
    )
    return ApiKeySecret(created["ARN"], fresh.key)
