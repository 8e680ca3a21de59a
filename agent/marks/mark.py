"""What a picture's marks say, as results name it."""

from typing import Annotated, Final, Literal

from pydantic import Field

from agent.schemas import Schema

SourceType = Literal["trainedAlgorithmicMedia", "algorithmicMedia", "compositeSynthetic"]
C2pa = Literal["signed", "kept", "none"]

IPTC: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/"
"""Begins the full address of each source type (IPTC NewsCodes, Digital Source Type)."""


class Mark(Schema):
    """The marks in one picture's file."""

    source_type: Annotated[
        SourceType,
        Field(description="IPTC's digital source type: by a trained model, by rules alone, or composed of such"),
    ]
    c2pa: Annotated[C2pa, Field(description="A C2PA manifest: signed here, the model's own kept, or none")]
    origin: Annotated[Literal["petavatar", "model"], Field(description="Who wrote the marks")]


class Marks(Schema):
    """The marks of a result's pictures."""

    avatar: Mark
    card: Annotated[Mark | None, Field(description="Of the cards in all formats; null if there is none")]
