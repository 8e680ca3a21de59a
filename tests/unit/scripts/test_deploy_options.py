"""The options of scripts/deploy.py: what they set, what stays, and what is said before anything changes."""

import argparse
from typing import Any

import pytest

from deployment.stack.cloudformation import Change
from deployment.stack.options import PARAMETERS
from scripts.deploy_options import KEPT, keep_options, parameters_of, parser
from scripts.stack_report import in_words


def parsed(*flags: str) -> argparse.Namespace:
    return parser(None).parse_args(["--sandbox", "dev", *flags])


def test_nothing_is_set_that_was_not_given() -> None:
    assert parameters_of(parsed(), emulated=False) == {}


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (
            ["--cors-origin", "https://a.example", "--cors-origin", "https://b.example"],
            {"CorsOrigins": "https://a.example,https://b.example"},
        ),
        (
            ["--budget-usd", "100", "--alarm-email", "a@example.org"],
            {"BudgetUsd": "100.0", "AlarmEmail": "a@example.org"},
        ),
        (["--page"], {"Page": "true"}),
        (["--no-page"], {"Page": "false"}),
        (["--waf"], {"Page": "true"}),
        (["--no-waf"], {"WebAclArn": ""}),
        (
            ["--domain", "pets.example", "--hosted-zone", "Z1"],
            {"Page": "true", "DomainName": "pets.example", "HostedZoneId": "Z1"},
        ),
        (["--agent-runtime-arn", ""], {"AgentRuntimeArn": ""}),
    ],
)
def test_an_option_sets_its_parameters(flags: list[str], expected: dict[str, str]) -> None:
    found = parameters_of(parsed(*flags), emulated=False)

    assert found == expected
    assert found.keys() <= PARAMETERS.keys()


def test_a_local_engine_has_neither_tls_nor_alarms_on_several_metrics() -> None:
    assert parameters_of(parsed(), emulated=True) == {"TlsOnly": "false", "MetricMath": "false"}


@pytest.mark.parametrize("flags", [["--budget-usd", "-1"], ["--setting", "NAME"], ["--dry-run", "--destroy"]])
def test_what_can_only_be_a_mistake_is_refused(flags: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parsed(*flags)
    assert flags[0] in capsys.readouterr().err or "--destroy" in flags


class TestWhatStays:
    def test_an_option_that_is_not_given_is_that_of_the_last_release(self) -> None:
        first = keep_options(parsed("--text-model", "a.model", "--model-price", "a.model=1/2"), {})

        arguments = parsed("--maximum-concurrency", "3")
        second = keep_options(arguments, first)

        assert (arguments.text_model, arguments.model_price) == ("a.model", ["a.model=1/2"])
        assert (second["text_model"], second["maximum_concurrency"]) == ("a.model", 3)
        assert second.keys() == {*KEPT, "settings"}

    def test_settings_add_up_and_an_empty_one_is_taken_away(self) -> None:
        last: dict[str, Any] = {"settings": {"LOG_LEVEL": "DEBUG", "LEASE_S": "200"}}

        kept = keep_options(parsed("--setting", "LEASE_S=", "--setting", "JOB_DEADLINE_S=60"), last)

        assert kept["settings"] == {"LOG_LEVEL": "DEBUG", "JOB_DEADLINE_S": "60"}


class TestInWords:
    def test_no_change_is_said(self) -> None:
        assert in_words([]) == ["Nothing would change."]

    def test_what_is_removed_or_replaced_comes_first(self) -> None:
        changes = [
            Change("Add", "NewQueue", "AWS::SQS::Queue"),
            Change("Modify", "AFunction", "AWS::Lambda::Function", ("Code", "Timeout")),
            Change("Modify", "JobsTable", "AWS::DynamoDB::Table", ("KeySchema",), "True"),
            Change("Remove", "OldRole", "AWS::IAM::Role"),
        ]

        assert in_words(changes) == [
            "Removes:",
            "  OldRole, IAM Role",
            "Changes:",
            "  JobsTable, DynamoDB Table: KeySchema (is replaced)",
            "  AFunction, Lambda Function: Code, Timeout",
            "Adds:",
            "  NewQueue, SQS Queue",
        ]
