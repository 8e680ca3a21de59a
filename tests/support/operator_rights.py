"""The rights that a call of a script needs: the IAM action and the resource, from the call's own parameters."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from deployment.names import Names
from deployment.stack.edge import EDGE_REGION
from testing.iam import Access, Grant

Json = Mapping[str, Any]

_PREFIXES: Final = {
    "bedrock-agentcore-control": "bedrock-agentcore",
    "service-quotas": "servicequotas",
    "resourcegroupstaggingapi": "tag",
}
ACTIONS: Final = {
    "s3:HeadBucket": ["s3:ListBucket"],
    "s3:HeadObject": ["s3:GetObject"],
    "s3:ListObjectVersions": ["s3:ListBucketVersions"],
    "s3:DeleteObjects": ["s3:DeleteObject", "s3:DeleteObjectVersion"],
    "s3:PutPublicAccessBlock": ["s3:PutBucketPublicAccessBlock"],
    "s3:GetPublicAccessBlock": ["s3:GetBucketPublicAccessBlock"],
    "s3:PutBucketEncryption": ["s3:PutEncryptionConfiguration"],
    "s3:GetBucketEncryption": ["s3:GetEncryptionConfiguration"],
    "s3:PutBucketLifecycleConfiguration": ["s3:PutLifecycleConfiguration"],
    "s3:GetBucketLifecycleConfiguration": ["s3:GetLifecycleConfiguration"],
    "s3:PutBucketCors": ["s3:PutBucketCORS"],
    "s3:GetBucketCors": ["s3:GetBucketCORS"],
    "s3:PutBucketNotificationConfiguration": ["s3:PutBucketNotification"],
    "s3:GetBucketNotificationConfiguration": ["s3:GetBucketNotification"],
    "lambda:Invoke": ["lambda:InvokeFunction"],
    "budgets:CreateBudget": ["budgets:ModifyBudget", "budgets:TagResource"],
    "budgets:DeleteBudget": ["budgets:ModifyBudget"],
    "budgets:DescribeBudget": ["budgets:ViewBudget"],
    "tag:TagResources": ["tag:TagResources"],
}
"""IAM's words for an operation, where they are not its name."""
_VERBS: Final = {"Get": "GET", "Update": "PATCH", "Create": "POST", "Delete": "DELETE"}
# Actions that know no resource (AWS's service authorization reference).
_WITHOUT_RESOURCE: Final = frozenset(
    {
        "bedrock-agentcore:CreateAgentRuntime",
        "bedrock-agentcore:ListAgentRuntimes",
        "bedrock:GetFoundationModelAvailability",
        "ce:ListCostAllocationTags",
        "cloudwatch:GetMetricData",
        "iam:ListPolicies",
        "cloudformation:GetTemplateSummary",
        "iam:ListRoles",
        "lambda:GetAccountSettings",
        "lambda:ListEventSourceMappings",
        "lambda:ListFunctions",
        "logs:DescribeLogGroups",
        "servicequotas:ListServiceQuotas",
        "tag:GetResources",
        "tag:TagResources",
        "xray:GetIndexingRules",
        "xray:GetTraceSegmentDestination",
    }
)
_TAGGING: Final = {
    "s3": ("s3:GetBucketTagging", "s3:PutBucketTagging"),
    "dynamodb": ("dynamodb:TagResource",),
    "sqs": ("sqs:TagQueue",),
    "secretsmanager": ("secretsmanager:TagResource",),
    "ssm": ("ssm:AddTagsToResource",),
    "sns": ("sns:TagResource",),
    "cloudwatch": ("cloudwatch:TagResource",),
    "logs": ("logs:TagResource",),
}
"""What the tagging API asks of its caller for a resource, by the service of its ARN."""


@dataclass
class Calls:
    """The calls of clients that it watches, as accesses."""

    names: Names
    accesses: set[Access] = field(default_factory=set)

    def watch(self, client: Any) -> Any:
        """Notes every call of a client from now on; returns the client."""
        client.meta.events.register("before-parameter-build", self._note)
        return client

    def _note(self, params: Json, model: Any, **_: Any) -> None:
        self.accesses |= set(accesses_of(model.service_model.service_name, model.name, params, self.names))


def refused(calls: Calls, policies: list[Json]) -> set[Access]:
    """The calls that no statement of the policies allows. Conditions are taken as met; other tests read them."""
    granted = [
        Grant(statement["Sid"], action, pattern)
        for policy in policies
        for statement in policy["Statement"]
        for action in statement["Action"]
        for pattern in _as_list(statement["Resource"])
    ]
    return {access for access in calls.accesses if not any(grant.covers(access) for grant in granted)}


