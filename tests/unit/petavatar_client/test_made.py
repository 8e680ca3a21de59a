"""A client is made only with an address and a key that can be ones."""

import pytest

from petavatar_client import InvalidInput, PetAvatarClient
from tests.support.deployment import Deployment


@pytest.mark.parametrize(
    "url", ["", "api.example.test", "ftp://api.example.test", "https://", "http://[::", "https://a.test/?x=1", "a\x00b"]
)
def test_an_api_address_that_is_none_is_refused_before_anything_is_sent(deployment: Deployment, url: str) -> None:
    with pytest.raises(InvalidInput):
        deployment.client(url)


@pytest.mark.parametrize("key", ["", "  ", "schlüssel", "two\nlines", "nul\x00"])
def test_a_key_that_can_be_none_is_refused_without_showing_it(key: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        PetAvatarClient("https://api.example.test", key)
    assert not key.strip() or key not in str(caught.value)
