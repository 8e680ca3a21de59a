"""Accepts a sandbox: `python -m scripts.acceptance --sandbox dev`, or `make acceptance SANDBOX=dev`.

First it checks account, region and sandbox; that only reads. Then it says what one job will cost and asks. Then it
runs that job as a client would, and a file that is no picture, looks at what AWS shows of them, erases both, and
reports. Nothing else costs anything.

PETAVATAR_API_KEY is used if it is set; else a key is made for the run and removed after it.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from deployment.finish import find_api
from deployment.infrastructure.key_ring import KeyRing, KeyRingError
from deployment.names import InvalidSandboxError
from deployment.workers import NotDeployedError
from petavatar_client import InvalidInput, PetAvatarClient, Photo
from scripts.acceptance.account import expected_hosts
from scripts.acceptance.evidence import Evidence, look_around
from scripts.acceptance.preflight import CannotStartError, connect, preflight
from scripts.acceptance.price import Estimate, estimate
from scripts.acceptance.report import Report
from scripts.acceptance.run_key import run_key
from scripts.acceptance.trial import JobRun, Trial
from scripts.acceptance.wire import WatchedTransport
from scripts.command import DONE, INTERRUPTED, MISUSED, STOPPED, run, sandbox_parser
from scripts.doctor.__main__ import report as findings_text
from scripts.doctor.checks.models import settings_or_defaults
from scripts.doctor.findings import Finding, Level
from scripts.doctor.sandbox import Sandbox

_SAMPLE: Final = Path("samples/chelsea.jpg")
_WAIT_S: Final = 180.0


class NotConfirmedError(RuntimeError):
    """Nobody said that a job may be paid for."""


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = sandbox_parser("acceptance", __doc__)
    parser.add_argument("--photo", type=Path, default=_SAMPLE, help=f"the photo; by default {_SAMPLE}")
    parser.add_argument(
        "--preflight-only", action="store_true", help="only what costs nothing; works before a deployment"
    )
    parser.add_argument("--yes", action="store_true", help="pay for one job without being asked")
    parser.add_argument("--keep", action="store_true", help="do not erase the jobs afterwards")
    parser.add_argument("--wait", type=float, metavar="SECONDS", help="how long to wait for metrics and traces")
    parser.add_argument("--api-url", help="the API's address, if it has one of its own; by default the deployed API's")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the report for programs")
    parser.add_argument("--report", type=Path, metavar="FILE.md", help="write the report for people")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None, ask: Callable[[str], str] = input) -> int:
    """Runs the command.

    Exit codes: 0 accepted; 1 not, or stopped before it cost anything; 2 invalid arguments; 130 stopped by Ctrl-C.
    """
    arguments = _arguments(argv)
    try:
        connection = connect(arguments.sandbox, arguments.region)
    except InvalidSandboxError as error:
        print(error, file=sys.stderr)
        return MISUSED
    except CannotStartError as error:
        return _show([error.finding], arguments)
    sandbox = Sandbox(connection.client, connection.names)

    def work() -> int:
        photo = Photo.of(arguments.photo)
        photo.require_image()
        findings = list(preflight(sandbox))
        code = _show(findings, arguments)
        if code != DONE or arguments.preflight_only:
            return code
        expected = estimate(settings_or_defaults(sandbox))
        _confirm(sandbox, expected, arguments, ask)
        return _accept(sandbox, photo, findings, expected, arguments)

    try:
        return run(
            work, stopping=(KeyRingError, NotConfirmedError, NotDeployedError), misuse=(InvalidInput,), repeatable=False
        )
    except KeyboardInterrupt:
        print("\nStopped by Ctrl-C. A job that was begun goes on, and is deleted after seven days.", file=sys.stderr)
        return INTERRUPTED


def _show(findings: list[Finding], arguments: argparse.Namespace) -> int:
    """Shows what is wrong or doubtful; the exit code that follows."""
    faults = any(finding.level is Level.FAULT for finding in findings)
    lines = findings_text(findings).splitlines()
    print("\n".join(line for line in lines if arguments.preflight_only or not line.startswith(Level.OK)))
    if faults:
        print("Stopped before anything cost.", file=sys.stderr)
    if arguments.json and (faults or arguments.preflight_only):
        found = [{name: getattr(finding, name) for name in ("level", "subject", "what", "fix")} for finding in findings]
        arguments.json.write_text(json.dumps({"accepted": False, "findings": found}, indent=2) + "\n", "utf-8")
    return STOPPED if faults else DONE


def _confirm(sandbox: Sandbox, expected: Estimate, arguments: argparse.Namespace, ask: Callable[[str], str]) -> None:
    """Says what one job costs, and makes sure that somebody wants it.

    Raises:
        NotConfirmedError: if nobody does.
    """
    print(f"One job in {sandbox.names.sandbox}, account {sandbox.names.account}, is expected to cost:")
    print("\n".join(expected.lines()))
    if not sandbox.on_aws:
        print("This is a local engine: its models are stand-ins, and nothing costs anything.")
    if arguments.yes:
        return
    if not sys.stdin.isatty():
        raise NotConfirmedError("There is no terminal to ask at: --yes pays for one job. Nothing was spent")
    if ask("Run one job? [y/N] ").strip().lower() not in ("y", "yes"):
        raise NotConfirmedError("Nothing was spent")


def _accept(
    sandbox: Sandbox, photo: Photo, findings: list[Finding], expected: Estimate, arguments: argparse.Namespace
) -> int:
    began = datetime.now(UTC)
    ring = KeyRing(sandbox.client("secretsmanager"), sandbox.names.secret)
    url = arguments.api_url or _api_url(sandbox)
    with run_key(ring, os.environ.get("PETAVATAR_API_KEY"), print) as key:
        evidence = _evidence(sandbox, photo, findings, (url, key), began, arguments)
    report = Report(sandbox.names, began, evidence, expected.total, expected.rest, kept=arguments.keep)
    text = report.as_markdown()
    print(text)
    if arguments.report:
        arguments.report.write_text(f"# Acceptance of {sandbox.names.sandbox}\n\n{text}", "utf-8")
    if arguments.json:
        arguments.json.write_text(json.dumps(report.as_json(), indent=2) + "\n", "utf-8")
    return STOPPED if report.problems() else DONE


def _evidence(
    sandbox: Sandbox,
    photo: Photo,
    findings: list[Finding],
    api: tuple[str, str],
    began: datetime,
    arguments: argparse.Namespace,
) -> Evidence:
    names, wire = sandbox.names, WatchedTransport()
    evidence = Evidence(sandbox.on_aws, findings, JobRun())
    with PetAvatarClient(*api, transport=wire) as client:
        trial = Trial(client)
        try:
            print("Running one job ...")
            trial.pay(evidence.job, photo)
            print(f"It {evidence.job.error or 'completed'}. Dropping a file that is no picture ...")
            evidence.drop = trial.drop(sandbox.client("s3"), names.upload_bucket)
            evidence.refusal = trial.refused_without_key(api[0], WatchedTransport())
            wait_s = arguments.wait if arguments.wait is not None else _WAIT_S * sandbox.on_aws
            print(f"Looking at logs, metrics and traces, for {wait_s:.0f} s at most ...")
            evidence.looks = look_around(sandbox, evidence.job.job_id, began, wait_s)
        finally:
            for made in (evidence.job, evidence.drop):
                if made and made.job_id:
                    made.erased = "kept" if arguments.keep else trial.erase(made.job_id)
                    print(f"Job {made.job_id}: {made.erased}.")
    evidence.headers = {str(status): wire.headers_of(status) for status in (200, 202, 404)}
    evidence.expected_hosts = expected_hosts(sandbox)
    return evidence


def _api_url(sandbox: Sandbox) -> str:
    """The deployed API's address. A local engine's own does not resolve everywhere: its system prints another one.

    Raises:
        NotDeployedError: if there is no API.
    """
    if not sandbox.on_aws and (local := os.environ.get("PETAVATAR_API_URL")):
        return local
    api = find_api(sandbox.client("apigatewayv2"), sandbox.names)
    if api is None:
        raise NotDeployedError(f"There is no API {sandbox.names.api}")
    return api["ApiEndpoint"]


if __name__ == "__main__":
    sys.exit(main())
