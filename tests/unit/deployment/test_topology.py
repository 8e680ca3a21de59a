"""The reader of tc's files takes what the project uses, and refuses the rest by name."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from deployment import PROJECT
from deployment.names import Names
from deployment.topology import Cors, QueueMapping, Route, TopologyError, load_topology

ROOT = Path(__file__).parents[3]


class Project:
    """A project with one function, whose files a test can spoil."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.topology: dict[str, Any] = {
            "name": "shop",
            "infra": "./infra",
            "routes": {
                "default": {"cors": {"methods": ["GET"], "origins": ["*"], "headers": ["x-api-key"]}},
                "/till/{id}": {"method": "GET", "function": "till-handler"},
            },
            "queues": {"orders": {"name": "orders-{{sandbox}}", "function": "till-handler"}},
            "events": {
                "Paid": {
                    "pattern": '{"account": ["{{ account }}"]}',
                    "function": "till-handler",
                    "retries": 3,
                    "maximum_event_age_in_seconds": 60,
                    "dead_letter_queue": "undelivered-{{sandbox}}",
                }
            },
        }
        self.function: dict[str, Any] = {
            "name": "till-handler",
            "description": "Takes the money",
            "infra_dir": "{{root}}/infra",
            "runtime": {"lang": "python3.13", "arch": "Arm64", "package_type": "zip", "handler": "handler.handler"},
            "build": {"kind": "Code", "command": "make"},
        }
        self.variables: dict[str, Any] = {
            "default": {"memory_size": 256, "timeout": 7, "environment": {"TABLE": "till-{{region}}-{{sandbox}}"}}
        }
        self.role: dict[str, Any] = {"Version": "2012-10-17", "Statement": [{"Resource": "{{account}}"}]}

    def write(self) -> tuple[Names, Path]:
        files = {
            "topology.yml": yaml.safe_dump(self.topology),
            "functions/till-handler/function.yml": yaml.safe_dump(self.function),
            "infra/vars/till-handler.json": json.dumps(self.variables),
            "infra/roles/till-handler.json": json.dumps(self.role),
        }
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return Names("111122223333", "eu-west-1", "dev"), self.root


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_reads_everything_with_its_placeholders_filled_in(project: Project) -> None:
    topology = load_topology(*project.write())

    function = topology.functions["till-handler"]
    assert topology.routes == [Route("GET", "/till/{id}", "till-handler")]
    assert topology.cors == Cors(["GET"], ["*"], ["x-api-key"])
    assert topology.queues == [QueueMapping("orders-dev", "till-handler")]
    assert [(event.name, event.pattern) for event in topology.events] == [("Paid", '{"account": ["111122223333"]}')]
    assert (function.memory, function.timeout) == (256, 7)
    assert function.environment == {"TABLE": "till-eu-west-1-dev"}
    assert function.policy["Statement"] == [{"Resource": "111122223333"}]


def test_names_are_those_that_tc_gives(project: Project) -> None:
    topology = load_topology(*project.write())

    assert topology.api == "shop_dev"
    assert topology.lambda_name("till-handler") == "shop_till-handler_dev"
    assert topology.role_name("till-handler") == "tc-shop-th-dev"
    assert [topology.rule_name(event) for event in topology.events] == ["tc-shop-Paid-dev"]


def test_a_short_name_of_a_function_stays_whole_in_its_roles_name(project: Project) -> None:
    function = load_topology(*project.write()).functions["till-handler"]

    assert (
        type(function)(name="till", handler="h.h", memory=1, timeout=1, environment={}, policy={}).abbreviation
        == "till"
    )


@pytest.mark.parametrize(
    ("part", "key"),
    [
        (lambda p: p.topology, "functions"),
        (lambda p: p.topology["routes"]["/till/{id}"], "authorizer"),
        (lambda p: p.topology["routes"]["default"], "authorizer"),
        (lambda p: p.topology["routes"]["default"]["cors"], "max_age"),
        (lambda p: p.topology["queues"]["orders"], "batch_size"),
        (lambda p: p.topology["events"]["Paid"], "producer"),
        (lambda p: p.function, "layers"),
        (lambda p: p.function["runtime"], "timeout"),
        (lambda p: p.variables, "prod"),
        (lambda p: p.variables["default"], "tags"),
        (lambda p: p.role, "Id"),
    ],
)
def test_a_key_that_it_does_not_understand_is_an_error(project: Project, part: Any, key: str) -> None:
    part(project)[key] = "x"

    with pytest.raises(TopologyError, match=f"{key} unknown"):
        load_topology(*project.write())


