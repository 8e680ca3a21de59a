"""Customers with API keys: each sends a request again until it is answered, as a good client does."""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
from botocore.exceptions import BotoCoreError, ClientError

from deployment.infrastructure.api_keys import new_key
from deployment.infrastructure.key_ring import KeyRing
from local.system import LocalSystem
from petavatar.errors import StorageFailure

PATIENCE_S: Final = 90.0
"""How long a request is sent again; the engine comes back within seconds."""
_PAUSE_S: Final = 0.5


class UnansweredError(RuntimeError):
    """A request that must not be repeated was not answered: what came of it is not known."""


def insist[T](call: Callable[[], T], seconds: float = PATIENCE_S) -> T:
    """Calls AWS until it answers."""
    give_up = time.monotonic() + seconds
    while True:
        try:
            return call()
        except (BotoCoreError, ClientError, StorageFailure):
            if time.monotonic() > give_up:
                raise
            time.sleep(_PAUSE_S)


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody with a key. One without it puts files into the bucket."""

    name: str
    owner: str
    limits: Mapping[str, float]
    http: httpx.Client = field(repr=False)

    def ask(self, method: str, path: str, *, again: bool = True, **request: Any) -> httpx.Response:
        """Sends a request until it is answered, by anything but a failure of the service.

        Raises:
            UnansweredError: if it failed and may not be sent again.
        """
        give_up = time.monotonic() + PATIENCE_S
        while True:
            with suppress(httpx.TransportError):
                answer = self.http.request(method, path, **request)
                if answer.status_code < 500 and not _of_the_engine(answer):
                    return answer
            if not again:
                raise UnansweredError(path)
            assert time.monotonic() < give_up, f"{method} {path} was not answered"
            time.sleep(_PAUSE_S)

    def upload(self, photo: bytes, webhook_url: str) -> dict[str, Any] | None:
        """Uploads a photo with a presigned POST, and returns its ticket; None if a limit of the key is reached."""
        answer = self.ask("GET", "/presigned-url", params={"content_type": "image/jpeg", "webhook_url": webhook_url})
        if answer.status_code == 429:
            return None
        assert answer.status_code == 200, answer.text
        ticket: dict[str, Any] = answer.json()
        give_up = time.monotonic() + PATIENCE_S
        while True:
            with suppress(httpx.TransportError):
                form, files = ticket["upload_fields"], {"file": photo}
                if httpx.post(ticket["upload_url"], data=form, files=files, timeout=30, trust_env=False).is_success:
                    return ticket
            assert time.monotonic() < give_up, "the photo could not be uploaded"
            time.sleep(_PAUSE_S)


def _of_the_engine(answer: httpx.Response) -> bool:
    """Whether the engine answered in the place of a function that it does not have yet, or has lost."""
    return answer.status_code in (403, 404) and "problem+json" not in answer.headers.get("content-type", "")


def customers_of(system: LocalSystem, limits: Mapping[str, Mapping[str, float]]) -> dict[str, Customer]:
    """Makes a key for each name, with its limits; `operator` sees the jobs of everybody."""
    ring = KeyRing(system.client("secretsmanager"), system.names.secret)
    keys = {name: new_key("all" if name == "operator" else "own", **each) for name, each in limits.items()}
    ring.change(lambda entries: [*entries, *(key.entry for key in keys.values())])
    return {
        name: Customer(
            name,
            key.entry["owner"],
            limits[name],
            httpx.Client(base_url=system.api_url, headers={"x-api-key": key.key}, timeout=30, trust_env=False),
        )
        for name, key in keys.items()
    }
