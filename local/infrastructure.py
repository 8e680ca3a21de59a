"""What the local system has beside its functions: the sandbox's resources, the agent's role, and valid keys."""

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from deployment.agent.policy import agent_policy
from deployment.agent.signing import AgentSigning
from deployment.connection import ClientFactory
from deployment.infrastructure.api_keys import new_key
from deployment.infrastructure.key_ring import KeyRing
from deployment.infrastructure.queues import RECEIVES_PER_ATTEMPT, Redelivery
from deployment.infrastructure.sandbox import Infrastructure, Options, create_infrastructure
from deployment.names import Names
from deployment.topology import Topology
from local.certificate import store
from local.deploy import create_role
from local.engine import ACCOUNT, REGION
from petavatar.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

AGENT_RUNTIME_ARN: Final = f"arn:aws:bedrock-agentcore:{REGION}:{ACCOUNT}:runtime/petavatar_local-0000000000"

# AWS's advice, and the project's rule: a message stays hidden for six times the worker's timeout.
_VISIBILITY_PER_TIMEOUT: Final = 6
_OPERATOR_TRUST: Final = {
    "Version": "2012-10-17",
    "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "Action": "sts:AssumeRole"}
    ],
}


def make_infrastructure(
    client: ClientFactory, names: Names, topology: Topology, settings: Mapping[str, str]
) -> Infrastructure:
    """Creates the sandbox's resources, or updates those that the engine has kept, and the agent's role."""
    (worker,) = (queue.function for queue in topology.queues if queue.queue == names.queue)
    redelivery = Redelivery(
        visibility_s=topology.functions[worker].timeout * _VISIBILITY_PER_TIMEOUT,
        max_receives=RECEIVES_PER_ATTEMPT * int(settings.get("MAX_ATTEMPTS", Settings().max_attempts)),
    )
    options = Options(
        cors_origins=topology.cors.origins,
        tls_only=False,
        agent_runtime_arn=AGENT_RUNTIME_ARN,
        redelivery=redelivery,
    )
    infrastructure = create_infrastructure(client, names, options)
    store(client("secretsmanager"), names.signing_secret)
    create_role(
        client,
        names.agent_role,
        _OPERATOR_TRUST,
        agent_policy(names, signing=AgentSigning(secret=names.signing_secret)),
    )
    return infrastructure


def valid_key(secretsmanager: "SecretsManagerClient", names: Names, kept: str) -> str:
    """The API key that was kept, if it is still valid; another one, added to the others, if it is not."""
    ring = KeyRing(secretsmanager, names.secret)
    digest = hashlib.sha256(kept.encode()).hexdigest()
    if any(entry["sha256"] == digest for entry in ring.entries()):
        return kept
    new = new_key()
    ring.change(lambda entries: [*entries, new.entry])
    return new.key
