"""Manages a sandbox's API keys: `python -m scripts.api_keys --sandbox dev create | list | rotate ID | revoke ID`.

Several keys can be valid at once. A new key is shown once, alone on standard output; only its SHA-256 is stored. The
functions cache the secret for a minute, so a change can take that long to work everywhere.

`webhook-secret OWNER` shows the secret that an owner's webhooks are signed with, and makes a new one with `--rotate`;
`-` is for the jobs of nobody.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from deployment.connection import Connection
from deployment.infrastructure.api_keys import NewKey, new_key
from deployment.infrastructure.key_ring import Entry, KeyRing, KeyRingError
from petavatar.api_keys import CACHE_SECONDS, Scope, expired, owner_in, scope_in
from scripts.command import DONE, run, sandbox_parser

_MAX_LABEL: Final = 64
_MAX_DOLLARS: Final = 10_000_000
_NOBODY: Final = "-"
_OVERLAP: Final = timedelta(hours=24)
_LIMITS: Final = ("jobs_per_day", "usd_per_month")
_DELAY_NOTE: Final = f"The functions cache keys: the change takes up to {CACHE_SECONDS} seconds."


class NoSuchKeyError(ValueError):
    """No valid key has that id."""

    def __init__(self, key_id: str) -> None:
        super().__init__(f"There is no key {key_id}")


class NoSecretError(ValueError):
    """The deployment's keys have not changed since version 1: it has nothing to make secrets from."""

    def __init__(self) -> None:
        super().__init__("There are no webhook secrets yet. Rotate a key, or use --rotate.")


class LastKeyError(ValueError):
    """The last key was to be revoked; without one, nobody can use the API."""

    def __init__(self) -> None:
        super().__init__("This is the last key. Without it nobody can use the API. Use --force to revoke it.")


def create(ring: KeyRing, label: str | None, scope: Scope = "own", **limits: float) -> NewKey:
    """Adds a key. Its limits are `jobs_per_day` and `usd_per_month`, if there are any."""
    new = _labelled(new_key(scope, **limits), label)
    ring.change(lambda entries: [*entries, new.entry])
    return new


def rotate(ring: KeyRing, key_id: str, expire_old_after: timedelta | None) -> NewKey:
    """Adds a key with the owner, scope, limits and label of another one, which stays valid until it expires or is gone.

    If the other key has no owner, as keys of version 1, it gets one here.

    Args:
        ring: the keys.
        key_id: the id of the other key.
        expire_old_after: when the other key expires; None for never.

    Raises:
        NoSuchKeyError: if there is no such key.
    """
    new = new_key()

    def change(entries: Sequence[Entry]) -> list[Entry]:
        old = _find(entries, key_id)
        owner = {"owner": old.get("owner", new.entry["owner"]), "scope": scope_in(old)}
        kept = [_expiring({**entry, **owner}, expire_old_after) if entry is old else entry for entry in entries]
        limits = {name: old[name] for name in _LIMITS if name in old}
        return [*kept, {**_labelled(new, old.get("label")).entry, **owner, **limits}]

    ring.change(change)
    return new


def revoke(ring: KeyRing, key_id: str, *, force: bool) -> None:
    """Removes a key.

    Raises:
        NoSuchKeyError: if there is no such key.
        LastKeyError: if it is the last key and `force` is False.
    """

    def change(entries: Sequence[Entry]) -> list[Entry]:
        revoked = _find(entries, key_id)
        remaining = [entry for entry in entries if entry is not revoked]
        if not remaining and not force:
            raise LastKeyError
        return remaining

    ring.change(change)


def webhook_secret(ring: KeyRing, owner: str, overlap: timedelta | None) -> str:
    """The webhook secret of an owner.

    Args:
        ring: the keys.
        owner: the owner; empty for the jobs of nobody.
        overlap: how long the present one stays valid beside a new one; None to keep it as the only one.

    Raises:
        NoSecretError: if the deployment has none yet.
    """
    if overlap is not None:
        ring.rotate_webhook_secret(owner, (datetime.now(UTC) + overlap).isoformat(timespec="seconds"))
    secrets = ring.webhook_secrets(owner)
    if not secrets:
        raise NoSecretError
    return secrets[0].text


def listing(entries: Sequence[Entry]) -> str:
    """The keys as a table, without their hashes."""
    rows: list[tuple[str, ...]] = [("ID", "OWNER", "SCOPE", "JOBS/DAY", "USD/MONTH", "CREATED", "LABEL", "VALID")]
    for entry in entries:
        until = f"until {entry['expires_at']}" if "expires_at" in entry else "yes"
        valid = "expired" if expired(entry) else until
        limits = (str(entry.get(name, "-")) for name in _LIMITS)
        whose = (entry["id"], entry.get("owner", "-"), scope_in(entry))
        rows.append((*whose, *limits, entry.get("created_at", "-"), entry.get("label", "-"), valid))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def _find(entries: Sequence[Entry], key_id: str) -> Entry:
    found = next((entry for entry in entries if entry["id"] == key_id), None)
    if found is None:
        raise NoSuchKeyError(key_id)
    return found


