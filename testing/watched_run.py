"""A run of the whole system under observation: which role sent AWS which requests."""

import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import httpx

from deployment.agent.policy import agent_policy
from deployment.agent.signing import AgentSigning
from deployment.infrastructure.api_keys import new_key
from deployment.infrastructure.key_ring import KeyRing
from local.system import LocalSystem
from petavatar.jobs import Job, timestamp
from petavatar.keys import work_key
from petavatar.variations import IDENTITY
from testing.api import ApiUser
from testing.iam import Access, accesses, signature_of
from testing.observer import Exchange, Observer, observing
from testing.webhook_receiver import WebhookReceiver, receiving

AGENT: Final = "agent"
_PHOTO: Final = Path("samples/chelsea.jpg").read_bytes()
# The variable with the application id that AWS's SDK sends in its requests.
_APP: Final = "AWS_SDK_UA_APP_ID"


@dataclass(frozen=True, slots=True)
class Observed:
    """An access and the status of AWS's response."""

    access: Access
    status: int


@dataclass(frozen=True, slots=True)
class WatchedRun:
    """The outcome of a run: each role's policy, its accesses, and their number for the first job.

    The first job starts with the request for its upload URL and ends with both of its pictures, with one request for
    its status. A presigned request counts for the role that signed it.
    """

    policies: Mapping[str, Mapping[str, Any]]
    observed: Mapping[str, Sequence[Observed]]
    first_job: Mapping[str, Mapping[str, int]]


def watched_run() -> WatchedRun:
    """Runs the system through every path of a job, including failures, and shuts it down again."""
    with observing() as observer:
        # A heart that beats on a slow machine would be counted; the first beat is one in any case.
        settings = {"HTTP_PROXY": observer.url, _APP: AGENT, "BACKOFF_S": "1", "HEARTBEAT_S": "25"}
        settings |= {"WEBHOOK_RETRY_S": "1"}
        with LocalSystem(settings=settings, page=False) as system, receiving() as receiver:
            _name_functions(system)
            first_job = _use(ApiUser(system), observer, receiver)
            policies = {name: function.policy for name, function in system.topology.functions.items()}
            observed = _attributed(observer.exchanges, system)
            signing = AgentSigning(secret=system.names.signing_secret)
            policies[AGENT] = agent_policy(system.names, signing=signing)
            return WatchedRun(policies, observed, _counted(first_job, system))


def _name_functions(system: LocalSystem) -> None:
    functions = system.client("lambda")
    for name in system.topology.functions:
        lambda_name = system.topology.lambda_name(name)
        variables = functions.get_function_configuration(FunctionName=lambda_name)["Environment"]["Variables"]
        functions.update_function_configuration(
            FunctionName=lambda_name, Environment={"Variables": variables | {_APP: name}}
        )


def _use(user: ApiUser, observer: Observer, receiver: WebhookReceiver) -> Sequence[Exchange]:
    """Uses the system: one job by ticket, a variation of it, handed in again by a key with limits, shared, then erased,
    and a late photo; one by drop whose first run fails, and one whose every run does; one that is canceled; a bad drop;
    missing objects.

    Returns:
        The requests of the first job.
    """
    with _without_upload_events(user.system), httpx.Client(proxy=observer.url, timeout=60) as client:
        ticket = user.ticket()
        upload = client.post(ticket["upload_url"], data=ticket["upload_fields"], files={"file": _PHOTO})
        assert upload.status_code == 204, upload.text
        assert user.process(ticket["s3_uri"]).status_code == 202
        user.settle()
        results = user.results(ticket["job_id"])
        assert client.get(results["avatar_url"]).status_code == 200
        assert all(client.get(url).status_code == 200 for url in results["card_urls"].values())
        first_job = list(observer.exchanges)
        status = user.http.get(f"/status/{ticket['job_id']}").json()
        assert client.get(status["avatar_url"]).status_code == 200
        _vary(user, ticket["job_id"])
        _use_limited_key(user, ticket["s3_uri"])
        _share(user, ticket["job_id"], client)
        assert user.erase(ticket["job_id"]).status_code == 204
        late = user.drop(_PHOTO, job_id=ticket["job_id"])
        user.deliver(_upload_event(user.system, f"uploads/{late}/pet.png"))
        assert user.http.get("/jobs").status_code == 200

    observer.outages.append("/invocations")
    webhook = {"webhook_url": receiver.url}
    recovering = user.drop(_PHOTO, metadata=webhook)
    assert user.end_of(recovering)["status"] == "completed"
    assert observer.outages == []
    _use_webhooks(user, observer, receiver, recovering)

    observer.outages += ["/invocations"] * 3
    failing = user.drop(_PHOTO)
    assert user.end_of(failing)["status"] == "failed"
    assert user.http.post(f"/jobs/{failing}/cancel").status_code == 409
    waiting = _waiting_job(user, receiver.url)
    assert user.http.post(f"/jobs/{waiting}/cancel").status_code == 202

    # Nobody takes its webhook.
    receiver.answer = lambda _: 500
    refused = user.drop(b"no photo", metadata=webhook)
    assert user.end_of(refused)["status"] == "failed"
    receiver.wait_for(refused, 2)

    missing = f"uploads/{uuid4()}/missing.jpg"
    assert user.process(f"s3://{user.system.upload_bucket}/{missing}").status_code == 404
    user.deliver(_upload_event(user.system, missing))
    user.settle()
    user.settle_webhooks()
    return first_job


