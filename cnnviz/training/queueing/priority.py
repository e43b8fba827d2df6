"""Lower the priority of background processes, so that the pages stay responsive."""

import os
import sys
from contextlib import suppress
from pathlib import Path

import psutil

NICE, SESSION_NICE = 2, 1
"""Niceness of a process within its session, and of the session within the machine.

Larger values cost a training much and gain the pages little: beside a load of half a core, on two cores, a training
takes half as long again with 10 as with 0.
"""


def step_back(pid: int | None = None) -> None:
    """Lower the priority of a process, by default of this one, below that of the pages.

    Linux may share the processor between sessions first, and only then between the processes of one session
    (sched(7), autogroup): niceness alone has no effect on a process that leads a session, so its session's priority is
    lowered too.
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
