"""The body of a request for a variation, as a pydantic model."""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from agent.person.dimensions import DIMENSIONS
from agent.schemas import Background
from deployment.openapi.models import Body
from petavatar.choices import MAX_WAIT_S, AgeRangeChoice, Pronouns, Style
from petavatar.variations import MAX_SCORE, MAX_SEED, Change
from petavatar.webhooks.address import MAX_URL_CHARS


class VariationRequest(Body):
    """What to change; at least one member beside `max_wait_s` and `webhook_url`. All else stays as it was."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"minProperties": 1})

    change: Annotated[
        Change | None,
        Field(
            description="`portrait`: another portrait of the same person, with the same texts. `career`: another "
            "career, with new texts and portrait"
        ),
    ] = None
    style: Annotated[Style | None, Field(description="Other clothes: a new portrait, the same texts")] = None
    background: Annotated[Background | None, Field(description="Another place: a new portrait, the same texts")] = None
    pet_name: Annotated[
        str | None, Field(description="Another name on the cards; without other changes, no model is asked")
    ] = None
    pronouns: Annotated[
        Pronouns | None, Field(description="The same career for a person who presents so; new texts and portrait")
    ] = None
    age_range: Annotated[
        AgeRangeChoice | None, Field(description="The same career at that age; new texts and portrait")
    ] = None
    dimensions: Annotated[
        dict[Literal[DIMENSIONS], Annotated[int, Field(ge=0, le=MAX_SCORE)]] | None,  # type: ignore[valid-type]
        Field(description="New scores of the pet: a career that suits them, new texts and portrait", min_length=1),
    ] = None
    seed: Annotated[
        int | None,
        Field(
            ge=1,
            le=MAX_SEED,
            description="The seed of the portrait, such as that of earlier results; drawn if left out with `change`, "
            "the source's otherwise",
        ),
    ] = None
    max_wait_s: Annotated[
        int | None, Field(ge=1, le=MAX_WAIT_S, description="In how many seconds the job must have begun")
    ] = None
    webhook_url: Annotated[
        str | None, Field(max_length=MAX_URL_CHARS, description="As for an upload; the source's does not count")
    ] = None
