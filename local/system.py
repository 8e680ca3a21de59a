"""The whole system on one machine: the engine with the functions, the agent, and the endpoints between them.

client ──▶ engine (HTTP API, S3, SQS, DynamoDB ...) ──▶ functions
                                                           │ InvokeAgentRuntime
agent ◀── endpoints (AgentCore gateway, Bedrock stand-in) ◀┘
  └─────── Converse, InvokeModel ──────▶ endpoints

page: the files of `web/`, whose scripts are a client like any other

The supervisor starts each of these processes again when it dies, at the same address and with the same secrets.
"""

import logging
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final, Self

from deployment.finish import finish_deployment
from deployment.names import Names
from deployment.topology import Topology, load_topology
from local.children import START_S, Children
from local.deploy import MAXIMUM_CONCURRENCY, Deployment
from local.engine import ACCOUNT, REGION, Credentials, Engine
from local.folder import scratch_folder
from local.infrastructure import AGENT_RUNTIME_ARN, make_infrastructure, valid_key
from local.models.choice import ModelChoice
from local.models.ledger import Account
from local.page import page_origins
from local.process import ChildProcess, usable_port
from local.signals import end_this_process, ending_with_make, signals_as_exit
from local.state.keep import Keep, Kept, keeping
from local.state.replay import replay_uploads
from local.supervisor import Part, Supervisor

SANDBOX: Final = "local"
_SETTINGS: Final = {"WEBHOOK_LOOPBACK": "yes"}
"""The users of this system are on this machine."""
logger = logging.getLogger(__name__)


