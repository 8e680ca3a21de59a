"""The API key that the local system's user gets: the one that was kept, as long as it is valid."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from deployment.infrastructure.key_ring import KeyRing
from deployment.infrastructure.sandbox import Infrastructure
from local.infrastructure import valid_key

pytestmark = pytest.mark.needs("sandbox", "secret-versions")


@pytest.fixture
def ring(client: Callable[[str], Any], made: Infrastructure) -> KeyRing:
    return KeyRing(client("secretsmanager"), made.names.secret)


def digests(ring: KeyRing) -> list[str]:
    return [str(entry["sha256"]) for entry in ring.entries()]


def test_a_kept_key_that_is_valid_is_used_again(ring: KeyRing, made: Infrastructure) -> None:
    before = digests(ring)

    assert valid_key(ring.secretsmanager, made.names, made.api_key or "") == made.api_key
    assert digests(ring) == before


@pytest.mark.parametrize("kept", ["", "pa_revoked"])
def test_instead_of_one_that_was_lost_or_revoked_there_is_another(
    ring: KeyRing, made: Infrastructure, kept: str
) -> None:
    key = valid_key(ring.secretsmanager, made.names, kept)

    assert key not in (kept, made.api_key)
    assert hashlib.sha256(key.encode()).hexdigest() in digests(ring)
