"""AgentCore's control plane on the wire: runtimes that take a while, and fail as a test wants."""

import json
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

ACCOUNT: Final = "123456789012"
NEVER: Final = 10**9

Record = dict[str, Any]
_NOW: Final = "2026-11-20T10:00:00Z"
_LOOKS_UNTIL_SETTLED: Final = 2


@dataclass(slots=True)
class Runtime:
    """A runtime, and the version that its endpoint serves."""

    record: Record
    then: str
    looks_left: int
    live_version: str = "0"

    def look(self, reason: str) -> Record:
        """The runtime as it is now; it comes a step nearer to what it is becoming."""
        self.looks_left -= 1
        if self.looks_left < 0 and self.record["status"] != self.then:
            self.record["status"] = self.then
            if "FAILED" in self.then:
                self.record["failureReason"] = reason
        return self.record


@dataclass(slots=True)
class ControlPlane:
    """The control plane.

    Attributes:
        url: where it listens.
        runtimes: the runtimes, by id.
        calls: the operations that were called, looks and tags left out.
        refusals: errors (status, code, message) that the next changes meet, one each.
        fails: what a change ends with instead, such as `CREATE_FAILED`.
        looks: how often a change is looked at until it is done.
        tags: the tags of each ARN.
    """

    url: str = ""
    runtimes: dict[str, Runtime] = field(default_factory=dict)
    calls: list[tuple[str, Record]] = field(default_factory=list)
    refusals: list[tuple[int, str, str]] = field(default_factory=list)
    fails: str = ""
    looks: int = _LOOKS_UNTIL_SETTLED
    tags: dict[str, Record] = field(default_factory=dict)

    @property
    def operations(self) -> list[str]:
        """The names of the operations that were called."""
        return [name for name, _ in self.calls]

    def app(self) -> Starlette:
        """The server's application."""
        one = "/runtimes/{runtime_id}/"
        return Starlette(
            routes=[
                Route("/runtimes/", self._list, methods=["POST"]),
                Route("/runtimes/", self._create, methods=["PUT"]),
                Route(one, self._update, methods=["PUT"]),
                Route(one, self._get, methods=["GET"]),
                Route(one, self._delete, methods=["DELETE"]),
                Route("/tags/{arn:path}", self._tag, methods=["POST"]),
                Route(one + "runtime-endpoints/{endpoint}/", self._get_endpoint, methods=["GET"]),
            ]
        )

    async def _list(self, request: Request) -> Response:
        return JSONResponse({"agentRuntimes": [runtime.record for runtime in self.runtimes.values()]})

    async def _create(self, request: Request) -> Response:
        body = json.loads(await request.body())
        if refusal := self._note("create", body):
            return refusal
        runtime_id = f"{body['agentRuntimeName']}-0123456789"
        arn = f"arn:aws:bedrock-agentcore:us-east-1:{ACCOUNT}:runtime/{runtime_id}"
        identity = {"workloadIdentityDetails": {"workloadIdentityArn": f"{arn}/identity"}}
        record = {"agentRuntimeArn": arn, "agentRuntimeId": runtime_id, "createdAt": _NOW, "lastUpdatedAt": _NOW}
        mmds = {"metadataConfiguration": {"requireMMDSV2": True}}
        version = {"agentRuntimeVersion": "1", "description": "", "status": "CREATING"}
        runtime = Runtime(body | record | identity | mmds | version, self.fails or "READY", self.looks)
        self.runtimes[runtime_id] = runtime
        return JSONResponse(runtime.record, 202)

    async def _tag(self, request: Request) -> Response:
        self.tags.setdefault(request.path_params["arn"], {}).update(json.loads(await request.body())["tags"])
        return JSONResponse({})

    async def _update(self, request: Request) -> Response:
        runtime = self.runtimes[request.path_params["runtime_id"]]
        body = json.loads(await request.body())
        if refusal := self._note("update", body):
            return refusal
        version = str(int(runtime.record["agentRuntimeVersion"]) + 1)
        runtime.record |= body | {"agentRuntimeVersion": version, "status": "UPDATING"}
        runtime.then, runtime.looks_left = self.fails or "READY", self.looks
        return JSONResponse(runtime.record, 202)

    async def _get(self, request: Request) -> Response:
        runtime = self.runtimes.get(request.path_params["runtime_id"])
        if runtime is None:
            return _refused(404, "ResourceNotFoundException", "no such runtime")
        record = runtime.look("the zip has no main.py")
        if record["status"] == "DELETING" and runtime.looks_left < 0:
            del self.runtimes[record["agentRuntimeId"]]
        return JSONResponse(record)

    async def _get_endpoint(self, request: Request) -> Response:
        runtime = self.runtimes[request.path_params["runtime_id"]]
        live, runtime.live_version = runtime.live_version, runtime.record["agentRuntimeVersion"]
        if live == "0":
            return _refused(404, "ResourceNotFoundException", "no such endpoint yet")
        arn = runtime.record["agentRuntimeArn"]
        return JSONResponse(
            {
                "liveVersion": live,
                "agentRuntimeEndpointArn": f"{arn}/runtime-endpoint/{request.path_params['endpoint']}",
                "agentRuntimeArn": arn,
                "status": "READY",
                "createdAt": _NOW,
                "lastUpdatedAt": _NOW,
                "name": request.path_params["endpoint"],
                "id": "DEFAULT",
            }
        )

    async def _delete(self, request: Request) -> Response:
        runtime = self.runtimes[request.path_params["runtime_id"]]
        if refusal := self._note("delete", {}):
            return refusal
        runtime.record["status"], runtime.then, runtime.looks_left = "DELETING", self.fails or "DELETING", self.looks
        return JSONResponse({"status": "DELETING", "agentRuntimeId": runtime.record["agentRuntimeId"]}, 202)

    def _note(self, operation: str, body: Record) -> Response | None:
        self.calls.append((operation, body))
        return _refused(*self.refusals.pop(0)) if self.refusals else None


def _refused(status: int, code: str, message: str) -> Response:
    return JSONResponse({"message": message}, status, {"x-amzn-errortype": code})
