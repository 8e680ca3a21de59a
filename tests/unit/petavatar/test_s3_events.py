"""Both shapes in which S3 tells of a new object."""

from typing import Any

import pytest

from petavatar.errors import MalformedRequest
from petavatar.s3_events import created_objects
from testing.events import recorded, s3_notification

BUCKET = "petavatar-uploads-123456789012-test"
KEY = "uploads/0b6f2c5e-93a4-4f0e-8d53-6a1f0c2b7e11/my cat & me ü+.jpg"


@pytest.mark.parametrize("name", ["s3_notification", "s3_eventbridge"])
def test_both_shapes_tell_of_the_same_object(name: str) -> None:
    assert list(created_objects(recorded(name))) == [(BUCKET, KEY)]


def test_a_notification_may_tell_of_several_objects() -> None:
    assert list(created_objects(s3_notification("b", "one", "two %2e"))) == [("b", "one"), ("b", "two %2e")]


def test_the_test_event_that_s3_sends_at_set_up_means_nothing() -> None:
    assert list(created_objects(recorded("s3_test_event"))) == []


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"Records": None},
        {"Records": [None]},
        {"Records": [{"s3": {"bucket": {"name": "b"}, "object": {}}}]},
        {"Records": [{"s3": {"bucket": {"name": "b"}, "object": {"key": 7}}}]},
        {"detail": {}},
        {"detail": None},
        {"detail": {"bucket": "b", "object": {"key": "k"}}},
        [],
        None,
        "Records",
    ],
)
def test_anything_else_is_no_event_of_s3(event: Any) -> None:
    with pytest.raises(MalformedRequest):
        list(created_objects(event))
