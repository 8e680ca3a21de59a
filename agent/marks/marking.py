"""Marks pictures. No job fails for it: a picture that can't be signed still says in XMP what it is."""

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from agent import COMPONENT
from agent.marks import png as chunks
from agent.marks import xmp
from agent.marks.manifest import card_manifest, portrait_manifest
from agent.marks.mark import Mark, SourceType
from agent.marks.signer import Signer, SigningError
from petavatar.errors import Problem
from petavatar.telemetry import count, log_error

KEPT_S: Final = 300.0
"""How long a certificate, or the failure to get one, counts until the secret is read again."""
_OFFLINE: Final = "offline/"
_NAME: Final = re.compile(r"[A-Za-z0-9._:-]{1,100}")
_UNNAMED: Final = "an image model"
_FAILURES: Final = (Problem, SigningError, ImportError, OSError)


class Marked(NamedTuple):
    """A picture, and what its marks say."""

    png: bytes
    mark: Mark


@dataclass(slots=True)
class Marking:
    """Marks pictures, and signs them if there is a secret.

    The secret is read for the first job of a session, not at the agent's start: sessions begin from a snapshot, which
    is to hold no key, and a renewed certificate counts at once.

    Attributes:
        read_secret: reads the secret of certificate and key; None to sign nothing.
        clock: the time, in seconds.
    """

    read_secret: Callable[[], str] | None = field(default=None, repr=False)
    clock: Callable[[], float] = time.monotonic
    _signer: Signer | None = field(default=None, repr=False)
    _read_at: float | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @property
    def signs(self) -> bool:
        """Whether pictures are to be signed."""
        return self.read_secret is not None

    def prepare(self) -> None:
        """Gets ready to sign while models are at work."""
        if self.signs:
            self._ready()

    def portrait(self, png: bytes, model: str) -> Marked:
        """Marks a portrait, unless its model has done so.

        Args:
            png: the portrait.
            model: the name of the model that drew it, as results have it.
        """
        foreign = chunks.xmp_of(png)
        has_c2pa = chunks.has_c2pa(png)
        if has_c2pa or xmp.is_marked(foreign):
            kept = Mark(source_type="trainedAlgorithmicMedia", c2pa="kept" if has_c2pa else "none", origin="model")
            return Marked(png, kept)
        source_type: SourceType = "algorithmicMedia" if model.startswith(_OFFLINE) else "trainedAlgorithmicMedia"
        name = name_of(model)
        packet = xmp.added_to(foreign, source_type) if foreign else None
        packet = packet or xmp.packet(source_type, "" if source_type == "algorithmicMedia" else name)
        return self._signed(chunks.with_xmp(png, packet), source_type, portrait_manifest(source_type, name))

    def card(self, png: bytes, portrait: Mark) -> Marked:
        """Marks a card that shows a portrait with these marks."""
        marked = chunks.with_xmp(png, xmp.packet("compositeSynthetic"))
        return self._signed(marked, "compositeSynthetic", card_manifest(portrait.source_type))

    def _signed(self, png: bytes, source_type: SourceType, manifest: dict[str, object]) -> Marked:
        signer = self._ready() if self.signs else None
        if signer is not None:
            try:
                signed = signer.sign(png, manifest)
                return Marked(signed, Mark(source_type=source_type, c2pa="signed", origin="petavatar"))
            except SigningError as error:
                log_error(COMPONENT, "sign a picture", error)
        if self.signs:
            count("PictureNotSigned", COMPONENT)
        return Marked(png, Mark(source_type=source_type, c2pa="none", origin="petavatar"))

    def _ready(self) -> Signer | None:
        """The signer; None if there is none that can sign now."""
        with self._lock:
            now = self.clock()
            if self._read_at is None or now - self._read_at > KEPT_S:
                self._signer, self._read_at = self._read(), now
            return self._signer

    def _read(self) -> Signer | None:
        if self.read_secret is None:
            return None
        # It loads cryptography, for 45 ms of CPU, which only those who sign have to spend.
        from agent.marks.certificate import CertificateError, SigningCertificate

        try:
            certificate = SigningCertificate.read(self.read_secret())
            certificate.check_time()
            return Signer(certificate)
        except (CertificateError, *_FAILURES) as error:
            log_error(COMPONENT, "read the signing certificate", error)
            return None


def name_of(model: str) -> str:
    """A model's name for marks: without the account that its ARN names, or what only its operator calls it."""
    name = model.rpartition("/")[2]
    return name if _NAME.fullmatch(name) else _UNNAMED
