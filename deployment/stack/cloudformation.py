"""One stack on CloudFormation: what would change, the change itself, and its events as they come."""

import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from botocore.exceptions import ClientError

from petavatar.aws import error_code

REVIEWED: Final = "REVIEW_IN_PROGRESS"
"""The state of a stack of which only change sets were made."""
FAILED_AT_FIRST: Final = frozenset({"ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED"})
"""The states of a stack whose creation has failed: it can only be deleted."""
STUCK: Final = "UPDATE_ROLLBACK_FAILED"
_UNCHANGED: Final = ("didn't contain changes", "No updates are to be performed")
_CANCELLED: Final = "cancelled"
_BAD: Final = ("FAILED", "ROLLBACK")
_STACK: Final = "AWS::CloudFormation::Stack"


class StackError(RuntimeError):
    """A stack did not become what it should; the message gives the first reason first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Polling:
    """How to look for news of a stack, in seconds: soon at first, then more and more rarely."""

    first_s: float = 0.2
    most_s: float = 3.0
    timeout_s: float = 3600.0


@dataclass(frozen=True, slots=True)
class Change:
    """What happens to a resource.

    Attributes:
        action: `Add`, `Modify` or `Remove`.
        logical_id: its logical id.
        kind: its type.
        properties: which of its properties change.
        replaced: `True`, `False` or `Conditional`, if that depends on others' changes.
    """

    action: str
    logical_id: str
    kind: str
    properties: tuple[str, ...] = ()
    replaced: str = "False"


@dataclass(frozen=True, slots=True)
class Event:
    """What happened to a resource, or to the stack itself."""

    logical_id: str
    kind: str
    status: str
    reason: str

    @property
    def ended(self) -> bool:
        """Whether a resource has reached its end, good or bad."""
        return self.kind != _STACK and not self.status.endswith("IN_PROGRESS")

    @property
    def failed(self) -> bool:
        """Whether it is a failure of its own, and not the consequence of another one."""
        return self.status.endswith("FAILED") and _CANCELLED not in self.reason and self.kind != _STACK


@dataclass
class Stack:
    """A stack of CloudFormation's, by its name.

    Attributes:
        client: the client of CloudFormation.
        name: the stack's name.
        polling: how to look for news.
        role_arn: the role by which CloudFormation makes the resources; the caller's own rights if it is None.
    """

    client: Any
    name: str
    polling: Polling = field(default_factory=Polling)
    role_arn: str | None = None

    def describe(self) -> Mapping[str, Any] | None:
        """The stack, as CloudFormation describes it; None if there is none."""
        try:
            return next(iter(self.client.describe_stacks(StackName=self.name)["Stacks"]), None)
        except ClientError as error:
            if error_code(error) == "ValidationError" and "does not exist" in str(error):
                return None
            raise

    @property
    def status(self) -> str | None:
        """The stack's state; None if there is no stack."""
        described = self.describe()
        return described["StackStatus"] if described else None

    @property
    def exists(self) -> bool:
        """Whether the stack has, or had, resources."""
        return self.status not in (None, REVIEWED, "DELETE_COMPLETE")

    def outputs(self) -> dict[str, str]:
        """The stack's outputs; none if there is no stack."""
        return {each["OutputKey"]: each["OutputValue"] for each in (self.describe() or {}).get("Outputs", [])}

    def parameters(self) -> dict[str, str]:
        """The values of the stack's parameters; none if there is no stack."""
        found = (self.describe() or {}).get("Parameters", [])
        return {each["ParameterKey"]: each["ParameterValue"] for each in found}

    def propose(self, template: Mapping[str, Any], parameters: Mapping[str, str], tags: Sequence[Any]) -> "Proposal":
        """Asks CloudFormation what a template would change. Nothing has changed until the proposal is applied.

        Args:
            template: `TemplateBody` or `TemplateURL`.
            parameters: the values of the template's parameters; others keep the value that they have.
            tags: the tags of all resources.

        Raises:
            StackError: if CloudFormation refuses the template.
            ClientError: if AWS refuses.
        """
        present = self.parameters() if self.exists else {}
        declared = self.client.get_template_summary(**template)["Parameters"]
        kept = {each["ParameterKey"] for each in declared} & present.keys() - parameters.keys()
        change_set = f"petavatar-{uuid.uuid4()}"
        self.client.create_change_set(
            StackName=self.name,
            ChangeSetName=change_set,
            ChangeSetType="UPDATE" if self.exists else "CREATE",
            Capabilities=["CAPABILITY_NAMED_IAM"],
            Parameters=[
                *({"ParameterKey": key, "ParameterValue": value} for key, value in sorted(parameters.items())),
                *({"ParameterKey": key, "UsePreviousValue": True} for key in sorted(kept)),
            ],
            Tags=list(tags),
            **template,
            **self._by_role(),
        )
        return Proposal(self, change_set)

    def follow(self, seen: set[str]) -> Iterator[Event]:
        """Yields new events until the stack has settled, or is gone.

        Args:
            seen: the ids of the events that are not new.

        Raises:
            StackError: if it does not settle in time.
        """
        described = self.describe()
        identity = described["StackId"] if described else self.name
        deadline, pause = time.monotonic() + self.polling.timeout_s, self.polling.first_s
        while True:
            # First the state, so that no event comes after the last look.
            status = self._status_of(identity)
            for event in self._events(identity, seen):
                pause = self.polling.first_s
                yield event
            if status is None or not status.endswith("IN_PROGRESS"):
                return
            if time.monotonic() > deadline:
                raise StackError(f"The stack {self.name} is still {status}. Run this again to go on watching")
            time.sleep(pause)
            pause = min(1.5 * pause, self.polling.most_s)

    def events_so_far(self) -> set[str]:
        """The ids of all events of the stack."""
        seen: set[str] = set()
        if described := self.describe():
            list(self._events(described["StackId"], seen))
        return seen

    def delete(self) -> Iterator[Event]:
        """Deletes the stack, and yields the events.

        Raises:
            StackError: if a resource could not be deleted.
        """
        if self.status is None:
            return
        seen, failures = self.events_so_far(), list[Event]()
        self.client.delete_stack(StackName=self.name, **self._by_role())
        for event in self.follow(seen):
            failures += [event] if event.failed else []
            yield event
        if (status := self.status) not in (None, "DELETE_COMPLETE"):
            raise StackError(failure(self.name, str(status), failures))

    def protect(self, *, protected: bool) -> None:
        """Whether CloudFormation refuses to delete the stack until that is switched off again."""
        if self.describe():
            self.client.update_termination_protection(StackName=self.name, EnableTerminationProtection=protected)

    def roll_back(self) -> Iterator[Event]:
        """Brings a stack whose update is under way, or got stuck, back to what it was before.

        Raises:
            StackError: if there is nothing to bring back, or it failed.
        """
        seen, status = self.events_so_far(), self.status
        if status == "UPDATE_IN_PROGRESS":
            self.client.cancel_update_stack(StackName=self.name)
        elif status == STUCK:
            self.client.continue_update_rollback(StackName=self.name, **self._by_role())
        elif status is None or not status.endswith("IN_PROGRESS"):
            raise StackError(f"The stack {self.name} is {status}: no update is under way or stuck")
        failures = []
        for event in self.follow(seen):
            failures += [event] if event.failed else []
            yield event
        if (after := str(self.status)) != "UPDATE_ROLLBACK_COMPLETE":
            raise StackError(failure(self.name, after, failures))

    def _status_of(self, identity: str) -> str | None:
        described = Stack(self.client, identity).describe()
        return described["StackStatus"] if described else None

    def _events(self, identity: str, seen: set[str]) -> Iterator[Event]:
        """The events that are not in `seen`, oldest first; puts them in."""
        fresh = []
        for page in self.client.get_paginator("describe_stack_events").paginate(StackName=identity):
            news = [event for event in page["StackEvents"] if event["EventId"] not in seen]
            fresh += news
            if len(news) < len(page["StackEvents"]):
                break
        for event in reversed(fresh):
            seen.add(event["EventId"])
            yield Event(
                event["LogicalResourceId"],
                event["ResourceType"],
                event["ResourceStatus"],
                event.get("ResourceStatusReason", ""),
            )

    def _by_role(self) -> dict[str, str]:
        return {"RoleARN": self.role_arn} if self.role_arn else {}


