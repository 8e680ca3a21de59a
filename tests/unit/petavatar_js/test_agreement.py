"""The JavaScript client, the Python client and the command answer alike, and photos have one set of rules."""

import json
from pathlib import Path
from typing import Any, Final

import pytest

from petavatar.image_format import SNIFF_BYTES, refusal, sniff
from petavatar_cli.flow import Outcome
from petavatar_cli.report import json_lines
from petavatar_client import (
    ApiProblem,
    InvalidWebhook,
    JobFailed,
    JobUnfinished,
    PetAvatarClientError,
    Unreachable,
    UnsuitablePhoto,
    UploadRefused,
)
from petavatar_client.models import Job, JobError
from scripts.js_types import CLIENT
from testing import photos
from tests.support.cloud import ROOT
from tests.support.node import run_node


def job(error: JobError | None = None) -> Job:
    return Job(job_id="j", status="failed" if error else "processing", progress=5, error=error)


def problem(status: int, retry_after_s: float | None = None) -> ApiProblem:
    return ApiProblem("-", status=status, title="-", retry_after_s=retry_after_s)


ERRORS: Final[dict[str, tuple[PetAvatarClientError, bool]]] = {
    "new Unreachable('-')": (Unreachable("-"), True),
    "new UnsuitablePhoto('-')": (UnsuitablePhoto("-"), False),
    "new ApiProblem(404, {}, null)": (problem(404), False),
    "new ApiProblem(409, {}, 3)": (problem(409, 3), True),
    "new ApiProblem(429, {}, 3)": (problem(429, 3), True),
    "new ApiProblem(500, {}, null)": (problem(500), True),
    "new StorageRefusal(400, '')": (UploadRefused("-", status=400, code=""), False),
    "new StorageRefusal(503, '')": (UploadRefused("-", status=503, code=""), True),
    "new JobFailed({error: {type: '', title: '', retryable: true}})": (
        JobFailed("-", job(JobError(retryable=True))),
        True,
    ),
    "new JobFailed({error: {type: '', title: '', retryable: false}})": (JobFailed("-", job(JobError())), False),
    "new JobUnfinished({status: 'processing', progress: 5})": (JobUnfinished("-", job()), True),
    "new WebhookRefused('-')": (InvalidWebhook("-"), False),
}
NAMES: Final = "ApiProblem, JobFailed, JobUnfinished, StorageRefusal, Unreachable, UnsuitablePhoto, WebhookRefused"

HEADS: Final = {
    "jpeg": photos.jpeg(),
    "png": photos.png(),
    "heic": photos.heic(),
    **{name: photos.other(name) for name in ("WEBP", "AVIF", "GIF", "BMP", "TIFF")},
    "jxl": b"\xff\x0a" + bytes(40),
    "live photo": (20).to_bytes(4) + b"ftypqt  " + bytes(40),
    "video": (24).to_bytes(4) + b"ftypmp42" + bytes(40),
    "avi": b"RIFF\0\0\0\0AVI " + bytes(40),
    "webm": b"\x1a\x45\xdf\xa3" + bytes(40),
    "raw": b"IIU\0" + bytes(40),
    "raw of a TIFF": b"II*\0\x10\0\0\0CR" + bytes(40),
    "pdf": b"%PDF-1.7",
    "svg": b'<?xml version="1.0"?><SVG/>',
    "apple's png": photos.png()[:12] + b"CgBI" + bytes(40),
    "short bmp": b"BM",
    "text": b"Dear cat",
    "empty": b"",
}


def node(script: str, **given: str) -> Any:
    return json.loads(run_node("--input-type=module", "-e", script, cwd=ROOT / CLIENT, environment=given))


def test_what_may_succeed_later_is_the_same_in_both_languages_and_in_the_commands_json() -> None:
    made = ", ".join(ERRORS)
    by_script = node(
        f"import {{ {NAMES} }} from './src/index.js';console.log(JSON.stringify([{made}].map((e) => e.retryable)))"
    )

    def by_command(error: PetAvatarClientError) -> bool:
        (line,) = json_lines(Outcome(paths=(Path("a.jpg"),), directory=Path(), error=error))
        return bool(json.loads(line)["error"]["retryable"])

    for (script, (error, expected)), found in zip(ERRORS.items(), by_script, strict=True):
        assert (found, error.retryable, by_command(error)) == (expected,) * 3, script


@pytest.fixture(scope="module")
def answers() -> dict[str, dict[str, str | None]]:
    """What the JavaScript client makes of each head: a content type or words."""
    heads = {name: head[:SNIFF_BYTES].hex() for name, head in HEADS.items()}
    script = """
        import { contentTypeOf } from "./src/photo.js";
        const found = {};
        for (const [name, hex] of Object.entries(JSON.parse(process.env.HEADS))) {
            const file = new Blob([Buffer.from(hex, "hex")]);
            found[name] = await contentTypeOf(file).then((type) => ({ type }), (error) => ({ words: error.message }));
        }
        console.log(JSON.stringify(found));
    """
    found: dict[str, dict[str, str | None]] = node(script, HEADS=json.dumps(heads))
    return found


@pytest.mark.parametrize("name", HEADS)
def test_a_photo_is_known_or_refused_in_the_servers_words(answers: dict[str, dict[str, str | None]], name: str) -> None:
    head = HEADS[name][:SNIFF_BYTES]
    words = refusal(head)

    assert answers[name] == ({"words": words} if words else {"type": f"image/{sniff(head)}"})