class LocalSystem:
    """The running system. However the `with` block, or this process, ends: nothing of it is left behind.

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
        keep: the directory that keeps its data, if there is one.
        failure: why the supervisor ended the system, if it did.
    """

    api_url: str
    api_key: str
    page_url: str
    endpoint_url: str
    agent_url: str
    credentials: Credentials
    topology: Topology
    log_dir: Path
    failure: str | None = None

    def __init__(
        self,
        state_dir: Path | None = None,
        settings: Mapping[str, str] | None = None,
        log_dir: Path | None = None,
        bedrock_url: str | None = None,
        models: ModelChoice | None = None,
        page: bool = True,
        keep: Path | None = None,
        notify: Callable[[str], None] = logger.warning,
        slowness: float = 0,
    ) -> None:
        """Takes note of what to start.

        Args:
            state_dir: a directory to keep logs in; a temporary one if left out.
            settings: environment variables for functions and agent, such as scaled-down times.
            log_dir: where logs go, if not into `state_dir`/logs.
            bedrock_url: where the models are; the local endpoint's address if left out.
            models: the real models that answer there; the offline stand-in if left out.
            page: whether to serve the page, too.
            keep: a directory that keeps jobs, pictures and the API key; they end with the system if left out.
            notify: gets a line about each process that dies or comes back.
            slowness: 1 if the stand-in takes as long as real models do, less for tests, 0 if it answers at once.
        """
        self.names = Names(ACCOUNT, REGION, SANDBOX)
        self.keep = keep
        self._state_dir = state_dir
        self._settings = dict(settings or {})
        self._wanted_log_dir = log_dir
        self._wanted_bedrock_url = bedrock_url
        self._models = models
        self._page = page
        self._notify = notify
        self._slowness = slowness
        self._stack = ExitStack()
        self._processes: dict[str, ChildProcess] = {}

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

    @property
    def models_account(self) -> Account:
        """What real models have cost so far, and what is wrong with them."""
        return Account.read(self._models_account)

    def client(self, service: str) -> Any:
        """A client of the operator for one of the engine's services, with timeouts."""
        return self._client(service)

    def pid(self, name: str) -> int:
        """The id of a process now: `engine`, `endpoints`, `agent` or `page`."""
        return self._processes[name].pid

    def __enter__(self) -> Self:
        """Starts everything and waits until it serves.

        Raises:
            StartError: if a process does not come up; the message ends with its log's last lines.
            KeepError: if the directory can't keep a system.
            FolderInUseError: if another system runs in that directory.
        """
        with ExitStack() as stack:
            self._start(stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _start(self, stack: ExitStack) -> None:
        stack.enter_context(signals_as_exit())
        stack.enter_context(ending_with_make())
        keep = stack.enter_context(keeping(self.keep)) if self.keep else None
        kept = keep.read() if keep else Kept()
        children = self._make_directories(stack, keep)
        # The engine must know the page's origin before there is a page.
        page_port = usable_port(kept.page_port)
        origins = page_origins(page_port) if self._page else []
        engine = stack.enter_context(
            Engine(
                children.scratch,
                self.log_dir,
                origins,
                port=usable_port(kept.engine_port),
                keep=keep.folder if keep else None,
                locks=children.locks,
            )
        )
        self.endpoint_url, self.credentials, self._client = engine.endpoint_url, engine.credentials, engine.clients()
        endpoints = stack.enter_context(children.endpoints(AGENT_RUNTIME_ARN, self._models, self._slowness))
        urls = endpoints.reported(START_S)
        bedrock_url = self._wanted_bedrock_url or urls["bedrock_url"]
        settings = {**(self._models.agent_settings() if self._models else {}), **self._settings}
        agent = stack.enter_context(children.agent(engine, self.names, bedrock_url, settings))
        self.agent_url, self._models_account = children.agent_url, children.account
        engine.wait()
        self._deploy(origins, urls["agentcore_url"], f"{origins[0]}/" if origins else "", kept.api_key)
        self._processes = {each.name: each for each in (engine.process, endpoints, agent)}
        if self._page:
            self._processes["page"] = stack.enter_context(children.page(self.api_url, page_port))
        finish_deployment(self._client, self.names, MAXIMUM_CONCURRENCY)
        children.wait_for_agent(agent)
        if self._page:
            self.page_url = self._processes["page"].reported(START_S)["page_url"]
        if keep:
            keep.write(self.api_key, engine.port, page_port)
            replay_uploads(self._client, self.names)
        stack.enter_context(Supervisor(self._parts(engine, children), self._notify, self._end_for))

    def _make_directories(self, stack: ExitStack, keep: Keep | None) -> Children:
        if self._state_dir:
            self._state_dir.mkdir(parents=True, exist_ok=True)
        scratch, lock = stack.enter_context(scratch_folder(self._state_dir))
        self.log_dir = self._wanted_log_dir or (self._state_dir or scratch) / "logs"
        self.log_dir.mkdir(parents=True, exist_ok=True)
        return Children(scratch, self.log_dir, [lock, keep.lock] if keep else [lock])

    def _deploy(self, origins: list[str], agentcore_url: str, page_url: str, kept_key: str) -> None:
        self.topology = load_topology(self.names).with_settings(_SETTINGS | self._settings).with_origins(origins)
        made = make_infrastructure(self._client, self.names, self.topology, self._settings)
        self.api_key = made.api_key or valid_key(self._client("secretsmanager"), self.names, kept_key)
        deployment = Deployment(self.topology, self._client, api_url=self._api_url_of)
        page = {"PAGE_URL": page_url} if page_url else {}
        api = deployment.run({"AWS_ENDPOINT_URL_BEDROCK_AGENTCORE": agentcore_url, **page})
        self.api_url = self._api_url_of(api)

    def _api_url_of(self, api: str) -> str:
        # Its other address, by host name, does not resolve on every machine.
        return f"{self.endpoint_url}/_aws/execute-api/{api}"

    def _parts(self, engine: Engine, children: Children) -> list[Part]:
        def revive_agent() -> None:
            agent.process.restart()
            children.wait_for_agent(agent.process)

        agent = Part(self._processes["agent"], revive_agent)

        def revive_engine() -> None:
            engine.process.stop()
            # Its key went with the engine, and so did the workers that listened to it. The next workers need it.
            with agent.lock:
                revive_agent()
            engine.process.restart()
            engine.wait()
            replay_uploads(self._client, self.names)

        def reviving(server: ChildProcess) -> Callable[[], None]:
            def revive() -> None:
                server.restart()
                server.reported(START_S)

            return revive

        servers = (self._processes[name] for name in ("endpoints", "page") if name in self._processes)
        return [Part(engine.process, revive_engine), agent, *(Part(each, reviving(each)) for each in servers)]

    def _end_for(self, reason: str) -> None:
        self.failure = reason
        end_this_process()
