"""Reads what a picture's XMP says of how it was made. In files of every format, XMP is text between the same tags."""

import re
from typing import Final
from xml.etree.ElementTree import ParseError, fromstring

MOST_BYTES: Final = 1_000_000
"""The largest packet that is read: those of cameras and editors have a few thousand bytes."""
_BEGIN: Final = b"<x:xmpmeta"
_END: Final = b"</x:xmpmeta>"
_IPTC: Final = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
_TYPE: Final = f"{_IPTC}DigitalSourceType"
_SYSTEM: Final = f"{_IPTC}AISystemUsed"
_NOTE: Final = "{http://purl.org/dc/elements/1.1/}description"
_RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_LONGEST: Final = 300
_BLANKS: Final = re.compile(r"\s+")


def marks_in(picture: bytes) -> dict[str, str] | None:
    """The marks of a picture's XMP.

    Returns:
        `source_type` (the last part of IPTC's address), `note` and `made_by`, each if it is there; None without XMP
        that can be read.
    """
    begin = picture.find(_BEGIN)
    end = picture.find(_END, begin)
    if begin < 0 or end < 0 or end - begin > MOST_BYTES:
        return None
    try:
        # It begins with its root: without a document type there are no entities to grow without end.
        root = fromstring(picture[begin : end + len(_END)])  # noqa: S314 - no document type, see above
    except ParseError:
        return None
    found: dict[str, str] = {}
    for element in root.iter():
        for name, mark in ((_TYPE, "source_type"), (_SYSTEM, "made_by")):
            inside = (element.get(f"{_RDF}resource") or element.text) if element.tag == name else None
            if value := (element.get(name) or inside or "").strip():
                found.setdefault(mark, _plain(value))
        if element.tag == _NOTE:
            found.setdefault("note", _plain(" ".join(element.itertext())))
    if "source_type" in found:
        found["source_type"] = found["source_type"].rstrip("/").rpartition("/")[2]
    return found


def _plain(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()[:_LONGEST]
