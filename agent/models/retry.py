"""The retry policy for all calls to models, and the problems that Bedrock's errors become."""

from collections.abc import Callable
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError, ConnectionError, HTTPClientError, IncompleteReadError

from agent import COMPONENT
from agent.control import RunControl
from petavatar.aws import error_code
from petavatar.errors import ContentRefused, ModelUnavailable, Problem
from petavatar.telemetry import count, logger

DELAYS_S: Final = (1, 2, 4)
"""One call and up to three retries, after these delays. botocore's retries are off: both would multiply."""

RETRYABLE_CODES: Final = frozenset(
    {
        "ThrottlingException",
        "ServiceUnavailableException",
        "ModelNotReadyException",
        "InternalServerException",
        "ModelTimeoutException",
        "ModelErrorException",
        # Where an answer names no type, as a proxy's does not, botocore takes its HTTP status for the code.
        *("408", "429", "500", "502", "503", "504"),
    }
)


def is_retryable(error: Exception) -> bool:
    """Whether a retry may help: throttling, a failing service, or a broken connection."""
    if isinstance(error, ClientError):
        return error_code(error) in RETRYABLE_CODES
    return isinstance(error, HTTPClientError | ConnectionError | IncompleteReadError)


def call_model[T](call: Callable[[], T], *, model_id: str, operation: str, control: RunControl) -> T:
    """Calls a model with the project's retries, within the run's deadline.

    Raises:
        JobTimedOut: if the run is over before an attempt, or would be during a delay.
        ModelUnavailable: if the last attempt failed, or an attempt failed for a reason that a retry can't fix.
        ContentRefused: if a safety filter refused the request.
        ClientError: a ValidationException, which the caller may be able to handle.
    """
    for delay in (*DELAYS_S, None):
        control.check()
        count("BedrockAPICall", COMPONENT, model=model_id)
        try:
            return call()
        except (ClientError, BotoCoreError) as error:
            code = error_code(error) if isinstance(error, ClientError) else type(error).__name__
            count("BedrockAPIError", COMPONENT, model=model_id, error_type=code)
            logger.warning(
                f"{operation} failed",
                extra={
                    "component": COMPONENT,
                    "operation": operation,
                    "job_id": control.job_id,
                    "model": model_id,
                    "error_type": code,
                },
            )
            if delay is None or not is_retryable(error):
                raise _problem(error, code) from error
            control.wait(delay)
    raise AssertionError("unreachable: the last delay is None")


def _problem(error: ClientError | BotoCoreError, code: str) -> Exception:
    if isinstance(error, ClientError) and code == "ValidationException":
        message = str(error.response["Error"].get("Message", "")).lower()
        return refused() if "content filter" in message or "blocked" in message else error
    return ModelUnavailable(f"A model did not answer ({code}). Please try again later.")


def refused() -> Problem:
    """The problem of a photo or prompt that a model's safety filter refused."""
    return ContentRefused("A model's safety filter refused this photo or its results. Try another photo.")
