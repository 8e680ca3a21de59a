"""The pictures of a completed job, over the wire: their files say what the results say of them."""

import io

import c2pa
import httpx
import pyexiv2
import pytest

from agent.marks.mark import IPTC
from local.certificate import ORGANIZATION
from testing.api import ApiUser

pytestmark = pytest.mark.own_engine("its agent signs with a certificate that this machine has made")


def test_every_picture_says_what_results_say(user: ApiUser, hired: str) -> None:
    results = user.results(hired)
    addresses = {"avatar": results["avatar_url"], **results["card_urls"]}

    assert results["marks"] == {
        "avatar": {"source_type": "algorithmicMedia", "c2pa": "signed", "origin": "petavatar"},
        "card": {"source_type": "compositeSynthetic", "c2pa": "signed", "origin": "petavatar"},
    }
    for name, url in addresses.items():
        expected = results["marks"]["avatar" if name == "avatar" else "card"]
        picture = httpx.get(url, timeout=30).content
        with pyexiv2.ImageData(picture) as image:
            assert image.read_xmp()["Xmp.iptcExt.DigitalSourceType"] == IPTC + expected["source_type"]
        with c2pa.Reader("image/png", io.BytesIO(picture)) as reader:
            assert reader.get_validation_state() == "Valid"
            assert ORGANIZATION in reader.json()
            assert hired not in reader.json()
