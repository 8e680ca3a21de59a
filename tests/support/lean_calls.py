"""A call's way from botocore to moto, without what no test looks at: half of what both do for a call is the way."""

import io
import re
from collections.abc import Callable
from functools import cache, lru_cache
from random import Random
from types import SimpleNamespace
from typing import Any, Final
from urllib.parse import unquote_to_bytes, urlsplit
from uuid import UUID

import botocore.auth
import botocore.endpoint
import moto.backends
import moto.core.responses
import moto.sqs.models
from botocore.awsrequest import AWSPreparedRequest, AWSRequest
from botocore.compat import get_current_datetime
from botocore.exceptions import NoCredentialsError
from botocore.hooks import EventAliaser
from moto.backend_index import backend_url_patterns
from moto.core import DEFAULT_ACCOUNT_ID
from moto.core.base_backend import BackendDict
from moto.core.botocore_stubber import BotocoreStubber
from moto.core.config import passthrough_url
from moto.core.exceptions import HTTPException
from moto.core.request import PRESERVED_HEADER_NAMES_ENVIRON_KEY, Request, should_preserve_original_header_name
from moto.core.utils import camelcase_to_underscores

_numbers: Final = Random()
_REQUEST_ID_BITS: Final = 208


def shorten_calls() -> None:
    """Has requests go to moto as they are."""
    for module in (moto.core.responses, moto.sqs.models):
        module.camelcase_to_underscores = cache(camelcase_to_underscores)  # type: ignore[attr-defined]
    moto.core.responses.gen_amzn_requestid_long = _request_id  # type: ignore[attr-defined]
    BotocoreStubber.process_request = _process  # type: ignore[method-assign]
    botocore.auth.SigV4Auth.add_auth = _signing(botocore.auth.SigV4Auth.add_auth)
    botocore.endpoint.uuid = SimpleNamespace(uuid4=_call_id)  # type: ignore[attr-defined]
    _name_each_event_once()


def _request_id(headers: dict[str, Any] | None = None) -> str:
    made = f"{_numbers.getrandbits(_REQUEST_ID_BITS):052X}"
    if headers is not None:
        headers["x-amzn-requestid"] = made
    return made


def _call_id() -> UUID:
    """botocore asks the operating system for a random number at each call; no test looks at it."""
    return UUID(int=_numbers.getrandbits(128), version=4)


def _name_each_event_once() -> None:
    """Each client looks each event's name up among a hundred old ones, for itself."""
    begin: Callable[..., None] = EventAliaser.__init__
    names: dict[str, str] = {}

    def share_names(self: Any, *args: Any) -> None:
        begin(self, *args)
        self._alias_name_cache = names

    EventAliaser.__init__ = share_names


def _signing(sign: Callable[[Any, AWSRequest], None]) -> Callable[[Any, AWSRequest], None]:
    """moto reads who signs, and for which region; nobody verifies the signature. Presigned addresses keep theirs."""
    presigners = (botocore.auth.SigV4QueryAuth, botocore.auth.S3SigV4PostAuth)

    def add_auth(self: Any, request: AWSRequest) -> None:
        if isinstance(self, presigners) or ".amazonaws.com" not in request.url:
            sign(self, request)
            return
        if self.credentials is None:
            raise NoCredentialsError
        request.context["timestamp"] = get_current_datetime().strftime(botocore.auth.SIGV4_TIMESTAMP)
        self._modify_request_before_signing(request)
        request.headers["Authorization"] = (
            f"AWS4-HMAC-SHA256 Credential={self.scope(request)}, SignedHeaders=host, Signature=0"
        )

    return add_auth


@lru_cache(maxsize=4096)
def _handler(address: str) -> Callable[..., Any] | None:
    """What moto would find for an address, by the same patterns in the same order."""
    for service, pattern in backend_url_patterns:
        if not pattern.match(address):
            continue
        for url, handler in _urls(service).items():
            if re.match(url, address):
                return handler
    return None


@cache
def _urls(service: str) -> dict[str, Callable[..., Any]]:
    backends = moto.backends.get_backend(service)  # type: ignore[call-overload]
    if not isinstance(backends, BackendDict):
        return dict(backends["global"].urls)
    regions = backends[DEFAULT_ACCOUNT_ID]
    return dict(regions["us-east-1" if "us-east-1" in regions else "aws"].urls)


def _process(self: BotocoreStubber, request: AWSPreparedRequest) -> Any:
    parts = urlsplit(request.url)
    address = f"{parts.scheme}://{parts.netloc}{parts.path}"
    if passthrough_url(address):
        return None
    if (handler := _handler(address)) is None:
        return (404, {}, "Not yet implemented") if ".amazonaws.com" in parts.netloc else None
    received = Request(_environ(request))
    try:
        return handler(received, received.raw_url, received.headers)
    except HTTPException as error:
        return error.code, error.get_headers(), error.get_body()


def _environ(request: AWSPreparedRequest) -> dict[str, Any]:
    """The request as a server would hand it over, without werkzeug's builder, which takes as long as all the rest."""
    parts, body = urlsplit(request.url), request.body
    if hasattr(body, "read"):
        body = body.read()
    content = body.encode() if isinstance(body, str) else bytes(body or b"")
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    environ = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(parts.path or "/").decode("latin-1"),
        "QUERY_STRING": parts.query,
        "REQUEST_URI": path,
        "RAW_URI": path,
        "SERVER_NAME": parts.hostname,
        "SERVER_PORT": str(parts.port or 443),
        "HTTP_HOST": parts.netloc,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": io.BytesIO(content),
        "wsgi.errors": io.StringIO(),
    }
    preserved = {}
    for name, value in request.headers.items():
        if (lowered := name.lower()) == "transfer-encoding":
            continue
        key = name.upper().replace("-", "_")
        if lowered not in ("content-type", "content-length"):
            key = f"HTTP_{key}"
        environ[key] = value.decode() if isinstance(value, bytes) else str(value)
        if should_preserve_original_header_name(name):
            preserved[key] = name
    environ["CONTENT_LENGTH"] = str(len(content))
    environ[PRESERVED_HEADER_NAMES_ENVIRON_KEY] = preserved
    return environ
