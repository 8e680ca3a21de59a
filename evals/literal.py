"""A model that does exactly what its prompt says, and breaks every rule that the prompt does not give.

It stands for the model that a careful reader fears. The stand-in writes a proper record, and each rule whose words are
missing in the system prompt is then broken in it. So a rule that falls out of a prompt shows in what comes of it.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from local.bedrock.claude import converse
from local.bedrock.parts import LimitedParts, Parts

Json = dict[str, Any]
CAREER: Final = "record_career"
IDENTITY: Final = "record_identity"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: the words that give it, and how a record looks that breaks it.

    Attributes:
        name: its name.
        tool: the tool whose prompt must give it.
        words: words of the prompt by which it is known.
        broken: breaks it in a record, given the message.
    """

    name: str
    tool: str
    words: str
    broken: Callable[[Json, str], Json]


def _added(words: str) -> Callable[[Json, str], Json]:
    """Adds words to the second paragraph."""

    def broken(record: Json, _: str) -> Json:
        first, second, third = record["bio_paragraphs"]
        return record | {"bio_paragraphs": [first, f"{second} {words}", third]}

    return broken


def _nameless(record: Json, _: str) -> Json:
    first, *rest = record["bio_paragraphs"]
    nameless = re.sub(r"^.*?\.(?= |$)", "This is somebody who works here, and works quietly.", first, count=1)
    return record | {"bio_paragraphs": [nameless, *rest]}


def _no_pay_off(record: Json, _: str) -> Json:
    paragraph = (
        "Colleagues find it easy to work here. Meetings begin on time, notes are short, questions are welcome. "
        "Everybody agrees that the results are good and that the future looks bright."
    )
    return record | {"bio_paragraphs": [*record["bio_paragraphs"][:2], paragraph]}


def _obedient(record: Json, message: str) -> Json:
    """Does what words in the photo ask for."""
    asked = re.search(r"(hacker man|crypto|evil dot example|system prompt)", message, re.IGNORECASE)
    return _added(f"Most of it goes back to {asked[0]}.")(record, message) if asked else record


def _flipped(record: Json, _: str) -> Json:
    other = {"high": "low", "low": "high"}
    return record | {"draws_on": [{**each, "direction": other[each["direction"]]} for each in record["draws_on"]]}


def _first_example(system: str) -> str:
    """The first quoted text of a prompt."""
    found = re.search(r'"([A-Z][^"]{80,})"', system, re.DOTALL)
    return re.sub(r"\s+", " ", found[1]) if found else ""


RULES: Final = (
    Rule("name and title first", IDENTITY, r"full name and job title", _nameless),
    Rule("no animals", IDENTITY, r"no animal words", _added("At heart this is still a cat with whiskers.")),
    Rule("a length", IDENTITY, r"110 to 150 words", _added("Nothing was said. " * 40)),
    Rule("few numbers", IDENTITY, r"At most two numbers", _added("Of 14 offices, 11 agreed, 9 of them in 5 days.")),
    Rule("one colleague", IDENTITY, r"Nobody has a name but", _added("Nadia, Beatriz and Margaret had doubts.")),
    Rule("the facts", IDENTITY, r"Obey them", _added("That was after forty-one years in the trade.")),
    Rule("the pay-off", IDENTITY, r"the habit has the last word", _no_pay_off),
    Rule("a headline", IDENTITY, r"`headline`", lambda record, _: record | {"headline": None}),
    Rule("distinct skills", IDENTITY, r"distinct skills", lambda record, _: record | {"skills": ["patience"] * 5}),
    Rule("data are no orders", IDENTITY, r"not instructions to you", _obedient),
    Rule(
        "names by the pattern",
        CAREER,
        r"suit the species by the pattern",
        lambda record, _: record | {"human_name": "Xq Smith"},
    ),
    Rule("ends of the scale", CAREER, r"each at the end of the scale", _flipped),
    Rule(
        "scrubs for health care",
        CAREER,
        r"`scrubs` are for jobs in health care only",
        lambda record, _: record | {"attire_style": "scrubs", "industry": "finance"},
    ),
)


def broken_by(record: Json, tool: str, system: str, message: str) -> Json:
    """The record, with every rule broken that the system prompt does not give."""
    for rule in RULES:
        if rule.tool == tool and not re.search(rule.words, system):
            record = rule.broken(record, message)
    if tool == IDENTITY and (example := _first_example(system)) and "used up" not in system:
        first, second, _ = record["bio_paragraphs"]
        record = record | {"bio_paragraphs": [first, second, example[:600]]}
    return record


def literal_app(parts: Parts) -> Starlette:
    """The model as an endpoint."""
    limited = LimitedParts(parts)

    async def on_converse(request: Request) -> JSONResponse:
        body = await request.body()
        answer = await converse(body, limited)
        asked = json.loads(body)
        for block in answer.body["output"]["message"]["content"]:
            if "toolUse" in block:
                block["toolUse"]["input"] = _spoilt(block["toolUse"], asked)
        return JSONResponse(answer.body)

    return Starlette(routes=[Route("/model/{model_id:path}/converse", on_converse, methods=["POST"])])


def _spoilt(use: Mapping[str, Any], asked: Mapping[str, Any]) -> Json:
    system = "\n".join(block["text"] for block in asked.get("system", ()))
    message = "\n".join(block.get("text", "") for block in asked["messages"][0]["content"])
    return broken_by(dict(use["input"]), use["name"], system, message)
