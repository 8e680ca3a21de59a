"""How a fault is planted in a running system, and the finding that must come of it."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from local.system import LocalSystem
from scripts.doctor.findings import Level
from tests.integration.doctor.control_planes import ControlPlanes

Planting = Callable[[LocalSystem, ControlPlanes], Iterator[None]]


@dataclass(frozen=True)
class Fault:
    """A fault: how it is planted and taken away again, and the one finding that must come of it.

    `beside` is the subject of another finding that can't but follow.
    """

    plant: Planting
    subject: str
    what: str
    level: Level = Level.FAULT
    fix: str = ""
    beside: str = ""

    @contextmanager
    def planted(self, system: LocalSystem, control: ControlPlanes) -> Iterator[None]:
        """Meanwhile the fault is there."""
        steps = self.plant(system, control)
        next(steps)
        try:
            yield
        finally:
            next(steps, None)


class Faults(dict[str, Fault]):
    """Faults by name."""

    def add(
        self, name: str, subject: str, what: str, level: Level = Level.FAULT, fix: str = "", beside: str = ""
    ) -> Callable[[Planting], None]:
        """Names what a planting must be found as."""

        def register(plant: Planting) -> None:
            self[name] = Fault(plant, subject, what, level, fix, beside)

        return register


def replaced(place: dict[str, Any], name: str, value: Any) -> Iterator[None]:
    former = place[name]
    place[name] = value
    yield
    place[name] = former


def policy_of(system: LocalSystem, role: str, change: Callable[[Any], Any]) -> Iterator[None]:
    iam = system.client("iam")
    (name,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    former = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    changed = {**former, "Statement": change(former["Statement"])}
    iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(changed))
    yield
    iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(former))
