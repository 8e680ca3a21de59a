"""What the stand-in answers when it can't answer: the error shapes of Bedrock's runtime API."""

from http import HTTPStatus
from typing import Final

_STATUS: Final = {
    "ValidationException": HTTPStatus.BAD_REQUEST,
    "UnknownOperationException": HTTPStatus.NOT_FOUND,
    "InternalServerException": HTTPStatus.INTERNAL_SERVER_ERROR,
}


class BedrockError(Exception):
    """An error that goes out on the wire under its code."""

    def __init__(self, code: str, message: str) -> None:
        """The error.

        Args:
            code: one of the API's error codes.
            message: what the caller reads.
        """
        super().__init__(message)
        self.code = code
        self.status = _STATUS[code]


def invalid(message: str) -> BedrockError:
    """A request that can't be answered as it is."""
    return BedrockError("ValidationException", message)
