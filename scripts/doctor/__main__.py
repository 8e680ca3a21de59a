"""Says what is missing or wrong in a sandbox, and how to fix it: `python -m scripts.doctor --sandbox dev`.

It only reads. On the local system (`make local`), whose address and keys the environment holds then, it says the same
of that: `AWS_ENDPOINT_URL=http://127.0.0.1:PORT python -m scripts.doctor --sandbox local --region us-east-1`.
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
    """All findings, the good ones too."""
    return [finding for check in checks_of(sandbox) for finding in examine(check, sandbox)]


def report(findings: Sequence[Finding]) -> str:
    """The findings for people, the worst last, where a terminal stops."""
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
    """The command: 0 if nothing is at fault, 1 if something is, 2 if it can't look at all."""
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
