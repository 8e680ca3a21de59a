"""Words in a picture stay in the picture, and what a model makes of them reaches no result but as plain prose."""

import base64
import json
from collections.abc import Iterator
from typing import Any, Final
from uuid import uuid4

import pytest
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo
from pydantic import ValidationError

from agent.context import JobContext, prompt
from agent.models.bedrock import Bedrock
from agent.run import events_of
from agent.schemas import AnalysisReply, Career, Identity, PetAnalysis
from agent.tools.analyze_pet_image import STEP, analyze
from agent.tools.generate_identity_package import generate_identity
from agent.tools.map_personality_to_career import map_career
from petavatar.choices import Choices
from petavatar.errors import AgentFailure, NoPetFound
from petavatar.results import outcome_of
from testing import photos
from testing.bedrock import (
    ANALYSIS,
    CAREER,
    IDENTITY,
    IMAGE,
    ORCHESTRATOR,
    STEPS,
    BedrockEndpoint,
    text,
    tool_use,
)
from testing.jobs import A_JOB_ID
from testing.replies import (
    a_career,
    an_analysis,
    an_analysis_reply,
    an_identity,
    career,
    no_pet_reply,
    pet_analysis,
)
from tests.security.harms import harms_in, our_sentences, texts_in
from tests.security.injections import (
    HOSTILE_TEXTS,
    MALFORMED_ANALYSES,
    MALFORMED_CAREERS,
    MALFORMED_IDENTITIES,
    NAMES_THAT_GIVE_ORDERS,
    PROSE,
    WRITTEN_IN_PICTURES,
)
from tests.security.job_path import Wires, wires
from tests.support.cloud import Cloud, running_cloud
from tests.support.job_context import a_context, a_control
from tests.support.pacing import settle

_PADDING: Final = "Colleagues value the calm with which every meeting is opened and every drawer is closed. "


@pytest.fixture(scope="module")
def cloud() -> Iterator[Cloud]:
    """One sandbox for all: every job has an id of its own."""
    with running_cloud() as running:
        yield running


@pytest.fixture(scope="module")
def running() -> Iterator[Wires]:
    with wires() as running:
        yield running


@pytest.fixture
def endpoint(running: Wires) -> BedrockEndpoint:
    running.endpoint.reset()
    return running.endpoint


@pytest.fixture
def job(cloud: Cloud, endpoint: BedrockEndpoint, running: Wires) -> JobContext:
    """A job of an ordinary photo."""
    return _job(cloud, running, photos.jpeg())


def _job(
    cloud: Cloud, running: Wires, photo: bytes, name: str = "original.jpg", job_id: str = "", **values: Any
) -> JobContext:
    job_id = job_id or str(uuid4())
    key = cloud.upload(photo, job_id=job_id, name=name)
    bedrock = Bedrock(running.client, running.client)
    return a_context(bedrock, a_control(), job_id=job_id, image_key=key, etag=cloud.inspect(key).etag, **values)


def _picture_saying(words: str) -> bytes:
    """A picture with words drawn in it, and in every place where a PNG has room for words."""
    image = photos.picture((1200, 200))
    ImageDraw.Draw(image).text((20, 80), words, fill="white", font_size=32, stroke_fill="black", stroke_width=2)
    info, exif = PngInfo(), Image.Exif()
    for key in ("Description", "Comment", "XML:com.adobe.xmp"):
        info.add_itxt(key, words)
    exif[0x010E] = exif[0x9286] = words
    return photos.png(image, pnginfo=info, exif=exif)


class TestWordsInAPicture:
    @pytest.mark.parametrize("words", WRITTEN_IN_PICTURES)
    def test_they_reach_the_model_as_pixels_and_a_model_that_obeys_them_does_no_harm(
        self, cloud: Cloud, endpoint: BedrockEndpoint, running: Wires, words: str
    ) -> None:
        photo = _picture_saying(words)
        assert words.encode() in photo
        job = _job(cloud, running, photo, name=f"{words.replace('/', '_')[:100]}.png")
        obeyed = an_analysis_reply(expression=f"{words} it says", vibe=f"{words} it says")
        endpoint.on(ANALYSIS, tool_use(ANALYSIS, obeyed))
        endpoint.on(CAREER, tool_use(CAREER, a_career(work_style=f"{words} they say")))
        endpoint.on(IDENTITY, tool_use(IDENTITY, an_identity(bio_paragraphs=[f"{_PADDING} {words} {_PADDING}"] * 3)))

        analysis = analyze(job).analysis
        settled = map_career(job, analysis)
        identity = generate_identity(job, analysis, settled)

        _check_pixels_alone(endpoint.asked(ANALYSIS)[0].body, words)
        for record in (analysis, settled, identity):
            for written in texts_in(record.model_dump(mode="json")):
                assert harms_in(written) == set(), written
        for call in endpoint.asked(CAREER) + endpoint.asked(IDENTITY):
            assert words not in json.dumps(call.body, ensure_ascii=False) or harms_in(words) == set()

    @pytest.mark.parametrize("words", WRITTEN_IN_PICTURES[1::4])
    def test_what_is_seen_instead_of_a_pet_is_told_in_plain_words(
        self, job: JobContext, endpoint: BedrockEndpoint, words: str
    ) -> None:
        endpoint.on(ANALYSIS, tool_use(ANALYSIS, no_pet_reply(f"a sign that reads {words}")))

        with pytest.raises(NoPetFound) as caught:
            analyze(job)

        assert harms_in(caught.value.detail) == set()