def _labelled(new: NewKey, label: str | None) -> NewKey:
    return NewKey(new.key, new.entry | {"label": label}) if label else new


def _expiring(entry: Entry, after: timedelta | None) -> Entry:
    if after is None:
        return entry
    return {**entry, "expires_at": (datetime.now(UTC) + after).isoformat(timespec="seconds")}


def _label(text: str) -> str:
    if not text.isprintable() or not 0 < len(text) <= _MAX_LABEL:
        raise argparse.ArgumentTypeError(f"a label is 1 to {_MAX_LABEL} printable characters")
    return text


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 9:
        raise argparse.ArgumentTypeError("give a whole number")
    return int(text)


def _dollars(text: str) -> float:
    try:
        dollars = float(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("give a number of US dollars") from error
    if not 0 <= dollars <= _MAX_DOLLARS:
        raise argparse.ArgumentTypeError(f"give a number of US dollars from 0 to {_MAX_DOLLARS:,}")
    return dollars


def _hours(text: str) -> timedelta:
    try:
        hours = timedelta(hours=float(text))
    except (ValueError, OverflowError) as error:
        raise argparse.ArgumentTypeError("give a number of hours") from error
    if not timedelta() < hours <= timedelta(days=366):
        raise argparse.ArgumentTypeError("give a number of hours above 0, at most a year")
    return hours


def _owner(text: str) -> str:
    if text == _NOBODY:
        return ""
    if not owner_in({"owner": text}):
        raise argparse.ArgumentTypeError("an owner's id is 16 digits of hexadecimal; `list` shows it")
    return text


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = sandbox_parser("api_keys", __doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    creating = commands.add_parser("create", help="add a key")
    creating.add_argument("--label", type=_label, help="a note for people, such as the key's owner")
    creating.add_argument("--scope", choices=("own", "all"), default="own", help="whose jobs it opens (own)")
    creating.add_argument("--jobs-per-day", type=_whole, metavar="N", help="how many jobs its owner may start a day")
    creating.add_argument("--usd-per-month", type=_dollars, metavar="N", help="what their models may cost a month")
    commands.add_parser("list", help="show the keys' ids, never the keys")
    rotating = commands.add_parser("rotate", help="add a key that replaces another one")
    rotating.add_argument("id")
    rotating.add_argument("--expire-old-after", type=_hours, metavar="HOURS", help="let the old key expire by itself")
    revoking = commands.add_parser("revoke", help="remove a key")
    revoking.add_argument("id")
    revoking.add_argument("--force", action="store_true", help="even if it is the last one")
    secret = commands.add_parser("webhook-secret", help="show the secret that an owner's webhooks are signed with")
    secret.add_argument("owner", type=_owner, metavar="OWNER", help="the owner's id, or - for the jobs of nobody")
    secret.add_argument("--rotate", action="store_true", help="make a new one first")
    secret.add_argument(
        "--expire-old-after", type=_hours, metavar="HOURS", default=_OVERLAP, help="how long both are valid (24)"
    )
    return parser.parse_args(argv)


def _run(ring: KeyRing, arguments: argparse.Namespace) -> None:
    match arguments.command:
        case "list":
            print(listing(ring.entries()))
        case "create":
            limits = {name: value for name in _LIMITS if (value := getattr(arguments, name)) is not None}
            _show(create(ring, arguments.label, arguments.scope, **limits), "Added")
        case "rotate":
            _show(rotate(ring, arguments.id, arguments.expire_old_after), f"Replaced {arguments.id} with")
            if arguments.expire_old_after is None:
                print(f"{arguments.id} stays valid until you revoke it.", file=sys.stderr)
        case "webhook-secret":
            overlap = arguments.expire_old_after if arguments.rotate else None
            print(webhook_secret(ring, arguments.owner, overlap))
        case _:
            revoke(ring, arguments.id, force=arguments.force)
            print(f"{arguments.id} is revoked. {_DELAY_NOTE}", file=sys.stderr)


def _show(new: NewKey, action: str) -> None:
    print(f"{action} {new.entry['id']}. The key is shown only once. {_DELAY_NOTE}", file=sys.stderr)
    print(new.key)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command. Exit codes: 0 if done, 1 if it failed, 2 if the arguments are invalid."""
    arguments = _arguments(argv)

    def work() -> int:
        connection = Connection.open(arguments.sandbox, arguments.region)
        _run(KeyRing(connection.client("secretsmanager"), connection.names.secret), arguments)
        return DONE

    return run(work, stopping=(KeyRingError,), misuse=(NoSuchKeyError, LastKeyError, NoSecretError), repeatable=False)


if __name__ == "__main__":
    sys.exit(main())
