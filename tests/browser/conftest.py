"""A real server and a real Chromium, as a person would have them."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import end_workers

playwright = pytest.importorskip("playwright.sync_api")
playwright.expect.set_options(timeout=40_000)

ROOT = Path(__file__).parents[2]
ARGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
ARGS += ("--disable-component-update", "--disable-sync")
ARGS += (
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)  # A camera that shows a moving picture.
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)


class Server:
    """The app, started as the README says, with its own folder of runs."""

    def __init__(self, runs: Path) -> None:
        self.runs = runs
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.url = f"http://127.0.0.1:{free.getsockname()[1]}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        port = self.url.rsplit(":", 1)[1]
        environment = {**os.environ, "CNNVIZ_RUNS_DIR": str(self.runs)}
        with (self.runs / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "streamlit",
                    "run",
                    "app.py",
                    "--server.headless",
                    "true",
                    "--server.port",
                    port,
                ],
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
            )
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


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A running app; its worker ends with it."""
    made = Server(tmp_path)
    made.start()
    yield made
    made.kill()
    end_workers(tmp_path)


@pytest.fixture(scope="session")
def browser() -> Iterator["playwright.Browser"]:
    """A headless Chromium."""
    if CHROMIUM is None:
        pytest.fail("No Chromium is on the PATH: apt-get install chromium.")
    with playwright.sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=list(ARGS))
        yield chromium
        chromium.close()


@pytest.fixture
def tab(browser: "playwright.Browser", server: Server) -> Iterator["playwright.Page"]:
    """A fresh tab on the app's first page."""
    context = browser.new_context(viewport={"width": 1366, "height": 900}, permissions=["camera"])
    page = context.new_page()
    page.set_default_timeout(40_000)
    page.goto(server.url)
    playwright.expect(page.get_by_role("heading", name="This machine")).to_be_visible()  # Home, to its end.
    yield page
    page.screenshot(path=server.runs / "last.png")  # What a person would have seen when a test failed.
    assert page.locator('[data-testid="stException"]').count() == 0
    context.close()
