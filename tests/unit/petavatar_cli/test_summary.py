"""What came of a photo, in plain words."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from petavatar_cli.errors import ServiceError
from petavatar_cli.output import Output
from petavatar_cli.summary import show_summary
from tests.support.deployment import RESULTS

OUTPUT = Output(Path("a directory") / "with [brackets]")
ON_BEDROCK = RESULTS | {
    "models": {"text": "text-model", "orchestrator": "orchestrator-model", "image": "image-model", "offline": False}
}


def _shown(results: Mapping[str, Any]) -> str:
    screen = io.StringIO()
    show_summary(Console(file=screen, width=80), results, OUTPUT)
    return screen.getvalue()


def _words(results: Mapping[str, Any]) -> str:
    return " ".join(_shown(results).split())


def test_it_names_the_person_the_score_the_pet_the_models_and_the_files() -> None:
    text = _words(RESULTS)
    for part in (
        "Zoë Ashworth, Chief of Quiet Rooms (executive)",
        "81.5 of 100",
        "alignment 72, fit 85.5, name 100, coherence 83.3",
        "cat, tabby; calm, proud, curious; CFO energy",
        "Listening, Waiting, Leaving, Returning, Napping",
        "text offline/pen-1, orchestrator offline/lead-1, image offline/brush-1",
    ):
        assert part in text
    assert str(OUTPUT.avatar) in _shown(RESULTS)
    assert str(OUTPUT.results) in _shown(RESULTS)


def test_an_offline_portrait_is_called_one_and_the_way_to_bedrock_is_named() -> None:
    text = _words(RESULTS)
    assert "The portrait is an offline illustration" in text
    assert "README.md" in text


def test_a_portrait_by_real_models_is_not_called_an_illustration() -> None:
    text = _words(ON_BEDROCK)
    assert "offline" not in text
    assert "This person does not exist" in text


@pytest.mark.parametrize(
    ("stand_in", "words"),
    [
        ("image", "The portrait is an offline illustration. The texts were written by the AI model"),
        ("text", "The portrait was made by the AI model named above; an offline stand-in wrote the texts."),
    ],
)
def test_a_stand_in_that_did_a_part_is_named_with_that_part(stand_in: str, words: str) -> None:
    models = ON_BEDROCK["models"] | {stand_in: "offline/pen-1", "offline": True}

    assert words in _words(RESULTS | {"models": models})


@pytest.mark.parametrize("results", [RESULTS, ON_BEDROCK])
def test_the_personality_reading_is_always_called_entertainment(results: Mapping[str, Any]) -> None:
    assert "entertainment" in _words(results)


def test_what_a_server_says_cannot_steer_the_terminal() -> None:
    identity = RESULTS["identity"] | {"human_name": "Zoë\x1b[2J", "bio": "Bio\x1b]0;title\x07", "skills": ["[red]x"]}
    shown = _shown(RESULTS | {"identity": identity})
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "[red]x" in shown


@pytest.mark.parametrize("missing", ["identity", "pet_analysis", "score", "models"])
def test_results_that_are_not_petavatars_are_reported_as_such(missing: str) -> None:
    with pytest.raises(ServiceError, match="not what PetAvatar makes"):
        _shown({name: value for name, value in RESULTS.items() if name != missing})


def test_the_one_line_and_the_likenesses_are_named_where_there_are_any() -> None:
    identity = RESULTS["identity"] | {"headline": "She signs nothing unread."}
    likenesses = [{"pet": "amber eyes", "person": "amber eyes"}, {"pet": "tabby coat", "person": "brown hair"}]

    text = _words(RESULTS | {"identity": identity, "likenesses": likenesses})

    assert "She signs nothing unread." in text
    assert "amber eyes; tabby coat, brown hair" in text


@pytest.mark.parametrize("columns", [40, 60, 120])
def test_it_fits_the_terminal(columns: int) -> None:
    screen = io.StringIO()
    show_summary(Console(file=screen, width=columns), RESULTS, OUTPUT)
    # Paths stay whole, so that they can be copied.
    texts = [line for line in screen.getvalue().splitlines() if str(OUTPUT.directory) not in line]
    assert max(map(len, texts)) <= min(columns, 96)
