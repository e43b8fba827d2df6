"""Forked processes that can be killed at any moment, also between any two of their writes.

A hook counts the writes. For Linux: a process whose parent was killed becomes a child of this one, so that none is left
behind.
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
OUTPUT = ".said"
HANGS_S = 150.0
"""Seconds after which a process that still runs prints its traceback."""
ACTS = {"os.rename", "os.remove", "os.mkdir", "os.link"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT

Hook = Callable[[str, tuple[object, ...]], None]


def adopt() -> None:
    """Become the parent of every process whose parent ends."""
    ctypes.CDLL(None).prctl(CHILD_SUBREAPER, 1)


def spawn(work: Callable[[], object], hook: Hook | None = None) -> int:
    """Do the work in a separate process and return its number; its output goes to the runs folder.

    Args:
        work: Done after the fork, with all that this process has imported.
        hook: Called with each of Python's audit events in the process.
    """
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    try:
        os.setsid()
        with contextlib.suppress(OSError):
            output = os.open(runs_dir() / OUTPUT, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            os.dup2(output, 1)
            os.dup2(output, 2)
            faulthandler.dump_traceback_later(HANGS_S, file=2)
        if hook:
            sys.addaudithook(hook)
        work()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def writing(notify: Callable[[int], object]) -> Hook:
    """Return a hook that is called before each write in the runs folder and passes on the number of the write.

    It counts every file that is opened to be written, renamed, linked or removed, and every folder that is made.
    """
    folder, times = str(runs_dir()), count(1)

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        flags = arguments[2] if event == "open" else WRITING if event in ACTS else 0
        if isinstance(flags, int) and flags & WRITING and str(arguments[0]).startswith(folder):
            notify(next(times))

    return hook


def at_act(number: int, strike: Callable[[], object]) -> Hook:
    """Return a hook that calls ``strike`` before the n-th write."""
    return writing(lambda times: strike() if times == number else None)


def die(later: float = 0.0) -> None:
    """End this process as a kill would, at once or after some seconds, wherever it is then."""
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
    pids = set()
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            if process.status() != psutil.STATUS_ZOMBIE:
                pids.add(process.pid)
    return pids


def bury() -> None:
    """Kill every process that came from this one, and forget those that have ended."""
    while left := living():
        kill(*left)
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
