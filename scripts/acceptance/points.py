"""Every point that docs/deploy.md and docs/aws-review.md list as not checked, and what a run has shown of it.

A test holds these titles to the two documents.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from scripts.acceptance.evidence import Evidence, Look
from scripts.doctor.findings import Level


class State(StrEnum):
    """What a run has shown of a point."""

    SEEN = "seen"
    CONTRADICTED = "contradicted"
    UNSEEN = "can't be seen from here"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a run has shown of a point: the state, what it is based on, and how to look where it can't be seen."""

    state: State
    what: str
    how: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """A point that was not checked: its title in its document, and what evidence says about it."""

    document: str
    title: str
    judge: Callable[[Evidence], Verdict]


_SLOW_START: Final = "the worker waits for 55 s; its log line `the agent answers` has `seconds`, for each job"
_BY_TC: Final = ("function ", "role tc-", "API ", "rule ", "mapping ")


def rows(evidence: Evidence) -> Iterator[tuple[Point, Verdict]]:
    """Each point with its verdict. What a local engine shows is never taken for AWS's."""
    for point in POINTS:
        verdict = point.judge(evidence)
        if not evidence.on_aws:
            verdict = Verdict(State.UNSEEN, f"not AWS; here: {verdict.what}", verdict.how or "run it on AWS")
        yield point, verdict


def _seen(look: Look, how: str, *, refuted: bool = False) -> Verdict:
    """A look's verdict; what is not there is contradicted only if `refuted`, since AWS may show it late."""
    if look.found:
        return Verdict(State.SEEN, look.what)
    denied = look.found is None or not refuted
    return Verdict(State.UNSEEN if denied else State.CONTRADICTED, look.what, how)


def _tc(evidence: Evidence) -> Verdict:
    deployed = [finding for finding in evidence.findings if finding.subject.startswith(_BY_TC)]
    faults = [f"{finding.subject}: {finding.what}" for finding in deployed if finding.level is Level.FAULT]
    if faults:
        return Verdict(State.CONTRADICTED, "; ".join(faults), "`tc list`, then `tc update`")
    if not deployed:
        return Verdict(State.UNSEEN, "nothing of tc's was found", "`tc list -s SANDBOX -e PROFILE`")
    return Verdict(State.SEEN, f"{len(deployed)} checks of functions, roles, routes, mapping and rule found no fault")


def _runtime(evidence: Evidence) -> Verdict:
    how = "`aws bedrock-agentcore-control get-agent-runtime`; `failureReason` and the runtime's log group say why"
    return _seen(evidence.look("runtime"), how, refuted=True)


def _answered(evidence: Evidence) -> Verdict:
    job = evidence.job
    if job.results:
        return Verdict(State.SEEN, f"a job completed in {job.times.get('job', 0):.0f} s on it")
    if job.progress.keys() - {0, 100}:
        return Verdict(State.SEEN, f"it began to work; the job then failed: {job.error}")
    return Verdict(State.UNSEEN, f"no job came so far: {job.error}", "the log group of the runtime")


def _first_start(evidence: Evidence) -> Verdict:
    return _seen(evidence.look("first event"), _SLOW_START)


def _traces(evidence: Evidence) -> Verdict:
    how = "CloudWatch, GenAI Observability; or query `aws/spans` for the job's id a quarter of an hour later"
    return _seen(evidence.look("agent's spans"), how)


def _metric_lines(evidence: Evidence) -> Verdict:
    how = "look for the metric `BedrockAPICall`, component `agent`, in the namespace `PetAvatar` in 15 minutes"
    metrics, lines = evidence.look("agent's metrics"), evidence.look("agent's metric lines")
    if metrics.found:
        return Verdict(State.SEEN, f"CloudWatch made metrics of them: {metrics.what}")
    if lines.found is False:
        return Verdict(State.CONTRADICTED, f"{lines.what}; {metrics.what}", how)
    return Verdict(State.UNSEEN, f"{metrics.what}; {lines.what}", how)


def _event_dlq(evidence: Evidence) -> Verdict:
    drop, sent = evidence.drop, evidence.look("events sent to the dead-letter queue")
    if sent.found:
        return Verdict(State.SEEN, f"EventBridge sent so many events there: {sent.what}")
    delivered = f"an upload's event was delivered in {drop.seconds:.0f} s" if drop and drop.problem else "no event came"
    how = "take the function's permission for the rule away for an hour, or watch the metric `InvocationsSentToDlq`"
    return Verdict(State.UNSEEN, f"{delivered}, so that none had to go there", how)


def _alarms(evidence: Evidence) -> Verdict:
    how = "`aws cloudwatch set-alarm-state --alarm-name ... --state-value ALARM --state-reason test`"
    return Verdict(State.UNSEEN, f"they are there: {evidence.look('alarms').what}", how)


def _dashboard(evidence: Evidence) -> Verdict:
    return Verdict(State.UNSEEN, evidence.look("dashboard").what, "open it in CloudWatch's console")


