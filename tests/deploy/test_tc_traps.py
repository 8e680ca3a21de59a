"""What tc misreads without a word, or panics at: no file of ours falls for it, and the rules catch one that does."""

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from deployment.names import Names
from deployment.topology import TopologyError, load_topology
from tests.deploy import tc_rules

ROOT = Path(__file__).parents[2]
TOPOLOGY: dict[str, Any] = yaml.safe_load((ROOT / "topology.yml").read_text())
FUNCTION_FILES = sorted(ROOT.glob("functions/*/function.yml"))
FUNCTIONS: dict[str, Any] = {path.parent.name: yaml.safe_load(path.read_text()) for path in FUNCTION_FILES}
POLICIES = {path.stem: json.loads(path.read_text()) for path in (ROOT / "infra" / "roles").glob("*.json")}
VARIABLES = {path.stem: json.loads(path.read_text()) for path in (ROOT / "infra" / "vars").glob("*.json")}


def refused(rule: type[tc_rules.Strict], content: Any) -> bool:
    try:
        rule.model_validate(content)
    except ValidationError:
        return True
    return False


@pytest.fixture
def topology() -> Any:
    return copy.deepcopy(TOPOLOGY)


@pytest.fixture
def function() -> Any:
    return copy.deepcopy(FUNCTIONS["status-handler"])


def test_trap_cors_in_capitals_is_ignored_so_the_key_is_in_lower_case(topology: Any) -> None:
    assert set(TOPOLOGY["routes"]["default"]) == {"cors"}
    topology["routes"]["default"]["CORS"] = topology["routes"]["default"].pop("cors")

    assert refused(tc_rules.Topology, topology)


def test_trap_arm64_is_no_architecture_of_tc_and_capital_arm64_is(function: Any) -> None:
    assert {spec["runtime"]["arch"] for spec in FUNCTIONS.values()} == {"Arm64"}
    function["runtime"]["arch"] = "arm64"

    assert refused(tc_rules.Function, function)


def test_trap_provider_lambda_is_unknown_and_left_out_it_is_lambda_with_a_capital(function: Any) -> None:
    assert not [name for name, spec in FUNCTIONS.items() if "provider" in spec["runtime"]]
    function["runtime"]["provider"] = "lambda"

    assert refused(tc_rules.Function, function)


def test_trap_a_typo_in_an_authorizer_opens_its_route_so_no_route_relies_on_one(topology: Any) -> None:
    assert not [path for path, route in TOPOLOGY["routes"].items() if "authorizer" in route]
    topology["routes"]["/process"]["authorizer"] = "autorizer"

    assert refused(tc_rules.Topology, topology)


@pytest.mark.parametrize("dropped", ["Condition", "NotAction", "Principal"])
def test_trap_a_condition_in_a_role_is_dropped_so_none_relies_on_one(dropped: str) -> None:
    assert not [name for name, policy in POLICIES.items() for s in policy["Statement"] if dropped in s]
    statement = {**POLICIES["status-handler"]["Statement"][0], dropped: {}}

    assert refused(tc_rules.Statement, statement)


def test_trap_a_functions_block_takes_the_place_of_every_function_file_so_there_is_none(topology: Any) -> None:
    assert "functions" not in TOPOLOGY
    topology["functions"] = {"status-handler": {}}

    assert refused(tc_rules.Topology, topology)


def test_trap_without_a_runtime_a_function_gets_python_310_on_x86_and_a_wide_role(function: Any) -> None:
    assert {spec["runtime"]["lang"] for spec in FUNCTIONS.values()} == {"python3.13"}
    del function["runtime"]

    assert refused(tc_rules.Function, function)


def test_trap_an_underscore_in_the_path_leads_tc_elsewhere_unless_infra_dir_is_set(function: Any) -> None:
    assert {spec["infra_dir"] for spec in FUNCTIONS.values()} == {"{{root}}/infra"}
    assert not [name for name in (*FUNCTIONS, TOPOLOGY["infra"]) if "_" in name]
    del function["infra_dir"]

    assert refused(tc_rules.Function, function)


def test_trap_namespace_in_a_function_file_becomes_nothing(tmp_path: Path) -> None:
    known = {"root", "git_root", "sandbox", "account", "region", "repo", "version"}
    for path in FUNCTION_FILES:
        assert set(re.findall(r"\{\{\s*(\w+)\s*\}\}", path.read_text())) <= known
    (tmp_path / "topology.yml").write_text("name: '{{namespace}}'")

    with pytest.raises(TopologyError, match="is unknown"):
        load_topology(Names("1", "us-east-1", "dev"), tmp_path)


def test_trap_a_queues_key_is_its_name_in_every_sandbox_so_each_has_a_name_of_its_own(topology: Any) -> None:
    names = [queue["name"] for queue in TOPOLOGY["queues"].values()]
    names += [event["dead_letter_queue"] for event in TOPOLOGY["events"].values()]

    assert not [name for name in names if not name.endswith("-{{sandbox}}")]
    del topology["queues"]["processing-queue"]["name"]
    assert refused(tc_rules.Topology, topology)


def test_trap_the_region_is_aws_region_or_us_west_2_so_it_is_exported_first_and_never_a_variable() -> None:
    deploy = (ROOT / "docs" / "deploy.md").read_text("utf-8")
    shell = "\n".join(re.findall(r"```sh\n(.*?)```", deploy, re.DOTALL))

    assert -1 < shell.find("export AWS_REGION=") < shell.find("\ntc ")
    assert not [name for name, spec in VARIABLES.items() if "AWS_REGION" in spec["default"]["environment"]]
