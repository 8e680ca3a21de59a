"""One POST of a webhook: where it goes, what it does not follow, and how long it takes at most."""

import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from ipaddress import ip_address
from pathlib import Path
from unittest.mock import patch

import pytest
import trustme

from petavatar.webhooks import post as module
from petavatar.webhooks.address import Address
from petavatar.webhooks.post import post

Answering = Callable[[socket.socket], None]
OK = b"HTTP/1.1 204 No Content\r\n\r\n"


def whole_request(connection: socket.socket) -> bytes:
    """A request with its body, in however many parts it comes."""
    got = b""
    while part := connection.recv(65_536):
        got += part
        head, found, body = got.partition(b"\r\n\r\n")
        length = re.search(rb"Content-Length: (\d+)", head)
        if found and len(body) >= (int(length[1]) if length else 0):
            break
    return got


@contextmanager
def a_receiver(answer: Answering | bytes, tls: ssl.SSLContext | None = None) -> Iterator[tuple[int, list[bytes]]]:
    """A server on this machine, which keeps what it gets; its port."""
    got: list[bytes] = []

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = server.accept()
                with closing(connection), suppress(OSError):
                    if tls:
                        connection = tls.wrap_socket(connection, server_side=True)
                    got.append(whole_request(connection))
                    answer(connection) if callable(answer) else connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1], got
        server.shutdown(socket.SHUT_RDWR)


def test_it_posts_the_body_with_its_headers_and_takes_any_2xx() -> None:
    with a_receiver(OK) as (port, got):
        answer = post(f"http://127.0.0.1:{port}/a?b=c", {"webhook-id": "one"}, b"{}", timeout_s=5, loopback=True)

    assert (answer.status, answer.problem) == (204, "")
    head, _, body = got[0].partition(b"\r\n\r\n")
    first, *headers = head.decode().split("\r\n")
    assert (first, body) == ("POST /a?b=c HTTP/1.1", b"{}")
    assert {f"Host: 127.0.0.1:{port}", "webhook-id: one", "Content-Length: 2"} <= set(headers)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    with a_receiver(OK) as (inner, at_inner):
        moved = f"HTTP/1.1 {status} Moved\r\nLocation: http://127.0.0.1:{inner}/\r\n\r\n".encode()
        with a_receiver(moved) as (port, _):
            answer = post(f"http://127.0.0.1:{port}/", {}, b"{}", timeout_s=5, loopback=True)

    assert (answer.status, answer.problem) == (status, f"the answer was {status}: redirects are not followed")
    assert at_inner == []


@pytest.mark.parametrize("status", [400, 404, 410, 500, 503])
def test_any_other_answer_is_a_failure_and_its_body_is_not_read(status: int) -> None:
    def answer(connection: socket.socket) -> None:
        connection.sendall(f"HTTP/1.1 {status} No\r\nContent-Length: 99999999\r\n\r\n".encode())
        with suppress(OSError):
            while True:
                connection.sendall(b"x" * 65_536)

    with a_receiver(answer) as (port, _):
        result = post(f"http://127.0.0.1:{port}/", {}, b"{}", timeout_s=5, loopback=True)

    assert (result.status, result.problem) == (status, f"the answer was {status}")


def drips(connection: socket.socket) -> None:
    """A head that never ends, byte by byte: no pause is long."""
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"a")
        time.sleep(0.02)


def asks_to_go_on(connection: socket.socket) -> None:
    while True:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        time.sleep(0.01)


def is_silent(connection: socket.socket) -> None:
    """Takes all that comes, and answers nothing."""
    while connection.recv(65_536):
        pass


@pytest.mark.parametrize("answer", [drips, asks_to_go_on, is_silent])
def test_all_of_it_has_its_time(answer: Answering) -> None:
    began = time.monotonic()
    with a_receiver(answer) as (port, _):
        result = post(f"http://127.0.0.1:{port}/", {}, b"{}", timeout_s=0.4, loopback=True)

    assert (result.status, result.problem) == (None, "no answer in time")
    assert 0.3 < time.monotonic() - began < 2


@pytest.mark.parametrize("answer", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 500 + b"\r\n"])
def test_what_is_no_answer_is_a_failed_connection(answer: bytes) -> None:
    with a_receiver(answer) as (port, _):
        result = post(f"http://127.0.0.1:{port}/", {}, b"{}", timeout_s=5, loopback=True)

    assert (result.status, result.problem) == (None, "the connection failed")


