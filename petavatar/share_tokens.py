"""The token in the address of a shared result: the job's id, and a MAC over it and the number of the share.

Nothing is stored for a token but that number. It changes when sharing ends, and the token that was given out is worth
nothing then. Who has a token may see what is shared: tokens are secrets, and belong in no log.
"""

import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Self
from uuid import UUID

from petavatar.api_keys import ApiKeys
from petavatar.jobs import Job

PURPOSE: Final = "share tokens"
"""What the secret is for: see `ApiKeys.secret_for`."""
_ID_BYTES: Final = 16
_MAC_BYTES: Final = 17
"""With the id as many as base64 writes without unused bits: each token has one spelling."""
TOKEN: Final = re.compile("[A-Za-z0-9_-]{44}")


@dataclass(frozen=True, slots=True)
class ShareTokens:
    """Makes and checks tokens with one secret."""

    secret: bytes = field(repr=False)

    @classmethod
    def of(cls, keys: ApiKeys) -> Self | None:
        """The tokens of a deployment; None if its keys have not changed since version 1, which had no secret for ids.

        Raises:
            StorageFailure: if the secret can't be read.
        """
        secret = keys.secret_for(PURPOSE)
        return cls(secret) if secret else None

    def token(self, job: Job) -> str:
        """The token of a job that is shared."""
        mac = hmac.new(self.secret, f"{job.job_id}\n{job.share_number}".encode(), sha256).digest()
        return urlsafe_b64encode(UUID(job.job_id).bytes + mac[:_MAC_BYTES]).decode()

    def opens(self, token: str, job: Job) -> bool:
        """Whether a job is shared under this very token."""
        return job.shared and job.status == "completed" and hmac.compare_digest(token, self.token(job))


def job_id_in(token: str) -> str | None:
    """The id of the job that a text would open if it were its token; None if it is no token of any job."""
    return str(UUID(bytes=urlsafe_b64decode(token)[:_ID_BYTES])) if TOKEN.fullmatch(token) else None
