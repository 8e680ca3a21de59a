"""Changes to the secret that holds the hashes of the API keys. Concurrent changes do not overwrite each other.

A change is written as a new version beside the current one. Then the label `AWSCURRENT` moves to it, but only from
the version that the change started from: Secrets Manager refuses to remove a label from a version that does not have
it. A change that is refused reads the secret again and retries.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from botocore.exceptions import ClientError

from deployment.infrastructure.api_keys import new_ids_from
from petavatar.api_keys import IDS_FROM, expired
from petavatar.aws import error_code
from petavatar.webhooks.secrets import WEBHOOKS, rotated, webhook_secrets
from petavatar.webhooks.signature import WebhookSecret

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

type Entry = Mapping[str, Any]
type Change = Callable[[Sequence[Entry]], list[Entry]]

MAX_BYTES: Final = 65_536
"""The largest secret: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html."""
_CURRENT: Final = "AWSCURRENT"
# A version needs a label until it is the current one. All changes share this label.
_DRAFT: Final = "PETAVATAR_DRAFT"
_ATTEMPTS: Final = 5
_REFUSED: Final = frozenset({"InvalidParameterException", "InvalidRequestException"})


class KeyRingError(RuntimeError):
    """The keys can't be read or changed. The message says why, and contains no key."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys of a sandbox."""

    secretsmanager: "SecretsManagerClient"
    secret_id: str

    def entries(self) -> list[Entry]:
        """The secret's entries, one for each key.

        Raises:
            KeyRingError: if the secret does not hold keys.
            ClientError: if AWS refuses.
        """
        entries: list[Entry] = self._read()[1]["keys"]
        return entries

    def change(self, change: Change) -> None:
        """Changes the entries. If another change came first, `change` is called again with the new entries.

        Expired entries are dropped. What else the secret holds stays; the secret for ids is added if it is missing.

        Raises:
            KeyRingError: if the entries no longer fit into a secret, or other changes come first in every attempt.
            ClientError: if AWS refuses.
        """
        self._change(lambda secret: {"keys": change([entry for entry in secret["keys"] if not expired(entry)])})

    def webhook_secrets(self, owner: str) -> list[WebhookSecret]:
        """The secrets that an owner's webhooks are signed with, newest first; of a deployment that has none yet, none.

        Raises:
            KeyRingError: if the secret does not hold keys.
            ClientError: if AWS refuses.
        """
        secret = self._read()[1]
        return webhook_secrets(secret.get(IDS_FROM, ""), secret.get(WEBHOOKS, {}).get(owner, {}), owner)

    def rotate_webhook_secret(self, owner: str, old_until: str) -> None:
        """Gives an owner a new webhook secret; the last one before it stays valid until that time (ISO 8601).

        Raises:
            KeyRingError: as `change`.
            ClientError: if AWS refuses.
        """

        def change(secret: dict[str, Any]) -> dict[str, Any]:
            rotations = secret.get(WEBHOOKS, {})
            return {WEBHOOKS: {**rotations, owner: rotated(rotations.get(owner, {}), old_until)}}

        self._change(change)

    def _change(self, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
        """Changes members of the secret."""
        for _ in range(_ATTEMPTS):
            version, secret = self._read()
            text = json.dumps({IDS_FROM: new_ids_from(), **secret, **change(secret)})
            if len(text.encode()) > MAX_BYTES:
                raise KeyRingError(f"The secret holds {MAX_BYTES:,} bytes at most: revoke keys that nobody uses")
            if self._replace(version, text):
                return
        raise KeyRingError("Others are changing the keys at the same time. Nothing was changed; try again.")

    def _read(self) -> tuple[str, dict[str, Any]]:
        """The current version's id, and what it holds."""
        secret = self.secretsmanager.get_secret_value(SecretId=self.secret_id)
        try:
            content: dict[str, Any] = json.loads(secret["SecretString"])
            for entry in content["keys"]:
                _ = entry["id"], entry["sha256"], expired(entry)
        except (KeyError, TypeError, ValueError) as error:
            raise KeyRingError(
                f"The secret {self.secret_id} does not hold keys in the form that the API reads"
            ) from error
        return secret["VersionId"], content

    def _replace(self, version: str, text: str) -> bool:
        """Makes a text the current version; False if `version` is no longer the current one."""
        draft = str(uuid4())
        self.secretsmanager.put_secret_value(
            SecretId=self.secret_id, ClientRequestToken=draft, SecretString=text, VersionStages=[_DRAFT]
        )
        try:
            self.secretsmanager.update_secret_version_stage(
                SecretId=self.secret_id, VersionStage=_CURRENT, RemoveFromVersionId=version, MoveToVersionId=draft
            )
        except ClientError as error:
            if error_code(error) not in _REFUSED:
                raise
            # If the answer was lost, the SDK sends the request again, and the second one is refused.
            current = self._read()[0]
            if current == version:
                raise
            return current == draft
        return True
