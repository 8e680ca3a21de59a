"""Lets cases through the agent's own steps, with the models at an endpoint, and keeps what came of it."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from agent.budget import Budget
from agent.context import JobContext
from agent.control import RunControl
from agent.models.bedrock import Bedrock
from agent.models.pricing import Prices, priced
from agent.prompts.portrait import portrait_prompt
from agent.schemas import PetAnalysis
from agent.settings import AgentSettings
from agent.tools.analyze_pet_image import analyze
from agent.tools.generate_avatar_image import generate_avatar
from agent.tools.generate_identity_package import generate_identity
from agent.tools.map_personality_to_career import map_career
from agent.workspace import Workspace
from evals.cases import Case
from evals.outputs import Output
from petavatar.choices import Choices
from petavatar.errors import Problem
from petavatar.keys import avatar_key

_JOB_S: Final = 300.0
_STABILITY_CHARS: Final = 10_000
_STEPS: Final = {
    "record_analysis": "analyze_pet_image",
    "record_career": "map_personality_to_career",
    "record_identity": "generate_identity_package",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What makes outputs: models, and a version of the prompts.

    Attributes:
        name: its name in the report.
        bedrock_url: the endpoint of the models.
        settings: fields of `agent.settings.AgentSettings`, such as the models' ids.
        prompts: a folder with prompts that take the place of the agent's own, by file name; None for the agent's.
        pictures: whether portraits are made, too.
        prices: what the models cost.
    """

    name: str
    bedrock_url: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    prompts: Path | None = None
    pictures: bool = False
    prices: Prices = field(default_factory=Prices)


class PromptedBedrock(Bedrock):
    """The agent's way to the models, with other prompts in the place of its own."""

    prompts: Path | None = None

    def ask(self, *arguments: Any, tool: str, system: str, **rest: Any) -> Any:
        """Asks as the agent does."""
        file = self.prompts / f"{_STEPS[tool]}.md" if self.prompts else None
        return super().ask(*arguments, tool=tool, system=file.read_text("utf-8") if file else system, **rest)


class Memory:
    """The objects of one job, in place of S3."""

    def __init__(self, photo: Path | None) -> None:
        self.objects: dict[str, bytes] = {}
        self._photo = photo

    def get_object(self, *, Bucket: str, Key: str, **_: Any) -> Mapping[str, Any]:  # noqa: N803 - boto3's names
        """An object: the photo, or what was put."""
        if self._photo and Key.startswith("uploads/"):
            return {"Body": BytesIO(self._photo.read_bytes())}
        if Key not in self.objects:
            raise ClientError({"Error": {"Code": "NoSuchKey", "Message": Bucket}}, "GetObject")
        return {"Body": BytesIO(self.objects[Key])}

    def put_object(self, *, Key: str, Body: bytes, **_: Any) -> None:  # noqa: N803 - boto3's names
        """Keeps an object."""
        self.objects[Key] = Body


def produce(cases: Sequence[Case], variant: Variant, folder: Path, workers: int = 4) -> Iterator[Output]:
    """The output of each case, in their order.

    Args:
        cases: the cases.
        variant: what makes them.
        folder: where portraits go.
        workers: how many cases are on the way at once.
    """
    bedrock = _bedrock(variant)
    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(lambda case: _made(case, variant, bedrock, folder), cases)


def _bedrock(variant: Variant) -> PromptedBedrock:
    make: Callable[..., Any] = boto3.client
    config = Config(connect_timeout=5, read_timeout=120, retries={"total_max_attempts": 1}, max_pool_connections=20)
    # The endpoint is on this machine and takes any key; it has the real ones.
    client = make(
        "bedrock-runtime",
        region_name="us-east-1",
        endpoint_url=variant.bedrock_url,
        config=config,
        aws_access_key_id="evals",
        aws_secret_access_key="evals",  # noqa: S106 - none
    )
    bedrock = PromptedBedrock(client, client)
    bedrock.prompts = variant.prompts
    return bedrock


def _made(case: Case, variant: Variant, bedrock: PromptedBedrock, folder: Path) -> Output:
    settings = AgentSettings(s3_upload_bucket="uploads", s3_generated_bucket="generated", **variant.settings)
    memory = Memory(case.photo)
    budget = Budget(settings.max_cost_usd, variant.prices)
    job = JobContext(
        image_key=f"uploads/{case.job_id}/photo.jpg",
        etag="evals",
        settings=settings,
        bedrock=bedrock,
        workspace=Workspace(memory, "uploads", "generated", case.job_id, resumed=False),
        control=RunControl.lasting(case.job_id, _JOB_S, budget),
        choices=Choices.of(case.choices),
    )
    started = time.monotonic()
    known: dict[str, Any] = {}
    try:
        analysis = case.analysis or analyze(job).analysis
        known["analysis"] = analysis.model_dump(mode="json")
        career = map_career(job, analysis)
        known["career"] = career.model_dump(mode="json")
        known["identity"] = generate_identity(job, analysis, career).model_dump(mode="json")
        known["seconds"] = time.monotonic() - started
        known["portrait_prompt"] = portrait_prompt(analysis, career, job.casting, _STABILITY_CHARS)
        if variant.pictures:
            known["portrait"] = _portrait(job, analysis, career, memory, folder, variant.name)
    except Problem as error:
        known["error"] = f"{type(error).__name__}: {error}"
    usage = job.control.usage.record(
        {"text": settings.text_model_id, "orchestrator": settings.orchestrator_model_id, "image": "none"}
    )
    text = priced(usage, variant.prices)["models"]["text"]
    return Output(
        case=case.name,
        variant=variant.name,
        presentation=job.casting.presentation,
        choices=dict(case.choices),
        hostile=case.hostile,
        calls=text["calls"],
        expected_calls=3 if case.photo else 2,
        cost_usd=0.0 if bedrock.is_offline(settings.text_model_id) else text["cost_usd"] or 0.0,
        **known,
    )


def _portrait(job: JobContext, analysis: PetAnalysis, career: Any, memory: Memory, folder: Path, variant: str) -> str:
    generate_avatar(job, analysis, career)
    name = f"{job.job_id}-{re_safe(variant)}.png"
    (folder / name).write_bytes(memory.objects[avatar_key(job.job_id)])
    return name


def re_safe(name: str) -> str:
    """A name for a file."""
    return "".join(character if character.isalnum() else "-" for character in name)
