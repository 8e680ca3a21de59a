"""When the engine last saved its state: what came after is lost if it is killed, as on no service of AWS."""

import time
from pathlib import Path
from typing import Final

from local.state.saver import LATEST_S
from petavatar.jobs import timestamp
from petavatar.table.store import ItemStore
from tests.soak.customers import insist

MARKER: Final = "limits#soak#marker"
"""No job's id."""
_WAIT_S: Final = 3 * LATEST_S
_KEPT: Final = 2
_MARGIN_S: Final = 1.0
"""A snapshot is captured a moment before its file is there."""


def safe_since(scratch: Path, table: ItemStore) -> str | None:
    """Waits until the snapshots that are kept have whatever customers were answered before.

    A write of our own makes sure that there is something to save. The older of the two snapshots that are newer than it
    may have been begun before it; the newer one was not.

    Args:
        scratch: the folder of the running system.
        table: the system's table.

    Returns:
        From when on jobs may be set back, as a job has its times; None if no snapshot came in time.
    """
    marked_at = time.time()
    marker = {"job_id": {"S": MARKER}, "at": {"N": repr(marked_at)}}
    insist(lambda: table.dynamodb.put_item(TableName=table.table, Item=marker))
    give_up = time.monotonic() + _WAIT_S
    while time.monotonic() < give_up:
        if (oldest := _older(scratch / "data" / "snapshots")) > marked_at:
            return timestamp(oldest - _MARGIN_S)
        time.sleep(0.05)
    return None


def _older(folder: Path) -> float:
    try:
        times = [file.stat().st_mtime for file in folder.glob("*.snapshot")]
    except FileNotFoundError:
        return 0.0
    return min(times) if len(times) == _KEPT else 0.0