def _vary(user: ApiUser, job_id: str) -> None:
    """One variation that is made, and one of a job that has lost what it kept."""
    variation = user.http.post(f"/jobs/{job_id}/variations", json={"change": "portrait"})
    assert variation.status_code == 202, variation.text
    varied = variation.json()["job_id"]
    assert user.results(varied)["source_job_id"] == job_id
    key = work_key(varied, IDENTITY)
    user.system.client("s3").delete_object(Bucket=user.system.names.generated_bucket, Key=key)
    assert user.http.post(f"/jobs/{varied}/variations", json={"change": "portrait"}).status_code == 409


def _share(user: ApiUser, job_id: str, client: httpx.Client) -> None:
    shared = user.http.post(f"/jobs/{job_id}/share", json={"photo": True}).json()
    data = user.http.get(f"/shared/{shared['token']}").json()
    pictures = [data["avatar_url"], data["photo_url"], user.http.get(f"{shared['url']}/card.png").headers["location"]]
    assert all(client.get(url).status_code == 200 for url in pictures)
    assert user.http.post(f"/jobs/{job_id}/unshare").status_code == 204
    assert user.http.get(shared["url"]).status_code == 404


def _use_limited_key(user: ApiUser, s3_uri: str) -> None:
    new = new_key("all", jobs_per_day=9)
    KeyRing(user.system.client("secretsmanager"), user.system.names.secret).change(lambda keys: [*keys, new.entry])
    limited = {"x-api-key": new.key}
    # The functions know the keys for a minute: this one is new to them.
    _start_anew(user.system, "presigned-url-handler", "process-handler")
    assert user.http.get("/presigned-url", headers=limited).headers["RateLimit"]
    assert user.http.post("/process", json={"s3_uri": s3_uri}, headers=limited).headers["RateLimit"]


def _start_anew(system: LocalSystem, *functions: str) -> None:
    """Has the next requests meet cold starts."""
    client = system.client("lambda")
    for name in functions:
        lambda_name = system.topology.lambda_name(name)
        variables = client.get_function_configuration(FunctionName=lambda_name)["Environment"]["Variables"]
        client.update_function_configuration(
            FunctionName=lambda_name, Environment={"Variables": variables | {"STARTED": "anew"}}
        )


def _use_webhooks(user: ApiUser, observer: Observer, receiver: WebhookReceiver, job_id: str) -> None:
    (webhook,) = receiver.wait_for(job_id)
    with httpx.Client(proxy=observer.url, timeout=60) as client:
        assert client.get(webhook.event["data"]["avatar_url"]).status_code == 200
    assert user.http.get("/webhook-secret").status_code == 200
    assert user.http.post(f"/jobs/{job_id}/redeliver").status_code == 202
    receiver.wait_for(job_id, 2)
    assert user.http.get(f"/jobs/{job_id}/deliveries").json()["deliveries"][0]["delivered"]


def _waiting_job(user: ApiUser, webhook_url: str) -> str:
    """A job that nobody works on, as an acceptor leaves it that dies before it sends the message."""
    job_id, now = str(uuid4()), time.time()
    job = Job(
        job_id=job_id,
        status="queued",
        s3_upload_key=f"uploads/{job_id}/pet.png",
        created_at=timestamp(now),
        updated_at=timestamp(now),
        deadline=now + 60,
        ttl=int(now) + 600,
        webhook_url=webhook_url,
    )
    return user.record(job)


def _upload_event(system: LocalSystem, key: str) -> dict[str, Any]:
    return {"detail": {"bucket": {"name": system.upload_bucket}, "object": {"key": key}}}


@contextmanager
def _without_upload_events(system: LocalSystem) -> Iterator[None]:
    """Stops uploads from starting their jobs by event, so that the request comes first."""
    events = system.client("events")
    rules = [system.topology.rule_name(event) for event in system.topology.events]
    for rule in rules:
        events.disable_rule(Name=rule)
    yield
    for rule in rules:
        events.enable_rule(Name=rule)


def _counted(exchanges: Sequence[Exchange], system: LocalSystem) -> dict[str, Counter[str]]:
    """How often each role used each action. A call to a model also needs its profile, but counts once."""
    return {
        owner: Counter(one.access.action for one in observed if ":inference-profile/" not in one.access.resource)
        for owner, observed in _attributed(exchanges, system).items()
    }


def _attributed(exchanges: Sequence[Exchange], system: LocalSystem) -> dict[str, list[Observed]]:
    """The accesses of each role. A presigned request counts for its signer, whose rights it uses."""
    owners: dict[str, str] = {}
    observed: defaultdict[str, list[Observed]] = defaultdict(list)
    for exchange in exchanges:
        signature = signature_of(exchange)
        # The operator's key has one use here: the agent's SDK assumes the agent's role with it.
        if signature.access_key_id == system.credentials.access_key_id:
            assert signature.service == "sts"
            continue
        owner = owners.setdefault(signature.access_key_id, signature.app)
        assert signature.app in ("", owner)
        observed[owner] += [Observed(access, exchange.status) for access in accesses(exchange, system.names)]
    return dict(observed)
