"""An API behind a bad line: every third connection is dropped, half of them after the request was worked on, and
every fifth request is answered 503."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any, Final
from urllib.parse import urlsplit

_TIMEOUT_S: Final = 60
_DROPPED: Final = 3
_REFUSED: Final = 5


@contextmanager
def unreliable(api_url: str) -> Iterator[str]:
    """Yields an address of the API by that line."""
    target, numbers = urlsplit(api_url), count(1)

    class Handler(BaseHTTPRequestHandler):
        def _serve(self) -> None:
            number = next(numbers)
            self.close_connection = True
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if number % _DROPPED == 0 and number % 2:
                return
            if number % _REFUSED == 0:
                self._answer(503, [("Retry-After", "0")], b"")
                return
            with closing(http.client.HTTPConnection(target.netloc, timeout=_TIMEOUT_S)) as upstream:
                headers = {
                    name: value for name, value in self.headers.items() if name.lower() not in ("connection", "host")
                }
                upstream.request(self.command, self.path, body, {**headers, "Host": target.netloc})
                response = upstream.getresponse()
                content = response.read()
            if number % _DROPPED:
                self._answer(response.status, response.getheaders(), content)

        def _answer(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
            self.send_response_only(status)
            for name, value in headers:
                if name.lower() not in ("connection", "content-length", "transfer-encoding"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Nothing."""

        do_GET = do_POST = do_DELETE = _serve  # noqa: N815 - the base class's own names

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{target.path}"
        finally:
            server.shutdown()
            thread.join()
