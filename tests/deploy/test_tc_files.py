"""What tc is given is what tc takes; and nothing in it is dropped, misread or left open without a word."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import StrictStr, TypeAdapter, ValidationError

from deployment.infrastructure.queues import WEBHOOK_VISIBILITY_S, Redelivery
from deployment.names import Names
from tests.deploy import tc_rules

ROOT = Path(__file__).parents[2]
FUNCTIONS = sorted(path.name for path in (ROOT / "functions").iterdir() if not path.name.startswith(("__", ".")))
TOPOLOGY = yaml.safe_load((ROOT / "topology.yml").read_text())
FUNCTION_PLACEHOLDERS = {"version", "root", "git_root", "sandbox", "repo", "account", "region"}
TOPOLOGY_PLACEHOLDERS = {"account", "region", "namespace", "sandbox", "env", "version"}
RESERVED_VARIABLES = {"AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "_HANDLER"}


def content(*parts: str) -> Any:
    path = ROOT.joinpath(*parts)
    return json.loads(path.read_text()) if path.suffix == ".json" else yaml.safe_load(path.read_text())


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{\{\s*(.*?)\s*\}\}", text))


def rendered(text: str, names: Names) -> str:
    for name in ("account", "region", "sandbox"):
        text = text.replace("{{" + name + "}}", getattr(names, name))
    return text


def test_these_functions_are_there_and_nothing_else_becomes_a_lambda() -> None:
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


def test_topology_has_only_what_tc_reads() -> None:
    tc_rules.Topology.model_validate(TOPOLOGY)
    assert placeholders((ROOT / "topology.yml").read_text()) <= TOPOLOGY_PLACEHOLDERS


def test_routes_are_those_of_the_api() -> None:
    routes = {(route["method"], path) for path, route in TOPOLOGY["routes"].items() if path != "default"}

    assert routes == {
        ("GET", "/presigned-url"),
        ("GET", "/jobs"),
        ("POST", "/jobs/{job_id}/cancel"),
        ("POST", "/jobs/{job_id}/variations"),
        ("POST", "/process"),
        ("GET", "/status/{job_id}"),
        ("GET", "/results/{job_id}"),
        ("DELETE", "/jobs/{job_id}"),
        ("GET", "/webhook-secret"),
        ("GET", "/jobs/{job_id}/deliveries"),
        ("POST", "/jobs/{job_id}/redeliver"),
        ("POST", "/jobs/{job_id}/share"),
        ("POST", "/jobs/{job_id}/unshare"),
        ("GET", "/shared/{token}"),
        ("GET", "/s/{token}"),
        ("GET", "/s/{token}/card.png"),
    }


def test_pages_of_other_origins_may_send_the_api_key() -> None:
    cors = TOPOLOGY["routes"]["default"]["cors"]

    assert {"content-type", "x-api-key"} <= set(cors["headers"])
    assert {"GET", "POST", "DELETE", "OPTIONS"} == set(cors["methods"])


def test_every_target_is_a_function_since_tc_makes_something_else_of_a_misspelt_one() -> None:
    routes = [route for path, route in TOPOLOGY["routes"].items() if path != "default"]
    targets = [user["function"] for user in (*routes, *TOPOLOGY["queues"].values(), *TOPOLOGY["events"].values())]

    assert set(targets) == set(FUNCTIONS)


def test_queues_are_those_that_the_infrastructure_makes() -> None:
    names = Names("123456789012", "eu-west-1", "dev")

    assert [rendered(queue["name"], names) for queue in TOPOLOGY["queues"].values()] == [
        names.queue,
        names.webhook_queue,
    ]


def test_event_rule_takes_created_uploads_of_our_bucket_and_no_others() -> None:
    names = Names("123456789012", "eu-west-1", "dev")
    (event,) = TOPOLOGY["events"].values()

    assert json.loads(rendered(event["pattern"], names)) == {
        "source": ["aws.s3"],
        "detail-type": ["Object Created"],
        "detail": {"bucket": {"name": [names.upload_bucket]}, "object": {"key": [{"prefix": "uploads/"}]}},
    }


def test_events_that_cannot_be_delivered_go_to_a_queue_that_takes_them_from_this_rule() -> None:
    names = Names("123456789012", "eu-west-1", "dev")
    ((event, spec),) = TOPOLOGY["events"].items()

    assert rendered(spec["dead_letter_queue"], names) == names.upload_events_dead_letter_queue
    assert names.upload_rule == f"tc-{TOPOLOGY['name']}-{event}-{names.sandbox}"


def test_a_message_stays_hidden_for_six_times_the_timeout_of_the_function_that_works_on_it() -> None:
    hidden_s = {"process-worker": Redelivery().visibility_s, "webhook-worker": WEBHOOK_VISIBILITY_S}
    for queue in TOPOLOGY["queues"].values():
        timeout = content("infra", "vars", f"{queue['function']}.json")["default"]["timeout"]

        assert timeout * 6 == hidden_s[queue["function"]]


def test_names_of_roles_stay_apart_though_tc_shortens_them_to_initials() -> None:
    initials = ["".join(part[0] for part in name.split("-")) for name in FUNCTIONS]

    assert len(set(initials)) == len(FUNCTIONS)


@pytest.mark.parametrize("name", FUNCTIONS)
class TestEachFunction:
    def test_function_file_has_only_what_tc_reads(self, name: str) -> None:
        function = tc_rules.Function.model_validate(content("functions", name, "function.yml"))

        assert function.name == name
        assert function.infra_dir == "{{root}}/infra"
        assert (function.runtime.lang, function.runtime.arch) == ("python3.13", "Arm64")
        assert placeholders((ROOT / "functions" / name / "function.yml").read_text()) <= FUNCTION_PLACEHOLDERS

    def test_handler_is_there(self, name: str) -> None:
        module, _, attribute = content("functions", name, "function.yml")["runtime"]["handler"].rpartition(".")
        source = (ROOT / "functions" / name / f"{module}.py").read_text()

        assert re.search(rf"^def {attribute}\(", source, re.MULTILINE)

    def test_build_command_names_a_script_that_is_there(self, name: str) -> None:
        command = content("functions", name, "function.yml")["build"]["command"]

        assert (ROOT / "functions" / name / command.split()[1]).is_file()

    def test_variables_are_text_and_leave_out_what_lambda_sets_itself(self, name: str) -> None:
        sections = TypeAdapter(dict[str, tc_rules.Vars]).validate_python(content("infra", "vars", f"{name}.json"))

        assert "default" in sections
        for section in sections.values():
            assert not section.environment.keys() & RESERVED_VARIABLES
            assert section.timeout <= 900

    def test_a_route_answers_before_the_gateway_gives_up(self, name: str) -> None:
        functions = {route.get("function") for route in TOPOLOGY["routes"].values()}
        timeout = content("infra", "vars", f"{name}.json")["default"]["timeout"]

        assert name not in functions or timeout < 30

    def test_worker_timeout_is_told_as_it_is(self, name: str) -> None:
        variables = content("infra", "vars", f"{name}.json")["default"]

        assert variables["environment"].get("WORKER_TIMEOUT_S", str(variables["timeout"])) == str(variables["timeout"])

    def test_variables_name_the_resources_that_the_infrastructure_makes(self, name: str) -> None:
        names = Names("123456789012", "eu-west-1", "dev")
        expected = {
            "SANDBOX": names.sandbox,
            "S3_UPLOAD_BUCKET": names.upload_bucket,
            "S3_GENERATED_BUCKET": names.generated_bucket,
            "DYNAMODB_TABLE_NAME": names.table,
            "SQS_QUEUE_URL": f"https://sqs.eu-west-1.amazonaws.com/123456789012/{names.queue}",
            "SQS_DLQ_URL": f"https://sqs.eu-west-1.amazonaws.com/123456789012/{names.dead_letter_queue}",
            "WEBHOOK_QUEUE_URL": f"https://sqs.eu-west-1.amazonaws.com/123456789012/{names.webhook_queue}",
            "WEBHOOK_DLQ_URL": f"https://sqs.eu-west-1.amazonaws.com/123456789012/{names.webhook_dead_letter_queue}",
            "API_KEY_SECRET_ARN": f"ssm:{names.secret_parameter}",
            "AGENT_RUNTIME_ARN": f"ssm:{names.agent_runtime_parameter}",
            "WORKER_TIMEOUT_S": "150",
        }
        environment = content("infra", "vars", f"{name}.json")["default"]["environment"]

        actual = {variable: rendered(value, names) for variable, value in environment.items()}

        assert actual == {variable: expected[variable] for variable in environment}

    def test_metrics_say_whose_sandbox_they_are_of(self, name: str) -> None:
        environment = content("infra", "vars", f"{name}.json")["default"]["environment"]

        assert environment["SANDBOX"] == "{{sandbox}}"

    def test_role_has_only_what_tc_reads_and_no_wildcards_of_power(self, name: str) -> None:
        text = (ROOT / "infra" / "roles" / f"{name}.json").read_text()
        policy = tc_rules.Policy.model_validate_json(text)
        sids = [statement.Sid for statement in policy.Statement]

        assert len(set(sids)) == len(sids)
        assert placeholders(text) <= TOPOLOGY_PLACEHOLDERS
        for statement in policy.Statement:
            assert not [action for action in statement.Action if "*" in action]
            # X-Ray knows no resources; everything else must name its own.
            assert statement.Resource != "*" or {a.partition(":")[0] for a in statement.Action} == {"xray"}

    def test_role_writes_only_its_own_log(self, name: str) -> None:
        policy = tc_rules.Policy.model_validate(content("infra", "roles", f"{name}.json"))
        (logs,) = [s for s in policy.Statement if any(action.startswith("logs:") for action in s.Action)]
        group = "arn:aws:logs:{{region}}:{{account}}:log-group:/aws/lambda/petavatar_" + name + "_{{sandbox}}"

        assert logs.Resource == [group, f"{group}:*"]


def test_tags_are_text() -> None:
    TypeAdapter(dict[str, StrictStr]).validate_python(content("infra", "tags.json"))


def test_throttling_is_what_tc_reads() -> None:
    tc_rules.Routes.model_validate(content("infra", "routes.json"))


def test_infra_holds_tcs_files_only() -> None:
    roles_and_vars = {f"{kind}/{name}.json" for kind in ("roles", "vars") for name in FUNCTIONS}
    files = {path.relative_to(ROOT / "infra").as_posix() for path in (ROOT / "infra").rglob("*") if path.is_file()}

    assert files == roles_and_vars | {"routes.json", "tags.json"}


@pytest.mark.parametrize(
    ("rule", "mistake"),
    [
        (tc_rules.Route, {"method": "GET", "function": "f", "authorizer": "g"}),
        (tc_rules.Runtime, {"lang": "python3.13", "arch": "arm64", "package_type": "zip", "handler": "h.h"}),
        (tc_rules.Vars, {"memory_size": 1, "timeout": 1, "environment": {"A": 1}}),
        (tc_rules.Statement, {"Sid": "A", "Effect": "Allow", "Action": ["a:B"], "Resource": "*", "Condition": {}}),
        (tc_rules.DefaultRoute, {"CORS": {"methods": [], "origins": []}}),
    ],
)
def test_the_rules_themselves_refuse_what_tc_drops_or_panics_at(
    rule: type[tc_rules.Strict], mistake: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError):
        rule.model_validate(mistake)
