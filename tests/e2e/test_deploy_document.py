"""The commands of docs/deploy.md, typed, from an empty account to an empty account, each way twice in a row.

Both ways are typed: tc, and one stack. tc and the deployment of the agent have stand-ins, and all
portraits are one; all else is real, on the local engine.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from deployment import PROJECT
from deployment.names import Names
from local.engine import ACCOUNT, REGION, Credentials, Engine
from local.process import ChildProcess, free_port
from tests.support.inventory import inventory

DOCUMENT = Path("docs/deploy.md").read_text("utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", DOCUMENT, re.DOTALL)
FIRST_OF_TC = next(at for at, block in enumerate(BLOCKS) if "create_infrastructure" in block)
# The shell is that of both. The engine's CloudFormation leaves running what ran the functions that it deletes, which
# then answers for functions of the same names that others make: so tc comes first.
WAYS = {"tc": [BLOCKS[0], *BLOCKS[FIRST_OF_TC:]], "stack": BLOCKS[:FIRST_OF_TC]}
NAMES = Names(ACCOUNT, REGION, "dev")
UV = shutil.which("uv") or "/nowhere/uv"
GONE = {"tc": f"removed agent {NAMES.agent_runtime}", "stack": f"removed stack {NAMES.stack}"}
LIMIT_S = 120
START_S = 60.0

# The engine speaks no TLS; the machine is set up already; nobody may build an arm64 zip for a test.
AGENT = f"arn:aws:bedrock-agentcore:{REGION}:{ACCOUNT}:runtime/{NAMES.agent_runtime}-0000000000"
REPLACED = {
    'make deploy SANDBOX="$SANDBOX" OPTIONS="--destroy"': 'python -m scripts.deploy --sandbox "$SANDBOX" --destroy',
    'make deploy SANDBOX="$SANDBOX"': (
        f'python -m scripts.deploy --sandbox "$SANDBOX" --agent-runtime-arn {AGENT}'
        ' --setting "AWS_ENDPOINT_URL_BEDROCK_AGENTCORE=$STAND_IN_AGENTCORE_URL"'
    ),
    "make setup": ":",
    "python -m scripts.create_infrastructure": "python -m scripts.create_infrastructure --allow-insecure-transport",
    "python -m scripts.deploy_agent": "python -m tests.support.stand_ins.deploy_agent",
}


class Shell:
    """One shell, in which one block is typed after the other."""

    def __init__(self, home: Path, environment: dict[str, str]) -> None:
        self._state = home / "state"
        self._state.write_text("\n".join(f"export {name}={shlex.quote(value)}" for name, value in environment.items()))
        self.shown = ""

    def type(self, block: str) -> None:
        """Types a block, as the reader that the document speaks to would; answers any question with the name."""
        for text, instead in REPLACED.items():
            block = block.replace(text, instead)
        script = f"source {self._state}\n{block}\nexport -p > {self._state}\n"
        run = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=PROJECT,
            env={},
            input=f"{NAMES.sandbox}\n",
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
        )
        assert run.returncode == 0, f"{block}\n{run.stdout}\n{run.stderr}"
        self.shown += run.stdout


@pytest.fixture
def empty_engine(tmp_path: Path) -> Iterator[Engine]:
    with Engine(tmp_path, tmp_path) as engine:
        engine.wait()
        yield engine


@contextmanager
def running_agent(engine: Engine, home: Path) -> Iterator[str]:
    """The agent's real server behind the gateway. It takes its role's rights once there are some. Yields the URL."""
    config = home / "agent-aws-config"
    config.write_text(assume_role_config(NAMES.agent_role, engine.credentials))
    port, report = free_port(), home / "endpoints.json"
    arguments = ("--agent-url", f"http://127.0.0.1:{port}")
    with ExitStack() as stack:
        endpoints = stack.enter_context(
            ChildProcess("endpoints", "tests.support.stand_ins.endpoints", *arguments, log_dir=home, report=report)
        )
        urls = endpoints.reported(START_S)
        environment = {
            "AWS_CONFIG_FILE": str(config),
            "AWS_REGION": REGION,
            "AWS_ENDPOINT_URL": engine.endpoint_url,
            "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": urls["bedrock_url"],
            "PORT": str(port),
            "S3_GENERATED_BUCKET": NAMES.generated_bucket,
            "S3_UPLOAD_BUCKET": NAMES.upload_bucket,
            "SANDBOX": NAMES.sandbox,
        }
        agent = stack.enter_context(ChildProcess("agent", "agent.main", log_dir=home, environment=environment))
        agent.wait_until_healthy(f"http://127.0.0.1:{port}/ping", START_S)
        yield urls["agentcore_url"]


def assume_role_config(role: str, operator: Credentials) -> str:
    return (
        f"[default]\nrole_arn = arn:aws:iam::{ACCOUNT}:role/{role}\nsource_profile = operator\n"
        f"[profile operator]\naws_access_key_id = {operator.access_key_id}\n"
        f"aws_secret_access_key = {operator.secret_access_key}\n"
    )


def shell(engine: Engine, home: Path, agentcore_url: str) -> Shell:
    """A shell of someone with an AWS profile, whose tc is ours."""
    tools = home / "bin"
    tools.mkdir(exist_ok=True)
    python = shlex.quote(sys.executable)
    (tools / "tc").write_text(f'#!/bin/sh\nexec {python} -m tests.support.stand_ins.tc "$@"\n')
    (tools / "python").write_text(f'#!/bin/sh\nexec {python} "$@"\n')
    (tools / "petavatar").write_text(
        f'#!/bin/sh\nexec {python} -c "from petavatar_cli.main import main; main()" "$@"\n'
    )
    for tool in tools.iterdir():
        tool.chmod(0o755)
    credentials = home / "credentials"
    key = engine.credentials
    credentials.write_text(
        f"[default]\naws_access_key_id = {key.access_key_id}\naws_secret_access_key = {key.secret_access_key}\n"
    )
    # The functions are built by uv, which finds its cache and the machine's certificates by these.
    of_uv = {name: value for name, value in os.environ.items() if name.startswith(("UV_", "SSL_"))}
    environment = of_uv | {
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_ENDPOINT_URL": engine.endpoint_url,
        "AWS_SHARED_CREDENTIALS_FILE": str(credentials),
        "HOME": str(Path.home()),
        "PATH": f"{tools}:/usr/bin:/bin:{Path(UV).parent}",
        "STAND_IN_AGENTCORE_URL": agentcore_url,
    }
    return Shell(home, environment)


def let_the_agent_in(engine: Engine) -> None:
    """Lets the operator take the agent's role, as AgentCore does on AWS, with the rights that the stack gave it."""
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    engine.clients()("iam").update_assume_role_policy(RoleName=NAMES.agent_role, PolicyDocument=document)


