"""The local system, for as long as a command needs it."""

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from local.folder import FolderInUseError
from local.process import StartError
from local.state.keep import KeepError
from petavatar_cli.embedded import local_system
from petavatar_cli.errors import LocalSystemError


class Steps(list[str]):
    """Watches a flow."""

    @contextmanager
    def step(self, doing: str) -> Iterator[None]:
        self.append(doing.partition(" ")[0])
        yield

    def advance(self, status: str, percent: int) -> None:
        raise AssertionError("there is no job")


def _play(
    monkeypatch: pytest.MonkeyPatch, events: list[str], failure: Exception | None = None, reason: str | None = None
) -> None:
    @contextmanager
    def play(
        state_dir: Path | None,
        settings: Mapping[str, str],
        *,
        models: None,
        page: bool,
        keep: Path | None,
        notify: Callable[[str], None],
        slowness: float,
    ) -> Iterator[Any]:
        if failure:
            raise failure
        notify(f"up with {state_dir}{' and the page' if page else ''}{f', keeping {keep}' if keep else ''}")
        events.extend(f"{name}={value}" for name, value in settings.items())
        try:
            yield SimpleNamespace(failure=reason)
        finally:
            events.append("down")

    monkeypatch.setattr("local.system.LocalSystem", play)


@pytest.mark.parametrize(("page", "up"), [(True, "up with logs and the page"), (False, "up with logs")])
def test_the_system_runs_for_the_block_and_both_its_ends_are_steps(
    monkeypatch: pytest.MonkeyPatch, page: bool, up: str
) -> None:
    events = Steps()
    _play(monkeypatch, events)
    with local_system(events, events.append, Path("logs"), page=page) as system:
        events.append(f"using it: {system.failure}")
    assert events == ["Starting", up, "using it: None", "Stopping", "down"]


def test_the_limit_of_a_job_is_given_to_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    events = Steps()
    _play(monkeypatch, events)

    with local_system(events, events.append, max_cost_usd=0.25, page=False):
        pass

    assert "MAX_COST_USD=0.25" in events


@pytest.mark.parametrize("error", [ZeroDivisionError, KeyboardInterrupt, SystemExit])
def test_the_system_is_ended_however_the_block_is_left(
    monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    events = Steps()
    _play(monkeypatch, events)
    with pytest.raises(error), local_system(events, events.append, page=False):
        raise error
    assert events[-2:] == ["Stopping", "down"]


def test_where_only_the_command_is_installed_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    # An import of a module that is None fails as that of a missing one does.
    monkeypatch.setitem(sys.modules, "local.system", None)
    with (
        pytest.raises(LocalSystemError, match=r"\(local\.system\); `make setup`"),
        local_system(Steps(), print, page=False),
    ):
        raise AssertionError("never reached")


@pytest.mark.parametrize("problem", [StartError, KeepError, FolderInUseError])
def test_a_system_that_does_not_start_is_reported_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, problem: type[Exception]
) -> None:
    _play(monkeypatch, [], problem("The agent ended at its start."))
    with (
        pytest.raises(LocalSystemError, match=r"did not start\. The agent ended at its start\."),
        local_system(Steps(), print, page=False),
    ):
        raise AssertionError("never reached")


def test_a_system_that_its_supervisor_ended_is_reported_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    events = Steps()
    _play(monkeypatch, events, reason="The agent died 3 times.")
    with (
        pytest.raises(LocalSystemError, match=r"^The local system ended\. The agent died 3 times\.$"),
        local_system(events, events.append, keep=Path("kept"), page=False),
    ):
        raise SystemExit(143)
    assert events == ["Starting", "up with None, keeping kept", "Stopping", "down"]
