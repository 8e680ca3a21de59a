"""The quotas of Bedrock: an account may have a model and still be let nothing through."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from deployment.agent.policy import AREA
from scripts.doctor.checks.models import settings_or_defaults
from scripts.doctor.findings import Check, Issue
from scripts.doctor.sandbox import Sandbox

_LIMITS: Final = ("tokens per minute", "tokens per day", "requests per minute")


def checks(sandbox: Sandbox) -> Iterator[Check]:
    """What each model is let through. New accounts are often let nothing through, in a minute or in a day."""
    models = settings_or_defaults(sandbox)
    for model, region in (
        (models.text, sandbox.names.region),
        (models.orchestrator, sandbox.names.region),
        (models.image, models.image_region),
    ):
        yield Check(
            subject=f"quotas of {model} in {region}",
            ok="none is zero",
            inspect=partial(_more_than_none, model=model, region=region),
            fix="ask AWS for more by Service Quotas (AWS services, Amazon Bedrock)",
        )


def _more_than_none(sandbox: Sandbox, *, model: str, region: str) -> Iterator[Issue]:
    """Quotas bear a model's name, not its id: those that name it are looked at."""
    details = sandbox.in_region("bedrock", region).get_foundation_model(modelIdentifier=AREA.sub("", model, count=1))
    name = details["modelDetails"]["modelName"].lower()
    for quota in _quotas(sandbox.in_region("service-quotas", region)):
        words = quota["QuotaName"].lower()
        if name in words and any(kind in words for kind in _LIMITS) and quota["Value"] == 0:
            yield Issue(f"{quota['QuotaName']} is 0")


def _quotas(service_quotas: Any) -> Iterator[dict[str, Any]]:
    for page in service_quotas.get_paginator("list_service_quotas").paginate(ServiceCode="bedrock"):
        yield from page["Quotas"]
