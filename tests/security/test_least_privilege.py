"""What each function and the agent really asked of AWS is what their roles allow, no less and no more.

And for one job no more often than docs/architecture.md has it.
"""

import re
from typing import Final

import pytest

from testing.iam import Access, Grant, grants
from testing.watched_run import AGENT, WatchedRun, watched_run
from tests.support.budget import budget
from tests.support.one_portrait import one_portrait

PRINCIPALS: Final = (
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
    AGENT,
)

_LIST: Final = "without it AWS answers 403 for a missing key, which would read as a failure of ours"
_POLLER: Final = "the queue's mapping receives and deletes, in the function's name"
NOT_ASKED_FOR: Final = {
    ("ListUploadsSoThatAMissingKeyReads404", "s3:ListBucket"): _LIST,
    ("ListGeneratedSoThatAMissingStepReads404", "s3:ListBucket"): _LIST,
    ("ReceiveJobs", "sqs:ReceiveMessage"): _POLLER,
    ("ReceiveJobs", "sqs:DeleteMessage"): _POLLER,
    ("ReceiveJobs", "sqs:GetQueueAttributes"): _POLLER,
    ("ReceiveWebhooks", "sqs:ReceiveMessage"): _POLLER,
    ("ReceiveWebhooks", "sqs:DeleteMessage"): _POLLER,
    ("ReceiveWebhooks", "sqs:GetQueueAttributes"): _POLLER,
    ("KeepEventsThatFailed", "sqs:SendMessage"): "Lambda keeps an event there that the function failed at",
    ("WriteLogs", "logs:CreateLogGroup"): "Lambda and AgentCore write the logs",
    ("WriteLogs", "logs:CreateLogStream"): "Lambda and AgentCore write the logs",
    ("WriteLogs", "logs:PutLogEvents"): "Lambda and AgentCore write the logs",
    ("WriteLogs", "logs:DescribeLogStreams"): "AgentCore finds its log",
    ("FindLogGroups", "logs:DescribeLogGroups"): "AgentCore finds its log",
    ("SendTraces", "xray:PutTraceSegments"): "Lambda and the collector beside the agent send the traces",
    ("SendTraces", "xray:PutTelemetryRecords"): "Lambda and the collector beside the agent send the traces",
    ("SendTraces", "xray:GetSamplingRules"): "the collector asks what to send",
    ("SendTraces", "xray:GetSamplingTargets"): "the collector asks what to send",
}
"""Allowed, by statement and action, though no code of ours asks for it, and why."""

WILDCARDS: Final = {
    r"arn:aws:s3:::petavatar-uploads-\d+-local/uploads/\*": "job ids",
    r"arn:aws:s3:::petavatar-generated-\d+-local/(work|generated)/\*": "job ids",
    r"arn:aws:secretsmanager:[\w-]+:\d+:secret:petavatar-(api-keys|signing)-local-\?{6}": "AWS appends six characters",
    r"arn:aws:bedrock-agentcore:[\w-]+:\d+:runtime/petavatar_local-\*": "AWS appends ten characters",
    r"arn:aws:bedrock:\*::foundation-model/[\w.:-]+": "a profile's model is served in several regions",
    r"arn:aws:logs:[\w-]+:\d+:log-group:/aws/lambda/petavatar_[\w-]+_local:\*": "the group's streams",
    r"arn:aws:logs:[\w-]+:\d+:log-group:/aws/bedrock-agentcore/runtimes/petavatar_local-\*": "AWS names its log group",
    r"arn:aws:logs:[\w-]+:\d+:log-group:\*": "DescribeLogGroups knows no narrower resource",
}
"""Where a resource may have a wildcard, and why."""


@pytest.fixture(scope="module")
def run() -> WatchedRun:
    with one_portrait():
        return watched_run()