@dataclass
class Proposal:
    """A change set: what would change, until it is applied or discarded."""

    stack: Stack
    name: str

    def changes(self) -> list[Change]:
        """Waits until CloudFormation knows; none if nothing would change.

        Raises:
            StackError: if it refuses the template.
        """
        deadline, pause = time.monotonic() + self.stack.polling.timeout_s, self.stack.polling.first_s
        while (described := self._describe())["Status"].endswith(("PENDING", "IN_PROGRESS")):
            if time.monotonic() > deadline:
                raise StackError(f"CloudFormation does not say what would change of {self.stack.name}")
            time.sleep(pause)
            pause = min(1.5 * pause, self.stack.polling.most_s)
        if described["Status"] == "FAILED":
            reason = described.get("StatusReason", "")
            if any(words in reason for words in _UNCHANGED):
                return []
            self.discard()
            raise StackError(f"CloudFormation refuses the stack {self.stack.name}: {reason}")
        return [_change(each["ResourceChange"]) for each in described["Changes"]]

    def apply(self) -> Iterator[Event]:
        """Makes the changes, and yields the events.

        Raises:
            StackError: if it fails; CloudFormation has then rolled back.
        """
        seen, failures = self.stack.events_so_far(), list[Event]()
        self.stack.client.execute_change_set(StackName=self.stack.name, ChangeSetName=self.name)
        for event in self.stack.follow(seen):
            failures += [event] if event.failed else []
            yield event
        status = str(self.stack.status)
        if any(word in status for word in _BAD) or failures:
            raise StackError(failure(self.stack.name, status, failures))

    def discard(self) -> None:
        """Removes the change set, and the stack with it if it has nothing else."""
        self.stack.client.delete_change_set(StackName=self.stack.name, ChangeSetName=self.name)
        if self.stack.status == REVIEWED:
            self.stack.client.delete_stack(StackName=self.stack.name)

    def _describe(self) -> dict[str, Any]:
        """The change set, with the changes of all pages."""
        described: dict[str, Any] = {}
        more: dict[str, str] = {}
        while True:
            page = self.stack.client.describe_change_set(StackName=self.stack.name, ChangeSetName=self.name, **more)
            described = {**page, "Changes": [*described.get("Changes", []), *page.get("Changes", [])]}
            if "NextToken" not in page:
                return described
            more = {"NextToken": page["NextToken"]}


def failure(stack: str, status: str, failures: Sequence[Event]) -> str:
    """What went wrong, the first reason first."""
    reasons = [f"{event.logical_id} ({event.kind}): {event.reason or event.status}" for event in failures]
    whole = f"The stack {stack} is {status}"
    return "\n".join([*reasons, whole]) if reasons else f"{whole}, and CloudFormation gives no reason"


def _change(raw: Mapping[str, Any]) -> Change:
    names = [detail.get("Target", {}).get("Name") or detail["Target"]["Attribute"] for detail in raw.get("Details", [])]
    return Change(
        raw["Action"],
        raw["LogicalResourceId"],
        raw["ResourceType"],
        tuple(dict.fromkeys(names)),
        raw.get("Replacement", "False"),
    )
