"""No point that was not checked is forgotten, and each gets the verdict that the evidence bears."""

import re
from pathlib import Path

import pytest

from scripts.acceptance.evidence import Evidence, Look
from scripts.acceptance.points import POINTS, State, Verdict, rows
from scripts.acceptance.trial import DropRun, JobRun
from scripts.doctor.findings import Finding, Level

REPORT = Path("docs/acceptance.md")


def unchecked(document: str) -> str:
    text = Path("docs", document).read_text("utf-8")
    return text.partition("## What was not checked")[2]


def titles(document: str) -> list[str]:
    return [point.title for point in POINTS if point.document == document]


def verdict(evidence: Evidence, title: str) -> Verdict:
    return next(verdict for point, verdict in rows(evidence) if point.title == title)


def aws(**looks: Look) -> Evidence:
    named = {name.replace("_", " ").replace("agents", "agent's"): look for name, look in looks.items()}
    hosts = {"POST": "uploads.s3.eu-west-1.amazonaws.com", "GET": "generated.s3.eu-west-1.amazonaws.com"}
    return Evidence(True, [], JobRun(), looks=named, expected_hosts=hosts)


class TestTheList:
    def test_it_has_each_point_of_the_deploy_document(self) -> None:
        assert titles("deploy.md") == re.findall(r"^\* \*\*(.+?)\*\*", unchecked("deploy.md"), re.MULTILINE)
        assert len(re.findall(r"^\* ", unchecked("deploy.md"), re.MULTILINE)) == len(titles("deploy.md"))

    def test_it_has_each_row_of_the_reviews_table(self) -> None:
        first_cells = re.findall(r"^\| (.+?) \|", unchecked("aws-review.md"), re.MULTILINE)

        assert sorted(titles("aws-review.md")) == sorted(set(first_cells) - {"---", "not seen"})

    def test_the_report_in_the_documents_has_just_these_rows(self) -> None:
        shown = REPORT.read_text("utf-8").partition("## What nobody had checked")[2]
        found = re.findall(r"^\| ([\w-]+\.md) \| (.+?) \| (.+?) \|", shown, re.MULTILINE)

        assert [(document, title) for document, title, _ in found] == [(one.document, one.title) for one in POINTS]
        assert {state for *_, state in found} == {State.UNSEEN}


class TestAVerdict:
    @pytest.mark.parametrize(
        ("evidence", "title", "state"),
        [
            (aws(runtime=Look(True, "READY")), "creating the runtime", State.SEEN),
            (aws(runtime=Look(False, "CREATE_FAILED")), "creating the runtime", State.CONTRADICTED),
            (aws(runtime=Look(None, "denied")), "creating the runtime", State.UNSEEN),
            (aws(agents_metrics=Look(True, "7")), "the agent's metric lines", State.SEEN),
            (aws(agents_metric_lines=Look(False, "wrapped")), "the agent's metrics", State.CONTRADICTED),
            (aws(agents_metric_lines=Look(True, "as they are")), "the agent's metrics", State.UNSEEN),
            (aws(agents_spans=Look(True, "spans")), "the agent's traces", State.SEEN),
            (aws(agents_spans=Look(False, "none")), "the agent's traces", State.UNSEEN),
            (aws(first_event=Look(True, "9 s")), "a first start of more than 30 s", State.SEEN),
            (aws(), "answers of models", State.UNSEEN),
            (aws(), "S3's addresses", State.UNSEEN),
            (aws(), "e-mail", State.UNSEEN),
        ],
    )
    def test_it_follows_from_what_was_found(self, evidence: Evidence, title: str, state: State) -> None:
        assert verdict(evidence, title).state is state

    def test_faults_of_what_tc_deploys_contradict_and_passed_checks_show_it(self) -> None:
        evidence = aws()
        evidence.findings = [Finding(Level.OK, "function petavatar_a_dev", "its settings match")]
        assert verdict(evidence, "`tc` itself").state is State.SEEN

        evidence.findings.append(Finding(Level.FAULT, "rule tc-petavatar-UploadCreated-dev", "it is off"))
        assert "it is off" in verdict(evidence, "`tc` itself").what

    def test_an_upload_to_another_host_contradicts(self) -> None:
        evidence = aws()
        evidence.job.upload_host = "uploads.s3.amazonaws.com"

        assert verdict(evidence, "S3's addresses").state is State.CONTRADICTED

    def test_a_quota_that_is_too_small_contradicts(self) -> None:
        evidence = aws()
        evidence.findings = [Finding(Level.WARNING, "quotas of a-model", "it is 0")]

        assert verdict(evidence, "quotas of models") == Verdict(
            State.CONTRADICTED, "it is 0", "ask for more with Service Quotas"
        )

    def test_an_event_that_was_delivered_says_nothing_of_one_that_was_not(self) -> None:
        evidence = aws()
        evidence.drop = DropRun("a-job", 3.0, "urn:petavatar:problem:unsupported-image")

        found = verdict(evidence, "EventBridge's delivery to its dead-letter queue")

        assert found.state is State.UNSEEN
        assert "delivered in 3 s" in found.what

    def test_what_can_not_be_seen_says_how_to_look(self) -> None:
        assert not [point.title for point, found in rows(aws()) if found.state is State.UNSEEN and not found.how]

    def test_nothing_is_seen_of_aws_on_a_local_engine(self) -> None:
        evidence = aws(runtime=Look(True, "READY"))
        evidence.on_aws = False

        assert {found.state for _, found in rows(evidence)} == {State.UNSEEN}
