"""Checks of the Bedrock quotas: an account may have access to a model, but a quota of zero."""

from collections.abc import Iterator
from functools import partial
from typing import Any, Final

from deployment.agent.models import AREA
from scripts.doctor.checks.models import settings_or_defaults
from scripts.doctor.findings import Check, Issue
from scripts.doctor.sandbox import Sandbox

_LIMITS: Final = ("tokens per minute", "tokens per day", "requests per minute")


def checks(sandbox: Sandbox) -> Iterator[Check]:
    """Checks of each model's quotas. New accounts often have a quota of zero, per minute or per day."""
    models = settings_or_defaults(sandbox)
    for model, region in (
        (models.text, sandbox.names.region),
        (models.orchestrator, sandbox.names.region),
        (models.image, models.image_region),
    ):
        yield Check(
            subject=f"quotas of {model} in {region}",
            ok="none is zero",
            inspect=partial(_above_zero, model=model, region=region),
            fix="ask AWS for more with Service Quotas (AWS services, Amazon Bedrock)",
        )


def _above_zero(sandbox: Sandbox, *, model: str, region: str) -> Iterator[Issue]:
    """Checks the quotas that contain the model's name: they do not contain its id."""
    details = sandbox.in_region("bedrock", region).get_foundation_model(modelIdentifier=AREA.sub("", model, count=1))
    name = details["modelDetails"]["modelName"].lower()
    for quota in _quotas(sandbox.in_region("service-quotas", region)):
        words = quota["QuotaName"].lower()
        if name in words and any(kind in words for kind in _LIMITS) and quota["Value"] == 0:
            yield Issue(f"{quota['QuotaName']} is 0")


def _quotas(service_quotas: Any) -> Iterator[dict[str, Any]]:
    for page in service_quotas.get_paginator("list_service_quotas").paginate(ServiceCode="bedrock"):
        yield from page["Quotas"]
