"""PetAvatarAgent: the Strands agent on Bedrock AgentCore. Everything that reads pixels or calls a model."""

from typing import Final

COMPONENT: Final = "agent"
"""The agent's name in logs and metrics."""
