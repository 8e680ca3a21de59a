"""The marks of portraits and cards, read back by C2PA's own reader and by an XMP reader of others."""

import io
import json
import struct
import zlib
from collections.abc import Callable
from typing import Any

import c2pa
import pyexiv2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from agent.marks.mark import IPTC, Mark, SourceType
from agent.marks.marking import KEPT_S, Marking, name_of
from agent.marks.png import chunks, with_xmp
from local.certificate import self_made
from petavatar.errors import StorageFailure
from testing import photos
from tests.support.telemetry import captured_telemetry

SECRET = self_made()
SIGNING = Marking(lambda: SECRET)
PLAIN = Marking()
MODEL = "stability.stable-image-ultra-v1:1"
PORTRAIT = photos.png(photos.picture((96, 96)))
MARK = Mark(source_type="trainedAlgorithmicMedia", c2pa="signed", origin="petavatar")
FOREIGN = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="Brush 3"/>'
    b"</rdf:RDF></x:xmpmeta>"
)


def xmp_of(png: bytes) -> dict[str, Any]:
    with pyexiv2.ImageData(png) as image:
        return dict(image.read_xmp())


def manifest_of(png: bytes) -> tuple[str, dict[str, Any]]:
    """The validation state, and the manifest."""
    with c2pa.Reader("image/png", io.BytesIO(png)) as reader:
        return reader.get_validation_state(), reader.get_active_manifest()


