"""A parallel run's workers without what nobody reads: four of their five messages about each test that passes."""

from typing import Any

import pytest

_STEPS = ("logstart", "logfinish")


def report_less(config: pytest.Config) -> None:
    """Has a worker report the call of a test alone, unless its setup or teardown did not pass, or was to be measured.

    Each message is made, sent, read and handed on, by two processes.
    """
    if not hasattr(config, "workerinput") or config.getoption("durations") is not None:
        return
    (worker,) = (plugin for plugin in config.pluginmanager.get_plugins() if type(plugin).__name__ == "WorkerInteractor")
    send = worker.sendevent

    def sendevent(name: str, **content: Any) -> None:
        if name in _STEPS:
            return
        report = content.get("data") if name == "testreport" else None
        if report is None or report["when"] == "call" or report["outcome"] != "passed":
            send(name, **content)

    worker.sendevent = sendevent
