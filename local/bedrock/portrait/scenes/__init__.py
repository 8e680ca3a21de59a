"""The backgrounds, each a scene of 1024 x 1024 units. The seed decides the details."""

from collections.abc import Callable
from typing import Final

from agent.schemas import Background
from local.bedrock.portrait.places import Place
from local.bedrock.portrait.scenes.arts import gallery, stage
from local.bedrock.portrait.scenes.care import clinic, laboratory
from local.bedrock.portrait.scenes.corner_office import corner_office
from local.bedrock.portrait.scenes.creative_space import creative_space
from local.bedrock.portrait.scenes.food import cafe, kitchen
from local.bedrock.portrait.scenes.learning import classroom, courtroom, library
from local.bedrock.portrait.scenes.linkedin_blue import linkedin_blue
from local.bedrock.portrait.scenes.open_office import open_office
from local.bedrock.portrait.scenes.outdoors import garden, harbour
from local.bedrock.portrait.scenes.work import control_room, map_room, workshop
from local.bedrock.random_draws import LabelledDraws

SCENES: Final[dict[Background, Callable[[LabelledDraws], str]]] = {
    "corner_office": corner_office,
    "open_office": open_office,
    "linkedin_blue": linkedin_blue,
    "creative_space": creative_space,
}
PLACE_SCENES: Final[dict[Place, Callable[[LabelledDraws], str]]] = {
    "kitchen": kitchen,
    "cafe": cafe,
    "garden": garden,
    "workshop": workshop,
    "courtroom": courtroom,
    "library": library,
    "clinic": clinic,
    "laboratory": laboratory,
    "stage": stage,
    "gallery": gallery,
    "classroom": classroom,
    "control room": control_room,
    "map room": map_room,
    "harbour": harbour,
}
