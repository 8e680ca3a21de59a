"""How this project talks to AWS: one place for client settings and for turning AWS's errors into ours.

Clients are botocore's own: boto3 would add what only its resources and transfers need, and a function pays for it
at every cold start (docs/performance.md).
"""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any, Final

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, IncompleteReadError
from botocore.hooks import BaseEventHooks
from botocore.loaders import Loader
from botocore.model import OperationModel
from botocore.session import Session

from petavatar.errors import StorageFailure

_QUICK: Final = Config(
    connect_timeout=2,
    read_timeout=4,
    retries={"total_max_attempts": 2, "mode": "standard"},
)
# By default botocore presigns with an older signature, which newer regions refuse, and for S3's global endpoint, which
# sends requests for a new bucket on to its region: browsers do not follow that with a form, and a signature is for one
# host. An address that is an IP keeps the bucket in its path.
_S3: Final = _QUICK.merge(
    Config(signature_version="s3v4", s3={"addressing_style": "virtual", "us_east_1_regional_endpoint": "regional"})
)
# botocore's sessions are not safe for threads: two that look for credentials at once see a loop of profiles.
_SESSION_LOCK: Final = threading.RLock()


class _QuickLoader(Loader):
    """Takes every service by its folder's name; the stock loader first looks for models in some 430 folders."""

    def list_available_services(self, type_name: str) -> list[str]:  # noqa: ARG002 - the stock loader's signature
        return os.listdir(self.BUILTIN_DATA_PATH)


@cache
def _session() -> Session:
    session = Session()
    session.register_component("data_loader", _QuickLoader())
    refuse_cut_answers(session.get_component("event_emitter"))
    return session


def refuse_cut_answers(events: BaseEventHooks) -> None:
    """Lets the clients of a session raise an IncompleteReadError for an answer that was cut off.

    Since 1.44 botocore takes it for whole, and what is missing for absent: an empty dictionary would be no such item.
    It still checks the bodies that it hands out as streams.
    """
    events.register("before-parse", _check_length)


def _check_length(response_dict: Mapping[str, Any], operation_model: OperationModel, **_: Any) -> None:
    body, said = response_dict["body"], response_dict["headers"].get("content-length")
    whole = said is None or not isinstance(body, bytes) or operation_model.http["method"] == "HEAD"
    if not whole and len(body) != int(said):
        raise IncompleteReadError(actual_bytes=len(body), expected_bytes=int(said))


def client(service: str, region: str | None = None) -> Any:
    """A client for one AWS service with short timeouts, made once per process, whichever threads ask for it first.

    Args:
        service: the service's name, such as `dynamodb`.
        region: its region, if it is not the environment's.
    """
    with _SESSION_LOCK:
        return _client(service, region)


def make_client(service: str, config: Config, region: str | None = None) -> Any:
    """A client of its own, for whom the short timeouts are too short."""
    with _SESSION_LOCK:
        return _session().create_client(service, region_name=region, config=config)


@cache
def _client(service: str, region: str | None) -> Any:
    return make_client(service, _S3 if service == "s3" else _QUICK, region)


def error_code(error: ClientError) -> str:
    """The code of an AWS error, such as `NoSuchKey`."""
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def aws_errors(operation: str) -> Iterator[None]:
    """Turns whatever AWS raises inside into a `StorageFailure` that names the operation and nothing internal."""
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise StorageFailure(f"Could not {operation}. Please try again.") from error