@pytest.mark.parametrize(
    ("part", "key"),
    [
        (lambda p: p.topology, "events"),
        (lambda p: p.topology["routes"]["/till/{id}"], "method"),
        (lambda p: p.topology["queues"]["orders"], "name"),
        (lambda p: p.function, "runtime"),
        (lambda p: p.variables, "default"),
        (lambda p: p.role, "Statement"),
    ],
)
def test_a_missing_key_is_named(project: Project, part: Any, key: str) -> None:
    del part(project)[key]

    with pytest.raises(TopologyError, match=f"{key} missing"):
        load_topology(*project.write())


def test_an_unknown_placeholder_is_an_error(project: Project) -> None:
    project.variables["default"]["environment"]["TABLE"] = "{{sandbx}}"

    with pytest.raises(TopologyError, match=r"till-handler\.json: \{\{sandbx\}\} is unknown"):
        load_topology(*project.write())


@pytest.mark.parametrize("section", ["routes", "queues", "events"])
def test_a_function_that_is_not_there_is_an_error(project: Project, section: str) -> None:
    *_, user = project.topology[section].values()
    user["function"] = "tilt-handler"

    with pytest.raises(TopologyError, match="no function tilt-handler"):
        load_topology(*project.write())


@pytest.mark.parametrize("text", ["", "- a list", "key: [", "key: 1\n\tkey: 2"])
def test_a_file_that_is_no_mapping_is_named(project: Project, text: str) -> None:
    files = project.write()
    (project.root / "topology.yml").write_text(text)

    with pytest.raises(TopologyError, match=r"topology\.yml"):
        load_topology(*files)


@pytest.mark.parametrize("missing", ["topology.yml", "infra/roles/till-handler.json", "infra/vars/till-handler.json"])
def test_a_file_that_is_not_there_is_named(project: Project, missing: str) -> None:
    files = project.write()
    (project.root / missing).unlink()

    with pytest.raises(TopologyError, match=missing):
        load_topology(*files)


def test_a_pattern_that_is_no_json_is_an_error(project: Project) -> None:
    project.topology["events"]["Paid"]["pattern"] = "{"

    with pytest.raises(TopologyError, match="Paid: the pattern is not JSON"):
        load_topology(*project.write())


@pytest.mark.parametrize(("key", "value"), [("name", "other"), ("infra_dir", "{{root}}/elsewhere")])
def test_a_function_file_that_speaks_of_another_folder_is_an_error(project: Project, key: str, value: str) -> None:
    project.function[key] = value

    with pytest.raises(TopologyError, match="does not match the folder"):
        load_topology(*project.write())


class TestWithSettings:
    def test_settings_reach_every_function(self, project: Project) -> None:
        topology = load_topology(*project.write()).with_settings({"JOB_DEADLINE_S": "9"})

        assert topology.functions["till-handler"].environment["JOB_DEADLINE_S"] == "9"

    def test_a_function_that_is_told_its_timeout_gets_it(self, project: Project) -> None:
        project.variables["default"]["environment"]["WORKER_TIMEOUT_S"] = "7"

        topology = load_topology(*project.write()).with_settings({"WORKER_TIMEOUT_S": "3"})

        assert topology.functions["till-handler"].timeout == 3

    def test_other_functions_keep_their_timeout(self, project: Project) -> None:
        topology = load_topology(*project.write()).with_settings({"WORKER_TIMEOUT_S": "3"})

        assert topology.functions["till-handler"].timeout == 7


def test_the_projects_own_files_are_understood() -> None:
    topology = load_topology(Names("000000000000", "us-east-1", "local"))

    assert len(topology.functions) == len(list(PROJECT.glob("functions/*/handler.py")))
    routed = {route.function for route in topology.routes}
    assert routed == topology.functions.keys() - {"process-worker", "s3-event-handler", "webhook-worker"}
