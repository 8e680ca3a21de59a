"""Names and texts that would be markup are text on the page of a shared result, wherever they stand."""

from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petavatar.share_page import page_headers, share_page
from petavatar.shared import Pictures
from testing.jobs import a_completed_job, a_result
from tests.unit.functions.shared_pages import Page

PICTURES: Final = Pictures(
    "https://s3.example/avatar.png?a=1&b=2", {"wide": "https://s3.example/card.png?a=1&b=2"}, None
)
HOSTILE: Final = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></style></main><svg onload=alert(1)>",
    "javascript:alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!--",
    "]]>",
    "\u202e\x00\x1f<b>",
    "{{7*7}}${7*7}{title}",
)


def page_with(text: str) -> tuple[Page, str]:
    result = a_result("0b6f2c5e-93a4-4f0e-8d53-6a1f0c2b7e11")
    identity: dict[str, Any] = result["identity"] | {
        **dict.fromkeys(("human_name", "job_title", "headline", "language"), text),
        "bio": "\n\n".join([text] * 3),
        "skills": [text] * 5,
    }
    changes = {
        "identity": identity,
        "pet_analysis": result["pet_analysis"] | {"species": text, "breed": f"{text} x"},
        "likenesses": [{"pet": text, "person": f"{text}!"}],
    }
    job = a_completed_job(choices={"pet_name": text}, result=result | changes)
    html = share_page(job, PICTURES, address="https://api.example/s/t", whole=None, page_url="https://p.example/")
    return Page(html), html


NAMES: Final = [name for name, _ in page_with("harmless")[0].tags]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_text(text: str) -> None:
    page, html = page_with(text)

    assert [name for name, _ in page.tags] == NAMES
    assert page.unclosed == []
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert "<script" not in html
    assert {link["href"] for link in page.all("a")} == {"https://p.example/"}


# A blank line begins a new paragraph, which is a tag that the page is meant to have.
@given(text=st.text(st.characters(exclude_characters="\n"), min_size=1, max_size=60))
def test_no_text_makes_a_tag_or_an_attribute(text: str) -> None:
    page, _ = page_with(text)
    harmless, _ = page_with("harmless")

    assert [(name, list(tag)) for name, tag in page.tags] == [(name, list(tag)) for name, tag in harmless.tags]


def test_the_style_that_the_policy_lets_in_is_the_one_of_the_page() -> None:
    from base64 import b64encode
    from hashlib import sha256

    _, html = page_with("harmless")
    style = html.partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(sha256(style.encode()).digest()).decode()

    assert f"style-src 'sha256-{digest}'" in page_headers(PICTURES)["Content-Security-Policy"]
    assert "style=" not in html
