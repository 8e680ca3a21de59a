"""The gallery is made of real runs."""

import pytest

from local.gallery import EXHIBITS, cards
from local.system import LocalSystem
from petavatar_client import PetAvatarClient


@pytest.mark.verify
def test_an_exhibit_becomes_a_card(system: LocalSystem) -> None:
    with PetAvatarClient(system.api_url, system.api_key) as client:
        (card,) = cards(client, EXHIBITS[:1])

    assert (card.format, card.size) == ("PNG", (1200, 630))
