"""The names and ARNs of a sandbox's resources."""

import re
from dataclasses import dataclass
from typing import Final

SANDBOX: Final = re.compile(r"[a-z][a-z0-9]{0,19}")


class InvalidSandboxError(ValueError):
    """A sandbox's name that can't be part of a resource's name."""

    def __init__(self, sandbox: str) -> None:
        super().__init__(f"The sandbox {sandbox!r} is not a letter and up to 19 letters or digits, all in lower case")


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one sandbox's resources in one account and region; topology.yml and infra/ use the same ones.

    Raises:
        InvalidSandboxError: if the sandbox's name does not match `SANDBOX`.
    """

    account: str
    region: str
    sandbox: str

    def __post_init__(self) -> None:
        if not SANDBOX.fullmatch(self.sandbox):
            raise InvalidSandboxError(self.sandbox)

    @property
    def upload_bucket(self) -> str:
        return f"petavatar-uploads-{self.account}-{self.sandbox}"

    @property
    def generated_bucket(self) -> str:
        return f"petavatar-generated-{self.account}-{self.sandbox}"

    @property
    def artefact_bucket(self) -> str:
        return f"petavatar-artefacts-{self.account}-{self.sandbox}"

    @property
    def table(self) -> str:
        return f"petavatar-jobs-{self.sandbox}"

    @property
    def queue(self) -> str:
        return f"petavatar-processing-queue-{self.sandbox}"

    @property
    def dead_letter_queue(self) -> str:
        return f"petavatar-processing-dlq-{self.sandbox}"

    @property
    def upload_events_dead_letter_queue(self) -> str:
        return f"petavatar-upload-events-dlq-{self.sandbox}"

    @property
    def secret(self) -> str:
        return f"petavatar-api-keys-{self.sandbox}"

    @property
    def agent_runtime_parameter(self) -> str:
        return f"/petavatar/agent-runtime-arn-{self.sandbox}"

    @property
    def secret_parameter(self) -> str:
        return f"/petavatar/api-key-secret-arn-{self.sandbox}"

    @property
    def agent_role(self) -> str:
        return f"petavatar-agent-{self.sandbox}"

    @property
    def agent_runtime(self) -> str:
        """The agent's name on AgentCore, which allows no hyphens."""
        return f"petavatar_{self.sandbox}"

    @property
    def alarm_topic(self) -> str:
        return f"petavatar-alarms-{self.sandbox}"

    @property
    def alarm_topic_arn(self) -> str:
        return f"arn:aws:sns:{self.region}:{self.account}:{self.alarm_topic}"

    @property
    def dashboard(self) -> str:
        return f"petavatar-{self.sandbox}"

    @property
    def upload_rule(self) -> str:
        """The name that tc gives to the event rule for new uploads."""
        return f"tc-petavatar-UploadCreated-{self.sandbox}"

    @property
    def upload_rule_arn(self) -> str:
        return f"arn:aws:events:{self.region}:{self.account}:rule/{self.upload_rule}"

    @property
    def api(self) -> str:
        """The name that tc gives to the HTTP API."""
        return f"petavatar_{self.sandbox}"

    def buckets(self) -> tuple[str, ...]:
        """All buckets."""
        return self.upload_bucket, self.generated_bucket, self.artefact_bucket

    def alarm(self, name: str) -> str:
        """The name of one of the sandbox's alarms."""
        return f"petavatar-{name}-{self.sandbox}"

    def function(self, name: str) -> str:
        """The name that tc gives to one of the sandbox's functions."""
        return f"petavatar_{name}_{self.sandbox}"

    def queue_arn(self, queue: str) -> str:
        """The ARN of one of the sandbox's queues."""
        return f"arn:aws:sqs:{self.region}:{self.account}:{queue}"
