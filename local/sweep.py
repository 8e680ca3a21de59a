"""Removes a folder once no process holds it any more: `python local/sweep.py FOLDER`.

It runs beside the local system and in a session of its own, so that what kills the system leaves it alone. It imports
nothing of the project: it is there for as long as the system is, and should cost next to nothing.
"""

import fcntl
import os
import shutil
import signal
import sys


def main(folder: str) -> None:
    """Waits for the folder's lock, and removes the folder."""
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    os.chdir("/")
    try:
        lock = os.open(os.path.join(folder, "lock"), os.O_RDWR)
    except FileNotFoundError:
        return
    fcntl.flock(lock, fcntl.LOCK_EX)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1])
