"""Many photos at once: a few requests at a time, and again where there was no answer."""

import re
from typing import Final

import pytest
from playwright.sync_api import expect

from testing.photos import jpeg, picture
from tests.support.visitor import JOB_ADDRESS, Visitor, as_file

COUNT_REQUESTS: Final = """
    const send = window.fetch;
    window.flying = window.most = 0;
    window.fetch = async (...request) => {
        window.most = Math.max(window.most, ++window.flying);
        try { return await send(...request); } finally { window.flying--; }
    };
"""


def test_a_dozen_photos_are_handed_in_by_four_requests_at_a_time(visitor: Visitor) -> None:
    visitor.page.add_init_script(COUNT_REQUESTS)
    visitor.come()
    visitor.meet({"status": "queued", "progress": 0})
    photo = jpeg(picture())

    visitor.hand_in(*(as_file(f"{number}.jpg", photo, "image/jpeg") for number in range(12)))

    links = visitor.page.locator("#strip li a")
    expect(links).to_have_count(12)
    for number in range(12):
        expect(links.nth(number)).to_have_attribute("href", JOB_ADDRESS)
    assert visitor.page.evaluate("most") == 4


@pytest.mark.verify
def test_a_ticket_that_does_not_come_at_first_is_asked_for_again(visitor: Visitor) -> None:
    visitor.come()
    visitor.meet({"status": "queued", "progress": 0})
    visitor.answer("**/presigned-url*", {"message": "Bad Gateway"}, status=502, times=1)
    visitor.page.route("**/presigned-url*", lambda route: route.abort(), times=1)

    visitor.hand_in(as_file("a.jpg", jpeg(picture()), "image/jpeg"))

    expect(visitor.page.locator(".now")).to_contain_text("Asking again")
    assert visitor.job_id()
    assert len([url for url in visitor.asked if "/presigned-url" in url]) == 3
    expect(visitor.page.locator(".trouble")).to_have_count(0)


@pytest.mark.verify
def test_a_hand_in_that_gets_no_answer_is_sent_again_without_another_upload(visitor: Visitor) -> None:
    visitor.come()
    visitor.meet({"status": "queued", "progress": 0})
    visitor.page.route("**/process", lambda route: route.abort(), times=1)

    visitor.hand_in(as_file("a.jpg", jpeg(picture()), "image/jpeg"))

    assert visitor.job_id()
    assert len([url for url in visitor.asked if re.search(rf"/{visitor.system.upload_bucket}/?$", url)]) == 1
