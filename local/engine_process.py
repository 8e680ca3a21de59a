"""The engine's process: ministack on the loopback interface, behind our guards.

ministack itself serves the access key `test`, and every account's number, whatever the signature, and lets pages of
every origin read its answers: right for a test's container, not for a machine on which somebody surfs.
"""

import argparse
import asyncio
import http.server
import os
import resource
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from hypercorn.asyncio import serve
from hypercorn.config import Config
from starlette.types import ASGIApp

from local.events import retry_events
from local.guard.addresses import AddressGuard
from local.guard.requests import RequestGuard
from local.guard.signatures import SecretOf
from local.serving import HOST
from local.state.saver import Saver

_KEEP_ALIVE_S: Final = 75.0
_SESSION: Final = "AssumedRole"


class RuntimeHandler(http.server.BaseHTTPRequestHandler):
    """What ministack's Lambda runtime API is made of: a function gets its events there, so no browser may ask.

    It writes an answer in two pieces. The second waited for the first one's acknowledgement (Nagle's algorithm), which
    the kernel delays by 40 ms: every call of a function took that much longer.
    """

    disable_nagle_algorithm = True

    def parse_request(self) -> bool:
        """Reads a request's head, and refuses it if it names another host or comes from a browser."""
        if not super().parse_request():
            return False
        host, port = self.connection.getsockname()
        browser = any(name.lower() == "origin" or name.lower().startswith("sec-fetch-") for name in self.headers)
        if browser or self.headers.get_all("Host") != [f"{host}:{port}"]:
            self.send_error(403)
            return False
        return True


def guarded(app: ASGIApp, secret_of: SecretOf, origins: Sequence[str]) -> ASGIApp:
    """An engine for its operator, its roles and pages of these origins alone."""
    return AddressGuard(RequestGuard(app, secret_of), origins)


def secret_of(access_key_id: str, token: str) -> str | None:
    """The secret of the operator's key, or of a key that the engine gave out for a role."""
    from ministack.core.iam_evaluator import ResolvedCredential, is_root_access_key, resolve_credential

    if access_key_id == os.environ["AWS_ACCESS_KEY_ID"]:
        return os.environ["AWS_SECRET_ACCESS_KEY"]
    if is_root_access_key(access_key_id):
        return None
    credential = resolve_credential(access_key_id, os.environ["MINISTACK_ACCOUNT_ID"], token)
    if not isinstance(credential, ResolvedCredential) or credential.principal_type != _SESSION:
        return None
    return str(credential.secret_access_key)


def main(arguments: Sequence[str] | None = None) -> None:
    """Serves until told to stop. ministack reads its own settings from the environment."""
    parser = argparse.ArgumentParser(prog="python -m local.engine_process", description=__doc__)
    parser.add_argument("--origin", action="append", default=[], help="a web origin whose pages may ask; repeatable")
    parser.add_argument("--data", type=Path, required=True, help="where the data is kept")
    parser.add_argument("--deployed", type=Path, required=True, help="where it is kept what is deployed")
    parser.add_argument("--durable", action="store_true", help="keep the data over a power cut")
    options = parser.parse_args(arguments)
    http.server.BaseHTTPRequestHandler = RuntimeHandler  # type: ignore[misc]
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

    from ministack.app import app

    retry_events()
    config = Config()
    config.bind = [f"{HOST}:{os.environ['GATEWAY_PORT']}"]
    config.keep_alive_timeout = _KEEP_ALIVE_S
    saver = Saver(app, options.data, options.deployed, durable=options.durable)
    engine: Any = guarded(saver, secret_of, options.origin)
    asyncio.run(serve(engine, config, mode="asgi", shutdown_trigger=saver.asked_to_end))


if __name__ == "__main__":
    main()
