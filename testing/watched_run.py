"""The running system, observed from its first request to its last one: who asked AWS for what."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx

from deployment.agent.policy import agent_policy
from local.system import LocalSystem
from testing.api import ApiUser
from testing.iam import Deed, deeds, signature_of
from testing.observer import Exchange, Observer, observing

AGENT: Final = "agent"
_PHOTO: Final = Path("samples/chelsea.jpg").read_bytes()
# The variable by which AWS's SDK is told what to call itself in its requests.
_APP: Final = "AWS_SDK_UA_APP_ID"


@dataclass(frozen=True, slots=True)
class Observed:
    """A deed and the status of AWS's answer to it."""

    deed: Deed
    status: int


@dataclass(frozen=True, slots=True)
class WatchedRun:
    """What came of a run: the policy of each role, what was done in it, and how often for its first job.

    The first job goes from the request for its upload URL to both of its pictures, with the status asked for once. A
    presigned request is counted with whoever signed it.
    """

    policies: Mapping[str, Mapping[str, Any]]
    observed: Mapping[str, Sequence[Observed]]
    first_job: Mapping[str, Mapping[str, int]]


def watched_run() -> WatchedRun:
    """Runs the system through every path of a job, the failing ones included, and tears it down again."""
    with observing() as observer:
        settings = {"HTTP_PROXY": observer.url, _APP: AGENT, "BACKOFF_S": "1"}
        with LocalSystem(settings=settings, page=False) as system:
            _name_functions(system)
            first_job = _use(ApiUser(system), observer)
            policies = {name: function.policy for name, function in system.topology.functions.items()}
            observed = _attributed(observer.exchanges, system)
            return WatchedRun(policies | {AGENT: agent_policy(system.names)}, observed, _counted(first_job, system))


def _name_functions(system: LocalSystem) -> None:
    functions = system.client("lambda")
    for name in system.topology.functions:
        lambda_name = system.topology.lambda_name(name)
        variables = functions.get_function_configuration(FunctionName=lambda_name)["Environment"]["Variables"]
        functions.update_function_configuration(
            FunctionName=lambda_name, Environment={"Variables": variables | {_APP: name}}
        )


def _use(user: ApiUser, observer: Observer) -> Sequence[Exchange]:
    """One job by ticket, erased at last, one by drop whose first run breaks, a bad drop, objects that are not there.

    Returns:
        What the first job took.
    """
    with _events_are_late(user.system), httpx.Client(proxy=observer.url, timeout=60) as client:
        ticket = user.ticket()
        upload = client.post(ticket["upload_url"], data=ticket["upload_fields"], files={"file": _PHOTO})
        assert upload.status_code == 204, upload.text
        assert user.process(ticket["s3_uri"]).status_code == 202
        user.settle()
        results = user.results(ticket["job_id"])
        assert client.get(results["avatar_url"]).status_code == 200
        assert client.get(results["card_url"]).status_code == 200
        first_job = list(observer.exchanges)
        assert user.erase(ticket["job_id"]).status_code == 204

    observer.outages.append("/invocations")
    assert user.end_of(user.drop(_PHOTO))["status"] == "completed"
    assert observer.outages == []

    assert user.end_of(user.drop(b"no photo"))["status"] == "failed"

    missing = f"uploads/{uuid4()}/missing.jpg"
    assert user.process(f"s3://{user.system.upload_bucket}/{missing}").status_code == 404
    user.deliver({"detail": {"bucket": {"name": user.system.upload_bucket}, "object": {"key": missing}}})
    user.settle()
    return first_job


@contextmanager
def _events_are_late(system: LocalSystem) -> Iterator[None]:
    """Keeps uploads from starting their jobs by themselves, so that the request is first."""
    events = system.client("events")
    rules = [system.topology.rule_name(event) for event in system.topology.events]
    for rule in rules:
        events.disable_rule(Name=rule)
    yield
    for rule in rules:
        events.enable_rule(Name=rule)


def _counted(exchanges: Sequence[Exchange], system: LocalSystem) -> dict[str, Counter[str]]:
    """How often each asked for what. A call of a model needs the right to a profile, too, but is one call."""
    return {
        owner: Counter(one.deed.action for one in observed if ":inference-profile/" not in one.deed.resource)
        for owner, observed in _attributed(exchanges, system).items()
    }


def _attributed(exchanges: Sequence[Exchange], system: LocalSystem) -> dict[str, list[Observed]]:
    """Who did what. A presigned request counts as done by whoever signed it, whose rights it uses."""
    owners: dict[str, str] = {}
    observed: defaultdict[str, list[Observed]] = defaultdict(list)
    for exchange in exchanges:
        signature = signature_of(exchange)
        # The operator's key does one thing here: the agent's SDK takes on the agent's role with it.
        if signature.access_key_id == system.credentials.access_key_id:
            assert signature.service == "sts"
            continue
        owner = owners.setdefault(signature.access_key_id, signature.app)
        assert signature.app in ("", owner)
        observed[owner] += [Observed(deed, exchange.status) for deed in deeds(exchange, system.names)]
    return dict(observed)
