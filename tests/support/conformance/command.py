"""The command, as a process for each call. It goes on by its own state, not by Idempotency-Keys."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local.process import scrubbed_environment
from tests.support.conformance.adapter import Created, RefusedError
from tests.support.shell import COMMAND, END_S


class Command:
    """`petavatar` in a directory."""

    keyed = False
    sharing = True
    webhooks = False

    def __init__(self, api_url: str, api_key: str, directory: Path) -> None:
        self._directory = directory
        self._environment = scrubbed_environment({"PETAVATAR_API_URL": api_url, "PETAVATAR_API_KEY": api_key})

    def _run(self, *arguments: str) -> tuple[str, str]:
        ended = subprocess.run(
            [str(COMMAND), *arguments],
            cwd=self._directory,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=END_S,
        )
        if ended.returncode:
            raise RefusedError(" ".join(ended.stderr.split()))
        return ended.stdout, ended.stderr

    def create(self, photo: Path, *, key: str | None = None, **choices: Any) -> Created:
        given = [part for name, value in choices.items() for part in (f"--{name.replace('_', '-')}", str(value))]
        out, err = self._run("create", str(photo), "--json", "--again", *given)
        made = json.loads(out)
        seen = tuple(line.split(",")[0].strip() for line in err.splitlines() if line.endswith(" %"))
        return Created(made["job_id"], made["human_name"], seen)

    def results(self, job_id: str) -> Mapping[str, Any]:
        answer: Mapping[str, Any] = json.loads(self._run("results", job_id, "--json")[0])
        return answer

    def cancel(self, job_id: str) -> None:
        self._run("cancel", job_id)

    def listed(self) -> list[str]:
        lines = self._run("list", "--json", "--limit", "1000")[0].splitlines()
        return [str(json.loads(line)["job_id"]) for line in lines]

    def variation(self, job_id: str, **changes: Any) -> str:
        given = [part for name, value in changes.items() for part in (f"--{name.replace('_', '-')}", str(value))]
        self._run("variation", job_id, "--out", "variation", *given)
        results = json.loads((self._directory / "variation" / "results.json").read_text("utf-8"))
        return str(results["job_id"])

    def share(self, job_id: str) -> str:
        return self._run("share", job_id)[0].strip()

    def unshare(self, job_id: str) -> None:
        self._run("unshare", job_id)

    def deliveries(self, job_id: str) -> list[bool]:
        raise NotImplementedError

    def erase(self, job_id: str) -> None:
        self._run("delete", job_id, "--yes")

    def close(self) -> None:
        """Nothing runs on."""
