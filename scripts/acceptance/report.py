"""The report of a run, as Markdown for people and as JSON for programs. It holds no key and no presigned address."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from deployment.names import Names
from petavatar.errors import URN
from scripts.acceptance.evidence import Evidence
from scripts.acceptance.points import rows
from scripts.acceptance.price import usd_text
from scripts.doctor.findings import Level

_UNAUTHORIZED: Final = 401


@dataclass(frozen=True)
class Report:
    """A run to report on.

    Attributes:
        names: the sandbox's names.
        began: when it began.
        evidence: what it has seen.
        expected_usd: what the job was expected to cost; None if a price is not known.
        rest_usd: what everything beside the models costs, by docs/costs.md.
        kept: whether its jobs were meant to stay.
    """

    names: Names
    began: datetime
    evidence: Evidence
    expected_usd: float | None
    rest_usd: float
    kept: bool = False

    def problems(self) -> list[str]:
        """What did not go as it must; empty if the sandbox is accepted."""
        evidence = self.evidence
        problems = [f"the job failed: {evidence.job.error}"] if evidence.job.error else []
        if evidence.drop and not evidence.drop.as_expected:
            problems.append(f"the file that is no picture ended with {evidence.drop.problem or 'nothing in time'}")
        if evidence.refusal != _UNAUTHORIZED:
            problems.append(f"a request without a valid key was answered with {evidence.refusal}, not 401")
        erased = [run.erased for run in (evidence.job, evidence.drop) if run and run.job_id]
        if not self.kept and not all(text.startswith("erased") for text in erased):
            problems.append(f"what the run made is not all erased: {'; '.join(erased)}")
        contradicted = [point.title for point, verdict in rows(evidence) if verdict.state == "contradicted"]
        return problems + [f"contradicted: {title}" for title in contradicted]

    def as_json(self) -> dict[str, Any]:
        """The report for programs."""
        evidence, results = self.evidence, self.evidence.job.results
        return {
            "sandbox": self.names.sandbox,
            "region": self.names.region,
            "began": self.began.isoformat(timespec="seconds"),
            "on_aws": evidence.on_aws,
            "accepted": not self.problems(),
            "problems": self.problems(),
            "findings": [asdict(finding) for finding in evidence.findings],
            "times_s": {name: round(seconds, 3) for name, seconds in evidence.job.times.items()},
            "progress_s": {str(at): round(seconds, 3) for at, seconds in evidence.job.progress.items()},
            "usage": asdict(results.usage) if results else None,
            "expected_usd": self.expected_usd,
            "dropped": asdict(evidence.drop) if evidence.drop else None,
            "headers": evidence.headers,
            "looks": {name: asdict(look) for name, look in evidence.looks.items()},
            "points": [
                {"document": point.document, "point": point.title, **asdict(verdict)}
                for point, verdict in rows(evidence)
            ],
        }

    def as_markdown(self) -> str:
        """The report for people."""
        where = "AWS" if self.evidence.on_aws else "the local engine, not AWS"
        problems = self.problems()
        outcome = "Accepted." if not problems else "Not accepted:"
        return "\n".join(
            [
                f"Sandbox `{self.names.sandbox}` in {self.names.region}, on {where}, {self.began:%Y-%m-%d %H:%M} UTC.",
                "",
                f"**{outcome}**",
                *(f"* {problem}" for problem in problems),
                *_section("Before it cost anything", ("subject", "level", "what", "way out"), self._findings()),
                *_section("Times", ("part", "seconds"), self._times()),
                *_section("Cost", ("part", "US$", "of"), self._cost()),
                *_section("Seen on the way", ("what", "how it was"), self._observations()),
                *_section("What nobody had checked", ("document", "point", "in this run", "why"), self._points()),
                "",
            ]
        )

    def _findings(self) -> Iterator[Sequence[str]]:
        passed = sum(finding.level is Level.OK for finding in self.evidence.findings)
        for finding in self.evidence.findings:
            if finding.level is not Level.OK:
                yield finding.subject, finding.level, finding.what, finding.fix
        yield f"{passed} checks", Level.OK, "passed", ""

    def _times(self) -> Iterator[Sequence[str]]:
        job = self.evidence.job
        for name, seconds in job.times.items():
            yield name, f"{seconds:.1f}"
            if name == "wait in the queue":
                yield from ((f"until {at} % were seen", f"{after:.1f}") for at, after in job.progress.items())
        first = self.evidence.look("first event")
        yield "first event of the agent (a cold start)", first.what

    def _cost(self) -> Iterator[Sequence[str]]:
        results = self.evidence.job.results
        for role, use in (results.usage.models if results else {}).items():
            tokens = (
                f"{use.calls} calls, {use.input_tokens:,} tokens in, {use.output_tokens:,} out, {use.images} images"
            )
            yield role, usd_text(use.cost_usd), f"{use.model}: {tokens}"
        yield "everything else", usd_text(self.rest_usd if self.evidence.on_aws else 0.0), "docs/costs.md"
        yield "expected on AWS", usd_text(self.expected_usd), "said before the job"

    def _observations(self) -> Iterator[Sequence[str]]:
        evidence, drop = self.evidence, self.evidence.drop
        yield "upload went to", evidence.job.upload_host or "nowhere"
        yield "pictures came from", ", ".join(evidence.job.picture_hosts) or "nowhere"
        yield "pictures", ", ".join(f"{size:,} bytes" for size in evidence.job.pictures) or "none"
        if drop:
            yield "a dropped file that is no picture", f"{drop.problem.removeprefix(URN)} after {drop.seconds:.1f} s"
            yield "its job afterwards", drop.erased
        yield "the paid job afterwards", evidence.job.erased
        yield "a request with a wrong key", str(evidence.refusal)
        for status, headers in evidence.headers.items():
            yield f"headers of {status}", ", ".join(f"{name}: {value}" for name, value in headers.items())
        for name, look in evidence.looks.items():
            yield name, look.what

    def _points(self) -> Iterator[Sequence[str]]:
        for point, verdict in rows(self.evidence):
            how = f". To look: {verdict.how}" if verdict.how else ""
            yield point.document, point.title, verdict.state, f"{verdict.what}{how}"


def _section(title: str, header: Sequence[str], table: Iterable[Sequence[str]]) -> Iterator[str]:
    yield from ("", f"## {title}", "")
    for row in (header, ["---"] * len(header), *table):
        yield f"| {' | '.join(cell.replace('|', '/') for cell in row)} |"
