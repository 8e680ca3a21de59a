"""A sandbox as it is deployed, on a running engine, without the agent and the endpoints that would work in it."""

from contextlib import ExitStack

from deployment.finish import finish_deployment
from local.deploy import MAXIMUM_CONCURRENCY
from local.engine import Engine
from local.process import free_port
from local.system import LocalSystem


class DeployedSystem(LocalSystem):
    """What of the system lies in the engine: enough for those who look at it, and quick to start."""

    def _start(self, stack: ExitStack) -> None:
        children = self._make_directories(stack, None)
        engine = stack.enter_context(Engine(children.scratch, self.log_dir, [], locks=children.locks))
        self.endpoint_url, self.credentials, self._client = engine.endpoint_url, engine.credentials, engine.clients()
        engine.wait()
        self._deploy([], f"http://127.0.0.1:{free_port()}", page_url="", kept_key="")
        finish_deployment(self._client, self.names, MAXIMUM_CONCURRENCY)
