"""What an answer says beside its body: how long to wait, and what was wrong with it."""

from typing import Any, Final

DEFAULT_PAUSE_S: Final = 1.0


def pause_after(response: Any) -> float:
    """How long to wait before the next request, in seconds; a request that was not answered has no headers at all."""
    seconds = (response.headers or {}).get("retry-after") or ""
    return float(seconds) if seconds.isdigit() else DEFAULT_PAUSE_S


def complaint(response: Any) -> str:
    """What was wrong, without an address: messages of broken connections may hold one."""
    if not response.status_code:
        return type(response.error).__name__
    seconds = response.headers.get("retry-after")
    return f"answered {response.status_code}" + (f", Retry-After: {seconds}" if seconds else "")
