"""The stand-in's error responses, in the format of Bedrock's runtime API."""

from http import HTTPStatus
from typing import Final

_STATUS: Final = {
    "ValidationException": HTTPStatus.BAD_REQUEST,
    "UnknownOperationException": HTTPStatus.NOT_FOUND,
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
