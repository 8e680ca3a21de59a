"""The page's folder for a static host, with its configuration and its Content-Security-Policy."""

import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from deployment import PROJECT
from deployment.names import Names

WEB: Final = PROJECT / "web"
CLIENT: Final = PROJECT / "clients" / "js" / "src"
"""The JavaScript client, which the page finds under `/client/`."""
_HEAD: Final = '<meta charset="utf-8">'


class InvalidAddressError(ValueError):
    """An address that a browser can't use."""


def configuration(api_url: str) -> str:
    """The content of `config.json`."""
    return json.dumps({"api_url": api_url.rstrip("/")}) + "\n"


def content_security_policy(origins: Iterable[str]) -> str:
    """The page's policy: only its own scripts and styles, nothing inline, and connections only to these origins.

    Args:
        origins: the origins of the API and the storage, such as `https://api.example.com`.
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
        InvalidAddressError: if it is not an http or https address.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.netloc:
        raise InvalidAddressError(f"{url} is not a web address")
    return f"{parts.scheme}://{parts.netloc}"


def storage_origins(names: Names) -> list[str]:
    """The origins of the two buckets, as presigned URLs name them."""
    return [
        f"https://{bucket}.s3.{names.region}.amazonaws.com" for bucket in (names.upload_bucket, names.generated_bucket)
    ]


def page_files() -> dict[str, Path]:
    """The page's files, by their paths under its address."""
    folders = {"": WEB, "client/": CLIENT}
    return {
        prefix + path.relative_to(folder).as_posix(): path
        for prefix, folder in folders.items()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def build_page(out: Path, api_url: str, origins: Iterable[str]) -> None:
    """Writes the folder, over an existing one.

    Args:
        out: the folder.
        api_url: the base URL of the API.
        origins: the origins of the storage.

    Raises:
        InvalidAddressError: if `api_url` is not an http or https address.
    """
    policy = content_security_policy([origin_of(api_url), *origins])
    for name, path in page_files().items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, out / name)
    (out / "config.json").write_text(configuration(api_url), "utf-8")
    page = out / "index.html"
    meta = f'{_HEAD}\n  <meta http-equiv="Content-Security-Policy" content="{policy}">'
    page.write_text(page.read_text("utf-8").replace(_HEAD, meta, 1), "utf-8")
