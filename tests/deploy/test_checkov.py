"""checkov finds nothing in the templates that deployment/stack/answered.toml does not answer.

It can't be installed beside the tests (it pins old libraries), so uvx runs it apart, at a pinned version.
"""

import json
import subprocess
import tomllib
from pathlib import Path
from typing import Any, Final

import pytest

from deployment.stack.bootstrap import bootstrap_template
from deployment.stack.edge import edge_template
from deployment.stack.template import as_text
from tests.support.stacks import a_template

CHECKOV: Final = "checkov@3.3.30"
ANSWERED: Final = Path("deployment/stack/answered.toml")
OFFLINE: Final = ("--skip-download", "--framework", "cloudformation", "--compact", "--quiet", "--output", "json")


def answers() -> dict[str, str]:
    found: dict[str, str] = tomllib.loads(ANSWERED.read_text("utf-8"))["findings"]
    return found


def test_every_answer_is_a_sentence() -> None:
    assert [answer for answer in answers().values() if not answer.endswith(".") or len(answer) < 40] == []


@pytest.mark.verify
def test_every_finding_is_answered_and_every_answer_has_a_finding(tmp_path: Path) -> None:
    templates = {"bootstrap": bootstrap_template("dev"), "edge": edge_template("dev"), "sandbox": a_template("dev")}
    for name, template in templates.items():
        (tmp_path / f"{name}.json").write_text(as_text(dict(template)))

    run = subprocess.run(
        ["uvx", CHECKOV, *OFFLINE, "--directory", str(tmp_path)], capture_output=True, text=True, timeout=240
    )

    report: Any = json.loads(run.stdout)
    assert report["summary"]["resource_count"] > 100
    assert {each["check_id"] for each in report["results"]["failed_checks"]} == answers().keys()
