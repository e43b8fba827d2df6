"""What activates a channel, streamed and stopped patterns, attribution, and an uploaded network file."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.test_loop import choose, fill, open_page, press_train, settle, wait_until_trained

pytestmark = pytest.mark.browser


def test_real_pictures_patterns_classes_overlay_and_a_network_file(tab: Page, server: Server) -> None:
    open_page(tab, "Train")
    choose(tab, "Network", "Tiny network")
    fill(tab, "Epochs", "2")
    run = press_train(tab, server)
    wait_until_trained(tab, run)

    tab.goto(f"{server.url}/activations?run={run.name}&layer=conv2")
    tab.get_by_role("button", name="Find the pictures that activate each channel most").click()
    expect(tab.get_by_text("What activates channel 0 of conv2 most")).to_be_visible()
    expect(tab.get_by_alt_text(re.compile("^The pictures that activate channel 0 of conv2 most"))).to_be_visible()

    open_page(tab, "Filter patterns")
    expect(tab.get_by_text("What activates the same filters most in real pictures")).to_be_visible()
    fill(tab, "Steps", "1000")
    tab.get_by_role("button", name="Make patterns").click()
    sheet = tab.get_by_alt_text(re.compile("^Patterns: Filters"))
    expect(sheet).to_be_visible()
    first = sheet.get_attribute("src")
    expect(sheet).not_to_have_attribute("src", str(first))  # It streams.
    tab.get_by_role("button", name="Stop here").click()
    expect(tab.get_by_text(re.compile("press “Make patterns”"))).to_be_visible()
    settle(tab)

    fill(tab, "Steps", "20")
    tab.get_by_text("Classes", exact=True).first.click()
    settle(tab)
    tab.get_by_role("button", name="Make patterns").click()
    expect(tab.get_by_alt_text("Patterns: 0, 1, 2, 3")).to_be_visible()
    expect(tab.get_by_text(re.compile("as sure of such pictures as of a photo"))).to_be_visible()

    open_page(tab, "Dream")
    fill(tab, "Steps", "2")
    tab.get_by_test_id("stBaseButton-primary").click()
    expect(tab.get_by_alt_text(re.compile("^Dreamt by layer"))).to_be_visible()
    expect(tab.get_by_role("button", name="Download PNG")).to_be_visible()

    open_page(tab, "Which pixels decided")
    expect(tab.get_by_alt_text(re.compile("^Heat map by")).first).to_be_visible()

    open_page(tab, "Activations")
    tab.get_by_text("A network file of yours").click()
    tab.locator('input[type="file"]').set_input_files(
        {"name": "mine.keras", "mimeType": "application/zip", "buffer": (run / "model.keras").read_bytes()}
    )
    tab.get_by_test_id("stButton").get_by_role("button", name="Open", exact=True).click()
    expect(tab.get_by_text(re.compile("your file mine"))).to_be_visible()
    expect(tab.locator(".js-plotly-plot").first).to_be_visible()
