"""Who goes first on the processor?  The pages: what computes in the background steps back."""

import os
import sys
from contextlib import suppress
from pathlib import Path

import psutil

NICE, SESSION_NICE = 2, 1
"""Of a process among those of its session; of its session among all of the machine. More costs a training much and the pages
gain little: beside a load of half a core, on two, it takes half as long again with 10 as with 0."""


def step_back(pid: int | None = None) -> None:
    """Lower the priority of a process, by default of this one, below that of the pages.

    Linux may share the processor between sessions first, and only then between the processes of one (sched(7), autogroup): for
    a process that began a session of its own nice alone does nothing, so its session steps back with it.
    """
    pid = pid or os.getpid()
    with suppress(psutil.Error, OSError):
        if sys.platform == "win32":
            psutil.Process(pid).nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        else:
            psutil.Process(pid).nice(NICE)
    with suppress(OSError):
        if sys.platform == "linux" and os.getsid(pid) == pid:
            Path(f"/proc/{pid}/autogroup").write_text(str(SESSION_NICE), encoding="ascii")
