"""The page's folder for a static host: its configuration, and the policy of what it may load and speak to."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from deployment import PROJECT
from deployment.names import Names

WEB: Final = PROJECT / "web"
_HEAD: Final = '<meta charset="utf-8">'


class InvalidAddressError(ValueError):
    """An address that no browser could speak to."""


def configuration(api_url: str) -> str:
    """The content of `config.json`."""
    return json.dumps({"api_url": api_url.rstrip("/")}) + "\n"


def content_security_policy(origins: Iterable[str]) -> str:
    """The page's policy: scripts and styles of its own only, nothing inline, and no other addresses than these.

    Args:
        origins: where the API and the storage answer, such as `https://api.example.com`.
    """
    others = " ".join(sorted(set(origins)))
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "font-src 'self'",
            "img-src 'self' blob:",
            f"connect-src 'self' {others}",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def origin_of(url: str) -> str:
    """The scheme, host and port of an address.

    Raises:
        InvalidAddressError: if it has none.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.netloc:
        raise InvalidAddressError(f"{url} is no address of the web")
    return f"{parts.scheme}://{parts.netloc}"


def storage_origins(names: Names) -> list[str]:
    """Where browsers reach the two buckets: S3's presigned addresses come with the region and without it."""
    return [
        f"https://{bucket}.{host}.amazonaws.com"
        for bucket in (names.upload_bucket, names.generated_bucket)
        for host in ("s3", f"s3.{names.region}")
    ]


def build_page(out: Path, api_url: str, origins: Iterable[str]) -> None:
    """Writes the folder, over what is there.

    Args:
        out: the folder.
        api_url: the base of the API's addresses.
        origins: where the storage answers.

    Raises:
        InvalidAddressError: if the API's address is none.
    """
    policy = content_security_policy([origin_of(api_url), *origins])
    shutil.copytree(WEB, out, dirs_exist_ok=True)
    (out / "config.json").write_text(configuration(api_url), "utf-8")
    page = out / "index.html"
    meta = f'{_HEAD}\n  <meta http-equiv="Content-Security-Policy" content="{policy}">'
    page.write_text(page.read_text("utf-8").replace(_HEAD, meta, 1), "utf-8")
