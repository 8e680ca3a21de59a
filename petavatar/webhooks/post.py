"""One POST of a webhook, to an address that was checked.

A name may lead to another address each time that it is looked up. So it is looked up once, every address that comes
back must be allowed, and the connection goes to one of them; the certificate must be the name's. Redirects are not
followed, nothing of the answer is read but its head, and all of it has its time: a thread is left alone past it.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from petavatar.webhooks.address import Address, allowed, checked_url

_PORTS: Final = {"https": 443, "http": 80}
_CONNECT_S: Final = 4.0
"""So that a host with several addresses is reached by the second one where the first one is dead."""

type Lookup = Callable[[str, int], Sequence[Address]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a POST.

    Attributes:
        status: the HTTP status; None if there was no answer.
        problem: why the webhook does not count as delivered, in words of ours; empty if it does.
        seconds: how long it took.
    """

    status: int | None
    problem: str
    seconds: float = 0


class _NotSent(Exception):  # noqa: N818
    """Why there is no answer, in words for the owner of the webhook."""


@dataclass(slots=True)
class _Try:
    """One POST on its way, in a thread of its own."""

    url: str
    headers: Mapping[str, str]
    body: bytes
    loopback: bool
    give_up_at: float
    lookup: Lookup
    answer: Answer | None = None
    connection: socket.socket | None = None

    def run(self) -> None:
        try:
            status = self._status()
        except _NotSent as reason:
            self.answer = Answer(None, str(reason))
        except ssl.SSLError:
            self.answer = Answer(None, "the TLS connection failed: is the certificate valid for this host?")
        except TimeoutError:
            self.answer = Answer(None, "no answer in time")
        except (OSError, HTTPException, ValueError):
            self.answer = Answer(None, "the connection failed")
        else:
            self.answer = Answer(status, _problem_of(status))
        finally:
            self.close()

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()

    def break_off(self) -> None:
        """Wakes the thread, wherever it waits for the other side."""
        if self.connection is not None:
            with suppress(OSError):
                # Not that of a TLS connection, which would first say goodbye.
                socket.socket.shutdown(self.connection, socket.SHUT_RDWR)

    def _status(self) -> int:
        parts = urlsplit(self.url)
        host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        self.connection = self._connect(self._addresses(host, port), port)
        self.connection.settimeout(self._left())
        if parts.scheme == "https":
            self.connection = secure = _tls().wrap_socket(
                self.connection, server_hostname=host, do_handshake_on_connect=False
            )
            secure.do_handshake()
        http = HTTPConnection(host, port)
        # With a socket that is there it makes none of its own.
        http.sock = self.connection
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        http.request("POST", target, self.body, {**self.headers, "Host": parts.netloc})
        return http.getresponse().status

    def _addresses(self, host: str, port: int) -> Sequence[Address]:
        try:
            found = self.lookup(host, port)
        except OSError as error:
            raise _NotSent("the host's name was not found") from error
        local = self.loopback and self.url.startswith("http://")
        if not found or not all(allowed(address, loopback=local) for address in found):
            raise _NotSent("the host leads to an address that is not public")
        return found

    def _connect(self, addresses: Sequence[Address], port: int) -> socket.socket:
        for address in addresses[:-1]:
            try:
                return socket.create_connection((str(address), port), min(_CONNECT_S, self._left()))
            except OSError:
                continue
        return socket.create_connection((str(addresses[-1]), port), self._left())

    def _left(self) -> float:
        if (left := self.give_up_at - time.monotonic()) > 0:
            return left
        raise TimeoutError


def post(
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    timeout_s: float,
    loopback: bool = False,
    lookup: Lookup | None = None,
) -> Answer:
    """Posts a webhook, and says what came of it; it raises nothing.

    Args:
        url: where to, as the job has it.
        headers: those of the webhook.
        body: what is sent.
        timeout_s: how long all of it may take, in seconds.
        loopback: whether http to this machine is allowed.
        lookup: gives the addresses of a host.
    """
    began = time.monotonic()
    try:
        checked_url(url, loopback=loopback)
    except ValueError as reason:
        return Answer(None, f"the address {reason}")
    attempt = _Try(url, headers, body, loopback, began + timeout_s, lookup or look_up)
    # Neither a look-up nor a server that sends its answer in drops keeps to a socket's time-out.
    thread = threading.Thread(target=attempt.run, name="webhook", daemon=True)
    thread.start()
    thread.join(timeout_s)
    answer = attempt.answer or Answer(None, "no answer in time")
    if thread.is_alive():
        attempt.break_off()
    return Answer(answer.status, answer.problem, round(time.monotonic() - began, 3))


def look_up(host: str, port: int) -> Sequence[Address]:
    """The addresses of a host, in the order in which the system would try them.

    Raises:
        OSError: if there are none.
    """
    found: list[Any] = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    # Some systems append the zone of a link-local address.
    return list(dict.fromkeys(ip_address(str(where[4][0]).partition("%")[0]) for where in found))


def _problem_of(status: int) -> str:
    if 200 <= status < 300:
        return ""
    if 300 <= status < 400:
        return f"the answer was {status}: redirects are not followed"
    return f"the answer was {status}"


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
