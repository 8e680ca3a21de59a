"""The key of a run is there during the run, and gone after it."""

from collections.abc import Callable
from typing import Any

import pytest

from deployment.infrastructure.key_ring import KeyRing
from deployment.infrastructure.sandbox import Infrastructure
from petavatar.api_keys import ApiKeys
from petavatar.errors import Unauthorized
from scripts.acceptance.run_key import LABEL, run_key

pytestmark = pytest.mark.needs("sandbox", "secret-versions")


@pytest.fixture
def ring(client: Callable[[str], Any], made: Infrastructure) -> KeyRing:
    return KeyRing(client("secretsmanager"), made.secret_arn)


def test_a_key_that_was_given_is_used_and_nothing_is_made(ring: KeyRing) -> None:
    before, said = ring.entries(), list[str]()

    with run_key(ring, "pa_given", said.append) as key:
        assert key == "pa_given"
        assert ring.entries() == before
    assert said == []


def test_one_that_is_made_opens_the_api_ends_by_itself_and_is_removed(ring: KeyRing) -> None:
    before, said = ring.entries(), list[str]()

    with run_key(ring, None, said.append) as key:
        ApiKeys(ring.secretsmanager, ring.secret_id).check(key)
        made = ring.entries()[-1]
        assert (made["label"], "expires_at" in made) == (LABEL, True)
    assert ring.entries() == before
    with pytest.raises(Unauthorized):
        ApiKeys(ring.secretsmanager, ring.secret_id).check(key)
    assert len(said) == 2
    assert key not in " ".join(said)


def test_a_run_that_is_cut_off_removes_it_too(ring: KeyRing) -> None:
    before = ring.entries()

    with pytest.raises(KeyboardInterrupt), run_key(ring, None, lambda _: None):
        raise KeyboardInterrupt
    assert ring.entries() == before