def _check_pixels_alone(body: dict[str, Any], words: str) -> None:
    """The request is that of any photo, but for what the image shows."""
    (message,) = body["messages"]
    image = base64.b64decode(message["content"][0]["image"]["source"].pop("bytes"))
    assert words.encode() not in image
    assert body["system"] == [{"text": prompt(STEP)}]
    assert message == {
        "role": "user",
        "content": [
            {"image": {"format": "jpeg", "source": {}}},
            {"text": "Analyze this pet photo and record your findings."},
        ],
    }


class TestWordsInAPetsName:
    @pytest.mark.parametrize("name", NAMES_THAT_GIVE_ORDERS)
    def test_no_model_reads_them_and_the_result_is_the_same_without(
        self, cloud: Cloud, endpoint: BedrockEndpoint, running: Wires, name: str
    ) -> None:
        asked, results = [], []
        for choices in (Choices(style="casual"), Choices.of({"style": "casual", "pet_name": name})):
            endpoint.reset()
            job = _job(cloud, running, photos.jpeg(), job_id=A_JOB_ID, choices=choices)
            results.append(list(events_of(job, running.model))[-1]["result"])
            settle()
            cloud.forget_work(A_JOB_ID)
            asked.append([call.body for step in STEPS for call in endpoint.asked(step)])
            spoken = json.dumps([call.body for call in endpoint.calls], ensure_ascii=False)
            assert name not in spoken

        assert asked[0] == asked[1]
        assert _without_usage(results[0]) == _without_usage(results[1])


def _without_usage(result: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in result.items() if name != "usage"}


