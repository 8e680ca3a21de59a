"""The processes of the system beside the engine: the agent, the endpoints and the page.

Each gets its port and its secrets from its parent, and so is the same again after a restart.
"""

import json
import secrets
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from deployment.names import Names
from local.engine import ACCOUNT, REGION, Engine
from local.guard.secret import AGENT_VARIABLE
from local.models.choice import ModelChoice, to_plain
from local.process import NO_ADDITIONS, ChildProcess, free_port

START_S: Final = 60.0
PHOTO_MEMORY_BYTES: Final = 500_000_000
"""Less than on AgentCore, whose machines have nothing else to do: enough for photos of 50 MP phones and cameras."""
# Not by AWS's names, which would come before the role.
_KEY_ID: Final = "OPERATOR_KEY_ID"
_KEY: Final = "OPERATOR_KEY"


@dataclass(frozen=True, slots=True)
class Children:
    """What the processes have in common.

    Attributes:
        scratch: the folder of what they need on disk.
        log_dir: where their logs go.
        locks: locks of folders that they hold, too.
        agent_port: where the agent serves.
        agent_secret: what the agent asks of the gateway.
    """

    scratch: Path
    log_dir: Path
    locks: Sequence[int]
    agent_port: int = field(default_factory=free_port)
    agent_secret: str = field(default_factory=secrets.token_urlsafe, repr=False)

    @property
    def agent_url(self) -> str:
        """Where the agent answers the gateway."""
        return f"http://127.0.0.1:{self.agent_port}"

    @property
    def account(self) -> Path:
        """The file that counts what real models cost."""
        return self.scratch / "account.json"

    def endpoints(self, runtime_arn: str, models: ModelChoice | None = None, slowness: float = 0) -> ChildProcess:
        """Starts the models' endpoint, which is a stand-in unless real models are chosen, and AgentCore's gateway."""
        slow = ("--slowness", str(slowness)) if slowness else ()
        real = ("--models", json.dumps(to_plain(models)), "--account", str(self.account)) if models else ()
        return self._server(
            "endpoints",
            *("--agent-url", self.agent_url, "--runtime-arn", runtime_arn, "--port", str(free_port()), *real, *slow),
            environment={**(models.environment() if models else {}), AGENT_VARIABLE: self.agent_secret},
        )

    def page(self, api_url: str, port: int) -> ChildProcess:
        """Starts the page."""
        return self._server("page", "--api-url", api_url, "--port", str(port))

    def _server(self, name: str, *arguments: str, environment: Mapping[str, str] = NO_ADDITIONS) -> ChildProcess:
        """Starts a server of ours that says where it is, as `local.serving` does."""
        return ChildProcess(
            name,
            f"local.{name}",
            *arguments,
            log_dir=self.log_dir,
            environment=environment,
            report=self.scratch / f"{name}.json",
            locks=self.locks,
        )

    def agent(self, engine: Engine, names: Names, bedrock_url: str, settings: Mapping[str, str]) -> ChildProcess:
        """Starts the agent with its role's rights alone: AWS's SDK assumes the role, and again when it runs out."""
        config = self.scratch / "agent-aws-config"
        config.write_text(_assume_role_config(names.agent_role))
        environment = {
            "PHOTO_MEMORY_BYTES": str(PHOTO_MEMORY_BYTES),
            **settings,
            "AWS_CONFIG_FILE": str(config),
            "AWS_REGION": REGION,
            "AWS_ENDPOINT_URL": engine.endpoint_url,
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": bedrock_url,
            "PORT": str(self.agent_port),
            AGENT_VARIABLE: self.agent_secret,
            _KEY_ID: engine.credentials.access_key_id,
            _KEY: engine.credentials.secret_access_key,
            "S3_GENERATED_BUCKET": names.generated_bucket,
            "S3_UPLOAD_BUCKET": names.upload_bucket,
            "SIGNING_SECRET": names.signing_secret,
            "SANDBOX": names.sandbox,
        }
        return ChildProcess(
            "agent", "local.agent_process", log_dir=self.log_dir, environment=environment, locks=self.locks
        )

    def wait_for_agent(self, agent: ChildProcess) -> None:
        """Waits until the agent serves.

        Raises:
            StartError: if it does not.
        """
        agent.wait_until_healthy(f"{self.agent_url}/ping", START_S)


def _assume_role_config(role: str) -> str:
    """The SDK's configuration. The operator's key, with which the role is assumed, is in the environment alone."""
    printed = shlex.quote('{"Version":1,"AccessKeyId":"%s","SecretAccessKey":"%s"}')
    shell = f'printf {printed} "${_KEY_ID}" "${_KEY}"'
    return (
        "[default]\n"
        f"role_arn = arn:aws:iam::{ACCOUNT}:role/{role}\n"
        "source_profile = operator\n"
        "[profile operator]\n"
        f"credential_process = /bin/sh -c {shlex.quote(shell)}\n"
    )
