"""Schemathesis at work on the running API: the cases it makes of the OpenAPI document, and what it found wrong."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import schemathesis
from hypothesis import strategies as st
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


@dataclass(slots=True)
class Fuzzer:
    """A run to be made. More values may be given: ids of jobs, s3_uris, tokens of shares, what happens after a ticket.

    Most of its requests try the boundaries of parameters, one by one; they may be left out.

    Of these ids only those of `erasable` are drawn for DELETE; a chain of links may erase any job that it meets.
    """

    document: Mapping[str, Any]
    api_url: str
    examples: int
    headers: Mapping[str, str]
    job_ids: Sequence[str] = ()
    erasable: Sequence[str] = ()
    s3_uris: Sequence[str] = ()
    tokens: Sequence[str] = ()
    use_ticket: Any = None
    boundaries: bool = True

    def run(self) -> Report:
        """Makes the run, over all phases: examples, coverage, fuzzing and stateful chains along the links."""
        schema = schemathesis.openapi.from_dict(dict(self.document), config=self._config())
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
                "phases": {"coverage": {"enabled": self.boundaries}},
                "warnings": False,
            }
        )

    def _hook(self, schema: Any) -> None:
        @schema.hook  # type: ignore[untyped-decorator]
        def before_generate_path_parameters(context: Any, strategy: Any) -> Any:
            if "{token}" in context.operation.path:
                return st.one_of(strategy, *(st.just({"token": token}) for token in self.tokens))
            job_ids = self.erasable if context.operation.method.upper() == "DELETE" else self.job_ids
            known = [st.just({"job_id": job_id}) for job_id in job_ids]
            return st.one_of(strategy, *known)

        @schema.hook  # type: ignore[untyped-decorator]
        def before_generate_body(_: Any, strategy: Any) -> Any:
            return st.one_of(strategy, *(st.just({"s3_uri": s3_uri}) for s3_uri in self.s3_uris))

        @schema.hook  # type: ignore[untyped-decorator]
        def after_call(_: Any, case: Any, response: Any) -> None:
            if self.use_ticket and case.operation.label == "GET /presigned-url" and response.status_code == 200:
                self.use_ticket(response.json())


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
