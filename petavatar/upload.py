"""An uploaded photo as it was found, and what its ticket pins in it."""

from dataclasses import dataclass
from typing import Final

from petavatar.choices import OPEN, Choices
from petavatar.errors import Problem
from petavatar.keys import UploadKey
from petavatar.limits import METADATA, UNLIMITED, Limits

REQUEST: Final = "request"
"""The metadata that holds the digest of a request under an Idempotency-Key."""
MAX_DIGEST_CHARS: Final = 64


@dataclass(frozen=True, slots=True)
class Upload:
    """An object in the upload bucket as it was found: what it is, and what is wrong with it, if anything."""

    at: UploadKey
    etag: str
    size: int
    problem: Problem | None
    choices: Choices = OPEN
    owner: str = ""
    limits: Limits = UNLIMITED
    request: str = ""


@dataclass(frozen=True, slots=True)
class Pins:
    """What a ticket pins in its upload beside the choices, and a client can't change: whose it is, and what for.

    Attributes:
        owner: whose the job will be; empty if nobody's.
        limits: what the owner may have made.
        request: the digest of the request under an Idempotency-Key, if it had one.
    """

    owner: str = ""
    limits: Limits = UNLIMITED
    request: str = ""

    def metadata(self) -> dict[str, str]:
        """The pins as metadata of an object."""
        pins = {"owner": self.owner, METADATA: self.limits.metadata(), REQUEST: self.request}
        return {name: value for name, value in pins.items() if value}


NO_PINS: Final = Pins()
