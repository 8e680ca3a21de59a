"""The model ids that the stand-in supports, and their families."""

from typing import Literal

from local.bedrock.errors import invalid

Family = Literal["claude", "titan", "nova", "stability"]


def family_of(model_id: str) -> Family:
    """The family of a model id, an inference profile's id, or the ARN of either.

    Raises:
        BedrockError: if the stand-in does not support the model.
    """
    name = model_id.rpartition("/")[2]
    if "titan-image" in name:
        return "titan"
    if "nova-canvas" in name:
        return "nova"
    if "anthropic." in name:
        return "claude"
    if "stability." in name:
        return "stability"
    raise invalid("The provided model identifier is invalid.")
