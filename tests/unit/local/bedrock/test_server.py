"""The Bedrock stand-in as a server: unknown operations, heavy work, and parts that fail."""

import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from botocore.exceptions import ClientError
from starlette.applications import Starlette

from agent.schemas import AnalysisReply, Career
from local.bedrock.parts import Parts
from local.bedrock.server import bedrock_app
from tests.unit.local.bedrock.wire import (
    CLAUDE,
    Fakes,
    bedrock_client,
    career_message,
    forced,
    photo_message,
    picture,
    used_tool,
)


class TestHeavyWork:
    def test_at_most_two_look_at_a_time_and_others_are_served_meanwhile(
        self, serve: Callable[[Starlette], str], fakes: Fakes
    ) -> None:
        arrived, leave = threading.Semaphore(0), threading.Event()
        inside: list[int] = []
        most: list[int] = []

        def look(photo: bytes) -> dict[str, Any]:
            inside.append(1)
            most.append(len(inside))
            arrived.release()
            leave.wait(20)
            inside.pop()
            return fakes.look(photo)

        url = serve(bedrock_app(Parts(look, fakes.career, fakes.identity, fakes.draw)))
        client = bedrock_client(url)
        request: dict[str, Any] = {
            "messages": [photo_message(picture(40, 40))],
            "toolConfig": forced("record_analysis", AnalysisReply),
        }
        askers = [threading.Thread(target=lambda: client.converse(modelId=CLAUDE, **request)) for _ in range(4)]
        for asker in askers:
            asker.start()
        try:
            # Given two photos that are being looked at ...
            assert arrived.acquire(timeout=20)
            assert arrived.acquire(timeout=20)
            # ... when a career is asked for, then it is answered at once.
            used_tool(
                client.converse(modelId=CLAUDE, messages=[career_message()], toolConfig=forced("record_career", Career))
            )
        finally:
            leave.set()
            for asker in askers:
                asker.join(20)

        assert len(fakes.seen) == 4
        assert max(most) == 2

    def test_a_part_that_fails_is_an_internal_error(self, serve: Callable[[Starlette], str], fakes: Fakes) -> None:
        def look(_: bytes) -> dict[str, Any]:
            raise RuntimeError("secret reason")

        url = serve(bedrock_app(Parts(look, fakes.career, fakes.identity, fakes.draw)))
        client = bedrock_client(url)

        with pytest.raises(ClientError) as caught:
            client.converse(
                modelId=CLAUDE,
                messages=[photo_message(picture(40, 40))],
                toolConfig=forced("record_analysis", AnalysisReply),
            )

        assert caught.value.response["Error"]["Code"] == "InternalServerException"
        assert "secret reason" not in str(caught.value)


def test_an_unknown_operation(url: str) -> None:
    for method, path in (("GET", "/model/x/converse"), ("POST", "/model/x/converse-stream"), ("POST", "/")):
        answer = httpx.request(method, url + path, timeout=30)

        assert answer.status_code == 404
        assert answer.headers["x-amzn-errortype"] == "UnknownOperationException"
