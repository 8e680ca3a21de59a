"""What the client calls itself towards the API."""

import platform
from importlib.metadata import PackageNotFoundError, version

import httpx


def user_agent() -> str:
    """Name and version of the client, and what it runs on."""
    try:
        own = version("petavatar")
    except PackageNotFoundError:
        own = "0"
    return f"petavatar-python/{own} (Python {platform.python_version()}; httpx {httpx.__version__})"
