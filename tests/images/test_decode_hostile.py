"""Hostile picture files are decoded or politely refused, within bounded time and memory."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from cnnviz.images import LONG_SIDE, PictureError, read
from tests.hostile import Case, hostile_pictures, recipes
from tests.images.refusals import polite

NAMES = [recipe.name for recipe in recipes()]
MEGABYTES = 500
SECONDS = 2

READ_ALL = """
import json, sys
from cnnviz.images import PictureError, read

peaks = {}
for path in json.load(sys.stdin):
    try:
        read(path)
    except PictureError:
        pass
    # VmHWM and not ru_maxrss, which a child inherits from the process that started it.
    status = dict(line.split(":", 1) for line in open("/proc/self/status"))
    peaks[path] = int(status["VmHWM"].split()[0]) // 1024
json.dump(peaks, sys.stdout)
"""


@pytest.fixture(scope="module")
def cases() -> Iterator[dict[str, Case]]:
    """All hostile files, for as long as this module's tests run."""
    with tempfile.TemporaryDirectory() as folder:
        yield {case.name: case for case in hostile_pictures(Path(folder))}


def test_cases_are_many_and_distinct() -> None:
    assert len(NAMES) == len(set(NAMES)) >= 70


@pytest.mark.parametrize("name", NAMES)
def test_hostile_picture(name: str, cases: dict[str, Case]) -> None:
    case = cases[name]
    start = time.thread_time()  # whatever else runs on this machine must not decide the test
    outcome = attempt(case.path)
    assert time.thread_time() - start < SECONDS
    assert case.outcome in ("either", "refused" if isinstance(outcome, PictureError) else "works")
    if isinstance(outcome, PictureError):
        assert case.says in polite(outcome)
    else:
        look_at(outcome, case)


def attempt(path: Path) -> NDArray[np.uint8] | PictureError:
    """The picture or the refusal; anything else fails."""
    try:
        return read(path)
    except PictureError as fault:
        return fault


def look_at(picture: NDArray[np.uint8], case: Case) -> None:
    """The picture keeps the contract of `read` and shows what the file holds."""
    rows, cols, channels = picture.shape
    assert picture.dtype == np.uint8
    assert channels == 3
    assert 1 <= min(rows, cols) <= max(rows, cols) <= LONG_SIDE
    if case.quarters:
        centres = picture[rows // 4 :: rows // 2, cols // 4 :: cols // 2]
        np.testing.assert_allclose(centres.reshape(4, 3), case.quarters, atol=25)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from Linux' /proc")
def test_memory_stays_bounded(cases: dict[str, Case]) -> None:
    paths = json.dumps([str(case.path) for case in cases.values()])
    child = subprocess.run([sys.executable, "-c", READ_ALL], input=paths, stdout=subprocess.PIPE, text=True, check=True)
    peaks = json.loads(child.stdout)
    assert len(peaks) == len(cases)
    too_much = [case.name for case in cases.values() if peaks[str(case.path)] >= MEGABYTES]
    assert too_much == []  # the first of them is to blame, the others follow it
