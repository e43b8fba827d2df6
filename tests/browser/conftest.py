"""A real server and a real Chromium, as users have them."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.conftest import end_workers

playwright = pytest.importorskip("playwright.sync_api")
playwright.expect.set_options(timeout=40_000)

ROOT = Path(__file__).parents[2]
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"),  # A camera that shows a moving picture.
)
NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for name in NAMES if (path := shutil.which(name))), None)


class Server:
    """The app, started as the README says, with its own folder of runs and further settings of the environment."""

    def __init__(self, runs: Path, **settings: str) -> None:
        self.runs, self.settings = runs, settings
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.url = f"http://127.0.0.1:{free.getsockname()[1]}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        port = self.url.rsplit(":", 1)[1]
        command = [sys.executable, "-m", "streamlit", "run", "app.py"]
        command += ["--server.headless", "true", "--server.port", port]
        # Each server would spend the seconds of a test on what few tests look at.
        environment = {**os.environ, "CNNVIZ_RUNS_DIR": str(self.runs), "CNNVIZ_PRELOAD": "0", **self.settings}
        with (self.runs / "server.log").open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2):
                    return
            except OSError:
                time.sleep(0.2)
        raise TimeoutError((self.runs / "server.log").read_text())

    def kill(self) -> None:
        """Kill -9, as a crash would."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@contextmanager
def served(runs: Path, **settings: str) -> Iterator[Server]:
    """A running app with that folder of runs; its worker ends with it."""
    server = Server(runs, **settings)
    try:
        server.start()
        yield server
    finally:
        server.kill()
        end_workers(runs)


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running app for all tests marked read_only; that none of them left a run behind is looked at in the end."""
    with served(tmp_path_factory.mktemp("shared")) as server:
        yield server
        assert list(server.runs.glob("*/recipe.json")) == []


@pytest.fixture
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    """A running app: one for all tests marked read_only, and one of its own for each that trains, kills or changes."""
    if request.node.get_closest_marker("read_only"):
        yield request.getfixturevalue("shared_server")
        return
    with served(tmp_path) as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator["playwright.Browser"]:
    """A headless Chromium."""
    if CHROMIUM is None:
        pytest.fail("No Chromium is on the PATH: apt-get install chromium.")
    with playwright.sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture
def tab(request: pytest.FixtureRequest, browser: "playwright.Browser", server: Server) -> Iterator["playwright.Page"]:
    """A fresh tab, with a session of its own, on the app's first page."""
    context = browser.new_context(viewport={"width": 1366, "height": 900}, permissions=["camera"])
    page = context.new_page()
    page.set_default_timeout(40_000)
    page.goto(server.url)
    page.get_by_role("heading", level=1).wait_for()
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()  # Home, to its end.
    yield page
    page.screenshot(path=server.runs / f"{request.node.name}.png")  # What a person would have seen when a test failed.
    assert page.locator('[data-testid="stException"]').count() == 0
    context.close()
