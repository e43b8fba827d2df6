"""A background process gets a lower priority, also if it leads a session."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from cnnviz.training.queueing.priority import NICE, SESSION_NICE, step_back

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


@pytest.fixture(params=[True, False], ids=["own session", "same session"])
def sleeper(request: pytest.FixtureRequest) -> Iterator[tuple[psutil.Process, bool]]:
    with subprocess.Popen(SLEEP, start_new_session=request.param) as process:
        yield psutil.Process(process.pid), request.param
        process.kill()


def priority_of_session(pid: int) -> list[str]:
    """Empty for a process in no session's group, such as a child of the first process, and if groups are off."""
    return Path(f"/proc/{pid}/autogroup").read_text().split()[-1:]


def shares_between_sessions(pid: int) -> bool:
    return Path(f"/proc/{pid}/autogroup").exists() and bool(priority_of_session(pid))


@pytest.mark.skipif(psutil.WINDOWS, reason="Windows has classes of priority, no nice")
def test_a_process_steps_back_with_the_session_it_leads(sleeper: tuple[psutil.Process, bool]) -> None:
    process, leads = sleeper
    step_back(process.pid)
    assert process.nice() == max(NICE, psutil.Process().nice())
    if shares_between_sessions(process.pid):
        assert priority_of_session(process.pid) == ([str(SESSION_NICE)] if leads else priority_of_session(os.getpid()))


def test_a_process_that_has_ended_is_no_fault() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    step_back(process.pid)
