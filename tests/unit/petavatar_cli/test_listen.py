"""`petavatar listen`: what arrives is verified and printed, once."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx
import pytest

from petavatar_cli.errors import InputError
from petavatar_cli.listen import Receiver, serving
from petavatar_client import Unreachable, WebhookEvent
from tests.support.command import Command
from tests.support.deployment import API_KEY, API_URL, JOB_ID, Deployment, problem
from tests.unit.petavatar_client.test_webhooks import EVENT, OTHER, SECRET, signed


@dataclass
class Listening:
    """A receiver that listens, and what it says."""

    secrets: list[str]
    events: list[WebhookEvent] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    url: str = ""

    def secret(self) -> str:
        return self.secrets.pop(0) if len(self.secrets) > 1 else self.secrets[0]

    def post(self, *secrets: str) -> int:
        body, headers = signed(EVENT, *secrets, at=int(time.time()))
        return httpx.post(self.url, content=body, headers=headers, trust_env=False).status_code


@contextmanager
def listening(*secrets: str) -> Iterator[Listening]:
    it = Listening(list(secrets))
    with serving(Receiver(it.secret, it.events.append, it.notes.append), 0) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        it.url = f"http://127.0.0.1:{server.server_port}/"
        yield it
        server.shutdown()
        thread.join(5)


def test_each_event_is_shown_once() -> None:
    with listening(SECRET) as it:
        assert [it.post(SECRET), it.post(SECRET)] == [204, 204]

    assert [event.job.job_id for event in it.events] == [JOB_ID]
    assert it.notes == ["Came once more: the id"]


def test_what_is_not_signed_by_the_owners_secret_is_refused() -> None:
    with listening(SECRET) as it:
        assert it.post(OTHER) == 400

    assert (it.events, it.notes) == ([], ["Refused: The webhook's signature is not one by this secret."])


def test_a_secret_that_was_rotated_is_asked_for_again() -> None:
    with listening(OTHER, SECRET) as it:
        assert it.post(SECRET) == 204

    assert len(it.events) == 1


def test_an_api_that_does_not_answer_then_has_it_sent_again() -> None:
    def unreachable() -> str:
        raise Unreachable("It did not answer.")

    receiver = Receiver(lambda: SECRET, lambda _: None, lambda _: None)
    receiver.secret = unreachable
    body, headers = signed(EVENT, OTHER, at=int(time.time()))

    assert receiver.take(body, headers) == 503


@pytest.mark.parametrize("length", ["2000000", "x", "-1"])
def test_what_is_too_long_is_not_read(length: str) -> None:
    with listening(SECRET) as it:
        host, port = it.url.removeprefix("http://").rstrip("/").split(":")
        with socket.create_connection((host, int(port)), 5) as connection:
            connection.sendall(f"POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\n\r\n".encode())
            assert connection.recv(100).startswith(b"HTTP/1.0 413")


def test_a_port_that_is_taken_is_named() -> None:
    with (
        listening(SECRET) as it,
        pytest.raises(InputError, match=r"Port \d+ can't be listened at"),
    ):
        serving(Receiver(it.secret, it.events.append, it.notes.append), int(it.url.rstrip("/").rpartition(":")[2]))


def test_a_deployment_without_secrets_ends_it_with_a_sentence(command: Command, online: Deployment) -> None:
    online.answers("GET /stage/webhook-secret", problem(400, "The request is malformed", "Not yet"))

    outcome = command("listen", "--api-url", API_URL, "--api-key", API_KEY)

    assert (outcome.exit_code, "Not yet" in outcome.err) == (1, True)
