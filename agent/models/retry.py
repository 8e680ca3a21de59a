"""The retry policy for all calls to models, and the problems that Bedrock's errors become."""

from collections.abc import Callable
from typing import Final

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectionError,
    HTTPClientError,
    IncompleteReadError,
    NoCredentialsError,
    ParamValidationError,
)

from agent import COMPONENT
from agent.budget import Budget
from agent.control import RunControl
from agent.models.quotes import Quote
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


_NOT_ASKED: Final = frozenset({"ThrottlingException", "ServiceUnavailableException", "ModelNotReadyException"})
_MAYBE_ASKED: Final = frozenset({408, 424})


def pay[T](call: Callable[[], T], quote: Quote, budget: Budget) -> T:
    """Makes one call of a model within a budget.

    It costs what its answer says. A call that no model can have worked on costs nothing, any other that failed its
    worst case: a connection that broke, or a timeout, does not say whether it is paid for.

    Raises:
        CostLimit: if its worst case does not fit; then it is not made.
    """
    with budget.paying(quote.worst) as payment:
        try:
            answer = call()
        except (ClientError, BotoCoreError) as error:
            if is_free(error):
                payment.cost = 0
            raise
        payment.cost = quote.by(answer)
        return answer


def is_free(error: ClientError | BotoCoreError) -> bool:
    """Whether a call that failed so costs nothing: no model can have worked on it."""
    if not isinstance(error, ClientError):
        return isinstance(error, ConnectionError | NoCredentialsError | ParamValidationError)
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    if error_code(error) in _NOT_ASKED or status in (429, 503):
        return True
    return is_free_status(status) and not _is_content_filter(error)


def is_free_status(status: int) -> bool:
    """Whether an error with this HTTP status costs nothing: no model can have worked on the request."""
    return status == 503 or (400 <= status < 500 and status not in _MAYBE_ASKED)


def call_model[T](
    call: Callable[[], T],
    *,
    model_id: str,
    operation: str,
    control: RunControl,
    quote: Quote,
    is_expected: Callable[[Exception], bool] = lambda _: False,
) -> T:
    """Calls a model with the project's retries, within the run's deadline.

    Args:
        call: makes the request.
        model_id: the model, for metrics and logs.
        operation: what it is asked for, likewise.
        control: the run's control.
        quote: what one try costs; each is a call.
        is_expected: whether the caller can handle an error: such a one is raised as it is, and is no fault to count.

    Raises:
        JobTimedOut: if the run is over before an attempt, or would be during a delay.
        CostLimit: if an attempt does not fit the run's budget.
        ModelUnavailable: if the last attempt failed, or an attempt failed for a reason that a retry can't fix.
        ContentRefused: if a safety filter refused the request.
        ClientError: a ValidationException, which the caller may be able to handle.
    """
    for delay in (*DELAYS_S, None):
        control.check()
        try:
            return pay(lambda: _counted(call, model_id), quote, control.budget)
        except (ClientError, BotoCoreError) as error:
            if is_expected(error) and not _is_content_filter(error):
                raise
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


def _counted[T](call: Callable[[], T], model_id: str) -> T:
    count("BedrockAPICall", COMPONENT, model=model_id)
    return call()


def _problem(error: ClientError | BotoCoreError, code: str) -> Exception:
    if isinstance(error, ClientError) and code == "ValidationException":
        return refused() if _is_content_filter(error) else error
    return ModelUnavailable(f"A model did not answer ({code}). Please try again later.")


def _is_content_filter(error: Exception) -> bool:
    message = str(error).lower()
    return "content filter" in message or "blocked" in message


def refused() -> Problem:
    """The problem of a photo or prompt that a model's safety filter refused."""
    return ContentRefused("A model's safety filter refused this photo or its results. Try another photo.")
