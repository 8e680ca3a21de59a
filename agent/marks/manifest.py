"""C2PA manifests, as c2pa-python takes them. They hold what a picture is and what made it, and nothing of the job.

C2PA 2.2: actions `c2pa.created` and `c2pa.placed` (18.15), ingredients (18.16).
"""

from typing import Any, Final

from agent.marks.mark import IPTC, SourceType

_SOFTWARE: Final = "PetAvatar"
_PHOTO: Final = "photo"
_PORTRAIT: Final = "portrait"


def portrait_manifest(source_type: SourceType, made_by: str) -> dict[str, Any]:
    """The manifest of a portrait that a model, or a program, has drawn."""
    return _manifest("Portrait", [_created(source_type, made_by)])


def card_manifest(portrait_type: SourceType) -> dict[str, Any]:
    """The manifest of a card: composed by us, with photo and portrait placed on it. It holds neither of them."""
    ingredients = [
        _ingredient(_PHOTO, "A photo of a pet", "image/jpeg"),
        # What it is stands in its own file; here it is said once more, in words.
        _ingredient(_PORTRAIT, f"A generated portrait ({portrait_type})", "image/png"),
    ]
    placed = [{"action": "c2pa.placed", "parameters": {"ingredientIds": [each["label"]]}} for each in ingredients]
    return {**_manifest("Card", [_created("compositeSynthetic", _SOFTWARE), *placed]), "ingredients": ingredients}


def _manifest(title: str, actions: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "claim_generator_info": [{"name": _SOFTWARE}],
        "title": title,
        "format": "image/png",
        "assertions": [{"label": "c2pa.actions.v2", "created": True, "data": {"actions": actions}}],
    }


def _created(source_type: SourceType, made_by: str) -> dict[str, Any]:
    return {
        "action": "c2pa.created",
        "softwareAgent": {"name": made_by},
        "digitalSourceType": IPTC + source_type,
    }


def _ingredient(label: str, title: str, media_type: str) -> dict[str, Any]:
    return {"label": label, "title": title, "format": media_type, "relationship": "componentOf"}
