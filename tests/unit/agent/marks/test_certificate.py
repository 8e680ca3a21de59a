"""The secret with the certificate for C2PA: what can be signed with, and what is refused in a sentence."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from agent.marks.certificate import CertificateError, SigningCertificate
from local.certificate import ORGANIZATION, self_made

SECRET = self_made()
PARTS = json.loads(SECRET)
OTHER = json.loads(self_made())
LEAF, ISSUER = (
    f"-----BEGIN CERTIFICATE-----{each}" for each in PARTS["certificate"].split("-----BEGIN CERTIFICATE-----")[1:]
)


def secret(**changes: object) -> str:
    return json.dumps(PARTS | changes)


def test_a_self_made_one_says_in_its_name_what_it_is() -> None:
    certificate = SigningCertificate.read(SECRET)

    assert certificate.algorithm == "es256"
    assert certificate.name == f"{ORGANIZATION}, Pictures"
    certificate.check_time()


def test_a_chain_without_its_root_will_do() -> None:
    SigningCertificate.read(secret(certificate=LEAF))


def rsa_key() -> str:
    return (
        rsa.generate_private_key(65537, 2048)
        .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        .decode()
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "not a JSON object"),
        ("[]", "not a JSON object"),
        ('"text"', "not a JSON object"),
        (json.dumps({"certificate": LEAF}), "not a JSON object"),
        (secret(certificate=1), "not a JSON object"),
        (secret(certificate="nonsense"), "certificate can't be read"),
        (secret(certificate=LEAF[:200]), "certificate can't be read"),
        (secret(private_key="nonsense"), "private key can't be read"),
        (secret(private_key=OTHER["private_key"]), "not that of the first certificate"),
        (secret(private_key=rsa_key()), "not that of the first certificate"),
        (secret(certificate=ISSUER + LEAF), "not that of the first certificate"),
        (secret(certificate=LEAF + LEAF), "not in order"),
        (secret(certificate=LEAF + OTHER["certificate"]), "not in order"),
    ],
)
def test_a_bad_one_is_refused_with_the_reason_and_nothing_secret(content: str, reason: str) -> None:
    with pytest.raises(CertificateError, match=reason) as refused:
        SigningCertificate.read(content)

    assert "PRIVATE" not in str(refused.value)
    assert PARTS["private_key"].splitlines()[1] not in repr(refused.value)
    # What the parsers raise quotes what they read.
    assert "PRIVATE" not in repr(refused.value.__cause__)


def test_no_representation_shows_the_key() -> None:
    assert "PRIVATE" not in repr(SigningCertificate.read(SECRET))


@pytest.mark.parametrize(("days", "reason"), [(366, "has expired on"), (-1, "is not valid before")])
def test_one_that_is_not_valid_now_is_refused_with_the_day(days: int, reason: str) -> None:
    with pytest.raises(CertificateError, match=rf"{reason} \d{{4}}-\d\d-\d\d"):
        SigningCertificate.read(SECRET).check_time(datetime.now(UTC) + timedelta(days=days))
