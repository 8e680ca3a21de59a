"""Paths of the API."""

from urllib.parse import quote


def path(*parts: str) -> str:
    """The path of these parts, whatever characters they have."""
    return "".join(f"/{quote(part, safe='')}" for part in parts)
