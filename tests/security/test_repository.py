"""What lies in the repository and its history: no secret, and no rule of security switched off without a reason."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.support.cloud import ROOT

GIT_TIMEOUT_S: Final = 60
# Whatever is longer is no source; its beginning is looked at.
MOST_BYTES: Final = 5_000_000
SECRETS: Final = {
    "AWS access key": rb"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b",
    "AWS secret key": rb"(?i)aws_?(?:secret|session)[a-z_]*[\"' ]*[:=][\"' ]*[A-Za-z0-9/+]{40}",
    "private key": rb"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----",
    "API key": rb"\bpa_[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])",
    "presigned address": rb"(?i)x-amz-(?:signature|security-token)[\"' ]*[=:][\"' ]*[A-Za-z0-9%/+]{32}",
    "presigned form": rb"(?i)x-amz-credential[\"' ]*[=:][\"' ]*A[KS]IA",
    "token": rb"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{50}|xox[abprs]-[\w-]{20}|sk-ant-[\w-]{20})",
}
# One that nobody has, made up for tests, and the one in AWS's own manuals.
HARMLESS: Final = {b"AKIAUNKNOWN000000000", b"AKIAIOSFODNN7EXAMPLE"}
SAMPLES: Final = {
    "AWS access key": b"AKIA" + b"Z7" * 8,
    "AWS secret key": b"aws_secret_access_key = " + b"aB3/" * 10,
    "private key": b"-----BEGIN RSA " + b"PRIVATE KEY-----",
    "API key": b"pa_" + b"aB3-_" * 8 + b"xyz",
    "presigned address": b"X-Amz-Signature=" + b"0f" * 32,
    "presigned form": b'"x-amz-credential": "' + b"ASIA0000",
    "token": b"ghp_" + b"a1" * 18,
}


def secrets_in(content: bytes) -> set[str]:
    """The kinds of secrets in a file's content."""
    return {
        kind
        for kind, pattern in SECRETS.items()
        for match in re.finditer(pattern, content[:MOST_BYTES])
        if match[0] not in HARMLESS
    }


def git(*arguments: str, given: bytes = b"") -> bytes:
    run = subprocess.run(["git", *arguments], cwd=ROOT, input=given, capture_output=True, timeout=GIT_TIMEOUT_S)
    if run.returncode:
        pytest.skip("not a git checkout")
    return run.stdout


def history() -> Iterator[tuple[str, bytes]]:
    """Every content that a file ever had, with its name, and every commit."""
    objects = git("rev-list", "--objects", "--all")
    answer = memoryview(git("cat-file", "--batch=%(objecttype) %(objectsize) %(rest)", "--buffer", given=objects))
    while answer:
        end = bytes(answer[:10_000]).index(b"\n")
        kind, size, *name = bytes(answer[:end]).decode().split(" ", 2)
        content = answer[end + 1 : end + 1 + int(size)]
        answer = answer[end + 2 + int(size) :]
        if kind in ("blob", "commit", "tag"):
            yield " ".join(name) or kind, bytes(content)


needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


@pytest.mark.parametrize("kind", SECRETS)
def test_a_secret_would_be_found(kind: str) -> None:
    assert secrets_in(b"before " + SAMPLES[kind] + b" after") == {kind}


@needs_git
def test_no_file_holds_a_secret() -> None:
    names = git("ls-files", "-z", "--cached", "--others", "--exclude-standard").decode().split("\0")
    files = [ROOT / name for name in names if name and (ROOT / name).is_file()]

    assert len(files) > 100
    assert {str(path): found for path in files if (found := secrets_in(path.read_bytes()))} == {}


@needs_git
@pytest.mark.verify
def test_no_secret_was_ever_committed() -> None:
    looked_at, guilty = 0, {}
    for name, content in history():
        looked_at += 1
        if found := secrets_in(content):
            guilty[name] = found

    assert looked_at > 100
    assert guilty == {}


PRODUCT: Final = ("petavatar", "agent", "functions", "deployment", "local", "clients", "scripts")
SWITCHED_OFF: Final = re.compile(r"#\s*noqa:\s*(?P<codes>[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)(?P<reason>.*)")


def sources() -> list[Path]:
    return [path for folder in PRODUCT for path in (ROOT / folder).rglob("*.py")]


def test_every_security_rule_that_is_switched_off_has_its_reason() -> None:
    bare = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in sources()
        for match in SWITCHED_OFF.finditer(path.read_text("utf-8"))
        if re.search(r"\bS\d{3}\b", match["codes"]) and not re.fullmatch(r" - \w.*", match["reason"])
    ]

    assert bare == []


def test_no_security_rule_is_switched_off_for_whole_files_of_the_product() -> None:
    assert not [path for path in sources() if re.search(r"#\s*ruff:\s*noqa", path.read_text("utf-8"))]


def test_what_the_security_page_points_to_is_there() -> None:
    named = re.findall(r"`(tests/\S+\.py)`", (ROOT / "SECURITY.md").read_text("utf-8"))

    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []
