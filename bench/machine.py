"""The machine that was measured on, described for those who compare figures."""

import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_name("machine.json")


def describe() -> None:
    """Writes bench/machine.json."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    machine = {
        "date": datetime.now(UTC).date().isoformat(),
        "cores": len(os.sched_getaffinity(0)),
        "processor": _processor(),
        "memory_gib": round(memory / 2**30),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }
    FILE.write_text(json.dumps(machine, indent=1) + "\n")


def sentence() -> str:
    """The description as a sentence without its full stop."""
    machine = json.loads(FILE.read_text())
    return (
        f"{machine['date']}, {machine['cores']} shared cores ({machine['processor']}), {machine['memory_gib']} GiB, "
        f"{machine['system']}, Python {machine['python']}"
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown processor"
