"""The four backgrounds, each a scene of 1024 x 1024 units. The seed decides the details."""

from collections.abc import Callable
from typing import Final

from agent.schemas import Background
from local.bedrock.portrait.scenes.corner_office import corner_office
from local.bedrock.portrait.scenes.creative_space import creative_space
from local.bedrock.portrait.scenes.linkedin_blue import linkedin_blue
from local.bedrock.portrait.scenes.open_office import open_office
from local.bedrock.random_draws import LabelledDraws

SCENES: Final[dict[Background, Callable[[LabelledDraws], str]]] = {
    "corner_office": corner_office,
    "open_office": open_office,
    "linkedin_blue": linkedin_blue,
    "creative_space": creative_space,
}
