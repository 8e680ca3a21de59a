"""Reports what is missing or wrong in a sandbox, and how to fix it: `python -m scripts.doctor --sandbox dev`.

It only reads. It also checks the local system (`make local`), with that system's address and keys in the environment:
`AWS_ENDPOINT_URL=http://127.0.0.1:PORT python -m scripts.doctor --sandbox local --region us-east-1`.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from botocore.exceptions import BotoCoreError, ClientError

from deployment.connection import Connection, NoRegionError
from deployment.names import InvalidSandboxError
from scripts.command import MISUSED, sandbox_parser
from scripts.doctor.checks import checks_of
from scripts.doctor.findings import Finding, Level, examine
from scripts.doctor.sandbox import Sandbox


def diagnose(sandbox: Sandbox) -> list[Finding]:
    """All findings, also those of passed checks."""
    return [finding for check in checks_of(sandbox) for finding in examine(check, sandbox)]


def report(findings: Sequence[Finding]) -> str:
    """The findings as text; the worst come last, at the bottom of a terminal."""
    order = list(Level)
    lines = []
    for finding in sorted(findings, key=lambda one: order.index(one.level)):
        lines.append(f"{finding.level:7}  {finding.subject}: {finding.what}")
        if finding.fix:
            lines.append(f"         fix: {finding.fix}")
    counts = Counter(finding.level for finding in findings)
    lines.append(f"{counts[Level.FAULT]} faults, {counts[Level.WARNING]} warnings, {counts[Level.OK]} checks passed.")
    return "\n".join(lines)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = sandbox_parser("doctor", __doc__)
    parser.add_argument("--json", action="store_true", help="print the findings as JSON")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the command. Exit codes: 0 without faults, 1 with faults, 2 if nothing can be checked."""
    arguments = _arguments(argv)
    try:
        connection = Connection.open(arguments.sandbox, arguments.region)
    except (InvalidSandboxError, NoRegionError, ClientError, BotoCoreError) as error:
        print(error, file=sys.stderr)
        return MISUSED
    findings = diagnose(Sandbox(connection.client, connection.names))
    print(json.dumps([asdict(finding) for finding in findings], indent=2) if arguments.json else report(findings))
    return int(any(finding.level is Level.FAULT for finding in findings))


if __name__ == "__main__":
    sys.exit(main())
