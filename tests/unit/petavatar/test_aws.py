"""How AWS is talked to: short timeouts, and no word of AWS's to a client."""

from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError, IncompleteReadError

from petavatar.aws import aws_errors, client, error_code
from petavatar.errors import JobNotFound, StorageFailure


def test_a_client_is_made_once_per_process() -> None:
    assert client("sqs") is client("sqs")


@pytest.mark.parametrize("service", ["s3", "dynamodb", "sqs", "secretsmanager"])
def test_a_client_gives_up_within_seconds(service: str) -> None:
    config = client(service).meta.config

    assert (config.connect_timeout, config.read_timeout) == (2, 4)
    assert config.retries["total_max_attempts"] == 2


def test_s3_addresses_are_signed_with_the_present_signature() -> None:
    assert client("s3").meta.config.signature_version == "s3v4"


def answered(service: str, operation: str, body: object, length: str | None) -> None:
    """Lets a client read an answer before it is parsed."""
    events, model = client(service).meta.events, client(service).meta.service_model.operation_model(operation)
    answer = {"status_code": 200, "headers": {"content-length": length} if length else {}, "body": body}
    name = f"before-parse.{service}.{operation}"
    events.emit(name, response_dict=answer, operation_model=model, customized_response_dict={})


@pytest.mark.parametrize("body", [b"", b'{"Item": {}'])
def test_an_answer_that_was_cut_off_is_no_answer(body: bytes) -> None:
    with pytest.raises(IncompleteReadError):
        answered("dynamodb", "GetItem", body, "12")


@pytest.mark.parametrize(
    ("service", "operation", "body", "length"),
    [
        ("dynamodb", "GetItem", b'{"Item": {}}', "12"),
        ("dynamodb", "GetItem", b'{"Item": {}}', None),
        ("s3", "HeadObject", b"", "5000000"),
        ("s3", "GetObject", object(), "5000000"),
    ],
)
def test_a_whole_answer_passes(service: str, operation: str, body: object, length: str | None) -> None:
    answered(service, operation, body, length)


@pytest.mark.parametrize(
    "error",
    [
        ClientError({"Error": {"Code": "AccessDenied", "Message": "arn:aws:internal"}}, "GetItem"),
        ConnectTimeoutError(endpoint_url="https://internal"),
    ],
)
def test_what_aws_raises_becomes_a_failure_that_names_nothing_internal(error: Exception) -> None:
    with pytest.raises(StorageFailure) as caught, aws_errors("read the job"):
        raise error

    assert caught.value.detail == "Could not read the job. Please try again."
    assert caught.value.__cause__ is error


def test_other_errors_pass() -> None:
    with pytest.raises(JobNotFound), aws_errors("read the job"):
        raise JobNotFound("no such job")


@pytest.mark.parametrize(("response", "code"), [({"Error": {"Code": "NoSuchKey"}}, "NoSuchKey"), ({}, "")])
def test_the_code_of_an_error_is_its_code_or_nothing(response: Any, code: str) -> None:
    assert error_code(ClientError(response, "GetObject")) == code
