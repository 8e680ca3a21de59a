"""Choices in the agent: they override the model, and the pet's name is read by none."""

import json
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from strands.models import BedrockModel

from agent.card.drawing import draw_card
from agent.context import JobContext
from agent.control import RunControl
from agent.person.casting import Casting
from agent.person.choices import PRESENTATION_OF, STYLE_ATTIRE, choices_part, corrected, with_choices
from agent.person.similarity import similarity
from agent.run import events_of
from agent.schemas import Presentation
from petavatar.choices import STYLES, Choices, Pronouns, Style
from testing import photos
from testing.bedrock import ANALYSIS, CAREER, IDENTITY, IMAGE, BedrockEndpoint
from testing.jobs import A_JOB_ID
from testing.replies import career, identity, pet_analysis
from tests.support.cloud import Cloud

MakeJob = Callable[..., JobContext]
CHOSEN = Choices(style="creative", background="open_office", pet_name="Rex")


@pytest.fixture
def control() -> RunControl:
    return RunControl.lasting(A_JOB_ID, 60)


@pytest.mark.parametrize("style", STYLES)
def test_a_style_settles_the_attire_and_nothing_else(style: Style) -> None:
    assert with_choices(career(), Choices(style=style)) == career(attire_style=STYLE_ATTIRE[style])


def test_a_background_settles_the_setting_and_auto_leaves_it() -> None:
    assert with_choices(career(), Choices(background="linkedin_blue")) == career(background_setting="linkedin_blue")
    assert with_choices(career(), Choices(background="auto")) == career()


def test_a_prompt_tells_of_what_was_chosen_but_never_the_name() -> None:
    part = re.fullmatch(r"<choices>(.*)</choices>\n", choices_part(CHOSEN))

    assert part is not None
    assert json.loads(part[1]) == {
        "attire_style": "creative",
        "background_setting": "open_office",
        "style": "creative",
    }
    assert choices_part(Choices(pet_name="Rex")) == ""


def test_a_whole_run_keeps_to_the_choices_whatever_the_model_says(
    make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint, cloud: Cloud
) -> None:
    event = list(events_of(make_job(photos.jpeg(), choices=CHOSEN), model))[-1]

    settled = event["result"]["career"]
    assert (settled["attire_style"], settled["background_setting"]) == ("creative", "open_office")
    asked = [json.dumps(call.body) for call in endpoint.calls]
    assert [sum("<choices>" in body for body in asked if tool in body) for tool in (CAREER, IDENTITY)] == [1, 1]
    pictured = " ".join(body for body in asked if "Professional headshot" in body)
    assert "relaxed creative clothes" in pictured
    assert "bright open-plan office background" in pictured
    assert not any("Rex" in body for body in asked)


@pytest.mark.parametrize(("pronouns", "presentation"), PRESENTATION_OF.items())
def test_pronouns_settle_the_presentation_and_the_rest_stays_by_lot(
    make_job: MakeJob, pronouns: Pronouns, presentation: Presentation
) -> None:
    casting = make_job(choices=Choices(pronouns=pronouns)).casting

    assert casting == replace(Casting.of(A_JOB_ID), presentation=presentation)


def test_an_age_is_settled_over_the_model() -> None:
    assert with_choices(career(), Choices(age_range="60s")) == career(age_range="60s")


@pytest.mark.parametrize(
    ("choices", "kind"),
    [
        (Choices(), ("cat", "tabby")),
        (Choices(species="Cat"), ("cat", "tabby")),
        (Choices(breed="Devon Rex"), ("cat", "Devon Rex")),
        (Choices(species="Horse"), ("horse", "mix")),
        (Choices(species="horse", breed="Friesian"), ("horse", "Friesian")),
    ],
)
def test_the_owner_corrects_what_was_read(choices: Choices, kind: tuple[str, str]) -> None:
    analysis = corrected(pet_analysis(), choices)

    assert (analysis.species, analysis.breed) == kind
    assert analysis == pet_analysis(species=kind[0], breed=kind[1])


def test_a_whole_run_goes_by_what_the_owner_says(
    make_job: MakeJob, model: BedrockModel, endpoint: BedrockEndpoint
) -> None:
    said = Choices(pronouns="they", age_range="20s", species="horse", breed="Friesian", language="pt-BR")

    result = list(events_of(make_job(photos.jpeg(), choices=said), model))[-1]["result"]

    assert (result["pet_analysis"]["species"], result["pet_analysis"]["breed"]) == ("horse", "Friesian")
    assert (result["career"]["presentation"], result["career"]["age_range"]) == ("androgynous", "20s")
    assert result["identity"]["language"] == "pt-BR"
    choices = {
        name: json.loads(re.findall(r"<choices>(.*?)</choices>", _text_of(endpoint, name))[0])
        for name in (ANALYSIS, CAREER, IDENTITY)
    }
    settled = {"age_range": "20s", "pronouns": "they", "language": "pt-BR"}
    assert choices == {ANALYSIS: {"species": "horse", "breed": "Friesian"}, CAREER: settled, IDENTITY: settled}
    assert "horse" in _text_of(endpoint, CAREER)
    (pictured,) = endpoint.asked(IMAGE)
    assert "androgynous person in their 20s" in json.dumps(pictured.body)
    assert "horse" not in json.dumps(pictured.body)


def _text_of(endpoint: BedrockEndpoint, name: str) -> str:
    call = endpoint.asked(name)[0]
    return "".join(block.get("text", "") for block in call.body["messages"][0]["content"])


def test_the_pets_name_is_on_the_card(
    make_job: MakeJob, model: BedrockModel, cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("agent.card.share.draw_card", draw_card)
    cards = []
    for name in (None, "Rex", "𒀀𒁀"):
        list(
            events_of(
                make_job(photos.jpeg(), choices=Choices(pet_name=name), control=RunControl.lasting(A_JOB_ID, 60)), model
            )
        )
        cards.append(cloud.stored(f"generated/{A_JOB_ID}/card.png"))

    without, with_name, unwritable = cards
    assert without != with_name
    assert without == unwritable


@pytest.mark.parametrize(
    ("choices", "coherence"),
    [
        (Choices(), round(100 * 4 / 6, 1)),
        (Choices(style="corporate"), 80.0),
        (Choices(background="corner_office"), 80.0),
        (Choices(style="corporate", background="corner_office"), 100.0),
    ],
)
def test_what_was_chosen_counts_neither_for_nor_against_coherence(choices: Choices, coherence: float) -> None:
    odd = {"attire_style": "scrubs", "background_setting": "corner_office", "seniority": "mid-level"}
    title = {"job_title": "Operations Analyst", "industry": "finance"}
    text = identity(
        bio_paragraphs=[
            "Margaret Whitfield is an Operations Analyst and runs the floor without ever raising her voice at all.",
            *identity().bio_paragraphs[1:],
        ],
        career_trajectory=identity().career_trajectory.model_dump() | {"present": "Operations Analyst, and content."},
    )

    assert similarity(pet_analysis(), career(**odd, **title), text, choices).coherence == coherence
