"""Creates or updates a sandbox's resources, except those that `tc` and AgentCore create."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from deployment.connection import ClientFactory
from deployment.infrastructure.api_keys import ensure_secret
from deployment.infrastructure.buckets import ensure_buckets
from deployment.infrastructure.parameters import ensure_parameters
from deployment.infrastructure.queues import Redelivery, ensure_queues
from deployment.infrastructure.table import ensure_table
from deployment.monitoring.alarm import put_alarms
from deployment.monitoring.alarms import SpendingLimits, job_alarms
from deployment.monitoring.budget import Budget, counts_callers, put_budget
from deployment.monitoring.topic import ensure_topic
from deployment.names import Names
from deployment.region import require_own_region
from deployment.tags import alarm_arns, infrastructure_arns, tag_resources

ANY_ORIGIN: Final = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Options of a sandbox.

    Attributes:
        cors_origins: the web origins whose pages may upload photos and fetch avatars.
        tls_only: whether the buckets refuse requests without TLS.
        agent_runtime_arn: the ARN of the agent's runtime; None to keep the parameter.
        redelivery: when and how often SQS delivers a job's message again.
        protected: whether AWS refuses to delete the table until `destroy` switches that off.
        alarm_email: the address to notify of alarms; None to keep the topic's subscribers.
        spending: above what the alarms on spending are raised.
        budget: the monthly budget; None to keep what is there.
    """

    cors_origins: Sequence[str] = (ANY_ORIGIN,)
    tls_only: bool = True
    agent_runtime_arn: str | None = None
    redelivery: Redelivery = field(default_factory=Redelivery)
    alarm_email: str | None = None
    protected: bool = False
    spending: SpendingLimits = field(default_factory=SpendingLimits)
    budget: Budget | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Infrastructure:
    """A sandbox's resources.

    `api_key` is the first key if it was created just now; it can't be read again. `untagged` are the ARNs of resources
    that could not be tagged. `budget_by_caller` is whether the budget sees the agent's calls to models alone, and not
    those of the whole account; None if no budget was set.
    """

    names: Names
    queue_url: str
    secret_arn: str
    agent_runtime_arn: str
    alarm_topic_arn: str
    api_key: str | None
    untagged: Sequence[str] = ()
    budget_by_caller: bool | None = None


def create_infrastructure(client: ClientFactory, names: Names, options: Options | None = None) -> Infrastructure:
    """Creates or updates a sandbox's resources.

    Args:
        client: makes a client for a service.
        names: the names of the sandbox's resources.
        options: the sandbox's options.

    Raises:
        OtherRegionError: if the sandbox exists in another region.
        BucketTakenError: if a bucket's name belongs to another account.
        VersionedBucketError: if the bucket of photos or avatars has versions.
        WrongTableError: if a table with this name has another key.
        ClientError: if AWS refuses.
    """
    options = options or Options()
    require_own_region(client("s3"), names)
    ensure_buckets(client("s3"), names, options.cors_origins, tls_only=options.tls_only)
    ensure_table(client("dynamodb"), names.table, protected=options.protected)
    queue_url = ensure_queues(client("sqs"), names, options.redelivery)
    secret = ensure_secret(client("secretsmanager"), names.secret)
    agent = ensure_parameters(client("ssm"), names, secret.arn, options.agent_runtime_arn)
    topic = ensure_topic(client("sns"), names, options.alarm_email)
    alarms = list(job_alarms(names, options.spending))
    put_alarms(client("cloudwatch"), names, alarms, topic)
    made = [*infrastructure_arns(names, secret.arn), *alarm_arns(names, [alarm.name for alarm in alarms])]
    by_caller = None
    if options.budget is not None:
        by_caller = counts_callers(client("ce"), names)
        put_budget(client("budgets"), names, options.budget, by_caller=by_caller)
    return Infrastructure(
        names=names,
        queue_url=queue_url,
        secret_arn=secret.arn,
        agent_runtime_arn=agent,
        alarm_topic_arn=topic,
        api_key=secret.key,
        untagged=tag_resources(client("resourcegroupstaggingapi"), names, made),
        budget_by_caller=by_caller,
    )