@pytest.fixture(params=PRINCIPALS)
def principal(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def allowed(run: WatchedRun, principal: str) -> list[Grant]:
    return grants(run.policies[principal])


@pytest.mark.verify
def test_everyone_with_a_role_was_observed(run: WatchedRun) -> None:
    assert set(run.policies) == set(run.observed) == set(PRINCIPALS)


@pytest.mark.verify
def test_what_it_did_is_allowed(run: WatchedRun, principal: str, allowed: list[Grant]) -> None:
    done = {seen.access for seen in run.observed[principal]}

    assert {access for access in done if not any(grant.covers(access) for grant in allowed)} == set()


@pytest.mark.verify
def test_aws_refused_it_nothing(run: WatchedRun, principal: str) -> None:
    assert [seen for seen in run.observed[principal] if seen.status in (401, 403)] == []


@pytest.mark.verify
def test_what_is_allowed_was_needed(run: WatchedRun, principal: str, allowed: list[Grant]) -> None:
    done = {seen.access for seen in run.observed[principal]}
    idle = [grant for grant in allowed if not any(grant.covers(access) for access in done)]

    assert [grant for grant in idle if (grant.sid, grant.action) not in NOT_ASKED_FOR] == []


@pytest.mark.verify
def test_whoever_may_list_a_bucket_looked_for_what_was_missing_or_to_be_deleted_there(
    run: WatchedRun, principal: str, allowed: list[Grant]
) -> None:
    listed = {grant.pattern for grant in allowed if grant.action == "s3:ListBucket"}
    missed = {
        seen.access.resource.partition("/")[0]
        for seen in run.observed[principal]
        if seen.access.action == "s3:GetObject" and seen.status == 404
    }
    # Or deleted what it had found.
    missed |= {
        seen.access.resource.partition("/")[0]
        for seen in run.observed[principal]
        if seen.access.action == "s3:DeleteObject"
    }

    assert listed == missed


@pytest.mark.verify
def test_no_exception_is_left_over(run: WatchedRun) -> None:
    unused = {
        (grant.sid, grant.action)
        for name, policy in run.policies.items()
        for grant in grants(policy)
        if not any(grant.covers(seen.access) for seen in run.observed[name])
    }

    assert NOT_ASKED_FOR.keys() == unused


@pytest.mark.verify
def test_no_action_is_a_wildcard(allowed: list[Grant]) -> None:
    assert [grant for grant in allowed if "*" in grant.action or "?" in grant.action] == []


@pytest.mark.verify
def test_resources_are_as_narrow_as_they_go(allowed: list[Grant]) -> None:
    wide = {
        grant
        for grant in allowed
        if re.search(r"[*?]", grant.pattern) and not any(re.fullmatch(known, grant.pattern) for known in WILDCARDS)
    }

    # X-Ray knows no resources.
    assert {grant for grant in wide if not grant.action.startswith("xray:")} == set()


@pytest.mark.parametrize(
    ("pattern", "resource", "covered"),
    [
        ("arn:b/uploads/*", "arn:b/uploads/a/b", True),
        ("arn:b/uploads/*", "arn:b/generated/a", False),
        ("arn:b", "arn:b/a", False),
        ("arn:s-??????", "arn:s-a1b2c3", True),
        ("arn:s-??????", "arn:s-a1b2c34", False),
        ("arn:a.b", "arn:aXb", False),
        ("*", "anything\nat all", True),
    ],
)
def test_a_grant_covers_what_its_pattern_matches(pattern: str, resource: str, covered: bool) -> None:
    assert Grant("Sid", "s3:GetObject", pattern).covers(Access("s3:GetObject", resource)) is covered
    assert not Grant("Sid", "s3:PutObject", pattern).covers(Access("s3:GetObject", resource))


def test_a_policy_with_more_than_permissions_is_not_judged() -> None:
    statement = {"Sid": "X", "Effect": "Deny", "Action": ["s3:GetObject"], "Resource": "*"}

    with pytest.raises(ValueError, match="more than a permission"):
        grants({"Statement": [statement]})


@pytest.mark.verify
def test_one_job_takes_the_calls_that_the_budget_has_and_no_more(run: WatchedRun) -> None:
    assert {owner: dict(calls) for owner, calls in run.first_job.items()} == budget()
