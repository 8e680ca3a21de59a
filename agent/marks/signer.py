"""Signs C2PA manifests into PNGs. c2pa-python, 23 MB of machine code, is imported when something is signed first."""

import io
import json
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from agent.marks.certificate import SigningCertificate


# A claim's thumbnail would be a second copy of the picture. We have just made what we sign: no need to read it again.
_SETTINGS: Final = {"builder": {"thumbnail": {"enabled": False}}, "verify": {"verify_after_sign": False}}


class SigningError(RuntimeError):
    """A picture could not be signed."""


class Signer:
    """Signs with one certificate."""

    def __init__(self, certificate: "SigningCertificate") -> None:
        """Takes the certificate.

        Raises:
            ImportError: if c2pa-python, or its library for this machine, is missing.
        """
        import c2pa

        self._c2pa: Any = c2pa
        self._certificate = certificate

    def sign(self, png: bytes, manifest: dict[str, Any]) -> bytes:
        """The PNG with a signed manifest.

        Raises:
            SigningError: if that fails.
        """
        signed = io.BytesIO()
        try:
            with (
                self._c2pa.Context(self._settings) as context,
                self._c2pa.Builder(json.dumps(manifest), context) as builder,
                # There is no time stamp: an authority would learn of each picture, and may not answer.
                self._c2pa.Signer.from_info(self._info) as signer,
            ):
                builder.sign(signer, "image/png", io.BytesIO(png), signed)
        except (self._c2pa.C2paError, RuntimeError, ValueError, OSError) as error:
            raise SigningError(f"c2pa: {type(error).__name__}") from error
        return signed.getvalue()

    @cached_property
    def _settings(self) -> Any:
        return self._c2pa.Settings.from_json(json.dumps(_SETTINGS))

    @property
    def _info(self) -> Any:
        one = self._certificate
        return self._c2pa.C2paSignerInfo(
            alg=one.algorithm.encode(), sign_cert=one.chain, private_key=one.key, ta_url=None
        )
