"""The roles that tc makes for every sandbox, narrowed by the files that it reads in place of its own policies."""

import json
from pathlib import Path
from typing import Final

import pytest

from deployment.names import Names
from deployment.topology import Topology, load_topology
from testing.iam import Access, grants
from tests.deploy import tc_rules

NAMES: Final = Names("123456789012", "eu-west-1", "dev")
# tc 0.9.160, composer/src/aws/role.rs: {root of the repository}/infrastructure/tc/base/roles/{entity}.json.
FOLDER: Final = Path("infrastructure", "tc", "base", "roles")
ENTITIES: Final = {"event", "function", "microvm", "mutation", "route", "state"}


@pytest.fixture(scope="module")
def topology() -> Topology:
    return load_topology(NAMES)


def invoked(function: str) -> Access:
    return Access("lambda:InvokeFunction", f"arn:aws:lambda:{NAMES.region}:{NAMES.account}:function:{function}")


def test_there_is_a_file_for_each_role_and_no_other() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == ENTITIES


@pytest.mark.parametrize("entity", sorted(ENTITIES))
def test_each_has_only_what_tc_reads(entity: str) -> None:
    tc_rules.BasePolicy.model_validate_json((FOLDER / f"{entity}.json").read_text())


def test_the_gateway_may_invoke_this_sandboxs_functions_and_nothing_else(topology: Topology) -> None:
    allowed = grants(topology.base_roles["tc-base-route-dev"])

    for route in topology.routes:
        assert any(grant.covers(invoked(topology.lambda_name(route.function))) for grant in allowed)
    for stranger in ("petavatar_process-handler_prod", "somebody-elses", "petavatar_process-handler_dev2"):
        assert not any(grant.covers(invoked(stranger)) for grant in allowed)
    assert {grant.action for grant in allowed} == {"lambda:InvokeFunction"}


def test_the_event_rule_may_invoke_its_function_and_nothing_else(topology: Topology) -> None:
    (event,) = topology.events
    (grant,) = grants(topology.base_roles["tc-base-event-dev"])

    assert grant.covers(invoked(topology.lambda_name(event.function)))
    assert not grant.covers(invoked(topology.lambda_name("process-handler")))


@pytest.mark.parametrize("entity", sorted(ENTITIES - {"route", "event"}))
def test_what_nothing_here_uses_may_do_nothing(entity: str, topology: Topology) -> None:
    (statement,) = topology.base_roles[f"tc-base-{entity}-dev"]["Statement"]

    assert (statement["Effect"], statement["Action"], statement["Resource"]) == ("Deny", ["*"], "*")


def test_every_function_has_a_role_of_its_own_and_needs_no_base_role() -> None:
    functions = {path.parent.name for path in Path("functions").glob("*/function.yml")}

    assert {path.stem for path in Path("infra", "roles").glob("*.json")} == functions
    assert not [path for path in Path("infra", "roles").glob("*.json") if not json.loads(path.read_text())["Statement"]]
