"""One browser for all tests of the page; no test may ask a stranger, nor break the page's policy unless it says so."""

from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, expect

from local.system import LocalSystem
from tests.support.chromium import NoBrowserError, is_required, running_chromium
from tests.support.visitor import DESKTOP, Visitor

# A machine with much else to do takes its time.
expect.set_options(timeout=20_000)

UNUSED: Final = {"fonts/OFL.txt", "client/index.js", "client/client.js", "client/photo.js", "client/webhooks.js"}
"""Files that are served, but that no browser asks for."""

type Enter = Callable[..., Visitor]


# Until it ends, no other test of this process could run an event loop: hence not for the session.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    try:
        with running_chromium() as chromium:
            yield chromium
    except NoBrowserError as error:
        if is_required():
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture
def enter(browser: Browser, system: LocalSystem) -> Iterator[Enter]:
    """Lets visitors in, each with a browser profile of their own."""
    visitors: list[Visitor] = []

    def visitor(**profile: Any) -> Visitor:
        context = browser.new_context(**{"viewport": DESKTOP, "reduced_motion": "reduce", **profile})
        visitors.append(Visitor(context, system))
        return visitors[-1]

    yield visitor
    for each in visitors:
        each.page.context.close()
    assert [each.strangers for each in visitors if each.strangers] == []
    assert [each.errors for each in visitors if each.errors] == []


@pytest.fixture
def visitor(enter: Enter) -> Visitor:
    """Somebody at a desktop."""
    return enter()
