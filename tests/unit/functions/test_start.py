"""Every function reads its environment at its start, and refuses to start without it."""

import json

import pytest

from petavatar.errors import SettingsError
from tests.support.cloud import ROOT, Cloud
from tests.support.handlers import load_handler

FUNCTIONS = sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))


def test_these_are_the_functions() -> None:
    assert FUNCTIONS == [
        "cancel-handler",
        "delete-handler",
        "list-handler",
        "presigned-url-handler",
        "process-handler",
        "process-worker",
        "result-handler",
        "s3-event-handler",
        "share-link-handler",
        "shared-result-handler",
        "status-handler",
        "variation-handler",
        "webhook-handler",
        "webhook-worker",
    ]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_the_deployment_sets_is_enough_to_start(cloud: Cloud, name: str) -> None:
    variables = json.loads((ROOT / "infra" / "vars" / f"{name}.json").read_text())["default"]["environment"]

    module = load_handler(name, {variable: cloud.environment.get(variable, "150") for variable in variables})

    assert callable(module.handler)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_variable_that_is_missing_is_named(cloud: Cloud, name: str) -> None:
    needed = json.loads((ROOT / "infra" / "vars" / f"{name}.json").read_text())["default"]["environment"]
    # The others count under it alone, and may go without: only who publishes the ends of jobs names its sandbox.
    optional = set() if name in {"process-worker", "cancel-handler", "s3-event-handler"} else {"SANDBOX"}
    for variable in needed.keys() & cloud.environment.keys() - optional:
        environment = {key: value for key, value in cloud.environment.items() if key != variable}
        with pytest.raises(SettingsError, match=f"^{variable} is not set$"):
            load_handler(name, environment)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_number_that_makes_no_sense_is_named(cloud: Cloud, name: str) -> None:
    with pytest.raises(SettingsError, match="MAX_ATTEMPTS is not a whole number above zero"):
        load_handler(name, cloud.environment | {"MAX_ATTEMPTS": "three"})
