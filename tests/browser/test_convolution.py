"""The window moves by keyboard and plays; a network is built, broken, mended and taken to Train."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.test_loop import choose, close_list, open_page, press_train, settle
from tests.browser.test_survival import wait_for_epochs

pytestmark = pytest.mark.browser


@pytest.mark.read_only
def test_the_window_moves_with_the_keyboard_and_a_click_while_it_plays_is_not_lost(tab: Page) -> None:
    open_page(tab, "Step by step")
    expect(tab.locator(".js-plotly-plot")).to_be_visible()
    slider = tab.get_by_role("slider", name="Step")
    slider.focus()
    tab.keyboard.press("ArrowRight")
    tab.keyboard.press("ArrowRight")
    expect(tab.get_by_text("Step 3 written out")).to_be_visible()
    expect(tab.get_by_text("= 0.6", exact=False).last).to_be_visible()
    settle(tab)
    tab.get_by_role("button", name="Play").click()  # From the slider's step on.
    expect(tab.get_by_text("Step 5 written out")).to_be_visible()
    choose(tab, "Operation", "Max pooling")
    expect(tab.get_by_text(re.compile(r"^max\(.*\) = 0\.6$"))).to_be_visible()
    expect(tab.get_by_role("button", name="Play")).to_be_visible()


def test_a_network_is_built_broken_mended_and_trained(tab: Page, server: Server) -> None:
    open_page(tab, "Build a network")
    tab.get_by_text("flatten1 · Flatten").click()
    settle(tab)
    tab.get_by_role("button", name="Remove").click()
    expect(tab.get_by_text("Layer dense1 (Dense) cannot follow 5×5×16")).to_be_visible()
    expect(tab.get_by_role("button", name="Train it")).to_be_disabled()
    settle(tab)
    kind = tab.get_by_role("combobox", name="Another block")
    kind.scroll_into_view_if_needed()  # Its list closes when the page scrolls under it.
    kind.click()
    tab.keyboard.type("Global")
    expect(tab.get_by_role("option", name="Global average")).to_be_visible()
    tab.keyboard.press("Enter")
    close_list(tab)
    tab.get_by_role("button", name="Add after it").click()
    expect(tab.get_by_text("average1 · Global average")).to_be_visible()
    settle(tab)
    tab.get_by_role("button", name="Train it").click()
    expect(tab.get_by_text("Editing your recipe")).to_be_visible()
    settle(tab)
    run = press_train(tab, server)
    assert '"GlobalAverage"' in (run / "recipe.json").read_text()
    wait_for_epochs(run, 1)
