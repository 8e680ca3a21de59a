"""Settings of the agent, read once from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from agent.budget import MAX_COST_USD
from agent.control import TEXT_ROLES, Role, TextRole
from petavatar.environment import read_settings
from petavatar.image_format import FORMATS, ImageFormat, formats_of


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSettings:
    """Buckets, models and times. Each field is the environment variable of the same name in upper case.

    The default models are available (Amazon Bedrock, November 2026); the Claude and Titan models of the first
    design have reached their end of life. Times are in seconds.
    """

    s3_upload_bucket: str
    s3_generated_bucket: str
    aws_region: str = "us-east-1"
    text_model_id: str = "us.anthropic.claude-sonnet-4-6"
    orchestrator_model_id: str = "us.anthropic.claude-haiku-4-5-20251001-v1:0"
    analysis_model_id: str = ""
    career_model_id: str = ""
    identity_model_id: str = ""
    image_model_id: str = "stability.stable-image-ultra-v1:1"
    image_model_region: str = "us-west-2"
    max_cost_usd: float = MAX_COST_USD
    model_prices: str = ""
    next_prompts_share: float = 0.0
    signing_secret: str = ""
    model_read_timeout_s: int = 45
    photo_decode_timeout_s: int = 20
    photo_memory_bytes: int = 700_000_000
    accepted_formats: tuple[ImageFormat, ...] = field(default=FORMATS, metadata={"parse": formats_of})
    heartbeat_s: int = 5
    port: int = 8080

    def text_model(self, step: TextRole) -> tuple[Role, str]:
        """The role and the model of a step that asks a text model: its own if it has one, else the common one."""
        own: str = getattr(self, f"{step}_model_id")
        return (step, own) if own else ("text", self.text_model_id)

    @property
    def model_ids(self) -> dict[Role, str]:
        """The models that are called, by role."""
        texts = dict(self.text_model(step) for step in TEXT_ROLES)
        return {**texts, "orchestrator": self.orchestrator_model_id, "image": self.image_model_id}

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Self:
        """Reads the environment.

        Raises:
            SettingsError: names every missing variable and every invalid number.
        """
        return read_settings(cls, environ)