def actions_of(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    (actions,) = [each["data"]["actions"] for each in manifest["assertions"] if each["label"] == "c2pa.actions.v2"]
    return list(actions)


def source_type_of(png: bytes) -> str:
    value = xmp_of(png)["Xmp.iptcExt.DigitalSourceType"]
    assert value.startswith(IPTC)
    return str(value.removeprefix(IPTC))


@pytest.mark.parametrize(
    ("model", "source_type"), [(MODEL, "trainedAlgorithmicMedia"), ("offline/brush-1", "algorithmicMedia")]
)
def test_a_portrait_says_in_both_ways_what_made_it(model: str, source_type: SourceType) -> None:
    png, mark = SIGNING.portrait(PORTRAIT, model)

    assert mark == Mark(source_type=source_type, c2pa="signed", origin="petavatar")
    assert source_type_of(png) == source_type
    assert "does not exist" in str(xmp_of(png)["Xmp.dc.description"])
    state, manifest = manifest_of(png)
    assert state == "Valid"
    (created,) = actions_of(manifest)
    assert created["action"] == "c2pa.created"
    assert created["digitalSourceType"] == IPTC + source_type
    assert created["softwareAgent"]["name"] == model.rpartition("/")[2]


def test_a_card_is_composed_of_a_photo_and_a_portrait_and_holds_neither() -> None:
    png, mark = SIGNING.card(PORTRAIT, MARK)

    assert mark == Mark(source_type="compositeSynthetic", c2pa="signed", origin="petavatar")
    assert source_type_of(png) == "compositeSynthetic"
    state, manifest = manifest_of(png)
    assert state == "Valid"
    created, *placed = actions_of(manifest)
    assert (created["action"], created["digitalSourceType"]) == ("c2pa.created", f"{IPTC}compositeSynthetic")
    assert [each["action"] for each in placed] == ["c2pa.placed", "c2pa.placed"]
    assert [each["relationship"] for each in manifest["ingredients"]] == ["componentOf", "componentOf"]
    assert not any("thumbnail" in each for each in (manifest, *manifest["ingredients"]))


def test_without_a_certificate_xmp_says_it_alone() -> None:
    for png, mark in (PLAIN.portrait(PORTRAIT, MODEL), PLAIN.card(PORTRAIT, MARK)):
        assert mark.c2pa == "none"
        assert source_type_of(png) == mark.source_type
        with pytest.raises(c2pa.C2paError.ManifestNotFound):
            c2pa.Reader("image/png", io.BytesIO(png))


def test_nothing_but_chunks_is_added_and_they_are_few() -> None:
    for png in (SIGNING.portrait(PORTRAIT, MODEL).png, SIGNING.card(PORTRAIT, MARK).png):
        ours = b"".join(png[each.start : each.end] for each in chunks(png) if each.kind in (b"iTXt", b"caBX"))
        rest = b"".join(png[each.start : each.end] for each in chunks(png) if each.kind not in (b"iTXt", b"caBX"))

        assert PORTRAIT[8:] == rest
        assert len(ours) < 6000


def marked_by_xmp(source_type: str = "trainedAlgorithmicMedia") -> bytes:
    return with_xmp(PORTRAIT, FOREIGN.replace(b"Brush 3", f"DigitalSourceType={source_type}".encode()))


def compressed_xmp() -> bytes:
    data = b"XML:com.adobe.xmp\0\1\0\0\0" + zlib.compress(FOREIGN.replace(b"CreatorTool", b"DigitalSourceType"))
    chunk = struct.pack(">I", len(data)) + b"iTXt" + data + struct.pack(">I", zlib.crc32(b"iTXt" + data))
    return PORTRAIT[:33] + chunk + PORTRAIT[33:]


@pytest.mark.parametrize(
    ("png", "kept"),
    [(SIGNING.portrait(PORTRAIT, MODEL).png, "kept"), (marked_by_xmp(), "none"), (compressed_xmp(), "none")],
    ids=["C2PA", "XMP", "compressed XMP"],
)
def test_a_picture_that_its_model_has_marked_stays_byte_for_byte(png: bytes, kept: str) -> None:
    marked = SIGNING.portrait(png, "amazon.nova-canvas-v1:0")

    assert marked.png == png
    assert (marked.mark.c2pa, marked.mark.origin) == (kept, "model")


def test_xmp_that_says_nothing_of_it_keeps_what_it_says() -> None:
    png, mark = SIGNING.portrait(with_xmp(PORTRAIT, FOREIGN), MODEL)

    assert mark.origin == "petavatar"
    assert xmp_of(png)["Xmp.xmp.CreatorTool"] == "Brush 3"
    assert "does not exist" in str(xmp_of(png)["Xmp.dc.description"])
    assert source_type_of(png) == "trainedAlgorithmicMedia"
    assert manifest_of(png)[0] == "Valid"


@pytest.mark.parametrize("foreign", [b"", b"nonsense", b"</rdf:RDF>"])
def test_xmp_that_cant_be_added_to_is_replaced(foreign: bytes) -> None:
    png, _ = PLAIN.portrait(with_xmp(PORTRAIT, foreign), MODEL)

    assert source_type_of(png) == "trainedAlgorithmicMedia"


@pytest.mark.parametrize("at", [-60, 9000])
def test_a_changed_picture_is_broken(at: int) -> None:
    png = bytearray(SIGNING.portrait(PORTRAIT, MODEL).png)
    # Either in the pixels' data, or in the manifest.
    place = at if at < 0 else png.index(b"caBX") + 200
    png[place] ^= 1

    try:
        state, _ = manifest_of(bytes(png))
    except c2pa.C2paError:
        return
    assert state == "Invalid"


@settings(max_examples=40)
@given(
    size=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    mode=st.sampled_from(["1", "L", "LA", "P", "RGB", "RGBA", "I;16"]),
    signs=st.booleans(),
)
def test_pictures_of_every_size_and_mode_can_be_marked(size: tuple[int, int], mode: str, signs: bool) -> None:
    out = io.BytesIO()
    Image.new(mode, size).save(out, "PNG")

    png, mark = (SIGNING if signs else PLAIN).portrait(out.getvalue(), MODEL)

    assert photos.opened(png).tobytes() == photos.opened(out.getvalue()).tobytes()
    assert mark.c2pa == ("signed" if signs else "none")
    assert source_type_of(png) == "trainedAlgorithmicMedia"


@settings(max_examples=100)
@given(junk=st.binary(max_size=200), cut=st.integers(0, len(PORTRAIT)))
def test_chunks_of_anything_are_read_without_an_error(junk: bytes, cut: int) -> None:
    for data in (junk, PORTRAIT[:cut], PORTRAIT[:cut] + junk):
        assert all(8 <= chunk.start < chunk.end <= len(data) for chunk in chunks(data))


def failing(error: Exception) -> Callable[[], str]:
    def read() -> str:
        raise error

    return read


@pytest.mark.parametrize(
    "read",
    [
        failing(StorageFailure("Could not read the signing certificate.")),
        lambda: "no certificate",
        lambda: self_made(days=0),
        lambda: json.dumps({"certificate": "x", "private_key": "y"}),
    ],
    ids=["not there", "nonsense", "expired", "not PEM"],
)
def test_what_cant_be_signed_is_marked_in_xmp_and_counted(read: Callable[[], str]) -> None:
    with captured_telemetry() as said:
        png, mark = Marking(read).portrait(PORTRAIT, MODEL)

    assert mark == Mark(source_type="trainedAlgorithmicMedia", c2pa="none", origin="petavatar")
    assert source_type_of(png) == "trainedAlgorithmicMedia"
    assert "PictureNotSigned" in said.text
    assert "PRIVATE" not in said.text


def test_the_secret_is_read_once_and_again_after_a_while() -> None:
    now, reads = [1000.0], []

    def read() -> str:
        reads.append(now[0])
        return SECRET

    marking = Marking(read, lambda: now[0])
    assert reads == []

    marking.prepare()
    marking.portrait(PORTRAIT, MODEL)
    now[0] += KEPT_S + 1
    marking.card(PORTRAIT, MARK)

    assert reads == [1000.0, 1001.0 + KEPT_S]


@pytest.mark.parametrize(
    ("model", "name"),
    [
        (MODEL, MODEL),
        ("offline/brush-1", "brush-1"),
        ("openai/gpt-image-1", "gpt-image-1"),
        ("arn:aws:bedrock:us-west-2:123456789012:inference-profile/us.stability.x", "us.stability.x"),
        ("openai/the model of <Jo>", "an image model"),
    ],
)
def test_a_models_name_is_without_accounts_and_without_whims(model: str, name: str) -> None:
    assert name_of(model) == name


def test_the_marks_hold_nothing_that_differs_from_job_to_job_but_random_ids() -> None:
    """There is neither a time nor a name in them."""
    _, manifest = manifest_of(SIGNING.card(PORTRAIT, MARK).png)

    assert "time" not in manifest["signature_info"]
    assert not [action for action in actions_of(manifest) if "when" in action]
