"""Checks of the models: they exist, don't end soon, and this account can use them."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from botocore.exceptions import ClientError

from deployment.agent.models import AREA, AgentModels, profile
from petavatar.aws import error_code
from scripts.doctor.findings import Check, Issue, Level
from scripts.doctor.sandbox import Sandbox

# Bedrock announces the end of life half a year before: https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle.html.
_NOTICE: Final = timedelta(days=90)
_GONE: Final = frozenset({"ResourceNotFoundException", "ValidationException"})
_OPEN: Final = {
    "authorizationStatus": "AUTHORIZED",
    "entitlementAvailability": "AVAILABLE",
    "regionAvailability": "AVAILABLE",
}


def checks(sandbox: Sandbox) -> Iterator[Check]:
    """Checks of each model in its region."""
    names = sandbox.names
    models = settings_or_defaults(sandbox)
    for role, model in models.by_role.items():
        region = models.region_of(role, names.region)
        change = f"{sandbox.deploy_agent} --{role}-model"
        yield Check(
            subject=f"model {model} in {region}",
            ok="it is available to this account",
            inspect=partial(_usable, model=model, region=region, change=change),
            fix=f"{change} MODEL",
        )


def settings_or_defaults(sandbox: Sandbox) -> AgentModels:
    """The agent's models, or the default ones if the agent can't be read; the agent's check then says why."""
    try:
        return models_of(sandbox)
    except ClientError:
        return AgentModels.of(sandbox.names.region)


def models_of(sandbox: Sandbox) -> AgentModels:
    """The models that the deployed agent uses."""
    standard = AgentModels.of(sandbox.names.region)
    if not sandbox.has_agent:
        return standard
    variables: Mapping[str, str] = sandbox.agent.get("environmentVariables", {})
    return AgentModels(
        text=variables.get("TEXT_MODEL_ID", standard.text),
        orchestrator=variables.get("ORCHESTRATOR_MODEL_ID", standard.orchestrator),
        analysis=variables.get("ANALYSIS_MODEL_ID"),
        career=variables.get("CAREER_MODEL_ID"),
        identity=variables.get("IDENTITY_MODEL_ID"),
        image=variables.get("IMAGE_MODEL_ID", standard.image),
        image_region=variables.get("IMAGE_MODEL_REGION", standard.image_region),
    )


def _usable(sandbox: Sandbox, *, model: str, region: str, change: str) -> Iterator[Issue]:
    bedrock = sandbox.in_region("bedrock", region)
    foundation = AREA.sub("", model, count=1)
    if foundation != model and not _found(lambda: bedrock.get_inference_profile(inferenceProfileIdentifier=model)):
        own = profile(foundation, region)
        instead = own if own != model else f"global.{foundation}"
        yield Issue("this region does not have this inference profile", fix=f"{change} {instead}")
        return
    found = _found(lambda: bedrock.get_foundation_model(modelIdentifier=foundation))
    if found is None:
        yield Issue("Bedrock does not have it, or no longer has it")
        return
    details = found["modelDetails"]
    yield from _lifecycle(details.get("modelLifecycle", {}), sandbox.now)
    yield from _access(bedrock.get_foundation_model_availability(modelId=foundation))


def _found(ask: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """What Bedrock answers; None if there is no such thing."""
    try:
        return ask()
    except ClientError as error:
        if error_code(error) not in _GONE:
            raise
        return None


def _lifecycle(lifecycle: Mapping[str, Any], now: datetime) -> Iterator[Issue]:
    end: datetime | None = lifecycle.get("endOfLifeTime")
    if end is not None and end <= now:
        yield Issue(f"its end of life was on {end:%Y-%m-%d}")
    elif end is not None and end <= now + _NOTICE:
        yield Issue(f"its end of life is on {end:%Y-%m-%d}", Level.WARNING)
    elif lifecycle.get("status") == "LEGACY":
        yield Issue("it is legacy: accounts that do not use it lose their access, and it will end", Level.WARNING)


def _access(availability: Mapping[str, Any]) -> Iterator[Issue]:
    closed = sorted(name for name, wanted in _OPEN.items() if availability.get(name) != wanted)
    if availability.get("agreementAvailability", {}).get("status") != "AVAILABLE":
        closed = ["agreementAvailability", *closed]
    if closed:
        yield Issue(
            f"this account can't use it ({', '.join(closed)})",
            fix="call it once as an administrator with AWS Marketplace rights; Claude needs a use case form first",
        )
