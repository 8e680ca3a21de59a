"""Adapts pydantic's JSON schemas to what models accept."""

from typing import Any, Final

from agent.schemas import Schema

_UNSUPPORTED: Final = frozenset(
    {"minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "default", "title"}
)


def json_schema_of(schema: type[Schema]) -> Any:
    """The schema that a model gets: every field is required, also one with a default for older records."""
    return _without_defaults(untitled(schema.model_json_schema(mode="serialization")))


def untitled(schema: Any) -> Any:
    """The schema without titles: pydantic derives them from the names, so they only cost tokens."""
    if isinstance(schema, list):
        return [untitled(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {name: untitled(value) for name, value in schema.items() if not (name == "title" and isinstance(value, str))}


def _without_defaults(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_without_defaults(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {name: _without_defaults(value) for name, value in schema.items() if name != "default"}


def closed_schema(schema: Any) -> Any:
    """The schema for constrained decoding: without unsupported bounds, and with every object closed and complete.

    The validation of the reply checks the bounds.
    """
    if isinstance(schema, list):
        return [closed_schema(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if "properties" in schema:
        properties = {name: closed_schema(value) for name, value in schema["properties"].items()}
        rest = {name: value for name, value in schema.items() if name not in _UNSUPPORTED and name != "properties"}
        return {
            **{name: closed_schema(value) for name, value in rest.items()},
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }
    return {name: closed_schema(value) for name, value in schema.items() if name not in _UNSUPPORTED}
