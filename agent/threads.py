"""Threads that work for the same owner as who starts them."""

from concurrent.futures import ThreadPoolExecutor

from petavatar.telemetry import OWNER


def threads(most: int, name: str = "") -> ThreadPoolExecutor:
    """A pool of up to `most` threads, whose logs and metrics name the owner that is set here and now."""
    return ThreadPoolExecutor(most, name, initializer=OWNER.set, initargs=(OWNER.get(),))
