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
class Flaw:
    """Something that a check has found. Without a remedy of its own, the check's mends it."""

    what: str
    level: Level = Level.FAULT
    mend: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing to look at.

    Attributes:
        subject: what is looked at.
        sound: what holds if nothing is found.
        look: finds its flaws.
        mend: what mends most of them: a command, as far as there is one.
    """

    subject: str
    sound: str
    look: Callable[[Sandbox], Iterable[Flaw]]
    mend: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of a check, as people read it."""

    level: Level
    subject: str
    what: str
    mend: str = ""


_DENIED: Final = ("AccessDenied", "Forbidden", "403", "Unauthorized", "NotAuthorized", "AuthorizationError")
_ABSENT: Final = ("NotFound", "NoSuch", "404", "NonExistentQueue", "QueueDoesNotExist")


def examine(check: Check, sandbox: Sandbox) -> Iterator[Finding]:
    """Carries out a check. What can't be looked at is a warning; what is not there is a fault."""
    try:
        flaws = list(check.look(sandbox))
    except ClientError as error:
        flaws = [_refusal(error)]
    except BotoCoreError as error:
        flaws = [Flaw(f"could not look: {type(error).__name__}", Level.WARNING, "see whether the network reaches AWS")]
    except KeyRingError as error:
        flaws = [Flaw(str(error))]
    if not flaws:
        yield Finding(Level.OK, check.subject, check.sound)
    for flaw in flaws:
        yield Finding(flaw.level, check.subject, flaw.what, flaw.mend or check.mend)


def _refusal(error: ClientError) -> Flaw:
    # Codes differ from service to service: AccessDenied, AccessDeniedException, NoSuchBucket, ParameterNotFound ...
    code = error_code(error)
    if any(part in code for part in _DENIED):
        return Flaw(f"could not look: {error.operation_name} was denied", Level.WARNING, "use a role that may read it")
    if any(part in code for part in _ABSENT):
        return Flaw(f"is not there ({error.operation_name}: {code})")
    return Flaw(f"could not look: {error.operation_name} failed with {code}", Level.WARNING, "try again later")
