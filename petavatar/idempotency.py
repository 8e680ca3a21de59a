"""Requests under an Idempotency-Key: the same key and the same request lead to the same job, however often they come.

The job's id is made from the key and its owner, by a secret. So nothing is stored for it: the upload carries the
digest of the request, and so does the job.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self
from uuid import UUID

from petavatar.api_keys import Caller
from petavatar.errors import KeyReused, MalformedRequest
from petavatar.jobs import Job
from petavatar.table.jobs import JobTable

HEADER: Final = "idempotency-key"
_KEY: Final = re.compile(r"[!-~](?:[ -~]{0,253}[!-~])?")
_DIGEST_CHARS: Final = 32


@dataclass(frozen=True, slots=True)
class KeyedRequest:
    """A request under an Idempotency-Key: the id of its job, and the digest of what it asks for."""

    job_id: str
    digest: str

    @classmethod
    def of(cls, key: str, caller: Caller, secret: str, asked: Mapping[str, Any]) -> Self:
        """Reads a request.

        Args:
            key: the Idempotency-Key.
            caller: who asks. A key without an owner stands for itself.
            secret: what ids are made from.
            asked: what the request asks for, by names, as plain data.

        Raises:
            MalformedRequest: if the key is not 1 to 255 printable ASCII characters.
        """
        if not _KEY.fullmatch(key):
            raise MalformedRequest("An Idempotency-Key has 1 to 255 printable ASCII characters")
        whose = caller.owner or f"key {caller.key_id}"
        mac = hmac.new(secret.encode(), f"{whose}\n{key}".encode(), hashlib.sha256).digest()
        digest = hashlib.sha256(json.dumps(dict(asked), sort_keys=True).encode()).hexdigest()
        return cls(str(UUID(bytes=mac[:16], version=5)), digest[:_DIGEST_CHARS])

    def job(self, jobs: JobTable, caller: Caller) -> Job | None:
        """The job of this request, if there is one yet.

        Raises:
            KeyReused: if the key stands for another request.
            JobErased: if the job was erased.
        """
        job = jobs.find(self.job_id)
        if job is not None and not (caller.may_see(job.owner) and job.request == self.digest):
            raise KeyReused("Send each Idempotency-Key with one request only, and with the same choices every time")
        return job
