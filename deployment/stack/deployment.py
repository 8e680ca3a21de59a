"""Makes or changes a sandbox's stacks: bootstrap, edge if it is wanted, and the sandbox itself."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import boto3

from deployment.connection import ClientFactory
from deployment.names import Names
from deployment.region import require_own_region
from deployment.stack.bootstrap import bootstrap_template
from deployment.stack.cloudformation import (
    FAILED_AT_FIRST,
    STUCK,
    Change,
    Event,
    Polling,
    Proposal,
    Stack,
    StackError,
)
from deployment.stack.code import Code, hashed, upload
from deployment.stack.edge import EDGE_REGION, edge_template
from deployment.stack.options import StackOptions
from deployment.stack.releases import Release, Releases
from deployment.stack.template import as_text, stack_template
from deployment.stack.ways import require_no_scripts
from deployment.tags import tag_list

Watch = Callable[[Stack, Event], None]
Say = Callable[[str], None]
OFF_EDGE: Final = {"WebAclArn": "", "CertificateArn": ""}


class StuckError(StackError):
    """The stack can't be updated before somebody has acted; the message says how."""


@dataclass(frozen=True, kw_only=True)
class Edge:
    """What of the edge stack is wanted."""

    firewall: bool = False
    domain: str = ""
    zone: str = ""

    @property
    def wanted(self) -> bool:
        """Whether there is anything to make."""
        return self.firewall or bool(self.domain)


def silent(*_: object) -> None:
    """Reports nothing."""


