"""Keeps presigned addresses out of logs: httpx logs every address that it requests, at level INFO."""

import logging
from typing import Final

import httpx

_SECRET: Final = "X-Amz-Signature"  # noqa: S105 - the name of a parameter


class _PresignedAddresses(logging.Filter):
    """Takes the query off each presigned address among a record's arguments; the record stays."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(map(_without_secret, record.args))
        return True


def keep_presigned_addresses_out_of_logs() -> None:
    """Sets it up; once more changes nothing."""
    logging.getLogger("httpx").addFilter(_FILTER)


def _without_secret(argument: object) -> object:
    if isinstance(argument, httpx.URL) and _SECRET in argument.params:
        return argument.copy_with(query=None)
    return argument


_FILTER: Final = _PresignedAddresses()
