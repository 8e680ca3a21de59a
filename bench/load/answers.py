"""What an answer says beside its body: how long to wait, and what was wrong with it."""

from typing import Any, Final

DEFAULT_PAUSE_S: Final = 1.0


def retry_after(response: Any) -> str:
    """The header, or nothing: a request that was not answered has no headers at all."""
    return str((response.headers or {}).get("retry-after") or "")


def pause_after(response: Any) -> float:
    """How long to wait before the next request, in seconds."""
    seconds = retry_after(response)
    return float(seconds) if seconds.isdigit() else DEFAULT_PAUSE_S


def complaint(response: Any) -> str:
    """What was wrong, without an address: messages of broken connections may hold one."""
    if not response.status_code:
        return type(response.error).__name__
    seconds = retry_after(response)
    return f"answered {response.status_code}" + (f", Retry-After: {seconds}" if seconds else "")
