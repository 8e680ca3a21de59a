"""Any photo: what is too large is shrunk here, and what only the browser can draw is redrawn."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from testing.photos import CAT, picture
from tests.support.visitor import Visitor, as_file

_LAY_PADDED = """([bytes, size]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(bytes), new Uint8Array(size)], "huge.jpg", { type: "image/jpeg" }));
    document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: transfer }));
}"""
TOO_LARGE = 52_428_800


@pytest.mark.verify
def test_a_photo_that_is_too_large_is_refused_on_choosing_and_shrunk_at_a_click(visitor: Visitor) -> None:
    visitor.come()
    visitor.page.evaluate(_LAY_PADDED, [list(CAT.read_bytes()), TOO_LARGE])
    expect(visitor.page.locator("#complaint")).to_contain_text("“huge.jpg” is larger than the 50 MB")
    expect(visitor.page.locator(".preview")).to_have_count(0)

    visitor.page.get_by_role("button", name="Shrink it here").click()

    expect(visitor.page.locator(".preview .file")).to_contain_text("huge.jpg: redrawn as JPEG")
    expect(visitor.page.locator("#complaint")).to_be_hidden()
    expect(visitor.page.locator("#shrink")).to_be_hidden()


def test_what_only_the_browser_can_draw_is_handed_in_as_a_jpeg(visitor: Visitor) -> None:
    icon = io.BytesIO()
    picture((64, 64)).save(icon, "ICO")
    visitor.come()
    visitor.meet({"status": "queued", "progress": 0})
    visitor.lay(as_file("pet.ico", icon.getvalue()))
    expect(visitor.page.locator(".preview .file")).to_contain_text("pet.ico: redrawn as JPEG")

    with visitor.page.expect_request("**/presigned-url?content_type=image%2Fjpeg*"):
        visitor.page.click("#go")


@pytest.mark.verify
def test_a_large_photo_that_no_browser_can_draw_says_so(visitor: Visitor) -> None:
    tiff = io.BytesIO()
    with Image.open(CAT) as cat:
        cat.save(tiff, "TIFF")
    visitor.come()
    visitor.page.evaluate(_LAY_PADDED, [list(tiff.getvalue()), TOO_LARGE])
    visitor.page.click("#shrink")

    expect(visitor.page.locator("#complaint")).to_contain_text("could not be shrunk here")
