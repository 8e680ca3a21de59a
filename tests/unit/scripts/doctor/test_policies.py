"""What a role may do, wherever its policies are kept."""

import json
from typing import Any

import pytest

from petavatar.aws import client
from scripts.doctor.policies import granted_to, missing_and_more
from tests.support.cloud import Cloud

READ = {"Effect": "Allow", "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": "arn:aws:s3:::a"}
WRITE = {"Effect": "Allow", "Action": "s3:PutObject", "Resource": ["arn:aws:s3:::a", "arn:aws:s3:::b"]}
DENY = {"Effect": "Deny", "Action": "s3:DeleteObject", "Resource": "*"}


def document(*statements: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


@pytest.fixture
def role(cloud: Cloud) -> str:
    """A role with one policy of its own, and one attached whose first version is not the one that counts."""
    iam = client("iam")
    iam.create_role(RoleName="worker", AssumeRolePolicyDocument=json.dumps(document()))
    iam.put_role_policy(RoleName="worker", PolicyName="own", PolicyDocument=json.dumps(document(READ, DENY)))
    arn = iam.create_policy(PolicyName="attached", PolicyDocument=json.dumps(document(READ)))["Policy"]["Arn"]
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=json.dumps(document(WRITE)), SetAsDefault=True)
    iam.attach_role_policy(RoleName="worker", PolicyArn=arn)
    return "worker"


def test_own_and_attached_policies_count_together(role: str) -> None:
    assert granted_to(client("iam"), role) == {
        ("s3:GetObject", "arn:aws:s3:::a"),
        ("s3:ListBucket", "arn:aws:s3:::a"),
        ("s3:PutObject", "arn:aws:s3:::a"),
        ("s3:PutObject", "arn:aws:s3:::b"),
    }


def test_what_is_missing_and_what_is_more_is_told_apart(role: str) -> None:
    granted = granted_to(client("iam"), role)

    assert missing_and_more(granted, document(READ, WRITE)) == ("", "")
    assert missing_and_more(granted, document(READ)) == ("", "s3:PutObject")
    more = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}
    assert missing_and_more(granted, document(READ, WRITE, more)) == ("sqs:SendMessage", "")
    elsewhere = {**WRITE, "Resource": "arn:aws:s3:::c"}
    assert missing_and_more(granted, document(READ, elsewhere)) == ("s3:PutObject", "s3:PutObject")
