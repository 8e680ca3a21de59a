"""What a check finds, and how AWS's refusals become findings instead of crashes."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from botocore.exceptions import BotoCoreError, ClientError

from deployment.infrastructure.key_ring import KeyRingError
from petavatar.aws import error_code
from scripts.doctor.sandbox import Sandbox


class Level(StrEnum):
    """How bad it is."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Issue:
    """Something that a check has found. Without a fix of its own, the check's fix is meant."""

    what: str
    level: Level = Level.FAULT
    fix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing to look at.

    Attributes:
        subject: what is looked at.
        ok: what holds if nothing is found.
        inspect: finds its issues.
        fix: what fixes most of them: a command, as far as there is one.
    """

    subject: str
    ok: str
    inspect: Callable[[Sandbox], Iterable[Issue]]
    fix: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of a check, as people read it."""

    level: Level
    subject: str
    what: str
    fix: str = ""


_DENIED: Final = ("AccessDenied", "Forbidden", "403", "Unauthorized", "NotAuthorized", "AuthorizationError")
_ABSENT: Final = ("NotFound", "NoSuch", "404", "NonExistentQueue", "QueueDoesNotExist")


def examine(check: Check, sandbox: Sandbox) -> Iterator[Finding]:
    """Carries out a check. What can't be looked at is a warning; what is not there is a fault."""
    try:
        issues = list(check.inspect(sandbox))
    except ClientError as error:
        issues = [_refusal(error)]
    except BotoCoreError as error:
        issues = [
            Issue(f"could not look: {type(error).__name__}", Level.WARNING, "see whether the network reaches AWS")
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
        return Issue(f"could not look: {error.operation_name} was denied", Level.WARNING, "use a role that may read it")
    if any(part in code for part in _ABSENT):
        return Issue(f"is not there ({error.operation_name}: {code})")
    return Issue(f"could not look: {error.operation_name} failed with {code}", Level.WARNING, "try again later")
