"""What a run against a given engine leaves out, and why. Without one it changes nothing."""

from typing import Final

import pytest

from tests.support.engines.capabilities import lacks
from tests.support.engines.leftovers import remove_leftovers
from tests.support.engines.place import RUN, RUNNING, Engine

_OWN_SYSTEM: Final = "it starts the local system, whose engine runs functions from this checkout"
_IN_PROCESS: Final = "its sandbox is moto, in the test's own process"
_OF_THE_TABLE: Final = ("tests/unit/petavatar/table/", "tests/properties/test_conditions.py")
"""Where tests ask no more of the fixture `cloud` than a table: they run against any engine."""
_FIXTURES: Final = {
    "system": _OWN_SYSTEM,
    "demo": _OWN_SYSTEM,
    "cloud": _IN_PROCESS,
}


def reaches_an_engine(item: pytest.Item) -> bool:
    """Whether a test talks to an engine, its own or a given one."""
    fixtures: set[str] = set(getattr(item, "fixturenames", ()))
    shared = "engine" in fixtures and item.nodeid.startswith("tests/integration/")
    return shared or bool(fixtures & _FIXTURES.keys()) or item.get_closest_marker("own_engine") is not None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out whatever has nothing to do with an engine."""
    if RUNNING:
        others = [item for item in items if not reaches_an_engine(item)]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if reaches_an_engine(item)]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skips what the given engine can't do."""
    if RUNNING and (reason := _reason(item, RUNNING)):
        pytest.skip(reason)


def _reason(item: pytest.Item, engine: Engine) -> str | None:
    if own := item.get_closest_marker("own_engine"):
        return str(own.args[0])
    fixtures = getattr(item, "fixturenames", ())
    needed = [name for marker in item.iter_markers("needs") for name in marker.args]
    if "cloud" in fixtures and item.nodeid.startswith(_OF_THE_TABLE):
        needed += ["sandbox", "dynamodb-conditions"]
    else:
        for fixture, reason in _FIXTURES.items():
            if fixture in fixtures:
                return reason
    return next((why for name in needed if (why := lacks(engine, name))), None)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Leaves nothing behind, or fails the run."""
    if not RUNNING or hasattr(session.config, "workerinput"):
        return
    left = [each for each in remove_leftovers(RUNNING.clients(), RUN) if not each.endswith(" ?")]
    if left:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        session.config.stash[_LEFT] = left


_LEFT: Final = pytest.StashKey[list[str]]()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Says what could not be removed."""
    for each in config.stash.get(_LEFT, []):
        terminalreporter.write_line(f"LEFT BEHIND in {RUNNING.endpoint_url if RUNNING else ''}: {each}", red=True)