def filled_in(block: str, shown: str, engine: Engine, out: Path) -> str:
    """The block with what the reader has been shown in place of the examples."""
    if "PETAVATAR_API_KEY=" not in block:
        return block
    key = re.findall(r"pa_[A-Za-z0-9_-]{43}", shown)[-1]
    api = re.findall(r"https?://(\w+)\.execute-api", shown)[-1]
    # The engine's own address of it does not resolve on every machine.
    block = re.sub(r"https://API-ID\.execute-api\S+", f"{engine.endpoint_url}/_aws/execute-api/{api}", block)
    return block.replace("pa_YOUR-KEY", key).replace("--out first", f"--out {shlex.quote(str(out))}")


TWICE = [way for way in WAYS for _ in range(2)]


@pytest.mark.timeout(600)
@pytest.mark.verify
def test_from_an_empty_account_to_a_first_job_and_back(empty_engine: Engine, tmp_path: Path) -> None:
    client = empty_engine.clients()
    assert inventory(client, NAMES.sandbox) == {}
    for attempt, way in enumerate(TWICE):
        home, out = tmp_path / f"{way}-{attempt}", tmp_path / f"{way}-{attempt}" / "out"
        home.mkdir()
        with running_agent(empty_engine, home) as agentcore_url:
            reader = shell(empty_engine, home, agentcore_url)
            for block in WAYS[way]:
                reader.type(filled_in(block, reader.shown, empty_engine, out))
                if block.startswith("make deploy") and "--destroy" not in block:
                    let_the_agent_in(empty_engine)

        results = json.loads((out / "results.json").read_text())
        assert results["pet_analysis"]["species"] == "cat"
        assert (out / "avatar.png").read_bytes().startswith(b"\x89PNG")
        assert GONE[way] in reader.shown
        assert inventory(client, NAMES.sandbox) == {}
        assert everything(empty_engine) == set()


def everything(engine: Engine) -> set[str]:
    """What is left in the account under any name of the project's."""
    return {name for names in inventory(engine.clients(), ".*").values() for name in names if "petavatar" in name}


def test_the_commands_are_those_of_a_whole_deployment_in_their_order() -> None:
    pattern = r"^(?:python -m scripts\.(\w+)|(tc \w+)|(petavatar \w+)|(make deploy))"
    commands = re.findall(pattern, "\n".join(BLOCKS), re.MULTILINE)

    assert [next(filter(None, command)) for command in commands][:9] == [
        "make deploy",
        "petavatar create",
        "make deploy",
        "create_infrastructure",
        "deploy_agent",
        "tc create",
        "tc list",
        "post_deploy",
        "petavatar create",
    ]
    assert [next(filter(None, command)) for command in commands][-3:] == ["tc delete", "tc delete", "destroy"]


@pytest.mark.parametrize("document", sorted(Path("docs").glob("*.md")), ids=lambda path: path.stem)
def test_every_script_that_a_document_names_is_there(document: Path) -> None:
    named = set(re.findall(r"\b(?:python -m )?scripts\.(\w+)", document.read_text("utf-8")))

    assert [name for name in sorted(named) if not list(Path("scripts").glob(f"{name}*"))] == []


def test_every_document_that_it_links_to_is_there() -> None:
    links = [link for link in re.findall(r"\]\(([^)]+)\)", DOCUMENT) if not link.startswith("http")]
    documents = {link.partition("#")[0] for link in links} - {""}

    assert documents
    assert [name for name in documents if not Path("docs", name).exists()] == []
