"""What `petavatar listen` does: a receiver of webhooks on this machine, which prints what arrives."""

import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from petavatar_cli.client_errors import reporting_client_errors
from petavatar_cli.connect import connect
from petavatar_cli.display import json_line, printable
from petavatar_cli.errors import InputError
from petavatar_cli.report import job_record
from petavatar_client import InvalidWebhook, PetAvatarClientError, WebhookEvent, webhooks

HOST: Final = "127.0.0.1"
_MAX_BYTES: Final = 1_000_000
_TIMEOUT_S: Final = 10.0


def run_listen(port: int, *, api_url: str | None, api_key: str | None, as_json: bool) -> None:
    """Prints the webhooks that arrive, until Ctrl-C.

    Args:
        port: where to listen; 0 for any that is free.
        api_url: the base of the API's addresses.
        api_key: a key of the API; webhooks of its owner are verified.
        as_json: whether to print a line of JSON for each, for scripts.

    Raises:
        CliError: if the secret can't be had, or the port is taken.
    """
    out, notes = Console(), Console(stderr=True)

    def show(event: WebhookEvent) -> None:
        out.print(Text(_json(event) if as_json else printable(_in_words(event))), soft_wrap=True)

    def note(line: str) -> None:
        notes.print(Text(printable(line)), soft_wrap=True)

    with reporting_client_errors(), connect(api_url, api_key) as api:
        receiver = Receiver(api.webhook_secret, show, note)
        with serving(receiver, port) as server:
            note(f"Webhooks that arrive at http://{HOST}:{server.server_port}/ are verified and printed. For one:")
            note(f"  petavatar create photo.jpg --webhook http://{HOST}:{server.server_port}/")
            server.serve_forever()


@dataclass(slots=True)
class Receiver:
    """Takes webhooks: each event is shown once.

    Attributes:
        secret: gives the secret of the key's owner, as it is now.
        show: gets each event.
        note: gets a line about each request that is none.
    """

    secret: Callable[[], str]
    show: Callable[[WebhookEvent], None]
    note: Callable[[str], None]
    _known: str = field(init=False)
    _seen: set[tuple[str, object]] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._known = self.secret()

    def take(self, body: bytes, headers: dict[str, str]) -> int:
        """Takes a request, and gives the status of the answer."""
        with self._lock:
            try:
                event = self._verified(body, headers)
            except InvalidWebhook as error:
                self.note(f"Refused: {error}")
                return 400
            except PetAvatarClientError as error:
                self.note(f"Not verified: {error}")
                return 503
            if (event.webhook_id, event.timestamp) in self._seen:
                self.note(f"Came once more: {event.webhook_id}")
                return 204
            self._seen.add((event.webhook_id, event.timestamp))
            self.show(event)
            return 204

    def _verified(self, body: bytes, headers: dict[str, str]) -> WebhookEvent:
        try:
            return webhooks.unwrap(body, headers, self._known)
        except InvalidWebhook:
            # It may have been rotated.
            if (now := self.secret()) == self._known:
                raise
            self._known = now
            return webhooks.unwrap(body, headers, now)


def serving(receiver: Receiver, port: int) -> ThreadingHTTPServer:
    """A server of this machine alone, to be closed by its user.

    Raises:
        InputError: if the port is taken.
    """

    class Handler(BaseHTTPRequestHandler):
        timeout = _TIMEOUT_S

        def do_POST(self) -> None:
            length = self.headers.get("Content-Length", "")
            fits = length.isdigit() and int(length) <= _MAX_BYTES
            body = self.rfile.read(int(length)) if fits else b""
            self.send_response(receiver.take(body, dict(self.headers.items())) if fits else 413)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing: what arrives is printed."""

    try:
        return ThreadingHTTPServer((HOST, port), Handler)
    except (OSError, OverflowError) as error:
        raise InputError(f"Port {port} can't be listened at: {error}.") from error


def _json(event: WebhookEvent) -> str:
    return json_line({**asdict(event), "job": job_record(event.job)})


def _in_words(event: WebhookEvent) -> str:
    error = f": {event.job.error.title}. {event.job.error.detail}".rstrip() if event.job.error else ""
    return f"{event.type}  {event.job.job_id}  {event.timestamp:%Y-%m-%d %H:%M:%S}{error}"