@dataclass
class StackDeployment:
    """A sandbox's stacks, and how to report what happens to them.

    Attributes:
        client: makes a client for a service.
        names: the sandbox's names.
        watch: gets each event of a stack.
        say: gets a sentence on what comes next.
        polling: how to look for news.
        role_arn: the role by which CloudFormation makes the resources.
    """

    client: ClientFactory
    names: Names
    watch: Watch = silent
    say: Say = silent
    polling: Polling = field(default_factory=Polling)
    role_arn: str | None = None

    @property
    def stack(self) -> Stack:
        """The sandbox's stack."""
        return self._stack(self.names.stack)

    @property
    def bootstrap(self) -> Stack:
        """The stack of the artefact bucket."""
        return self._stack(self.names.bootstrap_stack)

    @property
    def edge(self) -> Stack:
        """The stack in us-east-1 of what CloudFront takes from there."""
        return Stack(self._in_edge_region(), self.names.edge_stack, self.polling, self.role_arn)

    @property
    def releases(self) -> Releases:
        """The releases so far."""
        return Releases(self.client("s3"), self.names.artefact_bucket)

    def check(self) -> None:
        """Makes sure that the sandbox is CloudFormation's, or nobody's, and in this region.

        Raises:
            OtherRegionError: if the sandbox is in another region.
            OtherWayError: if tc and its scripts have made it.
        """
        require_own_region(self.client("s3"), self.names)
        require_no_scripts(self.client, self.names)

    def prepare(self, *, tls_only: bool) -> None:
        """Waits for whoever is at work on the sandbox, and makes the artefact bucket.

        Raises:
            OtherRegionError, OtherWayError: as `check`.
            StackError: if a stack can't be made, or can't be changed.
        """
        self.check()
        self._settle(self.stack)
        self._settle(self.bootstrap)
        template = {"TemplateBody": json.dumps(bootstrap_template(self.names.sandbox))}
        self._change(self.bootstrap, template, {"TlsOnly": str(tls_only).lower()})

    def propose(self, options: StackOptions, code: Code, parameters: Mapping[str, str]) -> "SandboxProposal":
        """Uploads the template, and asks CloudFormation what would change.

        Raises:
            TopologyError: if tc's files are not valid.
            StackError: if CloudFormation refuses the template.
        """
        text = as_text(stack_template(options, code.artefacts)).encode()
        key = hashed("templates", text, "json")
        list(upload(self.client("s3"), self.names.artefact_bucket, {key: text}))
        return self._proposal(key, parameters)

    def apply(self, proposal: "SandboxProposal", options: Mapping[str, Any]) -> None:
        """Makes the changes, and notes the release with the options that its template was made with.

        Raises:
            StackError: if CloudFormation has failed, and rolled back.
        """
        self._apply(self.stack, proposal.change_set)
        self.note(proposal, options)

    def note(self, proposal: "SandboxProposal", options: Mapping[str, Any]) -> None:
        """Notes the release, if it is not the last one already: a run that was killed may have made it, not noted."""
        self.releases.add(Release(proposal.template, self.stack.parameters(), options))

    def upload_code(self, code: Code) -> list[str]:
        """Uploads what is not there yet, and returns its keys."""
        return list(upload(self.client("s3"), self.names.artefact_bucket, code.contents))

    def put_edge(self, edge: Edge) -> dict[str, str]:
        """Makes or changes the edge stack.

        Returns:
            The parameters by which the sandbox's stack finds it.

        Raises:
            StackError: if it fails.
        """
        stack = self.edge
        self._settle(stack)
        wanted = {
            "Firewall": str(edge.firewall).lower(),
            "DomainName": edge.domain,
            "HostedZoneId": edge.zone,
        }
        self._change(stack, {"TemplateBody": json.dumps(edge_template(self.names.sandbox))}, wanted)
        return OFF_EDGE | stack.outputs()

    def roll_back(self) -> None:
        """Goes back: stops an update that is under way, frees a stuck one, or deploys the release before the last.

        Raises:
            StackError: if there is no release before, or it fails.
        """
        status = self.stack.status
        if status == STUCK or status == "UPDATE_IN_PROGRESS":
            self.say(f"The stack {self.names.stack} is {status}: it goes back to what it was.")
            for event in self.stack.roll_back():
                self.watch(self.stack, event)
            return
        self._settle(self.stack)
        before = self.releases.before_last() if self.stack.exists else None
        if before is None:
            raise StackError(f"There is no release of {self.names.stack} before this one")
        proposal = self._proposal(before.template, before.parameters)
        if proposal.change_set.changes():
            self._apply(self.stack, proposal.change_set)
        else:
            proposal.change_set.discard()
        self.releases.drop_last()

    def _proposal(self, key: str, parameters: Mapping[str, str]) -> "SandboxProposal":
        url = f"https://s3.{self.names.region}.amazonaws.com/{self.names.artefact_bucket}/{key}"
        return SandboxProposal(key, self.stack.propose({"TemplateURL": url}, parameters, tag_list(self.names)))

    def _change(self, stack: Stack, template: Mapping[str, str], parameters: Mapping[str, str]) -> None:
        proposal = stack.propose(template, parameters, tag_list(self.names))
        if proposal.changes():
            self._apply(stack, proposal)
        else:
            proposal.discard()

    def _apply(self, stack: Stack, proposal: Proposal) -> None:
        for event in proposal.apply():
            self.watch(stack, event)

    def _settle(self, stack: Stack) -> None:
        """Waits for a change that is under way, and clears away a creation that has failed.

        Raises:
            StuckError: if somebody must act first.
        """
        status = stack.status
        if status and status.endswith("IN_PROGRESS") and stack.exists:
            self.say(f"The stack {stack.name} is {status}: waiting for its end.")
            for event in stack.follow(stack.events_so_far()):
                self.watch(stack, event)
            status = stack.status
        if status in FAILED_AT_FIRST:
            self.say(
                f"The stack {stack.name} is {status}: its creation failed, and nothing is in it. It is deleted first."
            )
            for event in stack.delete():
                self.watch(stack, event)
        if status == STUCK:
            raise StuckError(_STUCK.format(stack=stack.name, reason=_why(stack), sandbox=self.names.sandbox))
        if status == "DELETE_FAILED":
            raise StuckError(_HALF_DELETED.format(stack=stack.name, reason=_why(stack), sandbox=self.names.sandbox))

    def _stack(self, name: str) -> Stack:
        return Stack(self.client("cloudformation"), name, self.polling, self.role_arn)

    def _in_edge_region(self) -> Any:
        own = self.client("cloudformation")
        if own.meta.region_name == EDGE_REGION:
            return own
        make: Any = boto3.client
        return make("cloudformation", region_name=EDGE_REGION, config=own.meta.config)


@dataclass(frozen=True, slots=True)
class SandboxProposal:
    """What a template would change of the sandbox's stack; the template's key is in the artefact bucket."""

    template: str
    change_set: Proposal

    def changes(self) -> list[Change]:
        """What would change; nothing if it is empty.

        Raises:
            StackError: if CloudFormation refuses the template.
        """
        return self.change_set.changes()


_STUCK: Final = (
    "{reason}\nThe stack {stack} is UPDATE_ROLLBACK_FAILED: an update failed, and so did the way back. Remove the "
    "reason above, then bring it back: python -m scripts.deploy --sandbox {sandbox} --rollback"
)
_HALF_DELETED: Final = (
    "{reason}\nThe stack {stack} is DELETE_FAILED: a part of it is left. Remove the reason above, then "
    "delete the rest: python -m scripts.deploy --sandbox {sandbox} --destroy"
)


def _why(stack: Stack) -> str:
    """The first reason of the last failure, as far as the events say."""
    described = stack.describe()
    reason = (described or {}).get("StackStatusReason", "")
    return str(reason) or "CloudFormation gives no reason; see the stack's events."
