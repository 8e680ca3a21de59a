"""A certificate of this machine's own, so that pictures are signed here as they would be elsewhere.

It is on no trust list, and its name says so. Its issuer's key is thrown away at once.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from agent.marks.certificate import CERTIFICATE, PRIVATE_KEY
from deployment.ignore_errors import ignore_errors

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

ORGANIZATION: Final = "PetAvatar on this machine (self-made, on no trust list)"
_DAYS: Final = 365
_NO_USAGES: Final = dict.fromkeys(
    (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    ),
    False,
)


def self_made(days: int = _DAYS, now: datetime | None = None) -> str:
    """A secret with a new certificate and its key, as the agent reads it.

    Args:
        days: how long it is valid.
        now: when it is made.
    """
    # Clocks of other machines may be behind.
    begin = (now or datetime.now(UTC)) - timedelta(hours=1)
    issuer_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = _certificate("Issuer", "Issuer", issuer_key.public_key(), begin, days, signs="certificates")
    leaf = _certificate("Pictures", "Issuer", key.public_key(), begin, days, signs="pictures")
    certificate = leaf.add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
    ).sign(issuer_key, hashes.SHA256())
    chain = (certificate, issuer.sign(issuer_key, hashes.SHA256()))
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    texts = "".join(each.public_bytes(serialization.Encoding.PEM).decode() for each in chain)
    return json.dumps({CERTIFICATE: texts, PRIVATE_KEY: pem.decode()})


def store(secretsmanager: "SecretsManagerClient", secret: str) -> None:
    """Puts a new self-made certificate into a secret, which is created if it is missing."""
    content = self_made()
    with ignore_errors("ResourceNotFoundException"):
        secretsmanager.put_secret_value(SecretId=secret, SecretString=content)
        return
    secretsmanager.create_secret(Name=secret, SecretString=content)


def _certificate(
    name: str, issuer: str, key: ec.EllipticCurvePublicKey, begin: datetime, days: int, *, signs: str
) -> x509.CertificateBuilder:
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(_name(issuer))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=days))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )
    if signs == "certificates":
        usage = x509.KeyUsage(**{**_NO_USAGES, "key_cert_sign": True})
        return builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True).add_extension(
            usage, critical=True
        )
    usage = x509.KeyUsage(**{**_NO_USAGES, "digital_signature": True})
    # Validators of C2PA accept it for claims; a certificate of a C2PA programme has that programme's own.
    purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
    return (
        builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(purposes, critical=False)
    )


def _name(common: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANIZATION), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    )
