"""On a laptop and a phone a click on Train shows its effect without scrolling, and edits outlive a change of page."""

import re
import time
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from cnnviz import recipes
from cnnviz.training.runs import Run
from cnnviz.training.runs import status as states
from tests.browser.conftest import Server
from tests.browser.test_loop import choose, fill, settle

pytestmark = [
    pytest.mark.browser,
    pytest.mark.parametrize("size", [(1366, 768), (390, 844)], ids=["laptop", "phone"]),
]


def visit(tab: Page, server: Server, size: tuple[int, int], link: str) -> None:
    """Open a page at a size of screen."""
    tab.set_viewport_size({"width": size[0], "height": size[1]})
    tab.goto(f"{server.url}/{link}")
    settle(tab)


def follow(tab: Page, name: str) -> None:
    """Follow a link of the menu, which a phone has to open first; the session stays."""
    link = tab.get_by_test_id("stSidebarNav").get_by_role("link", name=name, exact=True)
    if not link.is_visible() or tab.get_by_test_id("stExpandSidebarButton").is_visible():
        tab.get_by_test_id("stExpandSidebarButton").click()
    link.click()
    expect(tab.get_by_role("heading", name=name, exact=True)).to_have_count(1)
    settle(tab)
    if tab.viewport_size and tab.viewport_size["width"] < 500 and link.is_visible():
        tab.keyboard.press("Escape")
        close = tab.get_by_test_id("stSidebarCollapseButton").get_by_role("button")
        if close.is_visible():
            close.click()


def test_a_click_on_train_is_seen_to_work(tab: Page, server: Server, size: tuple[int, int]) -> None:
    visit(tab, server, size, "train?recipe=tiny")
    fill(tab, "Epochs", "400")
    tab.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    train = tab.get_by_role("button", name="Train", exact=True)
    expect(train).to_be_in_viewport()
    train.click()
    expect(tab.get_by_text(re.compile("^(Preparing|Training)$")).first).to_be_in_viewport()
    for part in (train, tab.get_by_role("progressbar"), tab.get_by_role("button", name="Stop training")):
        expect(part).to_be_in_viewport(ratio=1)
    tab.get_by_role("button", name="Stop training").click()
    expect(tab.get_by_text("Stopped", exact=True)).to_be_in_viewport(ratio=1)
    expect(tab.get_by_role("button", name="Resume")).to_be_in_viewport(ratio=1)


def test_why_a_training_failed_stands_beside_the_button(tab: Page, server: Server, size: tuple[int, int]) -> None:
    run = Run.create(recipes.get("basenet_adam_20").edited(dataset="digits"), server.runs / "failed")
    failed = replace(run.status(), state="failed", sentence="The disk is full: make room on it.", heartbeat=time.time())
    states.write(run.path, failed)
    visit(tab, server, size, "train?run=failed")
    expect(tab.get_by_text("The disk is full: make room on it.")).to_be_in_viewport(ratio=1)
    expect(tab.get_by_role("button", name="Train", exact=True)).to_be_in_viewport(ratio=1)
    expect(tab.get_by_role("button", name="Resume")).to_be_in_viewport(ratio=1)


@pytest.mark.read_only
def test_edits_outlive_another_page_and_other_pictures(tab: Page, server: Server, size: tuple[int, int]) -> None:
    visit(tab, server, size, "train?recipe=basenet")
    choose(tab, "Optimiser", "Adam")
    fill(tab, "Epochs", "7")
    follow(tab, "Compare")
    follow(tab, "Train")
    choose(tab, "Data set", "Shapes")
    expect(tab.get_by_text("Adam 0.001 · 7 epochs")).to_be_visible()
    expect(tab.get_by_role("spinbutton", name="Epochs")).to_have_value("7")
    expect(tab.get_by_role("spinbutton", name="Learning rate")).to_have_value("0.001")
    expect(tab.get_by_role("combobox", name="Optimiser")).to_have_value("Adam")
    tab.get_by_role("button", name="Reset to the recipe").click()
    expect(tab.get_by_role("spinbutton", name="Epochs")).to_have_value("20")
    expect(tab.get_by_role("combobox", name="Optimiser")).to_have_value("SGD")


@pytest.mark.read_only
def test_the_button_of_a_freeze_search_is_in_sight(tab: Page, server: Server, size: tuple[int, int]) -> None:
    visit(tab, server, size, "freeze_search")
    expect(tab.get_by_role("button", name="Search", exact=True)).to_be_in_viewport(ratio=1)
    expect(tab.get_by_text("No search yet.")).to_be_in_viewport(ratio=1)
