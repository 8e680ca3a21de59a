"""Schemas for models: without needless titles; for structured output closed, complete, and without bounds."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from agent.models.json_schema import closed_schema, json_schema_of, untitled
from agent.schemas import AnalysisReply, Career, Identity


def _nodes(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from _nodes(value)
    elif isinstance(schema, list):
        for item in schema:
            yield from _nodes(item)


@pytest.mark.parametrize("schema", [AnalysisReply, Career, Identity])
def test_every_object_is_closed_and_complete(schema: Any) -> None:
    objects = [node for node in _nodes(closed_schema(schema.model_json_schema())) if "properties" in node]

    assert objects
    for node in objects:
        assert node["additionalProperties"] is False
        assert node["required"] == list(node["properties"])


@pytest.mark.parametrize("schema", [AnalysisReply, Career, Identity])
def test_the_bounds_are_left_to_validation(schema: Any) -> None:
    text = json.dumps(closed_schema(schema.model_json_schema()))

    for word in ("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "default"):
        assert f'"{word}"' not in text


def test_enumerations_references_and_descriptions_stay() -> None:
    before, after = Career.model_json_schema(), closed_schema(Career.model_json_schema())

    assert after["properties"]["seniority"]["enum"] == before["properties"]["seniority"]["enum"]
    assert after["properties"]["human_name"]["description"] == before["properties"]["human_name"]["description"]
    assert after["properties"]["draws_on"]["items"] == before["properties"]["draws_on"]["items"]
    assert set(after["$defs"]) == set(before["$defs"])


def test_a_property_may_have_the_name_of_a_keyword() -> None:
    schema = {"type": "object", "properties": {"title": {"type": "string", "title": "Title"}, "minimum": {}}}

    assert closed_schema(schema)["properties"] == {"title": {"type": "string"}, "minimum": {}}


@pytest.mark.parametrize("schema", [AnalysisReply, Career, Identity])
def test_titles_that_only_repeat_names_are_left_out_and_nothing_else(schema: Any) -> None:
    whole = schema.model_json_schema()

    assert untitled(whole) == _without(whole, "title")
    assert not [node for node in _nodes(untitled(whole)) if isinstance(node.get("title"), str)]


def test_a_model_must_fill_in_all_fields_though_older_records_lack_some() -> None:
    objects = [node for node in _nodes(json_schema_of(AnalysisReply)) if "properties" in node]

    assert all(node["required"] == list(node["properties"]) for node in objects)
    assert {"pet_box", "looks", "head", "whole", "props", "eye_color"} <= {
        name for node in objects for name in node["required"]
    }
    assert "default" not in json.dumps(json_schema_of(AnalysisReply))
    assert "headline" in json_schema_of(Identity)["required"]


def test_a_property_may_be_called_title() -> None:
    schema = {"properties": {"title": {"type": "string", "title": "Title"}}, "title": "Book"}

    assert untitled(schema) == {"properties": {"title": {"type": "string"}}}


def _without(schema: Any, key: str) -> Any:
    if isinstance(schema, list):
        return [_without(item, key) for item in schema]
    return (
        {name: _without(value, key) for name, value in schema.items() if name != key}
        if isinstance(schema, dict)
        else schema
    )
