"""The memory of a process."""

from pathlib import Path


def peak_bytes(process: str | int = "self") -> int:
    """The most memory that a process has had resident; this one, if no id is given."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024
