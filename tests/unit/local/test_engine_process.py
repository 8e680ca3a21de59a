"""The engine's process: its Lambda runtime API sends at once, and answers to no browser and to no other host."""

from collections.abc import Iterator
from http.server import ThreadingHTTPServer
from threading import Thread

import httpx
import pytest

from local.engine_process import RuntimeHandler


class Next(RuntimeHandler):
    """A runtime API with one event."""

    def do_GET(self) -> None:  # noqa: N802
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"event")


@pytest.fixture(scope="module")
def api() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Next) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


def status(api: str, **headers: str) -> int:
    return httpx.get(api, headers=headers, trust_env=False, timeout=10).status_code


def test_a_function_gets_its_event(api: str) -> None:
    assert httpx.get(api, trust_env=False, timeout=10).text == "event"


@pytest.mark.parametrize(
    "headers",
    [{"host": "evil.example"}, {"host": "localhost"}, {"origin": "http://127.0.0.1:1"}, {"sec-fetch-mode": "no-cors"}],
)
def test_a_browser_or_another_host_does_not(api: str, headers: dict[str, str]) -> None:
    assert status(api, **headers) == 403


def test_nothing_waits_for_the_rest_of_an_answer() -> None:
    assert RuntimeHandler.disable_nagle_algorithm
