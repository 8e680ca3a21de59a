"""Changes to the secret that holds the hashes of the API keys, none of which is lost to another at the same time.

A change is written as a version of its own, beside the current one. Then the label `AWSCURRENT` is moved to it, but
only away from the version that the change was made from: Secrets Manager refuses to take a label from a version
that does not have it. Whoever comes second reads again and makes the change anew.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from botocore.exceptions import ClientError

from petavatar.api_keys import expired
from petavatar.aws import error_code

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

type Entry = Mapping[str, Any]
type Change = Callable[[Sequence[Entry]], list[Entry]]

MAX_BYTES: Final = 65_536
"""What a secret may hold: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html."""
_CURRENT: Final = "AWSCURRENT"
# A version needs a label until it is the current one. There is one such label; each change takes it over.
_DRAFT: Final = "PETAVATAR_DRAFT"
_ATTEMPTS: Final = 5
_REFUSED: Final = frozenset({"InvalidParameterException", "InvalidRequestException"})


class KeyRingError(RuntimeError):
    """The keys can't be read or changed; the message says why, and holds no key."""


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The keys of a sandbox."""

    secretsmanager: "SecretsManagerClient"
    secret_id: str

    def entries(self) -> list[Entry]:
        """What the secret keeps of each key.

        Raises:
            KeyRingError: if the secret does not hold keys.
            ClientError: if AWS refuses.
        """
        return self._read()[1]

    def change(self, change: Change) -> None:
        """Makes a change to the entries as they are now; `change` is called again if another one was quicker.

        Entries past their expiry are dropped.

        Raises:
            KeyRingError: if the entries do not fit into a secret any more, or others are quicker time after time.
            ClientError: if AWS refuses.
        """
        for _ in range(_ATTEMPTS):
            version, entries = self._read()
            text = json.dumps({"keys": change([entry for entry in entries if not expired(entry)])})
            if len(text.encode()) > MAX_BYTES:
                raise KeyRingError(f"The secret holds {MAX_BYTES:,} bytes at most: revoke keys that nobody uses")
            if self._replace(version, text):
                return
        raise KeyRingError("Others are changing the keys at the same time. Nothing was changed; try again.")

    def _read(self) -> tuple[str, list[Entry]]:
        """The current version's id, and its entries."""
        secret = self.secretsmanager.get_secret_value(SecretId=self.secret_id)
        try:
            entries = json.loads(secret["SecretString"])["keys"]
            for entry in entries:
                _ = entry["id"], entry["sha256"], expired(entry)
        except (KeyError, TypeError, ValueError) as error:
            raise KeyRingError(
                f"The secret {self.secret_id} does not hold keys in the form that the API reads"
            ) from error
        return secret["VersionId"], entries

    def _replace(self, version: str, text: str) -> bool:
        """Makes a text the current version, if another one still is."""
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
            # A request whose answer was lost is sent again by the SDK, and refused then.
            current = self._read()[0]
            if current == version:
                raise
            return current == draft
        return True
