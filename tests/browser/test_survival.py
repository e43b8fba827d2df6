"""A training survives a crash of the worker and of the server, and the page shows it."""

import json
import os
import re
import signal
import time
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cnnviz.training.learning.loss_and_optimizer import STRIDE
from tests.browser.conftest import Server
from tests.browser.test_loop import choose, fill, open_page, press_train, settle, wait_for_points

pytestmark = pytest.mark.browser


def begin(tab: Page, server: Server, epochs: int) -> Path:
    """Start a training of the Digit network on digits, and wait until an epoch has ended."""
    open_page(tab, "Train")
    choose(tab, "Network", "Digit network")
    choose(tab, "Data set", "Scanned digits")
    fill(tab, "Epochs", str(epochs))
    run = press_train(tab, server)
    wait_for_epochs(run, 1)
    return run


def figures(run: Path) -> list[dict[str, float]]:
    """Read the figures of the finished epochs, but not how long each took."""
    epochs = [record for record in records(run) if "seconds" in record]
    return [{name: value for name, value in record.items() if name != "seconds"} for record in epochs]


def records(run: Path) -> list[dict[str, float]]:
    """Read what the run has written down so far."""
    text = (run / "metrics.jsonl").read_text()
    return [json.loads(line) for line in text[: text.rfind("\n") + 1].splitlines()]


def wait_for_epochs(run: Path, count: int) -> None:
    """Wait until that many epochs have ended."""
    for _ in range(1800):
        if (run / "metrics.jsonl").exists() and sum("seconds" in record for record in records(run)) >= count:
            return
        time.sleep(0.1)
    raise AssertionError(f"{count} epochs did not end within three minutes")


def test_a_killed_worker_shows_as_interrupted_and_resumes(tab: Page, server: Server) -> None:
    run = begin(tab, server, epochs=30)
    os.kill(json.loads((run / "status.json").read_text())["pid"], signal.SIGKILL)
    expect(tab.get_by_text("Interrupted", exact=True)).to_be_visible(timeout=15_000)
    done = figures(run)
    tab.get_by_role("button", name="Resume").click()
    wait_for_epochs(run, len(done) + 1)
    assert figures(run)[: len(done)] == done
    expect(tab.get_by_text("Training", exact=True).first).to_be_visible()
    tab.get_by_role("button", name="Stop training").click()
    expect(tab.get_by_text("Stopped", exact=True)).to_be_visible()


def test_a_training_survives_the_death_of_the_server(tab: Page, server: Server, browser: Browser) -> None:
    run = begin(tab, server, epochs=12)
    server.kill()
    before = records(run)
    wait_for_epochs(run, int(before[-1]["epoch"]) + 1)
    server.start()
    fresh = browser.new_page()
    fresh.goto(server.url)
    settle(fresh)
    expect(fresh.get_by_text(re.compile("Digit network · .*Scanned digits")).first).to_be_visible()
    open_page(fresh, "Train")
    expect(fresh.get_by_text(re.compile("^(Training|Done)$")).first).to_be_visible()
    wait_for_points(fresh, run, 0)
    for epochs in (8, 12):
        wait_for_epochs(run, epochs)
    expect(fresh.get_by_text("Done", exact=True)).to_be_visible(timeout=120_000)
    after = records(run)
    assert after[: len(before)] == before
    steps = [record["step"] for record in after if "seconds" not in record]
    ended = [int(record["step"]) for record in after if "seconds" in record]
    an_epoch = ended[0]
    assert ended == [an_epoch * (epoch + 1) for epoch in range(len(ended))]
    # Four steps are computed at a call, the last ones of an epoch alone.
    called = [min(step, an_epoch) for step in range(STRIDE, an_epoch + STRIDE, STRIDE)]
    assert steps == [an_epoch * epoch + step for epoch in range(len(ended)) for step in called]
    assert sum("seconds" in record for record in after) == 12
    fresh.close()


@pytest.mark.parametrize("page", ["train", "activations", "patterns", "classify"])
def test_the_first_visitor_of_a_fresh_server_may_come_by_a_link(browser: Browser, server: Server, page: str) -> None:
    tab = browser.new_page()
    tab.goto(f"{server.url}/{page}?run=mnist")
    settle(tab)
    expect(tab.get_by_test_id("stSidebarNavLink").filter(has_text="Filter patterns")).to_be_visible()
    label = "Training shown" if page == "train" else "Network"
    expect(tab.get_by_role("combobox", name=label)).to_have_value(re.compile("^Handwritten digits · "))
    assert "run=mnist" in tab.url
    tab.close()
