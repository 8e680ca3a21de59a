"""A report says what did not go as it must."""

from datetime import UTC, datetime

import pytest

from deployment.names import Names
from scripts.acceptance.evidence import Evidence
from scripts.acceptance.report import Report
from scripts.acceptance.trial import PROBLEM, DropRun, JobRun


def a_report(*, kept: bool = False) -> Report:
    """The report of a run where all went well."""
    evidence = Evidence(False, [], JobRun("a-job", erased="erased: its status is 404"), refusal=401)
    evidence.drop = DropRun("another", 1.0, PROBLEM, "erased: its status is 404")
    evidence.expected_hosts = {"POST": "here", "GET": "here"}
    now = datetime(2026, 11, 29, tzinfo=UTC)
    return Report(Names("123456789012", "eu-west-1", "dev"), now, evidence, 0.1154, 0.0011, kept)


def test_a_run_where_all_went_well_is_accepted() -> None:
    assert a_report().problems() == []
    assert "**Accepted.**" in a_report().as_markdown()


@pytest.mark.parametrize(
    ("place", "name", "value", "problem"),
    [
        ("job", "error", "There is no pet.", "the job failed: There is no pet."),
        ("drop", "problem", "", "ended with nothing in time"),
        ("drop", "problem", "urn:petavatar:problem:internal-error", "ended with urn:petavatar:problem:internal-error"),
        ("drop", "erased", "not erased (the job is in use)", "not all erased"),
        ("", "refusal", 200, "answered with 200, not 401"),
    ],
)
def test_what_went_wrong_is_named_first(place: str, name: str, value: object, problem: str) -> None:
    report = a_report()
    setattr(getattr(report.evidence, place) if place else report.evidence, name, value)

    assert len(report.problems()) == 1
    assert problem in report.problems()[0]
    assert "**Not accepted:**" in report.as_markdown()
    assert report.as_json()["accepted"] is False


def test_jobs_that_were_to_be_kept_need_not_be_erased() -> None:
    report = a_report(kept=True)
    report.evidence.job.erased = "kept"

    assert report.problems() == []


def test_a_cell_can_not_break_its_table() -> None:
    report = a_report()
    report.evidence.job.erased = "a | b"

    assert "| the paid job afterwards | a / b |" in report.as_markdown()
