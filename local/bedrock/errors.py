"""Error responses of the local endpoint, in the format of Bedrock's runtime API."""

from http import HTTPStatus
from typing import Final

_STATUS: Final = {
    "ValidationException": HTTPStatus.BAD_REQUEST,
    "AccessDeniedException": HTTPStatus.FORBIDDEN,
    "ResourceNotFoundException": HTTPStatus.NOT_FOUND,
    "UnknownOperationException": HTTPStatus.NOT_FOUND,
    "ModelErrorException": HTTPStatus.FAILED_DEPENDENCY,
    "ModelTimeoutException": HTTPStatus.REQUEST_TIMEOUT,
    "SpendingLimitException": HTTPStatus.PAYMENT_REQUIRED,
    "ThrottlingException": HTTPStatus.TOO_MANY_REQUESTS,
    "ServiceUnavailableException": HTTPStatus.SERVICE_UNAVAILABLE,
    "InternalServerException": HTTPStatus.INTERNAL_SERVER_ERROR,
}


class BedrockError(Exception):
    """An error that the client gets with its code."""

    def __init__(self, code: str, message: str) -> None:
        """Creates the error.

        Args:
            code: one of the API's error codes.
            message: the message for the client.
        """
        super().__init__(message)
        self.code = code
        self.status = _STATUS[code]


def invalid(message: str) -> BedrockError:
    """The error for a request that is invalid or not supported."""
    return BedrockError("ValidationException", message)
