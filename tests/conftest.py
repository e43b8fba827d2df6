"""Every test gets a runs folder of its own, no data sets and no waiting workers; one small trained network."""

import contextlib
import functools
import gc
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest
from numpy.typing import NDArray

from cnnviz.images import png
from cnnviz.training.runs import Run

# Keras is loaded by the tests that need it, which then computes as in a worker, to the last digit, and shares a GPU.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")
os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")


def pytest_collection() -> None:
    """Collect without searches for garbage: over a million objects of TensorFlow they take a third of the time."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Search from now on, but pass over what was imported; and let AppTest look for components once."""
    gc.freeze()
    gc.enable()
    if "streamlit.testing.v1" in sys.modules:
        # Streamlit 1.60 looks through all installed packages for each new AppTest, a tenth of a second of a processor.
        from streamlit.components.v2 import manifest_scanner

        manifest_scanner.scan_component_manifests = functools.cache(manifest_scanner.scan_component_manifests)


@pytest.fixture(autouse=True)
def runs(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of runs of this test alone; processes that train in it end with it."""
    if "browser" in request.keywords:
        yield tmp_path  # A browser's server has the settings that a person would have.
        return
    folder = tmp_path / "runs"
    monkeypatch.setenv("CNNVIZ_RUNS_DIR", str(folder))
    monkeypatch.setenv("CNNVIZ_WARM_WORKER", "0")
    monkeypatch.setenv("CNNVIZ_PRELOAD", "0")
    unset = (
        "CNNVIZ_DATA_DIR",
        "CNNVIZ_DEVICE",
        "CNNVIZ_TEACHER_PASSWORD",
        "CNNVIZ_RUNS_EACH",
        "PYTHONDONTWRITEBYTECODE",
    )
    for setting in unset:
        monkeypatch.delenv(setting, raising=False)
    yield folder
    if (folder / ".worker.lock").exists():
        end_workers(folder)


def workers(folder: Path) -> list[psutil.Process]:
    """The worker processes that live for a folder of runs."""
    processes = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            command, environment = process.cmdline(), process.environ()
            if "cnnviz.training.queueing.worker" in command and environment.get("CNNVIZ_RUNS_DIR") == str(folder):
                processes.append(process)
    return processes


def end_workers(folder: Path) -> None:
    """Kill until none is left, as one may start its successor at this moment."""
    while living := workers(folder):
        for process in living:
            with contextlib.suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(living, timeout=5)


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A finished run of the tiny network on digits; to be read only."""
    from cnnviz import actions

    return actions.train("tiny", run_dir=tmp_path_factory.mktemp("trained") / "tiny", epochs=3)


@pytest.fixture(scope="session")
def four() -> NDArray[np.uint8]:
    """A handwritten digit of the test pictures, shape (16, 16, 1), 0..255."""
    from cnnviz import datasets

    digits = datasets.load("digits", (16, 16, 1))
    picture: NDArray[np.uint8] = digits.x_test[digits.y_test == 4][0]
    return picture


@pytest.fixture
def four_png(tmp_path: Path, four: NDArray[np.uint8]) -> Path:
    """The digit as a file."""
    path = tmp_path / "four.png"
    path.write_bytes(png(four))
    return path
