"""The names and ARNs of a sandbox's resources."""

import re
from dataclasses import dataclass
from typing import Final

SANDBOX: Final = re.compile(r"[a-z][a-z0-9]{0,19}")


class InvalidSandboxError(ValueError):
    """A sandbox's name that can't be part of a resource's name."""

    def __init__(self, sandbox: str) -> None:
        super().__init__(f"The sandbox {sandbox!r} is not a letter and up to 19 letters or digits, all in lower case")


class Pattern:
    """An attribute of `Names` whose value is a pattern with account, region and sandbox filled in."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern

    def __get__(self, names: "Names", _: type["Names"]) -> str:
        return self._pattern.format(account=names.account, region=names.region, sandbox=names.sandbox)


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one sandbox's resources in one account and region; topology.yml and infra/ use the same ones.

    Raises:
        InvalidSandboxError: if the sandbox's name does not match `SANDBOX`.
    """

    account: str
    region: str
    sandbox: str

    upload_bucket = Pattern("petavatar-uploads-{account}-{sandbox}")
    generated_bucket = Pattern("petavatar-generated-{account}-{sandbox}")
    artefact_bucket = Pattern("petavatar-artefacts-{account}-{sandbox}")
    table = Pattern("petavatar-jobs-{sandbox}")
    queue = Pattern("petavatar-processing-queue-{sandbox}")
    dead_letter_queue = Pattern("petavatar-processing-dlq-{sandbox}")
    upload_events_dead_letter_queue = Pattern("petavatar-upload-events-dlq-{sandbox}")
    webhook_queue = Pattern("petavatar-webhook-queue-{sandbox}")
    webhook_dead_letter_queue = Pattern("petavatar-webhook-dlq-{sandbox}")
    secret = Pattern("petavatar-api-keys-{sandbox}")
    secret_parameter = Pattern("/petavatar/api-key-secret-arn-{sandbox}")
    agent_runtime_parameter = Pattern("/petavatar/agent-runtime-arn-{sandbox}")
    signing_secret = Pattern("petavatar-signing-{sandbox}")
    agent_role = Pattern("petavatar-agent-{sandbox}")
    # AgentCore allows no hyphens.
    agent_runtime = Pattern("petavatar_{sandbox}")
    alarm_topic = Pattern("petavatar-alarms-{sandbox}")
    alarm_topic_arn = Pattern("arn:aws:sns:{region}:{account}:petavatar-alarms-{sandbox}")
    dashboard = Pattern("petavatar-{sandbox}")
    budget = Pattern("petavatar-{sandbox}")
    # Services that deliver logs may write to groups with this prefix without a policy for each.
    access_log = Pattern("/aws/vendedlogs/petavatar-api-{sandbox}")
    access_log_arn = Pattern("arn:aws:logs:{region}:{account}:log-group:/aws/vendedlogs/petavatar-api-{sandbox}")
    # These are tc's own names: for the event rule of new uploads, and for the HTTP API.
    upload_rule = Pattern("tc-petavatar-UploadCreated-{sandbox}")
    upload_rule_arn = Pattern("arn:aws:events:{region}:{account}:rule/tc-petavatar-UploadCreated-{sandbox}")
    api = Pattern("petavatar_{sandbox}")

    # These are of the sandboxes that CloudFormation makes.
    stack = Pattern("petavatar-{sandbox}")
    bootstrap_stack = Pattern("petavatar-bootstrap-{sandbox}")
    edge_stack = Pattern("petavatar-edge-{sandbox}")
    page_bucket = Pattern("petavatar-page-{account}-{sandbox}")
    web_acl = Pattern("petavatar-{sandbox}")

    def __post_init__(self) -> None:
        if not SANDBOX.fullmatch(self.sandbox):
            raise InvalidSandboxError(self.sandbox)

    def buckets(self) -> tuple[str, ...]:
        """All buckets."""
        return self.upload_bucket, self.generated_bucket, self.artefact_bucket

    def queues(self) -> tuple[str, ...]:
        """All queues."""
        return (
            *(self.queue, self.dead_letter_queue, self.upload_events_dead_letter_queue),
            *(self.webhook_queue, self.webhook_dead_letter_queue),
        )

    def alarm(self, name: str) -> str:
        """The name of one of the sandbox's alarms."""
        return f"petavatar-{name}-{self.sandbox}"

    def function(self, name: str) -> str:
        """The name that tc gives to one of the sandbox's functions."""
        return f"petavatar_{name}_{self.sandbox}"

    def queue_arn(self, queue: str) -> str:
        """The ARN of one of the sandbox's queues."""
        return f"arn:aws:sqs:{self.region}:{self.account}:{queue}"
