"""Where the engine is, who asks it and what this run's things are called there: the only place that says so.

By default a test run starts its own engine. With TEST_ENGINE_ENDPOINT (`make test-engine`) it uses a running one.
"""

import os
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, Protocol, Self
from uuid import uuid4

from local import engine as own
from local.engine import Credentials, client_factory, operator_session

RUN: Final = os.environ.setdefault("TEST_ENGINE_RUN", f"t{uuid4().hex[:6]}")
"""What every name of this test run holds, in all of its processes."""


def unique(name: str) -> str:
    """A name that no other run uses."""
    return f"{name}-{RUN}"


class Engine(Protocol):
    """What a test may ask of any engine."""

    endpoint_url: str
    credentials: Credentials

    def clients(self) -> Callable[[str], Any]:
        """A maker of the operator's clients, with timeouts."""


@dataclass(frozen=True)
class RunningEngine:
    """An engine that somebody runs: it is neither started, stopped nor emptied.

    Attributes:
        endpoint_url: where its services answer.
        credentials: the key of an account's administrator.
        region: where the tests' things are made.
        ca_bundle: the file of the authority that signed its certificate; empty for the usual ones.
    """

    endpoint_url: str
    credentials: Credentials
    region: str
    ca_bundle: str = ""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self | None:
        """The engine that the variables name, if they name one.

        Raises:
            ValueError: if the endpoint is no address, or the CA bundle no certificate.
        """
        endpoint = environ.get("TEST_ENGINE_ENDPOINT", "").rstrip("/")
        if not endpoint:
            return None
        if not endpoint.startswith(("http://", "https://")):
            raise ValueError(f"The engine's endpoint {endpoint!r} begins with neither http:// nor https://")
        bundle = environ.get("TEST_ENGINE_CA_BUNDLE", "")
        if bundle:
            bundle = os.path.abspath(bundle)
            try:
                ssl.create_default_context(cafile=bundle)
            except OSError as error:
                raise ValueError(f"The CA bundle {bundle!r} can't be read: {error}") from error
        key = Credentials(
            environ.get("TEST_ENGINE_ACCESS_KEY_ID") or "test", environ.get("TEST_ENGINE_SECRET_ACCESS_KEY") or "test"
        )
        return cls(endpoint, key, environ.get("TEST_ENGINE_REGION") or own.REGION, bundle)

    def environment(self) -> dict[str, str]:
        """The variables by which clients of boto3 and of httpx trust its certificate."""
        return {"AWS_CA_BUNDLE": self.ca_bundle, "SSL_CERT_FILE": self.ca_bundle} if self.ca_bundle else {}

    def clients(self) -> Callable[[str], Any]:
        """A maker of the operator's clients, with timeouts."""
        return client_factory(operator_session(self.credentials, self.region), self.endpoint_url)

    @cache  # noqa: B019 - there is one for each process
    def account(self) -> str:
        """The number of the account that the credentials belong to."""
        return str(self.clients()("sts").get_caller_identity()["Account"])


RUNNING: Final = RunningEngine.from_environment()
"""The engine that this run was given; None if it starts its own."""

if RUNNING:
    os.environ |= RUNNING.environment()

REGION: Final = RUNNING.region if RUNNING else own.REGION
ACCOUNT: Final = RUNNING.account() if RUNNING else own.ACCOUNT


def operator_environment(engine: Engine) -> dict[str, str]:
    """The variables by which a command finds an engine, as its operator."""
    return {**engine.credentials.environment(), "AWS_ENDPOINT_URL": engine.endpoint_url}
