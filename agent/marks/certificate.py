"""The certificate that C2PA manifests are signed with, and its key: read from a secret, and checked.

C2PA 2.2, 14.5: the certificate signs nothing but manifests; its issuers follow it, without the root if one likes.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import Final, Self

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier

CERTIFICATE: Final = "certificate"
PRIVATE_KEY: Final = "private_key"
"""The members of the secret, a JSON object: PEM texts."""

_CURVES: Final = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}
_LEAST_RSA_BITS: Final = 2048
_USAGES: Final = frozenset(
    {
        ExtendedKeyUsageOID.EMAIL_PROTECTION,
        ObjectIdentifier("1.3.6.1.5.5.7.3.36"),
        ObjectIdentifier("1.3.6.1.4.1.62558.2.1"),
    }
)
"""Of which a certificate must have one: e-mail, signing of documents (RFC 9336), signing of C2PA's claims."""


class CertificateError(ValueError):
    """A secret that nothing can be signed with. The message says why, and has nothing secret."""


@dataclass(frozen=True, slots=True)
class SigningCertificate:
    """A certificate with its chain and its private key.

    Attributes:
        chain: the certificate and its issuers, as PEM.
        key: the private key, as PEM.
        algorithm: of the signatures, as C2PA calls it.
        not_before: since when it is valid.
        not_after: until when it is valid.
        name: the organization and name that it is made out to.
    """

    chain: bytes = field(repr=False)
    key: bytes = field(repr=False)
    algorithm: str
    not_before: datetime
    not_after: datetime
    name: str

    @classmethod
    def read(cls, secret: str) -> Self:
        """Reads a secret.

        Raises:
            CertificateError: if something is missing or can't be read, does not belong together, or may not sign.
        """
        chain_pem, key_pem = _parts(secret)
        try:
            chain = x509.load_pem_x509_certificates(chain_pem)
        except ValueError as error:
            raise CertificateError("The signing certificate can't be read: it must be PEM, with its issuers") from error
        key = _key(key_pem)
        leaf = chain[0]
        if key.public_key() != leaf.public_key():
            raise CertificateError("The private key is not that of the first certificate")
        _check_chain(chain)
        _check_usage(leaf)
        names = [name.value for name in leaf.subject if name.oid in _NAMES]
        return cls(
            b"".join(each.public_bytes(serialization.Encoding.PEM) for each in chain),
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            ),
            _algorithm(key),
            leaf.not_valid_before_utc,
            leaf.not_valid_after_utc,
            ", ".join(map(str, names)),
        )

    def check_time(self, now: datetime | None = None) -> None:
        """Checks that it is valid now.

        Raises:
            CertificateError: if it is not.
        """
        now = now or datetime.now(UTC)
        if now > self.not_after:
            raise CertificateError(f"The signing certificate has expired on {self.not_after:%Y-%m-%d}")
        if now < self.not_before:
            raise CertificateError(f"The signing certificate is not valid before {self.not_before:%Y-%m-%d}")


_NAMES: Final = (x509.NameOID.ORGANIZATION_NAME, x509.NameOID.COMMON_NAME)


def _parts(secret: str) -> tuple[bytes, bytes]:
    try:
        content = json.loads(secret)
        return content[CERTIFICATE].encode(), content[PRIVATE_KEY].encode()
    except (ValueError, KeyError, TypeError, AttributeError):
        # What is raised here quotes the secret.
        raise CertificateError(
            f'The signing secret is not a JSON object with the texts "{CERTIFICATE}" and "{PRIVATE_KEY}"'
        ) from None


def _key(pem: bytes) -> PrivateKeyTypes:
    try:
        return serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise CertificateError("The private key can't be read: it must be PEM, without a password") from None


def _algorithm(key: PrivateKeyTypes) -> str:
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in _CURVES:
        return _CURVES[key.curve.name]
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size >= _LEAST_RSA_BITS:
        return "ps256"
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return "ed25519"
    raise CertificateError("C2PA signs with keys of P-256, P-384, P-521, Ed25519, or RSA of at least 2048 bits")


def _check_chain(chain: Sequence[x509.Certificate]) -> None:
    if chain[0].issuer == chain[0].subject:
        raise CertificateError("The signing certificate is its own issuer: C2PA needs one that another has signed")
    for certificate, issuer in pairwise(chain):
        try:
            certificate.verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature):
            raise CertificateError("The certificates are not in order, each followed by its issuer") from None


def _check_usage(leaf: x509.Certificate) -> None:
    try:
        signs = leaf.extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature
        usages = set(leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value)
    except (x509.ExtensionNotFound, ValueError):
        signs, usages = False, set()
    if not signs or not usages & _USAGES:
        raise CertificateError("The certificate is not for signatures: its key usages lack them")
