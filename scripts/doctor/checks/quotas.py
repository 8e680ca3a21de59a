"""Checks of the Bedrock quotas: an account may have access to a model, but a quota of zero, or too small a one."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from deployment.agent.models import AREA
from scripts.costs.bill import Inputs
from scripts.doctor.checks.models import settings_or_defaults
from scripts.doctor.findings import Check, Issue, Level
from scripts.doctor.sandbox import Sandbox

_TOKENS: Final = "tokens per minute"
_REQUESTS: Final = "requests per minute"
_LIMITS: Final = (_TOKENS, "tokens per day", _REQUESTS)


def checks(sandbox: Sandbox) -> Iterator[Check]:
    """Checks of each model's quotas. New accounts often have a quota of zero, per minute or per day."""
    models, inputs = settings_or_defaults(sandbox), Inputs.read()
    for role, model in models.by_role.items():
        region = models.region_of(role, sandbox.names.region)
        yield Check(
            subject=f"quotas of {model} in {region}",
            ok="they are enough for the workers that may run at once",
            inspect=partial(_enough, inputs=inputs, role=role, model=model, region=region),
            fix="ask AWS for more with Service Quotas (AWS services, Amazon Bedrock)",
        )


def _enough(sandbox: Sandbox, *, inputs: Inputs, role: str, model: str, region: str) -> Iterator[Issue]:
    """Checks the quotas that contain the model's name: they do not contain its id."""
    details = sandbox.in_region("bedrock", region).get_foundation_model(modelIdentifier=AREA.sub("", model, count=1))
    name, workers = details["modelDetails"]["modelName"].lower(), sandbox.workers
    for quota in _quotas(sandbox.in_region("service-quotas", region)):
        words, value = quota["QuotaName"].lower(), quota["Value"]
        kind = next((kind for kind in _LIMITS if kind in words), None)
        if name not in words or kind is None:
            continue
        if value == 0:
            yield Issue(f"{quota['QuotaName']} is 0")
        elif workers and (needed := _minute(inputs, role, kind) * workers) > value:
            yield Issue(f"{quota['QuotaName']} is {value:,.0f}; {workers} workers take {needed:,.0f}", Level.WARNING)


def _minute(inputs: Inputs, role: str, kind: str) -> float:
    """What one worker takes of a quota in a minute, with the calls and tokens of the job that was counted for costs.

    A step with a model of its own counts as all three do.
    """
    used = inputs.measured["usage"].get(role) or inputs.measured["usage"]["text"]
    burndown = inputs.assumed("output_burndown")
    taken = {_TOKENS: used["input_tokens"] + burndown * used["output_tokens"], _REQUESTS: used["calls"]}
    return float(taken.get(kind, 0)) * 60 / inputs.assumed("job_seconds")


def _quotas(service_quotas: Any) -> Iterator[dict[str, Any]]:
    for page in service_quotas.get_paginator("list_service_quotas").paginate(ServiceCode="bedrock"):
        yield from page["Quotas"]
