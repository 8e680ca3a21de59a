"""The secret that the agent signs with: its rights, and what a deployment refuses."""

import boto3
import pytest
from botocore.stub import Stubber

from agent.marks.certificate import CertificateError
from deployment.agent.models import AgentModels
from deployment.agent.policy import agent_policy
from deployment.agent.settings import agent_environment
from deployment.agent.signing import AgentSigning
from local.certificate import self_made, store
from tests.support.cloud import NAMES, Cloud

ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:signing-AbCdEf"


@pytest.mark.parametrize(
    ("secret", "resource"),
    [(ARN, ARN), ("signing", f"arn:aws:secretsmanager:{NAMES.region}:{NAMES.account}:secret:signing-??????")],
)
def test_the_agent_may_read_that_secret_alone(secret: str, resource: str) -> None:
    more = agent_policy(NAMES, signing=AgentSigning(secret=secret))["Statement"][
        len(agent_policy(NAMES)["Statement"]) :
    ]

    assert [(each["Action"], each["Resource"]) for each in more] == [(["secretsmanager:GetSecretValue"], resource)]


def test_without_one_there_is_neither_a_right_nor_a_variable() -> None:
    assert "secretsmanager" not in str(agent_policy(NAMES))
    assert "SIGNING_SECRET" not in agent_environment(NAMES, AgentModels.of(NAMES.region))


def test_a_certificate_that_can_sign_is_deployed(cloud: Cloud) -> None:
    secrets = boto3.client("secretsmanager")
    store(secrets, "signing")
    store(secrets, "signing")

    AgentSigning(secret="signing").check(secrets)


@pytest.mark.parametrize(
    ("content", "reason"), [(None, "no secret signing"), ("{}", "not a JSON object"), (self_made(days=0), "expired")]
)
def test_one_that_cant_is_refused(cloud: Cloud, content: str | None, reason: str) -> None:
    secrets = boto3.client("secretsmanager")
    if content:
        secrets.create_secret(Name="signing", SecretString=content)

    with pytest.raises(CertificateError, match=reason):
        AgentSigning(secret="signing").check(secrets)


def test_who_may_not_read_it_can_deploy_all_the_same() -> None:
    secrets = boto3.client("secretsmanager", region_name="us-east-1")
    with Stubber(secrets) as stub:
        stub.add_client_error("get_secret_value", "AccessDeniedException")

        AgentSigning(secret="signing").check(secrets)
