"""Everything that is made carries the project's tags, which tc gives to its resources too."""

import boto3
from botocore.stub import Stubber

from deployment.names import Names
from deployment.tags import alarm_arns, infrastructure_arns, log_group_arns, tag_list, tag_resources, tags

NAMES = Names("123456789012", "eu-central-1", "dev")
SECRET = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:petavatar-api-keys-dev-AbCdEf"


def test_they_name_project_and_sandbox() -> None:
    assert tags(NAMES) == {"project": "petavatar", "sandbox": "dev"}
    assert tag_list(NAMES) == [{"Key": "project", "Value": "petavatar"}, {"Key": "sandbox", "Value": "dev"}]


def test_resources_are_tagged_twenty_at_a_time_and_failures_are_named() -> None:
    arns = [f"arn:aws:sqs:eu-central-1:123456789012:queue-{number}" for number in range(21)]
    tagging = boto3.client("resourcegroupstaggingapi", region_name="eu-central-1")
    refused = {arns[20]: {"StatusCode": 400, "ErrorCode": "InvalidParameterException", "ErrorMessage": "no"}}
    with Stubber(tagging) as stub:
        stub.add_response(
            "tag_resources", {"FailedResourcesMap": {}}, {"ResourceARNList": arns[:20], "Tags": tags(NAMES)}
        )
        stub.add_response(
            "tag_resources", {"FailedResourcesMap": refused}, {"ResourceARNList": arns[20:], "Tags": tags(NAMES)}
        )
        assert tag_resources(tagging, NAMES, arns) == [arns[20]]


def test_all_kinds_of_resources_have_their_arns() -> None:
    arns = [
        *infrastructure_arns(NAMES, SECRET),
        *alarm_arns(NAMES, ["slow-jobs"]),
        *log_group_arns(NAMES, ["/aws/lambda/f"]),
    ]

    assert {arn.split(":")[2] for arn in arns} == {
        *("s3", "dynamodb", "sqs", "secretsmanager", "ssm", "sns", "cloudwatch", "logs")
    }
    assert "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:petavatar-slow-jobs-dev" in arns
    assert len(arns) == len(set(arns)) == 10 + len(NAMES.queues())
