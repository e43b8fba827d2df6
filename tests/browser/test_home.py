"""Home: the first screen holds the picture and the action, and a photo is named at a click and at an upload."""

from importlib import resources

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.read_only]


def test_the_first_screen_holds_picture_and_action_and_a_photo_is_named(tab: Page) -> None:
    tab.set_viewport_size({"width": 1366, "height": 768})
    ask = tab.get_by_role("button", name="What is this?")
    for part in (tab.get_by_role("heading", level=1), tab.locator(".st-key-story img").last, ask):
        expect(part).to_be_in_viewport(ratio=1)
    ask.click()
    expect(tab.get_by_role("heading", name="Cats and dogs: cat, 99.9 %")).to_be_visible()
    tab.get_by_role("radio", name="Upload").click()
    flower = resources.files("sklearn").joinpath("datasets/images/flower.jpg").read_bytes()
    tab.locator('input[type="file"]').set_input_files({"name": "mine.jpg", "mimeType": "image/jpeg", "buffer": flower})
    expect(tab.get_by_role("heading", name="None of the ready-made networks knows this")).to_be_visible()
