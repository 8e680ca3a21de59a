"""The endpoints as a process: one line says where they are, both answer, and nothing is left of them."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import boto3
import httpx
import pytest
from botocore.config import Config
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from agent.schemas import AnalysisReply, Career
from deployment import PROJECT
from tests.support.sampling import one_in

PHOTO = PROJECT / "samples" / "chelsea.jpg"
CLAUDE = "us.anthropic.claude-sonnet-4-6"
ARN = "arn:aws:bedrock-agentcore:us-east-1:123456789012:runtime/petavatar_local-0000000000"
LIMIT_S = 60.0

type Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[subprocess.Popen[bytes]] = []

    def begin(*arguments: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "local.endpoints", "--cache", str(tmp_path), *arguments]
        started.append(subprocess.Popen(command, stdout=subprocess.PIPE, cwd=PROJECT, start_new_session=True))
        return started[-1]

    yield begin
    for process in started:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def addresses(process: subprocess.Popen[bytes]) -> dict[str, str]:
    assert process.stdout is not None
    urls: dict[str, str] = json.loads(process.stdout.readline())
    return urls


def client(service: str, url: str) -> Any:
    config = Config(connect_timeout=5, read_timeout=LIMIT_S, retries={"total_max_attempts": 1})
    return boto3.client(service, region_name="us-east-1", endpoint_url=url, config=config)  # type: ignore[call-overload]


async def echo(request: Request) -> Response:
    return JSONResponse({"echo": await request.json()})


def ask(bedrock: Any, name: str, schema: type[AnalysisReply | Career], content: list[dict[str, Any]]) -> Any:
    spec = {"name": name, "description": name, "inputSchema": {"json": schema.model_json_schema()}}
    answer = bedrock.converse(
        modelId=CLAUDE,
        messages=[{"role": "user", "content": content}],
        toolConfig={"tools": [{"toolSpec": spec}], "toolChoice": {"tool": {"name": name}}},
    )
    return answer["output"]["message"]["content"][0]["toolUse"]["input"]


def test_both_endpoints_answer_with_the_real_parts(start: Start, serve: Callable[[Starlette], str]) -> None:
    agent_url = serve(Starlette(routes=[Route("/invocations", echo, methods=["POST"])]))
    urls = addresses(start("--agent-url", agent_url, "--runtime-arn", ARN))
    bedrock = client("bedrock-runtime", urls["bedrock_url"])

    # Vision sees the cat,
    image = {"format": "jpeg", "source": {"bytes": PHOTO.read_bytes()}}
    reply = AnalysisReply.model_validate(ask(bedrock, "record_analysis", AnalysisReply, [{"image": image}]))
    assert reply.analysis is not None
    assert reply.analysis.species == "cat"

    # the writer finds a career for it,
    text = (
        f"<pet_analysis>{reply.analysis.model_dump_json()}</pet_analysis>"
        '<casting>{"presentation": "feminine"}</casting><job>{"variation": 4}</job>'
    )
    career = Career.model_validate(ask(bedrock, "record_career", Career, [{"text": text}]))
    assert career.presentation == "feminine"

    # the portrait shows the person,
    drawn = bedrock.invoke_model(modelId="stability.stable-image-core-v1:1", body='{"prompt": "a woman", "seed": 3}')
    assert len(json.loads(drawn["body"].read())["images"]) == 1

    # and the gateway reaches the agent.
    agentcore = client("bedrock-agentcore", urls["agentcore_url"])
    answer = agentcore.invoke_agent_runtime(agentRuntimeArn=ARN, payload=b'{"job_id": "one"}')
    assert json.loads(answer["response"].read()) == {"echo": {"job_id": "one"}}


@pytest.mark.parametrize(
    ("number", "code"), one_in(3, [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGTERM, 0), (signal.SIGINT, 0)])
)
def test_a_signal_ends_all_of_it(start: Start, number: signal.Signals, code: int) -> None:
    process = start("--agent-url", "http://127.0.0.1:1")
    url = addresses(process)["bedrock_url"]
    # It serves: what it does not know, it knows not to know.
    assert httpx.get(url, timeout=LIMIT_S).headers["x-amzn-errortype"] == "UnknownOperationException"

    process.send_signal(number)

    # The painter holds the pipe, too: its end means that both are gone.
    rest, _ = process.communicate(timeout=LIMIT_S)
    assert (process.returncode, rest) == (code, b"")


@pytest.mark.verify
def test_a_port_that_is_taken_is_an_error_at_once(start: Start) -> None:
    url = addresses(start("--agent-url", "http://127.0.0.1:1"))["bedrock_url"]

    second = start("--agent-url", "http://127.0.0.1:1", "--port", url.rpartition(":")[2])

    rest, _ = second.communicate(timeout=LIMIT_S)
    assert second.returncode != 0
    assert rest == b""
