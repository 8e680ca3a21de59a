"""What came of a photo, in plain words."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from rich.console import Console
from rich.text import Text

from petavatar_cli.display import printable
from petavatar_cli.errors import ServiceError
from petavatar_cli.flow import Outcome
from petavatar_cli.output import Output

_WIDTH: Final = 96
"""The most columns of a line; a narrower terminal has fewer."""
_LABEL_WIDTH: Final = 10
_OFFLINE: Final = (
    "The portrait is an offline illustration: a stand-in for the AI models looked at the photo, wrote the texts and "
    "drew the picture. For photo-like portraits by the models of Amazon Bedrock, deploy PetAvatar to an AWS account; "
    "README.md says how."
)
_DRAWN: Final = "The portrait is an offline illustration. The texts were written by the AI model named above."
_PAINTED: Final = "The portrait was made by the AI model named above; an offline stand-in wrote the texts."
_ONLINE: Final = "The portrait and the texts were made by the AI models named above. This person does not exist."
_ENTERTAINMENT: Final = "The personality reading is entertainment: no photo shows a character."


def show_summary(console: Console, results: Mapping[str, Any], output: Output) -> None:
    """Prints who came of it, what that rests on, where the files are and what made them.

    Args:
        console: where to print.
        results: the answer of `GET /results/{job_id}`.
        output: where the files were written.

    Raises:
        ServiceError: if something is missing in the results.
    """
    width = min(console.width, _WIDTH)
    with _complete(output):
        person, lines = headline(results), [*_facts(results, output, width), "", *_notes(results, width)]
    console.print(Text(f"\n{person}", style="bold"))
    console.print(Text("\n".join(lines)), soft_wrap=True)


def show_all(console: Console, outcomes: Sequence[Outcome]) -> None:
    """Prints a line for each of several avatars, and once what made them."""
    for outcome in outcomes:
        line = printable(f"{outcome.directory}  {headline(outcome.results)}")
        console.print(Text(line), soft_wrap=True)
    if outcomes:
        console.print(Text("\n".join(["", *_notes(outcomes[-1].results, min(console.width, _WIDTH))])), soft_wrap=True)


@contextmanager
def _complete(output: Output) -> Iterator[None]:
    try:
        yield
    except (KeyError, TypeError, AttributeError) as error:
        raise ServiceError(f"The results are in {output.results}, but are not what PetAvatar makes.") from error


def headline(results: Mapping[str, Any]) -> str:
    """Who it is."""
    identity = results["identity"]
    return printable(f"{identity['human_name']}, {identity['job_title']} ({identity['seniority']})")


def _facts(results: Mapping[str, Any], output: Output, width: int) -> Iterator[str]:
    identity, pet, score, models = (results[part] for part in ("identity", "pet_analysis", "score", "models"))
    parts = ", ".join(f"{name} {score[name]:g}" for name in ("alignment", "fit", "name", "coherence"))
    if identity.get("headline"):
        yield from _entry("In short", identity["headline"], width)
    yield from _entry("Score", f"{identity['similarity_score']:g} of 100 for likeness to the pet ({parts})", width)
    traits = ", ".join(pet["dominant_traits"])
    yield from _entry("Pet", f"{pet['species']}, {pet['breed']}; {traits}; {pet['vibe']}", width)
    if likenesses := results.get("likenesses"):
        yield from _entry(
            "Alike in", "; ".join(", ".join(dict.fromkeys((each["pet"], each["person"]))) for each in likenesses), width
        )
    yield from _entry("Bio", identity["bio"].partition("\n\n")[0], width)
    yield from _entry("Skills", ", ".join(identity["skills"]), width)
    yield from _entry("Models", ", ".join(f"{use} {models[use]}" for use in ("text", "orchestrator", "image")), width)
    yield _label("Avatar") + printable(str(output.avatar))
    for number, card in enumerate(output.cards):
        yield _label("" if number else "Card") + printable(str(card))
    yield _label("Results") + printable(str(output.results))


def _notes(results: Mapping[str, Any], width: int) -> Iterator[str]:
    for note in (_made_by(results["models"]), _ENTERTAINMENT):
        yield from textwrap.wrap(note, width)


def _entry(label: str, text: str, width: int) -> list[str]:
    return textwrap.wrap(
        printable(text),
        width,
        initial_indent=_label(label),
        subsequent_indent=" " * _LABEL_WIDTH,
        break_long_words=False,
    )


def _label(name: str) -> str:
    return (f"{name}:" if name else "").ljust(_LABEL_WIDTH)


def _made_by(models: Mapping[str, Any]) -> str:
    """What made portrait and texts. Of either, an offline stand-in may have been part."""
    drawn, written = (str(models[role]).startswith("offline/") for role in ("image", "text"))
    if not models["offline"]:
        return _ONLINE
    return _OFFLINE if drawn and written else _DRAWN if drawn else _PAINTED
