"""The result has one shape: the agent's description of it, the table, the API's document and the client agree."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

import petavatar_client
from agent.result import PersonalityDimensions, ResultParts, UseByRole
from deployment.openapi.models import Results
from petavatar.jobs import RESULT_PARTS

OWN: Final = {"body"}
"""What the client's record has besides: the answer as it came."""


def test_the_table_keeps_every_part_of_the_result() -> None:
    assert set(RESULT_PARTS) == set(ResultParts.model_fields)


def test_the_documents_result_has_every_part() -> None:
    assert set(ResultParts.model_fields) < set(Results.model_fields)


def test_the_clients_record_is_the_documents_field_by_field() -> None:
    assert dict(differences("results", Results, petavatar_client.Results)) == {}


def test_a_field_that_the_client_lacks_would_be_found() -> None:
    class More(Results):
        paw_prints: list[str]

    assert dict(differences("results", More, petavatar_client.Results)) == {"results.paw_prints": "not in the client"}


def test_a_field_of_another_type_would_be_found() -> None:
    class Other(Results):
        avatar_url_expires_in: str  # type: ignore[assignment]

    found = dict(differences("results", Other, petavatar_client.Results))

    assert found == {"results.avatar_url_expires_in": "str in the document, int in the client"}


def differences(where: str, model: type[BaseModel], record: type) -> Iterator[tuple[str, str]]:
    """Where a model of the document and a record of the client are not the same."""
    hints, attributes = get_type_hints(record), {attribute.name: attribute for attribute in fields(record)}
    for name in model.model_fields.keys() - attributes.keys():
        yield f"{where}.{name}", "not in the client"
    for name in attributes.keys() - model.model_fields.keys() - OWN:
        yield f"{where}.{name}", "not in the document"
    for name in model.model_fields.keys() & attributes.keys():
        documented = model.model_fields[name]
        if not documented.is_required() and required(attributes[name]):
            yield f"{where}.{name}", "optional in the document, required by the client"
        yield from differing(f"{where}.{name}", documented.annotation, hints[name])


def required(attribute: Field[Any]) -> bool:
    return attribute.default is MISSING and attribute.default_factory is MISSING


def differing(where: str, documented: Any, own: Any) -> Iterator[tuple[str, str]]:
    documented, own = without_none(documented), without_none(own)
    if documented is PersonalityDimensions:
        documented = dict[str, float]
    if documented is UseByRole:
        for role in documented.model_fields.values():
            yield from differing(where, role.annotation, get_args(own)[1])
    elif isinstance(documented, type) and issubclass(documented, BaseModel) and is_dataclass(own):
        yield from differences(where, documented, own)
    elif get_origin(documented) is list and get_origin(own) is tuple:
        yield from differing(where, get_args(documented)[0], get_args(own)[0])
    elif kind(documented) != kind(own) and (kind(documented), kind(own)) not in READ_AS:
        yield where, f"{kind(documented)} in the document, {kind(own)} in the client"


READ_AS: Final = {("str", "datetime"), ("int", "float"), ("Urls", "dict")}
"""What the document has as the first, and the client rightly reads as the second."""


def without_none(annotation: Any) -> Any:
    """The bare type: without None, and without what `Annotated` adds."""
    if get_origin(annotation) is Annotated:
        return without_none(get_args(annotation)[0])
    if get_origin(annotation) in (UnionType, Union):
        (annotation,) = (part for part in get_args(annotation) if part is not NoneType)
        return without_none(annotation)
    return annotation


def kind(annotation: Any) -> str:
    origin = get_origin(annotation)
    if origin is Literal:
        return "str"
    if origin in (dict, Mapping):
        return "dict"
    return str(getattr(annotation, "__name__", annotation))
