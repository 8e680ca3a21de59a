"""Counts what one ordinary job asks of AWS, on the wire of the running local system: `python -m bench.count_calls`.

Writes scripts/costs/measured.json, from which `make costs` makes docs/costs.md. Every request of functions and agent
passes through a proxy that keeps a record. The models are offline stand-ins: they get the real prompts and answer in
the real schemas; their tokens are counted at four characters each, and a photo's as Claude counts them.
"""

import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from bench.memory import peak_bytes
from bench.pictures import SAMPLE
from deployment import PROJECT
from local.system import LocalSystem
from testing.api import ApiUser
from testing.iam import accesses, signature_of
from testing.observer import Exchange, observing

MEASURED: Final = PROJECT / "scripts" / "costs" / "measured.json"
# What CloudWatch Logs counts beside each line: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/.
_LOG_EVENT_BYTES: Final = 26
_STEPS: Final = ("analysis", "career", "identity")
# The usual model, as each step's own: so each is counted for itself.
_OWN_MODELS: Final = {f"{step.upper()}_MODEL_ID": "us.anthropic.claude-sonnet-4-6" for step in _STEPS}
_TICKS: Final = os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Runs one job, counts, and writes the file."""
    with (
        observing() as observer,
        LocalSystem(page=False, settings={"HTTP_PROXY": observer.url} | _OWN_MODELS) as system,
    ):
        user, asked = ApiUser(system), Counter[str]()
        user.http.event_hooks["request"].append(lambda request: asked.update([_route(request, system)]))
        # The first job starts processes and fills caches; the second one is the ordinary one.
        _run(user, observer.url)
        agent, seen, logged = system.pid("agent"), len(observer.exchanges), _log_bytes(system)
        cpu = _cpu_seconds(agent)
        asked.clear()
        results = _run(user, observer.url)
        # The variations, which come later, log and compute too.
        cpu, logged = _cpu_seconds(agent) - cpu, _log_bytes(system) - logged
        measured = {
            "date": datetime.now(UTC).date().isoformat(),
            "how": "python -m bench.count_calls: one job by ticket, samples/chelsea.jpg, offline stand-ins",
            "requests": dict(sorted(asked.items())),
            "calls": _calls(observer.exchanges[seen:], system),
            **_usage(results),
            "variations": variations(user, results["job_id"]),
            "bytes": {**_objects(system, results["job_id"]), "logs": logged},
            "item_bytes": _item_bytes(system, results["job_id"]),
            "agent": {"cpu_seconds": round(cpu, 2), "memory_bytes": peak_bytes(agent)},
            "custom_metrics": _custom_metrics(system),
        }
    MEASURED.write_text(json.dumps(measured, indent=2) + "\n")


def variations(user: ApiUser, job_id: str) -> dict[str, Any]:
    """What each kind of variation of a job uses of the models, by role."""
    kinds = {"portrait": {"change": "portrait"}, "career": {"change": "career"}, "cards": {"pet_name": "Chelsea"}}
    used = {}
    for name, body in kinds.items():
        answer = user.http.post(f"/jobs/{job_id}/variations", json=body).raise_for_status()
        used[name] = _usage(user.results(answer.json()["job_id"]))["usage"]
    return used


def _run(user: ApiUser, proxy: str) -> dict[str, Any]:
    ticket = user.ticket()
    with httpx.Client(proxy=proxy, timeout=60) as client:
        upload = client.post(ticket["upload_url"], data=ticket["upload_fields"], files={"file": SAMPLE.read_bytes()})
        upload.raise_for_status()
        user.process(ticket["s3_uri"]).raise_for_status()
        results = user.results(ticket["job_id"])
        for url in (results["avatar_url"], *results["card_urls"].values()):
            client.get(url).raise_for_status()
    user.settle()
    # The engine writes a function's last lines after its answer.
    time.sleep(2)
    return results


def _route(request: httpx.Request, system: LocalSystem) -> str:
    return request.url.path.removeprefix(urlsplit(system.api_url).path).split("/")[1]


def _calls(exchanges: list[Exchange], system: LocalSystem) -> dict[str, int]:
    """How often each action was asked for; presigned requests of clients too."""
    counted = Counter(
        access.action
        for exchange in exchanges
        if signature_of(exchange).access_key_id != system.credentials.access_key_id
        for access in list(accesses(exchange, system.names))[:1]
    )
    return dict(sorted(counted.items()))


def _usage(results: dict[str, Any]) -> dict[str, Any]:
    """The usage by role, as jobs have it whose steps share the text model, and that of each step."""
    by_role = {
        role: {name: used for name, used in model.items() if name not in ("model", "cost_usd")}
        for role, model in results["usage"]["models"].items()
    }
    steps = {step: by_role.pop(step) for step in _STEPS}
    text = {name: sum(used[name] for used in steps.values()) for name in by_role["text"]}
    return {"usage": by_role | {"text": text}, "steps": steps}


def _objects(system: LocalSystem, job_id: str) -> dict[str, int]:
    s3, sizes = system.client("s3"), {}
    for name, bucket, prefix in (
        ("photo", system.upload_bucket, "uploads"),
        ("work", system.generated_bucket, "work"),
        ("pictures", system.generated_bucket, "generated"),
    ):
        found = s3.list_objects_v2(Bucket=bucket, Prefix=f"{prefix}/{job_id}/")["Contents"]
        sizes[name] = sum(item["Size"] for item in found)
    return sizes


def _item_bytes(system: LocalSystem, job_id: str) -> int:
    """About what DynamoDB counts: names and values, without its notation."""
    item = system.client("dynamodb").get_item(TableName=system.names.table, Key={"job_id": {"S": job_id}})["Item"]

    def size(value: dict[str, Any]) -> int:
        ((kind, content),) = value.items()
        if kind == "M":
            return 3 + sum(1 + len(name.encode()) + size(one) for name, one in content.items())
        if kind == "L":
            return 3 + sum(1 + size(one) for one in content)
        return len(str(content).encode()) if kind in "SN" else 1

    return sum(len(name.encode()) + size(value) for name, value in item.items())


def _log_lines(system: LocalSystem) -> Iterator[str]:
    logs = system.client("logs")
    for function in system.topology.functions:
        group = f"/aws/lambda/{system.topology.lambda_name(function)}"
        for page in logs.get_paginator("filter_log_events").paginate(logGroupName=group):
            yield from (event["message"] for event in page["events"])
    yield from (system.log_dir / "agent.log").read_text().splitlines()


def _log_bytes(system: LocalSystem) -> int:
    return sum(len(line.encode()) + _LOG_EVENT_BYTES for line in _log_lines(system))


def _custom_metrics(system: LocalSystem) -> int:
    """Each metric counts once for every combination of its dimensions' values."""
    found = set()
    for line in _log_lines(system):
        record = json.loads(line) if line.startswith("{") else {}
        for metrics in record.get("_aws", {}).get("CloudWatchMetrics", []):
            for metric in metrics["Metrics"]:
                for names in metrics["Dimensions"]:
                    found.add((metric["Name"], tuple(str(record[name]) for name in sorted(names))))
    return len(found)


def _cpu_seconds(process: int) -> float:
    """Of the process and those of its children that have ended: the photo's decoders."""
    return sum(map(int, Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:15])) / _TICKS


if __name__ == "__main__":
    main()