def accesses_of(service: str, operation: str, params: Json, names: Names) -> Iterator[Access]:
    """The accesses that a call needs; none for the question who one is, which everybody may ask."""
    prefix = _PREFIXES.get(service, service)
    if prefix == "sts":
        return
    if prefix == "apigatewayv2":
        verb = next(verb for start, verb in _VERBS.items() if operation.startswith(start))
        api = f"/{params['ApiId']}" if "ApiId" in params else ""
        yield Access(f"apigateway:{verb}", f"arn:aws:apigateway:{names.region}::/apis{api}")
        return
    if operation == "TagResources":
        for arn in params["ResourceARNList"]:
            yield from (Access(right, arn) for right in _TAGGING[arn.split(":")[2]])
    action = f"{prefix}:{operation}"
    resources = ["*"] if action in _WITHOUT_RESOURCE else _RESOURCES[prefix](params, names)
    for each in ACTIONS.get(action, [action]):
        for resource in resources:
            # An object's action is asked for its key; the batch of keys to delete stands for all of the bucket.
            yield Access(each, f"{resource}/any/key" if each.startswith("s3:DeleteObject") else resource)


def _s3(params: Json, names: Names) -> list[str]:
    key = f"/{params['Key']}" if "Key" in params else ""
    return [f"arn:aws:s3:::{params['Bucket']}{key}"]


def _dynamodb(params: Json, names: Names) -> list[str]:
    return [_arn("dynamodb", f"table/{params['TableName']}", names)]


def _sqs(params: Json, names: Names) -> list[str]:
    return [_arn("sqs", params.get("QueueName") or params["QueueUrl"].rpartition("/")[2], names)]


def _secret(params: Json, names: Names) -> list[str]:
    # AWS appends six characters when it creates a secret, and knows it by the whole ARN from then on.
    name = params.get("Name") or f"{params['SecretId'].rpartition(':')[2]}-AbCdEf"
    return [_arn("secretsmanager", f"secret:{name}", names)]


def _ssm(params: Json, names: Names) -> list[str]:
    return [_arn("ssm", f"parameter{name}", names) for name in params.get("Names", [params.get("Name")])]


def _sns(params: Json, names: Names) -> list[str]:
    return [params["TopicArn"] if "TopicArn" in params else _arn("sns", params["Name"], names)]


def _cloudwatch(params: Json, names: Names) -> list[str]:
    dashboards = params.get("DashboardNames", [params["DashboardName"]] if "DashboardName" in params else [])
    alarms = params.get("AlarmNames", [params.get("AlarmName", "*")])
    if dashboards:
        return [f"arn:aws:cloudwatch::{names.account}:dashboard/{name}" for name in dashboards]
    return [_arn("cloudwatch", f"alarm:{name}", names) for name in alarms]


def _logs(params: Json, names: Names) -> list[str]:
    return [_arn("logs", f"log-group:{params['logGroupName']}", names)]


def _lambda(params: Json, names: Names) -> list[str]:
    if "FunctionName" not in params:
        return [_arn("lambda", f"event-source-mapping:{params['UUID']}", names)]
    return [_arn("lambda", f"function:{params['FunctionName'].rpartition(':')[2]}", names)]


def _events(params: Json, names: Names) -> list[str]:
    return [_arn("events", f"rule/{params.get('Rule') or params['Name']}", names)]


def _iam(params: Json, names: Names) -> list[str]:
    return [f"arn:aws:iam::{names.account}:role/{params['RoleName']}" if "RoleName" in params else params["PolicyArn"]]


def _agentcore(params: Json, names: Names) -> list[str]:
    if arn := params.get("agentRuntimeArn") or params.get("resourceArn"):
        return [arn]
    return [_arn("bedrock-agentcore", f"runtime/{params['agentRuntimeId']}", names)]


def _bedrock(params: Json, names: Names) -> list[str]:
    if "inferenceProfileIdentifier" in params:
        return [_arn("bedrock", f"inference-profile/{params['inferenceProfileIdentifier']}", names)]
    return [f"arn:aws:bedrock:{names.region}::foundation-model/{params['modelIdentifier']}"]


def _cloudformation(params: Json, names: Names) -> list[str]:
    region = EDGE_REGION if params["StackName"] == names.edge_stack else names.region
    return [f"arn:aws:cloudformation:{region}:{names.account}:stack/{params['StackName']}/an-id"]


def _budgets(params: Json, names: Names) -> list[str]:
    name = params["Budget"]["BudgetName"] if "Budget" in params else params["BudgetName"]
    return [f"arn:aws:budgets::{names.account}:budget/{name}"]


def _arn(service: str, resource: str, names: Names) -> str:
    return f"arn:aws:{service}:{names.region}:{names.account}:{resource}"


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


_RESOURCES: Final[dict[str, Callable[[Json, Names], list[str]]]] = {
    "s3": _s3,
    "dynamodb": _dynamodb,
    "sqs": _sqs,
    "secretsmanager": _secret,
    "ssm": _ssm,
    "sns": _sns,
    "cloudwatch": _cloudwatch,
    "logs": _logs,
    "lambda": _lambda,
    "events": _events,
    "iam": _iam,
    "bedrock-agentcore": _agentcore,
    "bedrock": _bedrock,
    "cloudformation": _cloudformation,
    "budgets": _budgets,
}
