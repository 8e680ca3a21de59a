"""The API keys of a sandbox: `python -m scripts.api_keys --sandbox dev create | list | rotate ID | revoke ID`.

Any number of keys is valid at once. A new key is shown once, alone on standard output; what is kept of it is its
SHA-256. The functions keep the secret for a minute, so every change takes that long to be felt everywhere.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from deployment.connection import Connection
from deployment.infrastructure.api_keys import NewKey, new_key
from deployment.infrastructure.key_ring import Entry, KeyRing, KeyRingError
from petavatar.api_keys import CACHE_SECONDS, expired
from scripts.command import DONE, run, sandbox_parser

_MAX_LABEL: Final = 64
_SOON: Final = f"The functions keep keys for {CACHE_SECONDS} seconds: the change is felt within that time."


class NoSuchKeyError(ValueError):
    """There is no valid key of that id."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"There is no key {key_id}")


class LastKeyError(ValueError):
    """Without its last key nobody can use the API any more."""

    def __init__(self) -> None:
        super().__init__("That is the last key, without which nobody can use the API. Give --force if you mean it.")


def create(ring: KeyRing, label: str | None) -> NewKey:
    """Adds a key."""
    fresh = _labelled(new_key(), label)
    ring.change(lambda entries: [*entries, fresh.entry])
    return fresh


def rotate(ring: KeyRing, key_id: str, expire_old_after: timedelta | None) -> NewKey:
    """Adds a key with another one's label. The other one stays valid, until it is revoked or so long.

    Raises:
        NoSuchKeyError: if there is no such key.
    """
    fresh = new_key()

    def change(entries: Sequence[Entry]) -> list[Entry]:
        old = _find(entries, key_id)
        new = _labelled(fresh, old.get("label")).entry
        return [*(_expiring(entry, expire_old_after) if entry is old else entry for entry in entries), new]

    ring.change(change)
    return fresh


def revoke(ring: KeyRing, key_id: str, *, force: bool) -> None:
    """Removes a key.

    Raises:
        NoSuchKeyError: if there is no such key.
        LastKeyError: if no other key is left, unless it is forced.
    """

    def change(entries: Sequence[Entry]) -> list[Entry]:
        doomed = _find(entries, key_id)
        left = [entry for entry in entries if entry is not doomed]
        if not left and not force:
            raise LastKeyError
        return left

    ring.change(change)


def listing(entries: Sequence[Entry]) -> str:
    """The keys, for people: without their hashes."""
    rows = [("ID", "CREATED", "LABEL", "VALID")]
    for entry in entries:
        until = f"until {entry['expires_at']}" if "expires_at" in entry else "yes"
        valid = "expired" if expired(entry) else until
        rows.append((entry["id"], entry.get("created_at", "-"), entry.get("label", "-"), valid))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def _find(entries: Sequence[Entry], key_id: str) -> Entry:
    found = next((entry for entry in entries if entry["id"] == key_id), None)
    if found is None:
        raise NoSuchKeyError(key_id)
    return found


def _labelled(fresh: NewKey, label: str | None) -> NewKey:
    return NewKey(fresh.key, fresh.entry | {"label": label}) if label else fresh


def _expiring(entry: Entry, after: timedelta | None) -> Entry:
    if after is None:
        return entry
    return {**entry, "expires_at": (datetime.now(UTC) + after).isoformat(timespec="seconds")}


def _label(text: str) -> str:
    if not text.isprintable() or not 0 < len(text) <= _MAX_LABEL:
        raise argparse.ArgumentTypeError(f"a label is 1 to {_MAX_LABEL} printable characters")
    return text


def _hours(text: str) -> timedelta:
    try:
        hours = timedelta(hours=float(text))
    except (ValueError, OverflowError) as error:
        raise argparse.ArgumentTypeError("give a number of hours") from error
    if not timedelta() < hours <= timedelta(days=366):
        raise argparse.ArgumentTypeError("give a number of hours above 0, a year at most")
    return hours


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = sandbox_parser("api_keys", __doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    creating = commands.add_parser("create", help="add a key")
    creating.add_argument("--label", type=_label, help="whose key it is, for people")
    commands.add_parser("list", help="show the keys' ids, never the keys")
    rotating = commands.add_parser("rotate", help="add a key that takes another one's place")
    rotating.add_argument("id")
    rotating.add_argument("--expire-old-after", type=_hours, metavar="HOURS", help="let the old key expire by itself")
    revoking = commands.add_parser("revoke", help="remove a key")
    revoking.add_argument("id")
    revoking.add_argument("--force", action="store_true", help="even if it is the last one")
    return parser.parse_args(argv)


def _run(ring: KeyRing, arguments: argparse.Namespace) -> None:
    match arguments.command:
        case "list":
            print(listing(ring.entries()))
        case "create":
            _show(create(ring, arguments.label), "Added")
        case "rotate":
            _show(rotate(ring, arguments.id, arguments.expire_old_after), f"Replaced {arguments.id} by")
            if arguments.expire_old_after is None:
                print(f"{arguments.id} stays valid until you revoke it.", file=sys.stderr)
        case _:
            revoke(ring, arguments.id, force=arguments.force)
            print(f"{arguments.id} is revoked. {_SOON}", file=sys.stderr)


def _show(fresh: NewKey, doing: str) -> None:
    print(f"{doing} {fresh.entry['id']}. The key is shown this once. {_SOON}", file=sys.stderr)
    print(fresh.key)


def main(argv: Sequence[str] | None = None) -> int:
    """The command: 0 if done, 1 if it can't be, 2 if the arguments make no sense."""
    arguments = _arguments(argv)

    def work() -> int:
        connection = Connection.open(arguments.sandbox, arguments.region)
        _run(KeyRing(connection.client("secretsmanager"), connection.names.secret), arguments)
        return DONE

    return run(work, stopping=(KeyRingError,), misuse=(NoSuchKeyError, LastKeyError), repeatable=False)


if __name__ == "__main__":
    sys.exit(main())