def test_a_name_that_nobody_knows() -> None:
    def nobody(_host: str, _port: int) -> Sequence[Address]:
        raise socket.gaierror

    result = post("https://hooks.example.com/", {}, b"", timeout_s=5, lookup=nobody)

    assert (result.status, result.problem) == (None, "the host's name was not found")


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["::1"],
        ["169.254.169.254"],
        ["10.1.2.3"],
        ["100.64.0.1"],
        ["fd00:ec2::254"],
        ["::ffff:169.254.169.254"],
        ["64:ff9b::a9fe:a9fe"],
        ["93.184.215.14", "127.0.0.1"],
        ["2606:4700::1111", "fe80::1"],
        [],
    ],
)
def test_a_host_with_any_address_that_is_not_public_is_not_connected_to(addresses: list[str]) -> None:
    def look(_host: str, _port: int) -> list[Address]:
        return [ip_address(one) for one in addresses]

    with patch.object(socket, "create_connection") as connect:
        result = post("https://hooks.example.com/", {}, b"", timeout_s=5, lookup=look)

    assert (result.status, result.problem) == (None, "the host leads to an address that is not public")
    connect.assert_not_called()


def test_an_address_that_a_job_of_another_system_has_is_checked_once_more() -> None:
    """A table may hold what was allowed when it was written."""
    result = post("http://127.0.0.1:1/", {}, b"", timeout_s=5)

    assert result.problem == "the address must begin with https://"


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


class TestOverTls:
    """A name that leads to this machine takes the place of a public one: only the look at its address is left out."""

    @pytest.fixture
    def trusted(self, authority: trustme.CA, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        bundle = tmp_path / "ca.pem"
        authority.cert_pem.write_to_path(str(bundle))
        monkeypatch.setattr(module, "_tls", lambda: ssl.create_default_context(cafile=bundle))
        monkeypatch.setattr(module, "allowed", lambda *_, **__: True)

    @staticmethod
    def _context(authority: trustme.CA, *names: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(*names).configure_cert(context)
        return context

    @pytest.mark.usefixtures("trusted")
    def test_it_connects_to_the_very_address_that_was_checked_though_the_name_has_another_one_by_then(
        self, authority: trustme.CA
    ) -> None:
        looked: list[str] = []

        def changing(host: str, _port: int) -> list[Address]:
            looked.append(host)
            return [ip_address("127.0.0.1" if len(looked) == 1 else "127.0.0.9")]

        with a_receiver(OK, self._context(authority, "hooks.example.com")) as (port, got):
            answer = post(f"https://hooks.example.com:{port}/x", {}, b"{}", timeout_s=5, lookup=changing)

        assert (answer.status, answer.problem) == (204, "")
        assert looked == ["hooks.example.com"]
        assert f"Host: hooks.example.com:{port}".encode() in got[0]

    @pytest.mark.usefixtures("trusted")
    def test_a_dead_address_is_passed_over(self, authority: trustme.CA) -> None:
        with a_receiver(OK, self._context(authority, "hooks.example.com")) as (port, _):
            answer = post(
                f"https://hooks.example.com:{port}/",
                {},
                b"{}",
                timeout_s=5,
                lookup=lambda *_: [ip_address("127.0.0.2"), ip_address("127.0.0.1")],
            )

        assert answer.problem == ""

    @pytest.mark.parametrize("known", [True, False], ids=["of another name", "of an unknown authority"])
    @pytest.mark.usefixtures("trusted")
    def test_another_certificate_gets_nothing(self, authority: trustme.CA, known: bool) -> None:
        context = (
            self._context(authority, "evil.example") if known else self._context(trustme.CA(), "hooks.example.com")
        )
        with a_receiver(OK, context) as (port, got):
            answer = post(
                f"https://hooks.example.com:{port}/",
                {},
                b"a secret",
                timeout_s=5,
                lookup=lambda *_: [ip_address("127.0.0.1")],
            )

        assert answer.problem == "the TLS connection failed: is the certificate valid for this host?"
        assert got == []

    @pytest.mark.usefixtures("trusted")
    def test_a_handshake_that_never_ends_has_its_time(self) -> None:
        with a_receiver(is_silent) as (port, _):
            answer = post(
                f"https://hooks.example.com:{port}/",
                {},
                b"",
                timeout_s=0.4,
                lookup=lambda *_: [ip_address("127.0.0.1")],
            )

        assert answer.problem == "no answer in time"
