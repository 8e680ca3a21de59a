"""The stand-in takes as long as real models do, if it is asked to."""

import asyncio
import json
import time
from collections.abc import Callable

import pytest
from starlette.applications import Starlette

from local.bedrock.pace import SECONDS, hold
from local.bedrock.server import bedrock_app
from tests.unit.local.bedrock.wire import CLAUDE, STABILITY, Fakes, bedrock_client

SCALE = 0.01


def test_a_portrait_and_a_text_take_their_share(serve: Callable[[Starlette], str], fakes: Fakes) -> None:
    client = bedrock_client(serve(bedrock_app(fakes.parts, SCALE)))
    started = time.monotonic()

    client.invoke_model(modelId=STABILITY, body=json.dumps({"prompt": "A cat at a desk"}))
    drawn = time.monotonic()
    client.converse(modelId=CLAUDE, messages=[{"role": "user", "content": [{"text": "Hello"}]}])

    assert drawn - started >= SECONDS["brush-1"] * SCALE
    assert time.monotonic() - drawn >= SECONDS["orchestrator-1"] * SCALE


@pytest.mark.parametrize(("slowness", "ago"), [(0, 0), (1, 60)])
def test_nobody_waits_for_what_has_taken_that_long_or_is_to_be_quick(slowness: float, ago: float) -> None:
    before = time.monotonic()

    asyncio.run(hold("brush-1", before - ago, slowness))

    assert time.monotonic() - before < 1
