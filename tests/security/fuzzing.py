"""Schemathesis at work on the running API: the cases it makes of the OpenAPI document, and what it found wrong."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import schemathesis
from schemathesis.engine import events, from_schema

CHECKS: Final = {
    # The gateway answers 404 where the check expects 405; the document says so.
    "unsupported_method": {"enabled": False},
    "allow_header_conformance": {"enabled": False},
    # An s3_uri may be well-formed and yet of another bucket, and an object missing, bad, or one too many; and an
    # Idempotency-Key may come a second time with other parameters.
    "positive_data_acceptance": {"expected-statuses": ["200", "202", "204", "302", "400", "404", "409", "422"]},
}


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of the API, and whether the document knows the method that was used."""

    operation: str
    declared: bool
    method: str
    status: int
    content_type: str
    body: bytes = field(repr=False)

    @property
    def is_gateways(self) -> bool:
        """Whether the gateway itself gave it, for a path or method that it does not know, or for a preflight."""
        if self.method == "OPTIONS":
            return (self.status == 204 and not self.body) or self._says(403, CORS_DENIED)
        return self._says(404, NOT_FOUND)

    def _says(self, status: int, body: dict[str, str]) -> bool:
        return (self.status, self.content_type) == (status, "application/json") and json.loads(self.body) == body


NOT_FOUND: Final = {"message": "Not Found"}
CORS_DENIED: Final = {"message": "CORS origin denied"}
"""What the local engine answers a preflight of an origin that is not allowed; AWS sends no CORS headers then."""


@dataclass(slots=True)
class Report:
    """What a run of schemathesis came to."""

    answers: list[Answer] = field(default_factory=list)
    followed: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)

    def statuses(self, operation: str) -> set[int]:
        """The statuses that were met with a method that the document knows."""
        return {answer.status for answer in self.answers if answer.operation == operation and answer.declared}

    def __str__(self) -> str:
        by_status = sorted(Counter(answer.status for answer in self.answers).items())
        statuses = ", ".join(f"{status}: {count}" for status, count in by_status)
        return f"{len(self.answers)} cases ({statuses}), {self.followed.total()} of them by links"


PHASES: Final = ("examples", "coverage", "fuzzing", "stateful")
"""What a run makes: the examples, the boundaries of each parameter, random requests, and chains of links."""

type Examples = Mapping[str, Mapping[str, Sequence[Any]]]
"""Values of parameters and of the body, by operation and name. The first values of each make one request, and so on."""


@dataclass(slots=True)
class Fuzzer:
    """One run: each operation first with its examples, then with random values and the examples among them.

    Most requests are of the phase `coverage`. Random requests and chains of links may erase any job.
    """

    document: Mapping[str, Any]
    api_url: str
    examples: int
    headers: Mapping[str, str]
    known: Examples
    use_ticket: Callable[[dict[str, Any]], None]
    phases: Sequence[str]

    def run(self) -> Report:
        """Makes the run, phase by phase."""
        schema = schemathesis.openapi.from_dict(with_examples(self.document, self.known), config=self._config())
        self._hook(schema)
        report = Report()
        for event in from_schema(schema).execute():
            match event:
                case events.ScenarioFinished():
                    _note(event, report)
                case events.NonFatalError():
                    report.complaints.append(f"{event.label}: {event.value!r}")
                case events.FatalError():
                    raise event.exception
        return report

    def _config(self) -> schemathesis.Config:
        return schemathesis.Config.from_dict(
            {
                "base-url": self.api_url,
                "headers": dict(self.headers),
                "workers": 2,
                "continue-on-failure": True,
                "request-timeout": 20,
                "generation": {"max-examples": self.examples, "no-shrink": True, "database": "none"},
                "checks": CHECKS,
                # If ids in earlier answers were examples too, DELETE would erase what other operations need.
                "phases": {phase: {"enabled": phase in self.phases} for phase in PHASES}
                | {"examples": {"enabled": "examples" in self.phases, "extra-data-sources": {"responses": False}}},
                "warnings": False,
            }
        )

    def _hook(self, schema: Any) -> None:
        @schema.hook  # type: ignore[untyped-decorator]
        def after_call(_: Any, case: Any, response: Any) -> None:
            if case.operation.label != "GET /presigned-url" or response.status_code != 200:
                return
            # Under the Idempotency-Key of a job, the answer is that job.
            if "upload_fields" in (answer := response.json()):
                self.use_ticket(answer)


def with_examples(document: Mapping[str, Any], known: Examples) -> dict[str, Any]:
    """The document with these examples."""
    # Operations may share their parameters, as the same objects.
    result: dict[str, Any] = json.loads(json.dumps(document))
    for label, values in known.items():
        method, path = label.split()
        operation = result["paths"][path][method.lower()]
        for parameter in operation.get("parameters", ()):
            if parameter["name"] in values:
                parameter["examples"] = _named(values[parameter["name"]])
        if "body" in values:
            content = operation["requestBody"]["content"]["application/json"]
            content.pop("example", None)
            content["examples"] = _named(values["body"])
    return result


def _named(values: Sequence[Any]) -> dict[str, Any]:
    return {f"example {place}": {"value": value} for place, value in enumerate(values)}


def _note(scenario: events.ScenarioFinished, report: Report) -> None:
    recorder = scenario.recorder
    for case_id, interaction in recorder.interactions.items():
        node = recorder.cases[case_id]
        operation = node.value.operation
        if interaction.response is None:
            report.complaints.append(f"{operation.label}: no answer to {interaction.request.uri}")
            continue
        report.answers.append(
            Answer(
                operation.label,
                interaction.request.method.upper() == operation.method.upper(),
                interaction.request.method.upper(),
                interaction.response.status_code,
                interaction.response.headers.get("content-type", [""])[0],
                interaction.response.content,
            )
        )
        if node.transition is not None:
            report.followed[node.transition.id] += 1
    for checks in recorder.checks.values():
        report.complaints += [
            f"{recorder.label}: {check.name}: {found.failure.title}: {found.failure.message}\n    {found.code_sample}"
            for check in checks
            if (found := check.failure_info)
        ]
