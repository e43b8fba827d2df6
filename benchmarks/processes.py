"""How is a process made that can be killed at any moment, also between any two of its writes?  It is forked, and a hook counts.

For Linux: a process whose parent was killed comes back to this one, so that none is left behind.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from itertools import count

import psutil

from cnnviz.base.settings import runs_dir

CHILD_SUBREAPER = 36
SAID = ".said"
HANGS_S = 150.0
"""Seconds after which a process that is still there says where it is."""
ACTS = {"os.rename", "os.remove", "os.mkdir", "os.link"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT

Hook = Callable[[str, tuple[object, ...]], None]


def adopt() -> None:
    """Become the parent of every process whose parent ends."""
    ctypes.CDLL(None).prctl(CHILD_SUBREAPER, 1)


def spawn(work: Callable[[], object], hook: Hook | None = None) -> int:
    """Do the work in a process of its own and return its number; what it prints goes to the folder of runs.

    Args:
        work: Done after the fork, with all that this process has imported.
        hook: Told of whatever the process does, as Python's audit events say it.
    """
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    try:
        os.setsid()
        with contextlib.suppress(OSError):
            said = os.open(runs_dir() / SAID, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.dup2(said, 1)
            os.dup2(said, 2)
            faulthandler.dump_traceback_later(HANGS_S, file=2)
        if hook:
            sys.addaudithook(hook)
        work()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def writing(told: Callable[[int], object]) -> Hook:
    """Return a hook that tells, as a process is about to write in the folder of runs, for which time it does so.

    It counts every file that is opened to be written, renamed, linked or removed, and every folder that is made.
    """
    folder, times = str(runs_dir()), count(1)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        flags = arguments[2] if event == "open" else WRITING if event in ACTS else 0
        if isinstance(flags, int) and flags & WRITING and str(arguments[0]).startswith(folder):
            told(next(times))

    return hook


def at_act(number: int, strike: Callable[[], object]) -> Hook:
    """Return a hook that strikes as a process is about to write for the n-th time."""
    return writing(lambda times: strike() if times == number else None)


def die(later: float = 0.0) -> None:
    """End this process as a kill does, at once or so many seconds later, wherever it is then."""
    if later:
        signal.setitimer(signal.ITIMER_REAL, later)  # Nobody handles this signal.
    else:
        os.kill(os.getpid(), signal.SIGKILL)


def kill(*pids: int) -> None:
    """Kill processes and wait until they are gone."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while living() & set(pids) and time.monotonic() < deadline:
        time.sleep(0.005)


def living() -> set[int]:
    """Return the processes that came from this one and live."""
    found = set()
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if process.status() != psutil.STATUS_ZOMBIE:
                found.add(process.pid)
    return found


def bury() -> None:
    """Kill every process that came from this one, and forget those that have ended."""
    while left := living():
        kill(*left)
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
