"""Where a client finds its deployment when its caller does not say."""

import os
from typing import Final

from petavatar_client.errors import InvalidInput

API_URL: Final = "PETAVATAR_API_URL"
API_KEY: Final = "PETAVATAR_API_KEY"

_WHERE_TO_FIND: Final = "`make local` in a checkout prints both; else those who run the deployment know them."


def required(value: str | None, variable: str, what: str) -> str:
    """What was given, or else what the environment has.

    Raises:
        InvalidInput: if neither has anything.
    """
    found = value if value is not None else os.environ.get(variable, "")
    if not found.strip():
        raise InvalidInput(f"There is no {what}: pass it, or set {variable}. {_WHERE_TO_FIND}")
    return found
