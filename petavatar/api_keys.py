"""Checks API keys against the secret that holds their hashes.

The secret is JSON: `{"keys": [{"id": ..., "sha256": hex digest of the key, ...}, ...]}`. Several keys are valid
at once, so that one can be replaced without a gap. One with an `expires_at` (ISO 8601 with its offset) is valid until
then. An `owner` says whose key it is; a key that replaces another one has the same. Keys of version 1 have none.
It may have limits, `jobs_per_day` and `usd_per_month` (see `petavatar.limits`), which count for its owner.
A `scope` of `own` opens the owner's jobs alone, `all` those of everybody; keys of version 1 lack it and open all.

A change takes effect within `CACHE_SECONDS`.
"""

import hashlib
import hmac
import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import inf
from typing import Any, Final, Literal

from petavatar.aws import aws_errors
from petavatar.errors import MalformedRequest, StorageFailure, Unauthorized
from petavatar.limits import UNLIMITED, Limits
from petavatar.webhooks.secrets import WEBHOOKS, webhook_secrets
from petavatar.webhooks.signature import WebhookSecret

CACHE_SECONDS: Final = 60
_MAX_KEY_CHARS: Final = 256
_OWNER: Final = re.compile(r"[0-9a-f]{16}")

IDS_FROM: Final = "ids_from"
"""The member of the secret that ids of jobs under an Idempotency-Key are made from (see `petavatar.idempotency`)."""

Scope = Literal["own", "all"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who sent a request.

    Attributes:
        key_id: the id of the key.
        owner: the owner of the key; empty if it has none.
        scope: whether the key opens its owner's jobs alone, or those of everybody.
        limits: what the owner may have made.
    """

    key_id: str = ""
    owner: str = ""
    scope: Scope = "own"
    limits: Limits = UNLIMITED

    def may_see(self, owner: str) -> bool:
        """Whether the key opens the jobs of an owner. A job without an owner is everybody's."""
        return self.scope == "all" or owner in ("", self.owner)


class ApiKeys:
    """The keys that open the API."""

    def __init__(self, secretsmanager: Any, secret_id: str) -> None:
        self._secretsmanager = secretsmanager
        self._secret_id = secret_id
        self._entries: list[dict[str, Any]] = []
        self._ids_from = ""
        self._rotations: Mapping[str, Any] = {}
        self._stale_at = -inf

    def check(self, key: str | None) -> Caller:
        """Lets a valid key pass, and says whose it is.

        Raises:
            Unauthorized: if the key is missing or not valid.
            StorageFailure: if the valid keys can't be read; nobody passes then.
        """
        if not key or len(key) > _MAX_KEY_CHARS:
            raise Unauthorized("Send your API key in the x-api-key header")
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        # Every digest is compared, in constant time, whichever matches.
        callers = [caller for valid, caller in self._valid() if hmac.compare_digest(digest, valid)]
        if not callers:
            raise Unauthorized("The API key is not valid")
        return callers[0]

    def webhook_secrets(self, owner: str) -> list[WebhookSecret]:
        """The secrets that webhooks of an owner's jobs are signed with now, newest first; none if there are none yet.

        Args:
            owner: whose; empty for the jobs of nobody, and for keys without an owner.

        Raises:
            StorageFailure: if they can't be read.
        """
        try:
            if time.time() >= self._stale_at:
                self._read()
            return webhook_secrets(self._ids_from, self._rotations.get(owner, {}), owner)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StorageFailure("Could not read the webhook secret. Please try again.") from error

    @property
    def ids_from(self) -> str:
        """The secret that ids of jobs under an Idempotency-Key are made from, as it was at the last check.

        Raises:
            MalformedRequest: if there is none: the deployment's keys have not changed since version 1.
        """
        if not self._ids_from:
            raise MalformedRequest("This deployment takes no Idempotency-Key yet: its operator has to renew a key")
        return self._ids_from

    def secret_for(self, purpose: str) -> bytes | None:
        """A secret for one purpose, made from the one for ids; None if there is none (see `ids_from`).

        Raises:
            StorageFailure: if it can't be read.
        """
        if time.time() >= self._stale_at:
            try:
                self._read()
            except (ValueError, KeyError, TypeError) as error:
                raise StorageFailure("Could not read the secret. Please try again.") from error
        ids_from = self._ids_from
        return purpose_secret(ids_from, purpose) if ids_from else None

    def _valid(self) -> list[tuple[str, Caller]]:
        try:
            if time.time() >= self._stale_at:
                self._read()
            return [(str(entry["sha256"]), _caller(entry)) for entry in self._entries if not expired(entry)]
        except (ValueError, KeyError, TypeError) as error:
            raise StorageFailure("Could not check the API key. Please try again.") from error

    def _read(self) -> None:
        with aws_errors("check the API key"):
            secret = self._secretsmanager.get_secret_value(SecretId=self._secret_id)
        content = json.loads(secret["SecretString"])
        self._entries, self._ids_from = content["keys"], str(content.get(IDS_FROM, ""))
        self._rotations = content.get(WEBHOOKS, {})
        self._stale_at = time.time() + CACHE_SECONDS


def purpose_secret(ids_from: str, purpose: str) -> bytes:
    """The secret for one purpose, made from the one for ids."""
    return hmac.new(ids_from.encode(), purpose.encode(), hashlib.sha256).digest()


def _caller(entry: Mapping[str, Any]) -> Caller:
    return Caller(
        key_id=str(entry.get("id", "")),
        owner=owner_in(entry),
        scope=scope_in(entry),
        limits=Limits.of_entry(entry),
    )


def owner_in(fields: Mapping[str, Any]) -> str:
    """The owner that a key's entry, or the metadata of an upload, names; empty if it names none of ours."""
    owner = fields.get("owner")
    return owner if isinstance(owner, str) and _OWNER.fullmatch(owner) else ""


def scope_in(entry: Mapping[str, Any]) -> Scope:
    """The scope of a key's entry; one that is neither of the two opens no more than `own`."""
    return "all" if entry.get("scope", "all") == "all" else "own"


def expired(entry: Mapping[str, Any]) -> bool:
    """Whether a key is past its expiry, if it has one.

    Raises:
        ValueError: if the expiry is no time.
        TypeError: if it lacks its offset.
    """
    return "expires_at" in entry and datetime.fromisoformat(entry["expires_at"]) <= datetime.now(UTC)
