"""Several photos, two networks side by side, and the explanation, as a user does it."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Page, expect

from cnnviz import datasets
from cnnviz.images import png
from cnnviz.training.runs import checkpoints
from cnnviz.training.runs.titles import title
from tests.browser.conftest import Server
from tests.browser.test_loop import close_list, settle

pytestmark = [pytest.mark.browser, pytest.mark.read_only]


def test_several_photos_two_networks_and_why(tab: Page, server: Server) -> None:
    pictures = datasets.load("shapes", (32, 32, 3)).x_test[:3]
    files = [
        {"name": f"photo{number}.png", "mimeType": "image/png", "buffer": png(picture)}
        for number, picture in enumerate(pictures)
    ]
    mine, other = checkpoints()[:2]
    tab.goto(f"{server.url}/classify?run={mine.name}")
    expect(tab.get_by_role("heading", name="Classify", exact=True)).to_be_visible()
    expect(tab.get_by_text("with probability")).to_have_count(1)
    tab.get_by_text("Upload", exact=True).click()
    settle(tab)
    tab.locator('input[type="file"]').set_input_files(files)
    expect(tab.get_by_text("with probability")).to_have_count(3)
    tab.get_by_role("combobox", name="Compare with").click()
    tab.get_by_role("option", name=title(other).rpartition(" · ")[0]).first.click()
    tab.keyboard.press("Escape")
    expect(tab.get_by_text("with probability")).to_have_count(6)
    expect(tab.get_by_text(re.compile("6 predictions ·"))).to_be_visible()

    tab.get_by_text("Why?", exact=True).first.click()
    maps = tab.get_by_alt_text(re.compile("Which places of the picture raise the score of"))
    expect(maps).to_have_count(2)
    settle(tab)
    before = str(maps.first.get_attribute("alt"))
    argued = tab.get_by_role("combobox", name=re.compile("Class to explain")).first
    argued.scroll_into_view_if_needed()
    tab.wait_for_timeout(500)  # A list that opens while the page still scrolls is closed again.
    argued.click()
    tab.get_by_role("option").nth(1).click()
    close_list(tab)
    expect(maps).to_have_count(2)
    expect(maps.first).not_to_have_attribute("alt", before)
    with tab.expect_download() as download:
        tab.get_by_test_id("stDownloadButton").get_by_role("button", name="Download as CSV").click()
    lines = download.value.path().read_text("utf-8-sig").splitlines()
    assert len(lines) == 7
    assert lines[1].startswith("photo0.png,")


def test_a_photo_is_taken_and_named(tab: Page, server: Server) -> None:
    tab.goto(f"{server.url}/classify?run={checkpoints()[0].name}&classify_from=Camera")
    expect(tab.get_by_role("button", name="Take Photo")).to_be_visible()
    tab.wait_for_function("document.querySelector('video')?.videoHeight > 0")  # Before that a click takes no photo.
    # Streamlit restarts the camera when the new page changes its width; a click at that moment takes no photo either.
    for _ in range(3):
        tab.get_by_role("button", name="Take Photo").click()
        with suppress(AssertionError):
            expect(tab.get_by_role("button", name="Clear photo")).to_be_visible(timeout=5_000)
            break
    expect(tab.get_by_alt_text("The picture as the network receives it: your photo")).to_be_visible()
    expect(tab.get_by_text("with probability")).to_have_count(1)
