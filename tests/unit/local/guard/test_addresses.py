"""Who names another host, or comes from another origin's page, is refused before the application sees it."""

import socket
from collections.abc import Callable

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import ASGIApp
from starlette.websockets import WebSocketDisconnect

from local.guard.addresses import AddressGuard, addresses

PAGE = "http://127.0.0.1:8000"

type Serve = Callable[[ASGIApp], str]


HELLO = Starlette(routes=[Route("/", lambda _: PlainTextResponse("hello"), methods=["GET", "POST"])])


@pytest.fixture
def url(serve: Serve) -> str:
    return serve(AddressGuard(HELLO, [PAGE]))


def port_of(url: str) -> int:
    return int(url.rpartition(":")[2])


def ask(url: str, **headers: str) -> int:
    return httpx.post(url, headers=headers, trust_env=False, timeout=10).status_code


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]"])
def test_the_machines_own_names_are_served(url: str, name: str) -> None:
    assert ask(url, host=f"{name}:{port_of(url)}") == 200
    assert f"{name}:{port_of(url)}" in addresses(port_of(url))


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        "localhost:{port}.evil.example",
        "127.0.0.1:{port}@evil.example",
        "localhost.evil.example:{port}",
        "bucket.localhost:{port}",
        "0.0.0.0:{port}",
        "LOCALHOST:{port}",
        "",
    ],
)
def test_any_other_host_is_refused(url: str, host: str) -> None:
    assert ask(url, host=host.format(port=port_of(url))) == 403


def test_two_hosts_are_refused(url: str) -> None:
    head = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port_of(url)}\r\nHost: evil.example\r\n\r\n"

    with socket.create_connection(("127.0.0.1", port_of(url)), timeout=10) as connection:
        connection.sendall(head.encode())
        status = connection.recv(100).split()[1]

    # The server itself may refuse it before the guard does.
    assert status in (b"400", b"403")


def test_the_page_may_ask_and_so_may_programs_which_name_no_origin(url: str) -> None:
    assert (ask(url, origin=PAGE), ask(url)) == (200, 200)


@pytest.mark.parametrize(
    "origin", ["http://127.0.0.1:8001", "https://127.0.0.1:8000", "https://evil.example", "null", ""]
)
def test_pages_of_other_origins_may_not(url: str, origin: str) -> None:
    assert ask(url, origin=origin) == 403


def test_without_origins_no_page_may_ask(serve: Serve) -> None:
    assert ask(serve(AddressGuard(HELLO)), origin=PAGE) == 403


def test_websockets_are_closed() -> None:
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        TestClient(AddressGuard(HELLO)).websocket_connect("/ws"),
    ):
        pass

    assert closed.value.code == 1008
