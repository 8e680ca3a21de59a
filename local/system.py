"""The whole system on one machine: the engine with the seven functions, the agent, and the endpoints between them.

client ──▶ engine (HTTP API, S3, SQS, DynamoDB ...) ──▶ functions
                                                           │ InvokeAgentRuntime
agent ◀── endpoints (AgentCore gateway, Bedrock stand-in) ◀┘
  └─────── Converse, InvokeModel ──────▶ endpoints

page: the files of `web/`, whose scripts are a client like any other
"""

import secrets
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, Final, NoReturn, Self

from deployment.agent.policy import agent_policy
from deployment.finish import finish_deployment
from deployment.infrastructure.queues import RECEIVES_PER_ATTEMPT, Redelivery
from deployment.infrastructure.sandbox import Infrastructure, Options, create_infrastructure
from deployment.names import Names
from deployment.topology import Topology, load_topology
from local.deploy import MAXIMUM_CONCURRENCY, Deployment, create_role
from local.engine import ACCOUNT, REGION, Credentials, Engine
from local.guard.secret import AGENT_VARIABLE
from local.page import page_origins
from local.process import NO_ADDITIONS, ChildProcess, free_port
from petavatar.settings import Settings

SANDBOX: Final = "local"
AGENT_RUNTIME_ARN: Final = f"arn:aws:bedrock-agentcore:{REGION}:{ACCOUNT}:runtime/petavatar_{SANDBOX}-0000000000"

_START_S: Final = 60.0
# AWS's advice, and the project's rule: a message stays hidden for six times the worker's timeout.
_VISIBILITY_PER_TIMEOUT: Final = 6


