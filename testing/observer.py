"""A forward proxy on the loopback interface that passes on what it is asked for and keeps a record of it.

AWS's SDK goes through it when `HTTP_PROXY` says so. Signatures stay valid, since nothing of a request changes.
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
_PIECE_BYTES: Final = 65_536
_HOP_BY_HOP: Final = frozenset({"connection", "keep-alive", "proxy-connection", "transfer-encoding", "expect"})


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and the status of its answer. Header names are in lower case."""

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
        exchanges: what passed through it, in the order in which answers came.
        outages: parts of paths; the next request with such a path is answered with 503 and not passed on.
    """

    url: str = ""
    exchanges: list[Exchange] = field(default_factory=list)
    outages: list[str] = field(default_factory=list)

    def fails(self, path: str) -> bool:
        """Whether a request meets an outage, which is over then."""
        outage = next((part for part in self.outages if part in path), None)
        if outage is not None:
            self.outages.remove(outage)
        return outage is not None


@contextmanager
def observing() -> Iterator[Observer]:
    """Runs a proxy."""
    observer = Observer()

    class Handler(_Handler):
        watch = observer

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        observer.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, name="observer", daemon=True)
        thread.start()
        try:
            yield observer
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    watch: Observer

    def log_message(self, format: str, *args: Any) -> None:
        """Keeps quiet: the record is the log."""

    def _pass_on(self) -> None:
        self.close_connection = True
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.watch.fails(self.path):
            self._note(body, 503)
            self.send_response(503)
            self._end_headers()
            return
        target = urlsplit(self.path)
        with closing(http.client.HTTPConnection(target.netloc, timeout=_TIMEOUT_S)) as upstream:
            self._ask(upstream, self.path.removeprefix(f"{target.scheme}://{target.netloc}"), body)
            with upstream.getresponse() as answer:
                self._note(body, answer.status)
                self._answer(answer)

    def _ask(self, upstream: http.client.HTTPConnection, path: str, body: bytes) -> None:
        upstream.putrequest(self.command, path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in _HOP_BY_HOP:
                upstream.putheader(name, value)
        upstream.endheaders(body)

    def _answer(self, answer: http.client.HTTPResponse) -> None:
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in _HOP_BY_HOP:
                self.send_header(name, value)
        self._end_headers()
        # Piece by piece, since the agent's events come one by one. The end of the connection is the end of the body.
        while piece := answer.read1(_PIECE_BYTES):
            self.wfile.write(piece)
            self.wfile.flush()

    def _end_headers(self) -> None:
        self.send_header("Connection", "close")
        self.end_headers()

    def _note(self, body: bytes, status: int) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.watch.exchanges.append(Exchange(self.command, self.path, headers, body, status))

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = _pass_on  # noqa: N815 - the base class's own names
