"""The API's document: kept up to date, sound, and of the same routes and errors as the code."""

import copy
import json
import re
from pathlib import Path
from typing import Any, Final

import pytest
from pydantic import BaseModel

from deployment.names import Names
from deployment.openapi import samples
from deployment.openapi.models import (
    Accepted,
    JobInBrief,
    JobList,
    JobStatus,
    ProblemBody,
    ProcessRequest,
    Results,
    ShareLink,
    UploadTicket,
)
from deployment.topology import load_topology
from local.engine import ACCOUNT, REGION
from petavatar import errors
from petavatar.errors import Problem
from petavatar.http import Request
from scripts.openapi import DOCUMENT, main

THE_DOCUMENT: Final[dict[str, Any]] = json.loads(DOCUMENT.read_text("utf-8"))
OPERATIONS: Final = [
    (method.upper(), path, operation)
    for path, methods in THE_DOCUMENT["paths"].items()
    for method, operation in methods.items()
]
# What a job's owner reads in the job's own error, never a client in an answer.
OF_JOBS_ALONE: Final[set[type[Problem]]] = {
    errors.UnreadablePhoto,
    errors.NoPetFound,
    errors.ContentRefused,
    errors.PhotoReplaced,
    errors.AgentFailure,
    errors.ModelUnavailable,
    errors.CostLimit,
    errors.ModelUnsuitable,
    errors.JobTimedOut,
    errors.Canceled,
    errors.WaitedTooLong,
}


def problems() -> set[type[Problem]]:
    found = (item for item in vars(errors).values() if isinstance(item, type))
    return {item for item in found if issubclass(item, Problem) and item is not Problem}


def documented_slugs(operation: dict[str, Any]) -> dict[str, set[str]]:
    """The slugs of the problems that each status of an operation may mean."""
    return {
        status: set(re.findall(r"`([a-z0-9-]+)`", response["description"]))
        for status, response in operation["responses"].items()
    }


def test_the_file_is_what_the_code_makes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scripts.openapi.DOCUMENT", tmp_path / "openapi.json")

    main()

    assert (tmp_path / "openapi.json").read_text("utf-8") == DOCUMENT.read_text("utf-8")


def validate(document: dict[str, Any]) -> None:
    # To import it takes half a second, which each process that collects this file would spend.
    import schemathesis

    schemathesis.openapi.from_dict(document).validate()


def test_it_is_sound_openapi_3_1() -> None:
    validate(copy.deepcopy(THE_DOCUMENT))

    assert THE_DOCUMENT["openapi"].startswith("3.1.")


@pytest.mark.parametrize("part", ["info", "paths"])
def test_unsound_documents_are_found_out(part: str) -> None:
    broken = copy.deepcopy(THE_DOCUMENT) | {part: []}

    with pytest.raises(ValueError, match="is not of type"):
        validate(broken)


def test_its_routes_are_the_topologys() -> None:
    topology = load_topology(Names(ACCOUNT, REGION, "local"))

    assert {(method, path) for method, path, _ in OPERATIONS} == {
        (route.method, route.path) for route in topology.routes
    }


def test_every_reference_and_link_leads_somewhere() -> None:
    text = json.dumps(THE_DOCUMENT)
    schemas = set(re.findall(r'"#/components/schemas/(\w+)"', text))
    links = set(re.findall(r'"operationId": "(\w+)", "(?:parameters|requestBody)"', text))

    assert schemas == set(THE_DOCUMENT["components"]["schemas"])
    assert links
    assert links <= {operation["operationId"] for _, _, operation in OPERATIONS}


def test_every_problem_that_a_client_can_meet_is_documented_and_no_other() -> None:
    documented = {
        slug for *_, operation in OPERATIONS for slugs in documented_slugs(operation).values() for slug in slugs
    }

    assert documented == {problem.slug for problem in problems() - OF_JOBS_ALONE}


def test_every_problem_is_documented_under_its_status_and_in_the_one_shape() -> None:
    status_of = {problem.slug: str(problem.status) for problem in problems()}

    for *_, operation in OPERATIONS:
        for status, slugs in documented_slugs(operation).items():
            assert {status_of[slug] for slug in slugs} <= {status}
            if not slugs:
                continue
            (content,) = operation["responses"][status]["content"].items()
            assert content[0] == "application/problem+json"
            assert content[1]["schema"] == {"$ref": "#/components/schemas/ProblemBody"}


def test_every_problem_has_an_example_of_its_own() -> None:
    for *_, operation in OPERATIONS:
        for status, slugs in documented_slugs(operation).items():
            for content in operation["responses"][status].get("content", {}).values() if slugs else ():
                assert set(content["examples"]) == slugs
                for slug, example in content["examples"].items():
                    sample = ProblemBody.model_validate(example["value"])
                    assert (sample.type, str(sample.status)) == (f"{errors.URN}{slug}", status)


def test_every_sample_is_such_a_body() -> None:
    bodies: dict[type[BaseModel], Any] = {
        UploadTicket: samples.TICKET,
        ProcessRequest: samples.PROCESS,
        Accepted: samples.ACCEPTED,
        JobStatus: samples.STATUS,
        JobInBrief: samples.CANCEL,
        JobList: samples.LIST,
        Results: samples.RESULTS,
        ShareLink: samples.SHARE,
    }

    for model, body in bodies.items():
        assert model.model_validate(body)


def test_the_sample_of_the_results_leaves_nothing_out() -> None:
    results = samples.RESULTS
    weights = {"alignment": 0.4, "fit": 0.3, "name": 0.15, "coherence": 0.15}
    score = sum(results["score"][part] * weight for part, weight in weights.items())

    assert results["identity"]["similarity_score"] == round(score, 1)
    assert None not in (results["photo_url"], results["prepared"], results["pet_box"], *results["card_urls"].values())
    assert results["likenesses"]


def test_every_route_has_a_group() -> None:
    groups = {tag["name"] for tag in THE_DOCUMENT["tags"]}

    assert {tuple(operation["tags"]) for *_, operation in OPERATIONS} == {(group,) for group in groups}


def test_every_route_but_those_of_shared_results_needs_the_key_that_the_code_reads() -> None:
    assert THE_DOCUMENT["security"] == [{"ApiKey": []}]
    without = {path: operation["security"] for _, path, operation in OPERATIONS if "security" in operation}
    assert without == {"/shared/{token}": [], "/s/{token}": [], "/s/{token}/card.png": []}
    scheme = THE_DOCUMENT["components"]["securitySchemes"]["ApiKey"]
    assert (scheme["type"], scheme["in"]) == ("apiKey", "header")
    request = Request.from_event({"headers": {scheme["name"]: "the key"}})
    assert request.headers["x-api-key"] == "the key"