class LocalSystem:
    """The running system. Leaving the `with` block, Ctrl-C and SIGTERM end it and leave nothing behind.

    Attributes:
        api_url: the base of the HTTP API's addresses.
        api_key: a valid API key.
        page_url: where the page is, if it was asked for.
        endpoint_url: where S3 and the other AWS services answer.
        agent_url: where the agent answers the gateway, and nobody else.
        credentials: the operator's key.
        names: the names of the sandbox's resources.
        topology: what was deployed.
        log_dir: where each process's log is.
        agent_pid: the id of the agent's process.
    """

    api_url: str
    api_key: str
    page_url: str
    endpoint_url: str
    agent_url: str
    credentials: Credentials
    topology: Topology
    log_dir: Path
    agent_pid: int

    def __init__(
        self,
        state_dir: Path | None = None,
        settings: Mapping[str, str] | None = None,
        log_dir: Path | None = None,
        bedrock_url: str | None = None,
        page: bool = True,
    ) -> None:
        """Takes note of what to start.

        Args:
            state_dir: a directory to keep logs in; a temporary one if left out.
            settings: environment variables for functions and agent, such as scaled-down times.
            log_dir: where logs go, if not into `state_dir`/logs.
            bedrock_url: where the models are; the offline stand-in's address if left out.
            page: whether to serve the page, too.
        """
        self.names = Names(ACCOUNT, REGION, SANDBOX)
        self._state_dir = state_dir
        self._settings = dict(settings or {})
        self._wanted_log_dir = log_dir
        self._wanted_bedrock_url = bedrock_url
        self._page = page
        self._stack = ExitStack()
        self._processes: list[Engine | ChildProcess] = []

    @property
    def upload_bucket(self) -> str:
        """The bucket that photos are uploaded to."""
        return self.names.upload_bucket

    @property
    def generated_bucket(self) -> str:
        """The bucket that avatars are kept in."""
        return self.names.generated_bucket

    @property
    def account(self) -> str:
        """The account that the engine plays."""
        return self.names.account

    @property
    def region(self) -> str:
        """The region that the engine plays."""
        return self.names.region

    def client(self, service: str) -> Any:
        """A client of the operator for one of the engine's services, with timeouts."""
        return self._client(service)

    def __enter__(self) -> Self:
        """Starts everything and waits until it serves.

        Raises:
            StartError: if a process does not come up; the message ends with its log's last lines.
        """
        with ExitStack() as stack:
            self._start(stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.ask_to_stop()
        self._stack.close()

    def _start(self, stack: ExitStack) -> None:
        stack.enter_context(_terminated_as_exit())
        scratch = self._make_directories(stack)
        # The engine must know the page's origin before there is a page.
        page_port = free_port()
        origins = page_origins(page_port) if self._page else []
        engine = stack.enter_context(Engine(scratch, self.log_dir, origins))
        self.endpoint_url, self.credentials = engine.endpoint_url, engine.credentials
        self._client: Callable[[str], Any] = engine.clients()
        agent_port, agent_secret = free_port(), secrets.token_urlsafe()
        self.agent_url = f"http://127.0.0.1:{agent_port}"
        endpoints = self._start_server(
            stack,
            scratch,
            "endpoints",
            *("--agent-url", self.agent_url, "--runtime-arn", AGENT_RUNTIME_ARN),
            environment={AGENT_VARIABLE: agent_secret},
        )
        urls = endpoints.reported(_START_S)
        bedrock_url = self._wanted_bedrock_url or urls["bedrock_url"]
        agent = stack.enter_context(self._start_agent(scratch, agent_port, agent_secret, bedrock_url))
        engine.wait()
        self.topology = load_topology(self.names).with_settings(self._settings).with_origins(origins)
        infrastructure = self._create_infrastructure()
        deployment = Deployment(self.topology, self._client)
        api = deployment.run({"AWS_ENDPOINT_URL_BEDROCK_AGENTCORE": urls["agentcore_url"]})
        # Its other address, by host name, does not resolve on every machine.
        self.api_url = f"{self.endpoint_url}/_aws/execute-api/{api}"
        page = None
        if self._page:
            page_options = ("--api-url", self.api_url, "--port", str(page_port))
            page = self._start_server(stack, scratch, "page", *page_options)
        finish_deployment(self._client, self.names, MAXIMUM_CONCURRENCY)
        assert infrastructure.api_key is not None  # noqa: S101 - the engine is new, and so is its secret
        self.api_key = infrastructure.api_key
        agent.wait_until_healthy(f"{self.agent_url}/ping", _START_S)
        self.agent_pid, self._processes = agent.pid, [engine, endpoints, agent]
        if page is not None:
            self._processes.append(page)
            self.page_url = page.reported(_START_S)["page_url"]

    def _make_directories(self, stack: ExitStack) -> Path:
        if self._state_dir:
            self._state_dir.mkdir(parents=True, exist_ok=True)
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="petavatar-", dir=self._state_dir)))
        self.log_dir = self._wanted_log_dir or (self._state_dir or scratch) / "logs"
        self.log_dir.mkdir(parents=True, exist_ok=True)
        return scratch

    def _start_server(
        self,
        stack: ExitStack,
        scratch: Path,
        name: str,
        *arguments: str,
        environment: Mapping[str, str] = NO_ADDITIONS,
    ) -> ChildProcess:
        """Starts a server of ours that says where it is, as `local.serving` does."""
        report = scratch / f"{name}.json"
        server = ChildProcess(
            name, f"local.{name}", *arguments, log_dir=self.log_dir, environment=environment, report=report
        )
        return stack.enter_context(server)

    def _start_agent(self, scratch: Path, port: int, secret: str, bedrock_url: str) -> ChildProcess:
        """Starts the agent with its role's rights alone: AWS's SDK assumes the role, and again when it runs out."""
        config = scratch / "agent-aws-config"
        config.touch(mode=0o600)
        config.write_text(_assume_role_config(self.credentials, self.names.agent_role))
        environment = {
            **self._settings,
            "AWS_CONFIG_FILE": str(config),
            "AWS_REGION": REGION,
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": bedrock_url,
            "PORT": str(port),
            AGENT_VARIABLE: secret,
            "S3_GENERATED_BUCKET": self.generated_bucket,
            "S3_UPLOAD_BUCKET": self.upload_bucket,
            "SANDBOX": self.names.sandbox,
        }
        return ChildProcess("agent", "local.agent_process", log_dir=self.log_dir, environment=environment)

    def _create_infrastructure(self) -> Infrastructure:
        worker_timeout = max(self.topology.functions[queue.function].timeout for queue in self.topology.queues)
        redelivery = Redelivery(
            visibility_s=worker_timeout * _VISIBILITY_PER_TIMEOUT,
            max_receives=RECEIVES_PER_ATTEMPT * int(self._settings.get("MAX_ATTEMPTS", Settings().max_attempts)),
        )
        options = Options(
            cors_origins=self.topology.cors.origins,
            tls_only=False,
            agent_runtime_arn=AGENT_RUNTIME_ARN,
            redelivery=redelivery,
        )
        infrastructure = create_infrastructure(self._client, self.names, options)
        create_role(self._client, self.names.agent_role, _OPERATOR_TRUST, agent_policy(self.names))
        return infrastructure


_OPERATOR_TRUST: Final = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
    ],
}


def _assume_role_config(operator: Credentials, role: str) -> str:
    return (
        "[default]\n"
        f"role_arn = arn:aws:iam::{ACCOUNT}:role/{role}\n"
        "source_profile = operator\n"
        "[profile operator]\n"
        f"aws_access_key_id = {operator.access_key_id}\n"
        f"aws_secret_access_key = {operator.secret_access_key}\n"
    )


@contextmanager
def _terminated_as_exit() -> Iterator[None]:
    """Lets SIGTERM unwind the stack, as Ctrl-C does, where the signal is nobody else's."""

    def leave(number: int, _: FrameType | None) -> NoReturn:
        raise SystemExit(128 + number)

    main = threading.current_thread() is threading.main_thread()
    if not main or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
