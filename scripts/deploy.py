"""Makes or changes a sandbox by CloudFormation: `python -m scripts.deploy --sandbox dev`.

It builds the code, uploads what is new, creates or updates one stack, and prints the addresses and, the first time, an
API key. An option that it was once given stays until it is given another value. It can be run again at any time, also
after it was killed.
"""

import argparse
import sys
from collections.abc import Sequence
from subprocess import SubprocessError
from typing import Any, Final

from agent.marks.certificate import CertificateError
from deployment.agent.deploy import smoke_test
from deployment.agent.runtime import AgentRuntimeError
from deployment.agent.settings import platform_version
from deployment.connection import Connection
from deployment.ignore_errors import ignore_errors
from deployment.infrastructure.api_keys import new_key
from deployment.infrastructure.key_ring import KeyRing, KeyRingError
from deployment.monitoring.budget import counts_callers
from deployment.monitoring.logs import agent_log_group, expire_logs
from deployment.region import OtherRegionError
from deployment.removal.storage import NotEmptiedError, empty_bucket
from deployment.stack.cloudformation import StackError
from deployment.stack.code import Code, build_code
from deployment.stack.deployment import Edge, StackDeployment
from deployment.stack.options import PRODUCTION, StackOptions
from deployment.stack.site import upload_page
from deployment.stack.template import outline, stack_template
from deployment.stack.ways import OtherWayError
from deployment.topology import TopologyError
from deployment.workers import MAXIMUM_CONCURRENCY
from petavatar.errors import SettingsError
from scripts import destroy
from scripts.command import DONE, OpenOriginsError, models_of, photos_of, run, signing_of, spending_of
from scripts.deploy_options import keep_options, parameters_of, parser
from scripts.stack_report import Board, in_words

