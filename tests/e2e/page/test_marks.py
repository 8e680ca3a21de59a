"""What pictures say of themselves: shown with a result, and in the files that the page lets people save."""

import io
import json
import re
import zlib
from typing import Any, Final

import pytest
from PIL import Image
from playwright.sync_api import Route, expect

from deployment.page import WEB
from testing.photos import CAT, picture, png
from tests.support.visitor import Visitor

IPTC: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/"
MARKS: Final = {
    "avatar": {"source_type": "trainedAlgorithmicMedia", "c2pa": "kept", "origin": "model"},
    "card": {"source_type": "compositeSynthetic", "c2pa": "signed", "origin": "petavatar"},
}


def source_type_of(content: bytes) -> str:
    """What a picture's XMP says that it is, after IPTC."""
    with Image.open(io.BytesIO(content)) as opened:
        packet = opened.info.get("xmp") or opened.info["XML:com.adobe.xmp"].encode()
    found = re.search(rb'Iptc4xmpExt:DigitalSourceType="([^"]+)"', packet)
    assert found
    return found[1].decode()


def with_marks(visitor: Visitor, marks: Any) -> None:
    def change(route: Route) -> None:
        results = {name: value for name, value in route.fetch().json().items() if name != "marks"}
        body = json.dumps(results if marks is None else results | {"marks": marks})
        route.fulfill(headers={"access-control-allow-origin": "*"}, body=body)

    visitor.page.route("**/results/*", change)


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        (
            MARKS,
            {
                "The portrait’s file says": "made by a trained AI model, "
                "as the model itself marked and signed it (C2PA)",
                "The cards’ files say": "composed of a photo and a generated portrait, signed by this service (C2PA)",
            },
        ),
        pytest.param(
            {"avatar": {**MARKS["avatar"], "c2pa": "none"}, "card": None},
            {"The portrait’s file says": "made by a trained AI model, as the model itself marked it, not signed"},
            marks=pytest.mark.verify,
        ),
        pytest.param(None, {}, marks=pytest.mark.verify),
    ],
)
def test_a_result_says_what_its_pictures_say_of_themselves(
    visitor: Visitor, hired: str, marks: Any, said: dict[str, str]
) -> None:
    with_marks(visitor, marks)
    visitor.come(job=hired)
    facts = visitor.result().locator("[data-part=models]")

    terms = [term for term in facts.locator("dt").all_inner_texts() if "file" in term]

    assert terms == list(said)
    for term, words in said.items():
        expect(facts.locator(f"dt:has-text('{term}') + dd")).to_have_text(words)


def test_a_sheet_that_the_page_makes_is_marked_as_composed_and_is_a_whole_png(visitor: Visitor) -> None:
    visitor.come()
    plain = png(picture())
    marked = bytes(
        visitor.page.evaluate(
            """async (bytes) => {
                const { marked } = await import("/js/marks.js");
                const blob = marked(new Blob([new Uint8Array(bytes)], { type: "image/png" }));
                return [...new Uint8Array(await blob.arrayBuffer())];
            }""",
            list(plain),
        )
    )

    assert source_type_of(marked) == f"{IPTC}compositeSynthetic"
    length = int.from_bytes(marked[33:37])
    assert int.from_bytes(marked[41 + length : 45 + length]) == zlib.crc32(marked[37 : 41 + length])
    assert marked[:33] + marked[45 + length :] == plain


@pytest.mark.verify
def test_the_sheet_and_the_card_that_people_save_say_what_they_are(visitor: Visitor) -> None:
    visitor.come()
    visitor.hand_in(CAT, CAT)
    view = visitor.result()
    expect(view.locator("[data-part=models]")).to_contain_text("drawn by a program")
    saved = {}
    with visitor.page.expect_download() as download:
        view.locator("[data-part=card]").click()
    saved["card"] = download.value.path().read_bytes()
    visitor.page.get_by_role("button", name="All on one sheet").click()
    with visitor.page.expect_download() as download:
        visitor.page.locator("#people-dialog").get_by_role("link", name="Save the sheet").click()
    saved["sheet"] = download.value.path().read_bytes()

    assert {name: source_type_of(content) for name, content in saved.items()} == dict.fromkeys(
        saved, f"{IPTC}compositeSynthetic"
    )


@pytest.mark.parametrize(
    ("name", "source_type"),
    [
        ("sample-person", "algorithmicMedia"),
        ("sample-portrait", "algorithmicMedia"),
        ("sample-card", "compositeSynthetic"),
        ("social", "compositeSynthetic"),
    ],
)
def test_the_pages_own_pictures_say_what_they_are(name: str, source_type: str) -> None:
    assert source_type_of((WEB / "images" / f"{name}.webp").read_bytes()) == IPTC + source_type
