"""Runs checks. AWS's refusals become findings instead of crashes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from deployment.infrastructure.key_ring import KeyRingError
from petavatar.aws import error_code
from scripts.doctor.sandbox import Sandbox


class Level(StrEnum):
    """How serious a finding is."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Issue:
    """A problem that a check has found. If `fix` is empty, the check's fix applies."""

    what: str
    level: Level = Level.FAULT
    fix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check of a sandbox.

    Attributes:
        subject: what it checks.
        ok: what is true if it finds no issues.
        inspect: finds the issues.
        fix: how to fix most of them; a command if there is one.
    """

    subject: str
    ok: str
    inspect: Callable[[Sandbox], Iterable[Issue]]
    fix: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of a check, for people."""

    level: Level
    subject: str
    what: str
    fix: str = ""


_DENIED: Final = ("AccessDenied", "Forbidden", "403", "Unauthorized", "NotAuthorized", "AuthorizationError")
_ABSENT: Final = ("NotFound", "NoSuch", "404", "NonExistentQueue", "QueueDoesNotExist")


def examine(check: Check, sandbox: Sandbox) -> Iterator[Finding]:
    """Runs a check. What can't be checked is a warning; a missing resource is a fault."""
    try:
        issues = list(check.inspect(sandbox))
    except ClientError as error:
        issues = [_refusal(error)]
    except BotoCoreError as error:
        issues = [
            Issue(f"could not check: {type(error).__name__}", Level.WARNING, "check the network connection to AWS")
        ]
    except KeyRingError as error:
        issues = [Issue(str(error))]
    if not issues:
        yield Finding(Level.OK, check.subject, check.ok)
    for issue in issues:
        yield Finding(issue.level, check.subject, issue.what, issue.fix or check.fix)


def _refusal(error: ClientError) -> Issue:
    # Codes differ from service to service: AccessDenied, AccessDeniedException, NoSuchBucket, ParameterNotFound ...
    code = error_code(error)
    if any(part in code for part in _DENIED):
        return Issue(
            f"could not check: {error.operation_name} was denied", Level.WARNING, "use a role that can read it"
        )
    if any(part in code for part in _ABSENT):
        return Issue(f"does not exist ({error.operation_name}: {code})")
    return Issue(f"could not check: {error.operation_name} failed with {code}", Level.WARNING, "try again later")
