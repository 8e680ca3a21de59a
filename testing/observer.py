"""A forward proxy on the loopback interface that forwards and records requests.

`HTTP_PROXY` makes AWS's SDK use it. Signatures stay valid, because requests are not changed.
"""

import http.client
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import urlsplit

_TIMEOUT_S: Final = 60
_CHUNK_BYTES: Final = 65_536
_HOP_BY_HOP: Final = frozenset({"connection", "keep-alive", "proxy-connection", "transfer-encoding", "expect"})


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and the status of its response. Header names are in lower case."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes
    status: int


@dataclass(slots=True)
class Observer:
    """The running proxy.

    Attributes:
        url: its address.
        exchanges: the recorded requests, in the order of their responses.
        outages: parts of paths; the next request with such a path gets 503 and is not forwarded.
    """

    url: str = ""
    exchanges: list[Exchange] = field(default_factory=list)
    outages: list[str] = field(default_factory=list)

    def fails(self, path: str) -> bool:
        """Whether a request meets an outage; this ends the outage."""
        outage = next((part for part in self.outages if part in path), None)
        if outage is not None:
            self.outages.remove(outage)
        return outage is not None


@contextmanager
def observing() -> Iterator[Observer]:
    """Runs a proxy."""
    recorder = Observer()

    class Handler(_Handler):
        observer = recorder

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        recorder.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, name="observer", daemon=True)
        thread.start()
        try:
            yield recorder
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    observer: Observer

    def log_message(self, format: str, *args: Any) -> None:
        """Logs nothing: the record is the log."""

    def _forward(self) -> None:
        self.close_connection = True
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.observer.fails(self.path):
            self._record(body, 503)
            self.send_response(503)
            self._end_headers()
            return
        target = urlsplit(self.path)
        with closing(http.client.HTTPConnection(target.netloc, timeout=_TIMEOUT_S)) as upstream:
            self._send_request(upstream, self.path.removeprefix(f"{target.scheme}://{target.netloc}"), body)
            with upstream.getresponse() as response:
                self._record(body, response.status)
                self._send_response(response)

    def _send_request(self, upstream: http.client.HTTPConnection, path: str, body: bytes) -> None:
        upstream.putrequest(self.command, path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in _HOP_BY_HOP:
                upstream.putheader(name, value)
        upstream.endheaders(body)

    def _send_response(self, response: http.client.HTTPResponse) -> None:
        self.send_response_only(response.status, response.reason)
        for name, value in response.getheaders():
            if name.lower() not in _HOP_BY_HOP:
                self.send_header(name, value)
        self._end_headers()
        # In chunks, because the agent's events come one by one. The end of the connection ends the body.
        while chunk := response.read1(_CHUNK_BYTES):
            self.wfile.write(chunk)
            self.wfile.flush()

    def _end_headers(self) -> None:
        self.send_header("Connection", "close")
        self.end_headers()

    def _record(self, body: bytes, status: int) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.observer.exchanges.append(Exchange(self.command, self.path, headers, body, status))

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _forward  # noqa: N815 - the base class's own names
