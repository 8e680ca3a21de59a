"""Objects on disk after a crash: what is torn goes, what is whole or was flushed stays."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from local.state.objects import discard_torn, flush_objects

BODY = b"a picture"
ETAG = f'"{hashlib.md5(BODY, usedforsecurity=False).hexdigest()}"'


def store(folder: Path, body: bytes = BODY, about: Any = None) -> Path:
    file = folder / "000000000000" / "bucket" / "work" / "picture"
    file.parent.mkdir(parents=True)
    file.write_bytes(body)
    if about is not None:
        file.with_name("picture.meta.json").write_text(about if isinstance(about, str) else json.dumps(about))
    return file


@pytest.mark.parametrize("etag", [ETAG, '"0123-2"'])
def test_a_whole_object_stays(tmp_path: Path, etag: str) -> None:
    file = store(tmp_path, about={"size": len(BODY), "etag": etag})

    discard_torn(tmp_path, 0)

    assert file.read_bytes() == BODY


@pytest.mark.parametrize(
    ("body", "about"),
    [
        (BODY[:-1], {"size": len(BODY), "etag": ETAG}),
        (bytes(len(BODY)), {"size": len(BODY), "etag": ETAG}),
        (b"", {"size": len(BODY), "etag": '"0123-2"'}),
        (BODY, None),
        (BODY, ""),
        (BODY, "{}"),
        (BODY, "[]"),
    ],
)
def test_a_torn_one_goes_with_what_was_noted_about_it(tmp_path: Path, body: bytes, about: Any) -> None:
    file = store(tmp_path, body, about)

    discard_torn(tmp_path, 0)

    assert list(file.parent.iterdir()) == []


def test_what_was_flushed_is_not_read_again(tmp_path: Path) -> None:
    file = store(tmp_path, b"torn", {"size": 9, "etag": ETAG})

    discard_torn(tmp_path, file.stat().st_mtime + 1)

    assert file.exists()


def test_a_file_that_was_being_written_goes(tmp_path: Path) -> None:
    half = store(tmp_path, about={"size": len(BODY), "etag": ETAG}).with_name("next.tmp")
    half.write_bytes(b"ha")

    discard_torn(tmp_path, half.stat().st_mtime + 1)

    assert not half.exists()


def test_what_is_new_is_flushed_with_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed: list[Path] = []
    monkeypatch.setattr("local.state.objects.flush", flushed.extend)
    file = store(tmp_path, about={"size": len(BODY), "etag": ETAG})

    flush_objects(tmp_path, file.stat().st_mtime - 1)
    new = set(flushed)
    flushed.clear()
    flush_objects(tmp_path, file.stat().st_mtime + 1)

    assert new == {file, file.with_name("picture.meta.json"), file.parent}
    assert flushed == []
