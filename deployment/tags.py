"""The tags of a sandbox's resources, by which a bill can be split. tc gives its own resources the same ones."""

import json
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import batched
from typing import TYPE_CHECKING, Final

from deployment import PROJECT
from deployment.names import Names

if TYPE_CHECKING:
    from mypy_boto3_resourcegroupstaggingapi import ResourceGroupsTaggingAPIClient

# TagResources accepts no more in one request.
_PER_REQUEST: Final = 20


def tags(names: Names) -> dict[str, str]:
    """The tags of infra/tags.json, for one sandbox."""
    return {key: value.replace("{{sandbox}}", names.sandbox) for key, value in _file().items()}


def tag_list(names: Names) -> list[dict[str, str]]:
    """The same as a list of keys and values, as some services want them."""
    return [{"Key": key, "Value": value} for key, value in tags(names).items()]


def tag_resources(tagging: "ResourceGroupsTaggingAPIClient", names: Names, arns: Iterable[str]) -> list[str]:
    """Gives resources the sandbox's tags; other tags stay.

    Returns:
        The ARNs of those that could not be tagged.

    Raises:
        ClientError: if AWS refuses the request as a whole.
    """
    failed: list[str] = []
    for batch in batched(arns, _PER_REQUEST, strict=False):
        answer = tagging.tag_resources(ResourceARNList=list(batch), Tags=tags(names))
        failed += answer.get("FailedResourcesMap", {})
    return failed


def infrastructure_arns(names: Names, secret_arn: str) -> Iterator[str]:
    """The ARNs of what `create_infrastructure` creates, without its alarms."""
    yield from (f"arn:aws:s3:::{bucket}" for bucket in names.buckets())
    yield f"arn:aws:dynamodb:{names.region}:{names.account}:table/{names.table}"
    for queue in names.queues():
        yield names.queue_arn(queue)
    yield secret_arn
    for parameter in (names.secret_parameter, names.agent_runtime_parameter):
        yield f"arn:aws:ssm:{names.region}:{names.account}:parameter{parameter}"
    yield names.alarm_topic_arn


def alarm_arns(names: Names, alarms: Iterable[str]) -> Iterator[str]:
    """The ARNs of alarms, by their names between `petavatar-` and the sandbox."""
    return (f"arn:aws:cloudwatch:{names.region}:{names.account}:alarm:{names.alarm(alarm)}" for alarm in alarms)


def log_group_arns(names: Names, groups: Iterable[str]) -> Iterator[str]:
    """The ARNs of log groups."""
    return (f"arn:aws:logs:{names.region}:{names.account}:log-group:{group}" for group in groups)


@cache
def _file() -> dict[str, str]:
    found: dict[str, str] = json.loads((PROJECT / "infra" / "tags.json").read_text("utf-8"))
    return found
