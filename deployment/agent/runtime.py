"""The agent's runtime on Bedrock AgentCore."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import ClientError

from deployment.ignore_errors import ignore_errors
from petavatar.agent_runtime import ENDPOINT
from petavatar.aws import error_code

if TYPE_CHECKING:
    from mypy_boto3_bedrock_agentcore_control import BedrockAgentCoreControlClient

_READY: Final = "READY"
_IN_PROGRESS: Final = frozenset({"CREATING", "UPDATING", "DELETING"})
_MISSING: Final = "ResourceNotFoundException"
# UpdateAgentRuntime accepts these, CreateAgentRuntime does not.
_UPDATE_ONLY: Final = frozenset({"metadataConfiguration"})
# Other services see a new IAM role only after a few seconds.
_ROLE_WAIT_S: Final = 60.0

Description = dict[str, Any]


class AgentRuntimeError(RuntimeError):
    """The runtime did not start, or was not deleted. The message gives AWS's reason, if there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PollSettings:
    """How to poll for a change of a runtime, in seconds.

    AgentCore starts a runtime of platform version V2 once and keeps a snapshot of it, which takes minutes.
    """

    interval_s: float = 5.0
    timeout_s: float = 900.0


class AgentRuntimes:
    """The runtimes of an account and region."""

    def __init__(self, control: "BedrockAgentCoreControlClient", polling: PollSettings) -> None:
        """Uses a client of AgentCore's control plane, and polls it as `polling` says."""
        self._control = control
        self._polling = polling

    def ensure(self, name: str, wanted: Mapping[str, Any]) -> str:
        """Creates a runtime, or updates one that is not as wanted; waits until it serves requests.

        Args:
            name: the runtime's name.
            wanted: parameters of UpdateAgentRuntime, without the id.

        Returns:
            The runtime's ARN.

        Raises:
            AgentRuntimeError: if the runtime fails, or is not ready in time.
            ClientError: if AWS refuses.
        """
        runtime_id = self._find(name)
        present = runtime_id and self._wait_until_settled(runtime_id)
        if present and present["status"] in {"CREATE_FAILED", "DELETE_FAILED"}:
            self.delete(name)
            present = None
        if not present:
            present = self._wait_until_ready(self._create(name, wanted))
        if present["status"] != _READY or _differs(present, wanted):
            updated = self._control.update_agent_runtime(agentRuntimeId=present["agentRuntimeId"], **wanted)
            present = self._wait_until_ready(updated)
        self._wait_until_serving(present)
        return str(present["agentRuntimeArn"])

    def delete(self, name: str) -> bool:
        """Deletes a runtime, if it exists, and waits until it is gone.

        Returns:
            Whether it existed.

        Raises:
            AgentRuntimeError: if the deletion fails, or is not finished in time.
            ClientError: if AWS refuses.
        """
        runtime_id = self._find(name)
        if runtime_id is None or self._wait_until_settled(runtime_id) is None:
            return False
        with ignore_errors(_MISSING):
            self._control.delete_agent_runtime(agentRuntimeId=runtime_id)
        if remaining := self._wait_until_settled(runtime_id):
            raise AgentRuntimeError(_failure(runtime_id, remaining))
        return True

    def _find(self, name: str) -> str | None:
        pages = self._control.get_paginator("list_agent_runtimes").paginate()
        return next(pages.search(f"agentRuntimes[?agentRuntimeName=='{name}'].agentRuntimeId"), None)

    def _create(self, name: str, wanted: Mapping[str, Any]) -> Any:
        parameters = {key: value for key, value in wanted.items() if key not in _UPDATE_ONLY}
        deadline = time.monotonic() + min(_ROLE_WAIT_S, self._polling.timeout_s)
        while True:
            try:
                return self._control.create_agent_runtime(agentRuntimeName=name, **parameters)
            except ClientError as error:
                if not _is_about_the_role(error) or time.monotonic() > deadline:
                    raise
            time.sleep(self._polling.interval_s)

    def _wait_until_ready(self, change: Mapping[str, Any]) -> Description:
        """Waits for the version that a change creates: until then AWS may still report the previous one as ready."""
        runtime_id, version = change["agentRuntimeId"], change["agentRuntimeVersion"]
        present = self._wait_until_settled(runtime_id, version)
        if present is None or present["status"] != _READY:
            raise AgentRuntimeError(_failure(runtime_id, present or {}))
        return present

    def _wait_until_settled(self, runtime_id: str, version: str | None = None) -> Description | None:
        """Waits until no change is in progress, and returns the runtime then; None if it does not exist."""

        def read() -> Description | None:
            with ignore_errors(_MISSING):
                return dict(self._control.get_agent_runtime(agentRuntimeId=runtime_id))
            return None

        def is_settled(present: Description) -> bool:
            outdated = version is not None and present["agentRuntimeVersion"] != version
            return present["status"] not in _IN_PROGRESS and not (present["status"] == _READY and outdated)

        return self._poll(f"The agent's runtime {runtime_id}", read, is_settled)

    def _wait_until_serving(self, present: Description) -> None:
        """Waits until invocations reach this version of the runtime."""
        runtime_id, version = present["agentRuntimeId"], present["agentRuntimeVersion"]

        def read() -> Description:
            get = self._control.get_agent_runtime_endpoint
            with ignore_errors(_MISSING):
                return dict(get(agentRuntimeId=runtime_id, endpointName=ENDPOINT))
            # AWS creates it with the runtime, or a moment later.
            return {"status": "CREATING"}

        def is_settled(endpoint: Description) -> bool:
            return "FAILED" in endpoint["status"] or (
                endpoint["status"] == _READY and endpoint.get("liveVersion") == version
            )

        endpoint = self._poll(f"The endpoint of the agent's runtime {runtime_id}", read, is_settled)
        if endpoint is None or endpoint["status"] != _READY:
            raise AgentRuntimeError(_failure(f"{runtime_id}, endpoint {ENDPOINT}", endpoint or {}))

    def _poll(
        self, what: str, read: Callable[[], Description | None], is_settled: Callable[[Description], bool]
    ) -> Description | None:
        deadline = time.monotonic() + self._polling.timeout_s
        while (present := read()) is not None and not is_settled(present):
            if time.monotonic() > deadline:
                raise AgentRuntimeError(
                    f"{what} was still {present['status']} after {self._polling.timeout_s:.0f} seconds"
                )
            time.sleep(self._polling.interval_s)
        return present


def _differs(present: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether a runtime is not as wanted. Values that AWS fills in do not count; an extra variable does."""
    variables = "environmentVariables"
    return not _includes(present, wanted) or present.get(variables, {}) != wanted.get(variables, {})


def _includes(present: Any, wanted: Any) -> bool:
    if isinstance(wanted, Mapping) and isinstance(present, Mapping):
        return all(_includes(present.get(key), value) for key, value in wanted.items())
    return bool(present == wanted)


def _is_about_the_role(error: ClientError) -> bool:
    return error_code(error) == "ValidationException" and "role" in str(error).lower()


def _failure(runtime: str, present: Mapping[str, Any]) -> str:
    reason = present.get("failureReason") or "AWS gives no reason; see its log group"
    return f"The agent's runtime {runtime} is {present.get('status', 'gone')}: {reason}"
