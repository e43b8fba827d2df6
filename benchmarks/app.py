"""The app as a user has it: a server with a runs folder of its own, and a headless Chromium."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
from filelock import FileLock, Timeout

from benchmarks.measure import BenchmarkError
from cnnviz.base.settings import ROOT

PATIENCE_S = 60.0
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")


@contextmanager
def own_runs(**settings: str) -> Iterator[tuple[Path, dict[str, str]]]:
    """Yield a temporary runs folder, and an environment that names it; its workers end with it.

    Args:
        **settings: Further environment variables.
    """
    folder = Path(tempfile.mkdtemp(prefix="cnnviz-benchmark-"))
    try:
        yield folder, {**os.environ, "CNNVIZ_RUNS_DIR": str(folder), **settings}
    finally:
        _end_workers(folder)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def served(environment: dict[str, str], log: Path | None = None) -> Iterator[str]:
    """Start the app as the README says, wait until it answers, yield its address, and end it.

    Args:
        environment: Of the server.
        log: The file for its output; by default none.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true", f"--server.port={port}"]
    quiet = subprocess.DEVNULL
    with open(log or os.devnull, "wb") as printed:
        server = psutil.Popen(command, cwd=ROOT, env=environment, stdin=quiet, stdout=printed, stderr=printed)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(lambda: _answers(url), "the app answers")
        yield url
    finally:
        for process in [*server.children(recursive=True), server]:
            _kill(process)


@contextmanager
def chromium() -> Iterator[Any]:
    """Start a browser.

    Raises:
        BenchmarkError: There is none, or playwright is not installed.
    """
    program = browser_program()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


def browser_program() -> str:
    """Return the path of a Chromium.

    Raises:
        BenchmarkError: There is none, or playwright is not installed.
    """
    program = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if program is None or importlib.util.find_spec("playwright") is None:
        raise BenchmarkError("This benchmark opens the app in a browser: install playwright and Chromium first.")
    return program


def wait_for(holds: Any, what: str) -> None:
    """Wait until a condition holds, checking ten times a second.

    Raises:
        BenchmarkError: It did not hold within a minute.
    """
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > deadline:
            raise BenchmarkError(f"Waited a minute in vain until {what}.")
        time.sleep(0.1)


def read_json(file: Path) -> dict[str, Any]:
    """Return the content of a JSON file of the app, empty if there is none."""
    try:
        content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return content


def _answers(url: str) -> bool:
    with suppress(OSError), urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
        return True
    return False


def _end_workers(folder: Path) -> None:
    """End the training processes named in this folder, and their successors, until none holds its lock."""
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        for file in (folder / ".worker.json", *folder.glob("*/status.json")):
            with suppress(psutil.Error, TypeError, ValueError):
                process = psutil.Process(read_json(file).get("pid", -1))
                if "cnnviz.training.queueing.worker" in process.cmdline():
                    _kill(process)
        with suppress(Timeout), FileLock(folder / ".worker.lock").acquire(timeout=0.2):
            return


def _kill(process: psutil.Process) -> None:
    with suppress(psutil.Error):
        process.kill()
        process.wait(timeout=10)
