"""The API key of a run: one that was given, or one that is made for it and removed after it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Final

from deployment.infrastructure.api_keys import new_key
from deployment.infrastructure.key_ring import KeyRing

LABEL: Final = "acceptance"
_LIFE: Final = timedelta(hours=1)


@contextmanager
def run_key(ring: KeyRing, given: str | None, say: Callable[[str], None]) -> Iterator[str]:
    """Yields the key. One that is made expires within an hour even if its removal fails.

    Raises:
        KeyRingError: if the keys can't be read or changed.
        ClientError: if AWS refuses.
    """
    if given:
        yield given
        return
    new = new_key()
    expiry = (datetime.now(UTC) + _LIFE).isoformat(timespec="seconds")
    ring.change(lambda entries: [*entries, {**new.entry, "label": LABEL, "expires_at": expiry}])
    say(f"Made the API key {new.entry['id']} for this run. It is removed afterwards, and ends within an hour anyway.")
    try:
        yield new.key
    finally:
        ring.change(lambda entries: [entry for entry in entries if entry["id"] != new.entry["id"]])
        say(f"Removed the API key {new.entry['id']}.")
