"""What the API answered: methods, hosts, status codes and a few headers; never addresses, keys or bodies."""

from dataclasses import dataclass, field
from typing import Final

import httpx

_SHOWN: Final = ("content-type", "location", "retry-after", "cache-control", "access-control-expose-headers")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer."""

    method: str
    host: str
    status: int
    headers: dict[str, str]


@dataclass
class WatchedTransport(httpx.BaseTransport):
    """Sends requests, and notes what came of each."""

    inner: httpx.BaseTransport = field(default_factory=httpx.HTTPTransport)
    exchanges: list[Exchange] = field(default_factory=list)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Sends a request on."""
        response = self.inner.handle_request(request)
        headers = {name: response.headers[name] for name in _SHOWN if name in response.headers}
        self.exchanges.append(Exchange(request.method, request.url.netloc.decode(), response.status_code, headers))
        return response

    def close(self) -> None:
        """Closes what it sends by."""
        self.inner.close()

    def hosts(self, method: str) -> list[str]:
        """The hosts of all requests of a method, each once."""
        return list(dict.fromkeys(each.host for each in self.exchanges if each.method == method))

    def headers_of(self, status: int) -> dict[str, str]:
        """The headers of the first answer with a status."""
        return next((each.headers for each in self.exchanges if each.status == status), {})
