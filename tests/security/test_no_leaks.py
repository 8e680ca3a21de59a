"""Image bytes go to one place, keys and presigned URLs to none: in all traffic and logs of a job, however it ends."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import pytest

from petavatar.aws import client
from testing import photos
from testing.bedrock import (
    ANALYSIS,
    CAREER,
    IDENTITY,
    IMAGE,
    ORCHESTRATOR,
    PORTRAIT,
    Answer,
    Call,
    error,
    message,
    portrait,
    text,
    throttled,
    tool_use,
    turns,
)
from testing.events import body_of
from testing.replies import a_career, an_analysis_reply, no_pet_reply
from tests.security.job_path import JobPath, everything_logged
from tests.security.measuring import beside_the_decoder
from tests.security.traces import holds_bytes, secrets_in
from tests.support.cloud import NAMES
from tests.support.pacing import settle
from tests.support.sampling import one_in

_PHOTO: Final = photos.jpeg(photos.opened(photos.CAT.read_bytes()).resize((200, 133)))
_WRONG_KEY: Final = "pa_" + "x1" * 22
_CRASH: Final = "import os; os._exit(1)"

Arrange = Callable[[JobPath], object]


@dataclass(frozen=True, slots=True)
class Recording:
    """Everything that was said while one job was done."""

    calls: list[Call]
    logs: str
    between_processes: str
    status: str


def _record(path: JobPath, photo: bytes = _PHOTO, meanwhile: Arrange = lambda _: None) -> Recording:
    """Does one job, its refused request included, and asks for its status and its results."""
    with everything_logged() as lines:
        path.request("presigned-url-handler", key=_WRONG_KEY)
        ticket = path.accepted(photo)
        meanwhile(path)
        path.work()
        status = body_of(path.request("status-handler", job_id=ticket["job_id"]))["status"]
        path.request("result-handler", job_id=ticket["job_id"])
    settle()
    said = [path.events, [invocation.payload for invocation in path.wires.agent.invocations], path.cloud.items()]
    return Recording(path.wires.endpoint.calls, "\n".join(lines), json.dumps(said, default=str), status)


def _on(name: str, *answers: Answer | Callable[[Call], Answer]) -> Arrange:
    return lambda path: path.wires.endpoint.on(name, *answers)


def _photo_is(change: str) -> Arrange:
    def arrange(path: JobPath) -> None:
        (item,) = path.cloud.items()
        where = {"Bucket": NAMES.upload_bucket, "Key": item["s3_upload_key"]["S"]}
        if change == "replaced":
            client("s3").put_object(**where, Body=photos.jpeg())
        else:
            client("s3").delete_object(**where)

    return arrange


def _settings(**changes: Any) -> Arrange:
    return lambda path: path.changes.update(changes)


def _short_of_time(path: JobPath) -> None:
    path.worker_lives_s = 15.0


def _quoting(call: Call) -> Answer:
    """A model that repeats what it was told, where an analysis should be."""
    return tool_use(ANALYSIS, an_analysis_reply(vibe=call.body["system"][0]["text"]))


_ENDS: Final[dict[str, tuple[Arrange, str]]] = {
    "all is well": (lambda _: None, "completed"),
    "the second answer is valid": (_on(ANALYSIS, text("No."), tool_use(ANALYSIS, an_analysis_reply())), "completed"),
    "forced tools are refused": (
        _on(
            ANALYSIS,
            error(400, "ValidationException", "tool_choice is not supported"),
            text(json.dumps(an_analysis_reply())),
        ),
        "completed",
    ),
    "throttled at first": (
        _on(ANALYSIS, throttled(), throttled(), tool_use(ANALYSIS, an_analysis_reply())),
        "completed",
    ),
    "the orchestrator is away": (_on(ORCHESTRATOR, error(403, "AccessDeniedException")), "completed"),
    "the orchestrator chats": (
        _on(ORCHESTRATOR, turns("I would like to see the photo.", ["analyze_pet_image"])),
        "completed",
    ),
    "no pet": (_on(ANALYSIS, tool_use(ANALYSIS, no_pet_reply())), "failed"),
    "refused by the filter": (_on(ANALYSIS, message({"text": "No."}, stop="guardrail_intervened")), "failed"),
    "never valid": (_on(ANALYSIS, text("I see a cat.")), "queued"),
    "the prompt is quoted back": (_on(ANALYSIS, _quoting), "queued"),
    "always throttled": (_on(ANALYSIS, throttled()), "queued"),
    "no access": (_on(ANALYSIS, error(403, "AccessDeniedException")), "queued"),
    "not valid to Bedrock": (_on(ANALYSIS, error(400, "ValidationException")), "queued"),
    "cut off": (_on(ANALYSIS, Answer(b"{}" * 100, cut=True)), "queued"),
    "not even JSON": (_on(ANALYSIS, Answer(b"<html>")), "queued"),
    "no career": (_on(CAREER, tool_use(CAREER, a_career(seniority="wizard"))), "queued"),
    "no identity": (_on(IDENTITY, error(500, "InternalServerException")), "queued"),
    "no portrait": (_on(IMAGE, Answer({"images": []})), "queued"),
    "a portrait that is none": (_on(IMAGE, portrait(b"no picture at all" * 20)), "queued"),
    "a portrait in pieces": (_on(IMAGE, portrait(PORTRAIT[:-2000])), "queued"),
    "a portrait cut off": (_on(IMAGE, Answer(portrait().body, cut=True)), "queued"),
    "a portrait refused": (_on(IMAGE, Answer({"images": [], "finish_reasons": ["Filter reason: prompt"]})), "failed"),
    "a photo replaced": (_photo_is("replaced"), "failed"),
    "a photo deleted": (_photo_is("deleted"), "failed"),
    "a wrong setting": (_settings(image_model_id="of-no-known-family"), "queued"),
    "no time": (_short_of_time, "queued"),
}


@pytest.mark.parametrize("end", one_in(5, _ENDS))
def test_the_photo_is_in_the_one_image_block_and_nothing_secret_is_anywhere(path: JobPath, end: str) -> None:
    meanwhile, status = _ENDS[end]

    recording = _record(path, meanwhile=meanwhile)

    assert recording.status == status
    shown = [_taken_out(call.body) for call in recording.calls if call.name == ANALYSIS]
    messages = json.dumps([call.body for call in recording.calls])
    for picture in {_PHOTO, *shown, PORTRAIT}:
        assert not holds_bytes(messages, picture)
        assert not holds_bytes(recording.logs, picture)
        assert not holds_bytes(recording.between_processes, picture)
    for words in (messages, recording.logs, recording.between_processes):
        assert secrets_in(words) == set()
        assert path.cloud.api_key not in words
        assert _WRONG_KEY not in words
    assert "request refused" in recording.logs


def _taken_out(body: dict[str, Any]) -> bytes:
    """Removes the image of an analysis call from its one place, and returns it."""
    (image,) = [block for block in body["messages"][0]["content"] if "image" in block]
    jpeg = base64.b64decode(image["image"]["source"].pop("bytes"))
    assert jpeg.startswith(b"\xff\xd8\xff")
    return jpeg


@pytest.mark.parametrize(
    "photo", [b"\xff\xd8\xff" + _PHOTO[20:4000], _PHOTO[: len(_PHOTO) // 2]], ids=["noise", "half"]
)
def test_a_photo_that_can_not_be_read_goes_nowhere(path: JobPath, photo: bytes) -> None:
    recording = _record(path, photo)

    assert recording.status == "failed"
    assert {call.name for call in recording.calls} <= {ORCHESTRATOR}
    for words in (json.dumps([call.body for call in recording.calls]), recording.logs, recording.between_processes):
        assert not holds_bytes(words, photo)
        assert secrets_in(words) == set()


def test_a_photo_whose_decoder_crashes_fails_its_job_at_once(path: JobPath) -> None:
    with beside_the_decoder(_CRASH):
        recording = _record(path)

    assert recording.status == "failed"
    assert "unreadable-photo" in recording.between_processes
    assert not holds_bytes(recording.logs, _PHOTO)


class TestTheSearchItself:
    @pytest.mark.parametrize(
        "written",
        [
            _PHOTO[1000:1060].decode("latin-1"),
            repr(_PHOTO[1000:1200])[2:-1],
            _PHOTO[1000:1060].hex(),
            *(base64.b64encode(_PHOTO[1000 + start : 1070 + start]).decode() for start in range(3)),
            base64.urlsafe_b64encode(_PHOTO[1000:1070]).decode(),
        ],
    )
    def test_it_finds_bytes_in_any_notation(self, written: str) -> None:
        assert holds_bytes(f"... {written} ...", _PHOTO)

    def test_it_finds_no_bytes_where_none_are(self) -> None:
        assert not holds_bytes("A cat on a sofa. " * 100, _PHOTO)

    @pytest.mark.parametrize(
        ("words", "kind"),
        [
            ("https://b.s3.amazonaws.com/k?X-Amz-Signature=0f", "a presigned URL"),
            ("'x-amz-credential': 'a/b'", "a presigned URL"),
            (f"key {_WRONG_KEY}", "an API key"),
            ("AKIAIOSFODNN7EXAMPLE", "a key of AWS's"),
            (str(photos.jpeg()), "a picture in an escape"),
            (base64.b64encode(PORTRAIT).decode(), "a picture in base64"),
        ],
    )
    def test_it_finds_secrets(self, words: str, kind: str) -> None:
        assert kind in secrets_in(words)

    def test_a_ticket_and_a_result_would_be_found(self, path: JobPath) -> None:
        ticket = path.accepted(_PHOTO)
        path.work()
        result = path.request("result-handler", job_id=ticket["job_id"])

        assert "a presigned URL" in secrets_in(json.dumps(ticket)) & secrets_in(json.dumps(result))
