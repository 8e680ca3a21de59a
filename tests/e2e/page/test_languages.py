"""The page speaks the browser's language, with its dates and numbers, and loads no other."""

import pytest
from playwright.sync_api import expect

from testing.photos import CAT
from tests.e2e.page.conftest import Enter


def test_a_german_reads_german_from_the_start_to_the_result(enter: Enter, hired: str) -> None:
    visitor = enter(locale="de-AT")
    visitor.come(job=hired)
    view = visitor.result()

    expect(visitor.page.locator("html")).to_have_attribute("lang", "de")
    expect(view.locator("#bio-title")).to_have_text("Das Leben bisher")
    expect(view.locator("[data-part=until]")).to_contain_text("gelöscht")
    expect(view.locator(".bio")).to_have_attribute("lang", "en")
    visitor.page.goto(f"{visitor.system.page_url}/#")
    expect(visitor.page.locator("h1")).to_have_text("Ihr Haustier, eingestellt.")
    assert {url.rpartition("/")[2] for url in visitor.asked if "/words/" in url} == {"de.json"}


@pytest.mark.parametrize(
    ("locale", "title"),
    [
        pytest.param("pt-BR", "Your pet, employed.", marks=pytest.mark.verify),
        pytest.param("es-MX", "Tu mascota, contratada.", marks=pytest.mark.verify),
        pytest.param("fr-CH", "Votre animal, embauché.", marks=pytest.mark.verify),
        pytest.param("ja", "あなたのペット、 採用。", marks=pytest.mark.verify),
    ],
)
def test_the_first_language_that_the_page_has_is_taken_and_everything_fits(
    enter: Enter, hired: str, locale: str, title: str
) -> None:
    visitor = enter(locale=locale, viewport={"width": 320, "height": 640}, is_mobile=True, has_touch=True)
    visitor.come()
    expect(visitor.page.locator("h1")).to_have_text(title)
    visitor.lay(CAT)
    assert visitor.fits()

    visitor.come(job=hired)
    visitor.result()

    assert visitor.fits()