def _mail(_: Evidence) -> Verdict:
    how = "confirm AWS's message to `--alarm-email`, then set an alarm's state as for the alarms above"
    return Verdict(State.UNSEEN, "mailboxes can't be read", how)


def _quotas(evidence: Evidence) -> Verdict:
    found = [finding for finding in evidence.findings if finding.subject.startswith("quotas of ")]
    small = [finding.what for finding in found if finding.level is not Level.OK]
    if small:
        return Verdict(State.CONTRADICTED, "; ".join(small), "ask for more with Service Quotas")
    if not found:
        return Verdict(State.UNSEEN, "no quota was read", "Service Quotas, Amazon Bedrock")
    return Verdict(State.SEEN, f"those of {len(found)} models are enough for the workers")


def _prices(evidence: Evidence) -> Verdict:
    usage = evidence.job.results.usage if evidence.job.results else None
    cost = usage.cost_usd if usage else None
    what = "no cost is known" if cost is None else f"US$ {cost:.4f} for the models, by list prices"
    return Verdict(State.UNSEEN, what, "Cost Explorer by usage type, a day later; compare with the row Cost above")


def _answers(evidence: Evidence) -> Verdict:
    results = evidence.job.results
    if results is None:
        return Verdict(State.UNSEEN, f"no result came: {evidence.job.error}", "the agent's log by the job's id")
    if results.models.offline:
        return Verdict(State.UNSEEN, "offline stand-ins answered", "deploy the agent with real models")
    models = ", ".join((results.models.text, results.models.orchestrator, results.models.image))
    what = f"{models} made {results.identity.job_title}, {results.identity.similarity_score:.0f} % alike"
    return Verdict(State.SEEN, f"{what}, and {len(evidence.job.pictures)} pictures")


def _rights(evidence: Evidence) -> Verdict:
    denied = [finding.subject for finding in evidence.findings if "was denied" in finding.what]
    what = f"denied to this caller: {', '.join(denied)}" if denied else "this caller was denied nothing"
    how = "repeat docs/deploy.md with a role that has the policies of docs/rights.md and no other"
    return Verdict(State.UNSEEN, f"{what}; who deployed is not known", how)


def _addresses(evidence: Evidence) -> Verdict:
    named = {"POST": evidence.job.upload_host, "GET": ", ".join(evidence.job.picture_hosts)}
    seen = {method: host for method, host in named.items() if host}
    wrong = [f"{method} named {host}" for method, host in seen.items() if host != evidence.expected_hosts[method]]
    if wrong:
        return Verdict(State.CONTRADICTED, "; ".join(wrong), "docs/aws-review.md, number 1")
    if len(seen) < len(named):
        return Verdict(
            State.UNSEEN, f"not all addresses came: {evidence.job.error}", "run it again once the cause is fixed"
        )
    return Verdict(State.SEEN, f"{named['POST']} took the upload, {named['GET']} gave the pictures")


def _snapshot_traces(_: Evidence) -> Verdict:
    how = "run two jobs at once, and compare the trace ids of their spans in `aws/spans`"
    return Verdict(State.UNSEEN, "it takes two sessions; this run has one", how)


def _stopped_sessions(evidence: Evidence) -> Verdict:
    how = "look in the agent's log for the job's last lines: do they end with the result?"
    return Verdict(State.UNSEEN, f"spans that came of a stopped session: {evidence.look("agent's spans").what}", how)


_DEPLOY: Final = "deploy.md"
_REVIEW: Final = "aws-review.md"

POINTS: Final = (
    Point(_DEPLOY, "`tc` itself", _tc),
    Point(_DEPLOY, "creating the runtime", _runtime),
    Point(_DEPLOY, "the agent's start on arm64", _answered),
    Point(_DEPLOY, "the agent's traces", _traces),
    Point(_DEPLOY, "the agent's metric lines", _metric_lines),
    Point(_DEPLOY, "EventBridge's delivery to its dead-letter queue", _event_dlq),
    Point(_DEPLOY, "alarms ringing", _alarms),
    Point(_DEPLOY, "the dashboard's look", _dashboard),
    Point(_DEPLOY, "e-mail", _mail),
    Point(_DEPLOY, "quotas of models", _quotas),
    Point(_DEPLOY, "prices of models", _prices),
    Point(_DEPLOY, "answers of models", _answers),
    Point(_REVIEW, "the agent's metrics", _metric_lines),
    Point(_REVIEW, "creating the runtime", _runtime),
    Point(_REVIEW, "rights of who deploys", _rights),
    Point(_REVIEW, "S3's addresses", _addresses),
    Point(_REVIEW, "models", _answers),
    Point(_REVIEW, "a first start of more than 30 s", _first_start),
    Point(_REVIEW, "traces of sessions from one snapshot", _snapshot_traces),
    Point(_REVIEW, "a stopped session's time to end", _stopped_sessions),
)
