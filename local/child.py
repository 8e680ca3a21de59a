"""Runs a module as a process that never outlives its parent: `python -m local.child MODULE [ARGUMENT...]`.

The parent holds the other end of this process's standard input. When the parent ends, in whatever way, that
end closes, and this process ends with all that it started: it leads a process group of its own.
"""

import os
import runpy
import signal
import sys
import threading
import time
from typing import Final

_GRACE_S: Final = 3.0


def _end_with_parent(standard_input: int) -> None:
    while os.read(standard_input, 1):
        pass
    group = os.getpgrp()
    os.killpg(group, signal.SIGTERM)
    time.sleep(_GRACE_S)
    os.killpg(group, signal.SIGKILL)


def main() -> None:
    """Runs the module named by the first argument, as `python -m` would."""
    standard_input = os.dup(sys.stdin.fileno())
    # The module must not read from it, nor hand it on.
    with open(os.devnull, "rb") as nothing:
        os.dup2(nothing.fileno(), sys.stdin.fileno())
    threading.Thread(target=_end_with_parent, args=(standard_input,), daemon=True, name="parent-watch").start()
    module, *arguments = sys.argv[1:]
    sys.argv = [module, *arguments]
    # It does not take the place of `__main__` in `sys.modules`: each process that it spawns would import it again.
    runpy.run_module(module, run_name="__main__")


if __name__ == "__main__":
    main()
