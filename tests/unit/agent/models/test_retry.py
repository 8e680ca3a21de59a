"""The one retry policy: one call and up to three retries, after 1, 2 and 4 seconds, where a retry may help."""

from typing import Any

import pytest
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ParamValidationError,
    ReadTimeoutError,
    ResponseStreamingError,
)

from agent.control import RunControl
from agent.models.bedrock import Bedrock
from agent.models.retry import call_model, is_retryable
from petavatar.errors import ContentRefused, JobTimedOut, ModelUnavailable
from testing.bedrock import IMAGE, Answer, BedrockEndpoint, portrait
from tests.support.job_context import FREE, Delays, a_control
from tests.support.telemetry import captured_telemetry

RETRYABLE = [
    "ThrottlingException",
    "ServiceUnavailableException",
    "ModelNotReadyException",
    "InternalServerException",
    "ModelTimeoutException",
    "ModelErrorException",
]
PERMANENT = ["AccessDeniedException", "ResourceNotFoundException", "ServiceQuotaExceededException"]


def _error(code: str, words: str = "words of AWS's") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": words}}, "Converse")


class Model:
    """Fails as scripted, and then answers."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.calls = 0

    def __call__(self) -> str:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return "the answer"


def _call(model: Model, control: RunControl) -> str:
    return call_model(model, model_id="a-model", operation="record_career", control=control, quote=FREE)


def _asked(control: RunControl) -> list[float]:
    assert isinstance(control.cancelled, Delays)
    return control.cancelled.asked


@pytest.mark.parametrize("failures", range(4))
@pytest.mark.parametrize("code", RETRYABLE)
def test_after_up_to_three_failures_the_answer_still_comes(control: RunControl, code: str, failures: int) -> None:
    model = Model(*[_error(code)] * failures)

    assert _call(model, control) == "the answer"

    assert model.calls == failures + 1
    assert _asked(control) == [1, 2, 4][:failures]


@pytest.mark.parametrize(
    "error",
    [
        *[_error(code) for code in RETRYABLE],
        ReadTimeoutError(endpoint_url="x"),
        ConnectTimeoutError(endpoint_url="x"),
        EndpointConnectionError(endpoint_url="x"),
        ResponseStreamingError(error="cut"),
    ],
    ids=lambda error: error.response["Error"]["Code"] if isinstance(error, ClientError) else type(error).__name__,
)
def test_the_fourth_failure_is_the_last(control: RunControl, error: Exception) -> None:
    model = Model(*[error] * 5)

    with pytest.raises(ModelUnavailable) as caught:
        _call(model, control)

    assert model.calls == 4
    assert _asked(control) == [1, 2, 4]
    assert (caught.value.status, caught.value.retryable) == (503, True)
    assert caught.value.__cause__ is error
    assert "words of AWS's" not in caught.value.detail


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
@pytest.mark.parametrize("body", [b"", b"<html>busy</html>", {"message": "busy"}], ids=["nothing", "html", "json"])
def test_a_failure_without_a_type_is_retried_by_its_status(
    control: RunControl, endpoint: BedrockEndpoint, bedrock: Bedrock, status: int, body: Any
) -> None:
    endpoint.on(IMAGE, Answer(body, status), portrait())

    assert bedrock.invoke_image("stability.a-model", {}, control)["images"]

    assert _asked(control) == [1]


@pytest.mark.parametrize("status", [400, 403, 404, 418])
def test_a_refusal_without_a_type_is_not_retried(
    control: RunControl, endpoint: BedrockEndpoint, bedrock: Bedrock, status: int
) -> None:
    endpoint.on(IMAGE, Answer({"message": "no"}, status))

    with pytest.raises(ModelUnavailable):
        bedrock.invoke_image("stability.a-model", {}, control)

    assert len(endpoint.calls) == 1


@pytest.mark.parametrize("error", [*[_error(code) for code in PERMANENT], NoCredentialsError()], ids=str)
def test_an_error_that_no_retry_removes_is_not_retried(control: RunControl, error: Exception) -> None:
    model = Model(error)

    with pytest.raises(ModelUnavailable):
        _call(model, control)

    assert model.calls == 1
    assert _asked(control) == []


def test_a_request_that_the_model_turns_down_goes_to_the_caller(control: RunControl) -> None:
    error = _error("ValidationException", "toolChoice is not supported")

    with pytest.raises(ClientError) as caught:
        _call(Model(error), control)

    assert caught.value is error
    assert _asked(control) == []


@pytest.mark.parametrize("words", ["Output blocked by content filtering policy", "The content filters refused it"])
def test_a_request_that_a_safety_filter_turns_down_is_a_refusal(control: RunControl, words: str) -> None:
    with pytest.raises(ContentRefused):
        _call(Model(_error("ValidationException", words)), control)


def test_other_errors_are_not_touched(control: RunControl) -> None:
    with pytest.raises(KeyError):
        _call(Model(KeyError("a bug")), control)


@pytest.mark.parametrize(("seconds", "calls", "asked"), [(1, 1, []), (2, 2, [1]), (3, 3, [1, 2]), (5, 4, [1, 2, 4])])
def test_no_delay_is_begun_that_would_outlast_the_run(seconds: float, calls: int, asked: list[float]) -> None:
    control = a_control(seconds)
    model = Model(*[_error("ThrottlingException")] * 4)

    with pytest.raises((JobTimedOut, ModelUnavailable)) as caught:
        _call(model, control)

    assert (model.calls, _asked(control)) == (calls, asked)
    assert isinstance(caught.value, JobTimedOut) is (calls < 4)


def test_a_run_that_is_over_makes_no_call(control: RunControl) -> None:
    control.cancelled.set()
    model = Model()

    with pytest.raises(JobTimedOut):
        _call(model, control)

    assert model.calls == 0


def test_every_call_and_every_error_is_counted(control: RunControl) -> None:
    with captured_telemetry() as telemetry:
        _call(Model(_error("ThrottlingException"), ReadTimeoutError(endpoint_url="x")), control)

    assert [metric["model"] for metric in telemetry.counted("BedrockAPICall")] == ["a-model"] * 3
    counted = [metric["error_type"] for metric in telemetry.counted("BedrockAPIError")]
    assert counted == ["ThrottlingException", "ReadTimeoutError"]
    assert [record["operation"] for record in telemetry.logs] == ["record_career"] * 2


@pytest.mark.parametrize(
    ("error", "retryable"),
    [
        (_error("ThrottlingException"), True),
        (_error("ValidationException"), False),
        (_error(""), False),
        (ReadTimeoutError(endpoint_url="x"), True),
        (ParamValidationError(report="x"), False),
        (BotoCoreError(), False),
        (ValueError(), False),
    ],
)
def test_only_what_may_pass_is_retryable(error: Any, retryable: bool) -> None:
    assert is_retryable(error) is retryable
