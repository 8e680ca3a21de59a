"""Reads a picture's C2PA manifest, with c2pa-python where that is installed. Nothing is fetched from anywhere."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

State = Literal["none", "whole", "broken", "unread"]

_BOX: Final = bytes.fromhex("63327061 0011 0010 8000 00AA00389B71")
"""The type of a C2PA manifest store (C2PA 2.2, 11.1.4), which is in the file whatever its format."""
_UNTRUSTED: Final = "signingCredential.untrusted"
_LOCAL: Final = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}


@dataclass(frozen=True, slots=True)
class Manifest:
    """What there is of C2PA in a picture.

    Attributes:
        state: `none`; `whole`; `broken`; `unread` if nothing here can read it.
        trusted: whether a certificate that was given vouches for the signer.
        signed_by: the organization and the name that the certificate is made out to.
        source_type: the last part of IPTC's address of what the picture is.
        made_by: what the manifest says that made it.
        made_of: the titles of the pictures that it was made of.
        problems: codes of C2PA for what is wrong.
    """

    state: State
    trusted: bool = False
    signed_by: str | None = None
    source_type: str | None = None
    made_by: str | None = None
    made_of: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def manifest_in(picture: bytes, media_type: str, anchors: str | None = None) -> Manifest:
    """Reads and checks the manifest of a picture.

    Args:
        picture: the file.
        media_type: its media type.
        anchors: certificates that are trusted, as PEM.
    """
    if _BOX not in picture:
        return Manifest("none")
    try:
        import c2pa
    except ImportError:
        return Manifest("unread")
    settings = _LOCAL | ({"trust": {"trust_anchors": anchors}} if anchors else {})
    try:
        with (
            c2pa.Context(c2pa.Settings.from_json(json.dumps(settings))) as context,
            c2pa.Reader(media_type, io.BytesIO(picture), context=context) as reader,
        ):
            return _read(json.loads(reader.json()))
    except (c2pa.C2paError, RuntimeError, ValueError) as error:
        return Manifest("broken", problems=(type(error).__name__.lstrip("_"),))


def _read(store: Mapping[str, Any]) -> Manifest:
    active = store["manifests"][store["active_manifest"]]
    failures = store.get("validation_results", {}).get("activeManifest", {}).get("failure", [])
    problems = tuple(dict.fromkeys(failure["code"] for failure in failures if failure["code"] != _UNTRUSTED))
    created = _created(active)
    signature = active.get("signature_info", {})
    signer = ", ".join(filter(None, (signature.get("issuer"), signature.get("common_name"))))
    agent = created.get("softwareAgent")
    return Manifest(
        state="broken" if problems or store.get("validation_state") == "Invalid" else "whole",
        trusted=store.get("validation_state") == "Trusted",
        signed_by=signer or None,
        source_type=str(created.get("digitalSourceType", "")).rpartition("/")[2] or None,
        made_by=(agent.get("name") if isinstance(agent, dict) else agent) or None,
        made_of=tuple(str(each.get("title", "")) for each in active.get("ingredients", [])),
        problems=problems,
    )


def _created(manifest: Mapping[str, Any]) -> Mapping[str, Any]:
    """The action by which the picture came into being; empty if the manifest has none."""
    for assertion in manifest.get("assertions", []):
        if assertion["label"].startswith("c2pa.actions"):
            for action in assertion["data"].get("actions", []):
                if action.get("digitalSourceType"):
                    return dict(action)
    return {}