class TestHostileReplies:
    @pytest.mark.parametrize("kind", HOSTILE_TEXTS)
    def test_a_hostile_text_in_every_field_of_every_step_reaches_the_result_as_plain_prose(
        self, cloud: Cloud, endpoint: BedrockEndpoint, running: Wires, kind: str
    ) -> None:
        hostile = HOSTILE_TEXTS[kind]
        word, phrase = f"calm {hostile}"[:60], f"calm {hostile}"[:160]
        long = f"{_PADDING} {hostile} {_PADDING}"
        analysis = an_analysis(
            **dict.fromkeys(("species", "breed"), word),
            **dict.fromkeys(("expression", "posture", "vibe"), phrase),
            dominant_traits=[word] * 3,
        )
        endpoint.on(ANALYSIS, tool_use(ANALYSIS, an_analysis_reply() | {"seen": phrase, "analysis": analysis}))
        settled = a_career(
            human_name=f"Margaret Whitfield {hostile}"[:60],
            job_title=f"Head of Naps {hostile}"[:80],
            industry=word,
            work_style=phrase,
        )
        endpoint.on(CAREER, tool_use(CAREER, settled))
        trajectory = dict.fromkeys(("past", "present", "future"), long[:400])
        endpoint.on(
            IDENTITY,
            tool_use(IDENTITY, an_identity(bio_paragraphs=[long] * 3, skills=[word] * 5, career_trajectory=trajectory)),
        )

        result = self._result(cloud, running)

        for written in texts_in({name: result[name] for name in ("identity", "pet_analysis", "career")}):
            assert harms_in(written) == set(), written
        drawn = endpoint.asked(IMAGE)[0].body["prompt"]
        assert harms_in(drawn) == set()
        answers = [block for call in endpoint.asked(ORCHESTRATOR) for block in _tool_results(call.body)]
        assert all(harms_in(written) == set() for written in texts_in(answers))

    @staticmethod
    def _result(cloud: Cloud, running: Wires) -> dict[str, Any]:
        job = _job(cloud, running, photos.jpeg())
        last = list(events_of(job, running.model))[-1]
        settle()
        assert last["type"] == "result", last
        assert outcome_of(last["result"], job.job_id)
        result: dict[str, Any] = last["result"]
        return result

    @pytest.mark.parametrize("kind", MALFORMED_ANALYSES)
    def test_an_analysis_out_of_its_schema_is_asked_for_once_more_and_then_given_up(
        self, job: JobContext, endpoint: BedrockEndpoint, kind: str
    ) -> None:
        endpoint.on(ANALYSIS, tool_use(ANALYSIS, MALFORMED_ANALYSES[kind]))

        with pytest.raises(AgentFailure, match="usable answer"):
            analyze(job)

        assert len(endpoint.calls) == 2
        assert job.workspace.finished(STEP, PetAnalysis) is None

    @pytest.mark.parametrize("kind", MALFORMED_CAREERS)
    def test_a_career_out_of_its_schema_is_asked_for_once_more_and_then_given_up(
        self, job: JobContext, endpoint: BedrockEndpoint, kind: str
    ) -> None:
        endpoint.on(CAREER, tool_use(CAREER, MALFORMED_CAREERS[kind]))

        with pytest.raises(AgentFailure, match="usable answer"):
            map_career(job, pet_analysis())

        assert len(endpoint.calls) == 2

    @pytest.mark.parametrize("kind", MALFORMED_IDENTITIES)
    def test_an_identity_out_of_its_schema_is_asked_for_once_more_and_then_given_up(
        self, job: JobContext, endpoint: BedrockEndpoint, kind: str
    ) -> None:
        endpoint.on(IDENTITY, tool_use(IDENTITY, MALFORMED_IDENTITIES[kind]))

        with pytest.raises(AgentFailure, match="usable answer"):
            generate_identity(job, pet_analysis(), career())

        assert len(endpoint.calls) == 2

    @pytest.mark.parametrize("words", ["", "I can't.", "{", '{"pet_present": NaN}', "[]", "null", '"{}"', "{}" * 1000])
    def test_an_answer_in_words_that_are_no_record_is_given_up(
        self, job: JobContext, endpoint: BedrockEndpoint, words: str
    ) -> None:
        endpoint.on(ANALYSIS, text(words or " "))

        with pytest.raises(AgentFailure, match="usable answer"):
            analyze(job)

    def test_what_was_harmful_is_corrected_if_the_model_does_better(
        self, job: JobContext, endpoint: BedrockEndpoint
    ) -> None:
        echo = an_analysis_reply(expression=_sentences()[0][:160])
        endpoint.on(ANALYSIS, tool_use(ANALYSIS, echo), tool_use(ANALYSIS, an_analysis_reply()))

        assert analyze(job).analysis == pet_analysis()

        (correction,) = endpoint.calls[1].body["messages"][2]["content"]
        assert "it repeats the instructions" in json.dumps(correction)


def _tool_results(body: dict[str, Any]) -> list[Any]:
    blocks = [block for message in body["messages"] for block in message["content"]]
    return [block["toolResult"]["content"] for block in blocks if "toolResult" in block]


def _sentences() -> list[str]:
    return sorted(our_sentences())


class TestOurOwnWords:
    @pytest.mark.parametrize("words", _sentences())
    @pytest.mark.parametrize(
        "disguise", [str, str.upper, lambda words: words.replace(" ", " *-* ")], ids=["as is", "loud", "marked"]
    )
    def test_a_sentence_of_a_prompt_makes_no_valid_text(self, words: str, disguise: Any) -> None:
        paragraphs = [f"{_PADDING} {disguise(words)} {_PADDING}"[:1200]] * 3

        with pytest.raises(ValidationError, match="repeats the instructions"):
            Identity.model_validate(an_identity(bio_paragraphs=paragraphs))

    def test_there_are_sentences_of_all_four_prompts(self) -> None:
        assert len(_sentences()) > 30


class TestProse:
    @pytest.mark.parametrize("words", PROSE)
    def test_good_prose_is_left_as_it_is(self, words: str) -> None:
        reply = AnalysisReply.model_validate(an_analysis_reply(vibe=words, breed=words))
        named = Career.model_validate(a_career(human_name=f"Kim {words}", industry=words))
        bio = f"{_PADDING}{words} {_PADDING}".strip()
        written = Identity.model_validate(an_identity(bio_paragraphs=[bio] * 3, skills=[words] * 5))

        assert reply.analysis is not None
        assert reply.analysis.vibe == reply.analysis.breed == named.industry == written.skills[0] == words
        assert named.human_name == f"Kim {words}"
        assert written.bio_paragraphs == [bio] * 3


class TestTheSearchItself:
    @pytest.mark.parametrize("kind", HOSTILE_TEXTS)
    def test_it_finds_the_harm_in_every_hostile_text(self, kind: str) -> None:
        assert harms_in(HOSTILE_TEXTS[kind])

    @pytest.mark.parametrize("words", PROSE)
    def test_it_finds_none_in_prose(self, words: str) -> None:
        assert harms_in(words) <= {"markup"} if "#" in words else harms_in(words) == set()