_STOPPING: Final = (
    AgentRuntimeError,
    CertificateError,
    KeyRingError,
    NotEmptiedError,
    OSError,
    OtherRegionError,
    OtherWayError,
    SettingsError,
    StackError,
    SubprocessError,
    TopologyError,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command. Exit codes: 0 if all is as wanted, 1 if not, 2 if the arguments are invalid."""
    arguments = parser(__doc__).parse_args(argv)
    if arguments.destroy:
        return destroy.main(_to_destroy(arguments))

    def work() -> int:
        connection = Connection.open(arguments.sandbox, arguments.region)
        with Board() as board:
            deployer = Deployer(arguments, connection, board)
            if arguments.rollback:
                deployer.roll_back()
            elif arguments.dry_run:
                deployer.say_what_would_change()
            else:
                deployer.deploy()
        return DONE

    return run(work, stopping=_STOPPING, misuse=(OpenOriginsError,))


class Deployer:
    """One run of the command, on one sandbox."""

    def __init__(self, arguments: argparse.Namespace, connection: Connection, board: Board) -> None:
        """Takes note of what is wanted."""
        self._arguments = arguments
        self._client, self._names = connection.client, connection.names
        self._board = board
        self._stacks = StackDeployment(
            connection.client, connection.names, board.watch, board.say, role_arn=arguments.role_arn
        )
        self._emulated = self._client("sts").meta.endpoint_url.startswith("http://")

    def deploy(self) -> None:
        """Makes the stacks as wanted, and prints where the sandbox is reached."""
        self._stacks.prepare(tls_only=not self._emulated)
        kept = self._keep_options()
        parameters = self._parameters()
        options, code = self._options(parameters), self._build(parameters)
        new = self._stacks.upload_code(code)
        self._board.say(f"Code: {len(code.contents)} packages, {len(new)} of them new.")
        if self._arguments.waf or self._arguments.domain:
            parameters = self._stacks.put_edge(self._edge()) | parameters
        if parameters.get("Page") == "false":
            # CloudFormation deletes no bucket with files in it.
            with ignore_errors("NoSuchBucket"):
                empty_bucket(self._client("s3"), self._names, self._names.page_bucket)
        proposal = self._stacks.propose(options, code, parameters)
        changes = proposal.changes()
        if changes:
            self._board.begin(len(changes))
            self._stacks.apply(proposal, kept)
        else:
            proposal.change_set.discard()
            self._stacks.note(proposal, kept)
            self._board.say("Nothing to change: the stack is as wanted.")
        self._finish(changed=bool(changes))

    def say_what_would_change(self) -> None:
        """Says what a deployment would change. It changes nothing but the template in the artefact bucket."""
        self._stacks.check()
        self._keep_options()
        parameters = self._parameters()
        options, code = self._options(parameters), self._build(parameters)
        if self._stacks.bootstrap.exists:
            proposal = self._stacks.propose(options, code, parameters)
            lines = in_words(proposal.changes())
            proposal.change_set.discard()
        else:
            lines = ["Nothing of this sandbox is there yet. It would be:"]
            lines += outline(stack_template(options, code.artefacts))
        for line in lines:
            self._board.say(line)

    def roll_back(self) -> None:
        """Goes back to the release before, or out of an update that is under way or stuck."""
        self._stacks.check()
        self._stacks.roll_back()
        self._board.say(f"The sandbox {self._names.sandbox} is what it was before.")

    def _keep_options(self) -> dict[str, Any]:
        last = self._stacks.releases.last() if self._stacks.bootstrap.exists else None
        return keep_options(self._arguments, last.options if last else {})

    def _options(self, parameters: dict[str, str]) -> StackOptions:
        arguments, region = self._arguments, self._names.region
        has_budget = (self._stacks.stack.parameters() | parameters).get("BudgetUsd")
        models, spending = models_of(arguments, region), spending_of(arguments)
        spending.check(models)
        signing = signing_of(arguments)
        signing.check(self._client("secretsmanager"))
        return StackOptions(
            sandbox=arguments.sandbox,
            models=models,
            platform=arguments.platform_version or platform_version(region),
            spending=spending,
            photos=photos_of(arguments),
            signing=signing,
            settings=arguments.settings,
            workers=arguments.maximum_concurrency or MAXIMUM_CONCURRENCY,
            budget_by_caller=bool(has_budget) and counts_callers(self._client("ce"), self._names),
        )

    def _parameters(self) -> dict[str, str]:
        """The parameters that are given.

        Raises:
            OpenOriginsError: if a new production sandbox would be open to pages of every origin, unasked.
        """
        arguments = self._arguments
        parameters = parameters_of(arguments, emulated=self._emulated)
        if "CorsOrigins" not in parameters and self._names.sandbox in PRODUCTION and not self._stacks.stack.exists:
            if not arguments.domain:
                raise OpenOriginsError(self._names.sandbox)
            parameters["CorsOrigins"] = f"https://{arguments.domain}"
        return parameters

    def _build(self, parameters: dict[str, str]) -> Code:
        of_elsewhere = self._stacks.stack.parameters() | parameters
        makes_agent = not of_elsewhere.get("AgentRuntimeArn")
        self._board.say("Building the functions" + (" and the agent." if makes_agent else "."))
        return build_code(with_agent=makes_agent)

    def _edge(self, *, without_firewall: bool = False) -> Edge:
        """What of the edge stack is wanted: what is there, and what was asked for."""
        arguments, present = self._arguments, self._stacks.stack.parameters()
        return Edge(
            firewall=not without_firewall and bool(arguments.waf or present.get("WebAclArn")),
            domain=arguments.domain or present.get("DomainName", ""),
            zone=arguments.hosted_zone or present.get("HostedZoneId", ""),
        )

    def _finish(self, *, changed: bool) -> None:
        names, stack = self._names, self._stacks.stack
        outputs = stack.outputs()
        if self._arguments.waf is False and self._stacks.edge.exists:
            # CloudFront had to let go of the firewall first.
            self._stacks.put_edge(self._edge(without_firewall=True))
        if names.sandbox in PRODUCTION:
            stack.protect(protected=True)
        if not stack.parameters().get("AgentRuntimeArn"):
            self._finish_agent(outputs["AgentRuntimeArn"], changed=changed)
        self._board.say(f"API: {outputs['ApiUrl']}")
        if page := outputs.get("PageUrl"):
            upload_page(self._client("s3"), names, page)
            self._board.say(f"Page: {page}")
            if outputs["CloudFrontName"] not in page and not stack.parameters().get("HostedZoneId"):
                self._board.say(f"Its domain needs a record of yours: CNAME {outputs['CloudFrontName']}")
        if key := first_key(KeyRing(self._client("secretsmanager"), names.secret)):
            self._board.say(f"Your API key, shown only once: {key}")

    def _finish_agent(self, arn: str, *, changed: bool) -> None:
        """AgentCore itself makes the agent's log group, and may do so before CloudFormation could."""
        expire_logs(self._client("logs"), agent_log_group(arn))
        if changed and not self._arguments.no_smoke:
            smoke_test(self._client("bedrock-agentcore"), arn)


def first_key(ring: KeyRing) -> str | None:
    """Makes a key if the secret has none, and returns it; None if it has one.

    Raises:
        KeyRingError: if the secret can't be read or changed.
    """
    if ring.entries():
        return None
    new = new_key()
    ring.change(lambda entries: list(entries) or [new.entry])
    return new.key if any(entry["id"] == new.entry["id"] for entry in ring.entries()) else None


def _to_destroy(arguments: argparse.Namespace) -> list[str]:
    region = ["--region", arguments.region] if arguments.region else []
    flags = [f"--{name}" for name in ("yes", "force") if getattr(arguments, name)]
    return ["--sandbox", arguments.sandbox, *region, *flags, "--force-delete-secret"]


if __name__ == "__main__":
    sys.exit(main())
