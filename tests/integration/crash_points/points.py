"""Where something may go wrong: before and after each call to AWS, in each way."""

from collections.abc import Callable, Sequence
from typing import Any, Final

import pytest

from tests.support.wire import How, When

Way = tuple[When, How]

WAYS: Final[tuple[Way, ...]] = (
    ("before", "crash"),
    ("after", "broken once"),
    ("before", "broken"),
    ("after", "crash"),
    ("before", "broken once"),
    ("after", "broken"),
)

WORK: Final = (
    "dynamodb.UpdateItem",  # claim
    "bedrock-agentcore.InvokeAgentRuntime",
    "dynamodb.UpdateItem",  # progress
    "dynamodb.GetItem",  # heartbeat: is it to be canceled?
    "dynamodb.UpdateItem",  # progress
    "s3.HeadObject",
    "dynamodb.UpdateItem",  # complete
    "eventbridge.PutEvents",
    "dynamodb.UpdateItem",  # mark as announced
    "bedrock-agentcore.StopRuntimeSession",
)
"""The calls of a worker whose job is completed."""
HEARTBEAT: Final = 3
COMPLETE: Final = 6
ANNOUNCED: Final = 8

GIVE_UP: Final = (*WORK[:3], "dynamodb.UpdateItem", "sqs.ChangeMessageVisibility", WORK[-1])
"""The calls of a worker whose attempt failed, to be tried again."""


def at_every(calls: Sequence[str], ways: Sequence[Way] = WAYS, first: int = 0) -> Callable[[Any], Any]:
    """One case for each call and each way: the number of the call, `when` and `how`.

    `make test` goes through calls and ways side by side: the first call meets one way, the second call the next one,
    and after the last way it begins again. `make verify` has every call meet every way.

    Args:
        calls: the calls of a run in which nothing goes wrong.
        ways: what may happen at each of them.
        first: which of the ways the first call meets.
    """
    cases = []
    for number, call in enumerate(calls):
        chosen = ways[(number + first) % len(ways)]
        for when, how in ways:
            marks = [] if (when, how) == chosen else [pytest.mark.verify]
            cases.append(pytest.param(number, when, how, id=f"{number}-{call}-{when}-{how}", marks=marks))
    return pytest.mark.parametrize(("call", "when", "how"), cases)
