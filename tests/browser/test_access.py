"""The keyboard alone, and a phone in the hand, are enough for each page's main act."""

import re
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from cnnviz.images import png
from tests.browser.access import contrast
from tests.browser.conftest import Server
from tests.browser.test_loop import settle

pytestmark = pytest.mark.browser

FAR = 60
"""Most presses of the Tab key to anything on a page, from the beginning of its contents."""
# The ring is around the part that has the focus, or around what it stands in.
LOOK = """part => {
  const look = []
  for (let each = part; each && look.length < 5; each = each.parentElement) {
    const {outline, boxShadow, borderColor, backgroundColor} = getComputedStyle(each)
    look.push([outline, boxShadow, borderColor, backgroundColor].join())
  }
  return look.join(';')
}"""


def tab_to(page: Page, part: Locator) -> None:
    """Press Tab until a part has the focus, and look whether that can be seen."""
    before = part.evaluate(LOOK)
    for _again in range(FAR):
        page.keyboard.press("Tab")
        if part.evaluate("part => part === document.activeElement"):
            page.wait_for_timeout(200)  # Until the ring has faded in.
            assert part.evaluate(LOOK) != before
            return
    pytest.fail(f"{FAR} presses of Tab do not lead to {part}.")


def enter(page: Page, url: str) -> None:
    """Open a page, and go past its menu to its contents, as the Tab key does after a click on its heading."""
    page.goto(url)
    expect(page.locator("h1")).to_have_count(1)
    settle(page)
    page.locator("h1").click()


@pytest.mark.read_only
def test_steps_are_played_and_taken_by_keys(tab: Page, server: Server) -> None:
    enter(tab, f"{server.url}/steps")
    tab_to(tab, tab.get_by_role("button", name="Play"))
    tab.keyboard.press("Enter")
    expect(tab.get_by_text(re.compile("^Step 3 written out"))).to_be_visible()
    tab.keyboard.press("Enter")  # The button that has the focus is Pause now.
    expect(tab.get_by_role("button", name="Play")).to_be_visible()
    settle(tab)
    slider = tab.get_by_role("slider", name=re.compile("^Step"))
    at = int(str(slider.get_attribute("aria-valuenow") or slider.input_value()))
    tab_to(tab, slider)
    tab.keyboard.press("ArrowRight")
    expect(tab.get_by_text(re.compile(f"^Step {at + 1} written out"))).to_be_visible()


@pytest.mark.read_only
def test_a_layer_and_a_channel_are_chosen_by_keys(tab: Page, server: Server) -> None:
    enter(tab, f"{server.url}/activations?run=mnist")
    tab_to(tab, tab.get_by_role("combobox", name=re.compile("^Layer in")))
    tab.keyboard.press("ArrowDown")
    tab.keyboard.type("conv2")
    tab.wait_for_timeout(300)
    tab.keyboard.press("Enter")
    settle(tab)
    channel = tab.get_by_role("spinbutton", name=re.compile("^Channel"))
    tab_to(tab, channel)
    channel.press("ControlOrMeta+a")
    tab.keyboard.type("22")
    tab.keyboard.press("Enter")
    expect(tab.get_by_text("Channel 22 of conv2", exact=True)).to_be_visible()


def test_a_training_is_started_and_stopped_by_keys(tab: Page, server: Server) -> None:
    enter(tab, f"{server.url}/train?recipe=tiny")
    tab_to(tab, tab.get_by_role("button", name="Train", exact=True))
    tab.keyboard.press("Enter")
    stop = tab.get_by_role("button", name="Stop training")
    expect(stop).to_be_visible()
    expect(tab.get_by_text("Training", exact=True).first).to_be_visible()
    tab.locator("h1").click()
    tab_to(tab, stop)
    tab.keyboard.press("Enter")
    expect(tab.get_by_text(re.compile("^(Stopped|Done)$")).first).to_be_visible()


@pytest.fixture
def phone(browser: Browser, server: Server) -> Iterator[Page]:
    """A phone in the hand, on the app's first page."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, base_url=server.url
    )
    page = context.new_page()
    page.set_default_timeout(40_000)
    page.goto("/")
    settle(page)
    yield page
    page.screenshot(path=server.runs / "phone.png")
    assert page.locator('[data-testid="stException"]').count() == 0
    context.close()


def tap_menu(page: Page, name: str) -> None:
    """Open the menu, and tap a page of it; the menu closes by itself."""
    page.get_by_test_id("stExpandSidebarButton").tap()
    link = page.get_by_test_id("stSidebarNav").get_by_role("link", name=name, exact=True)
    link.tap()
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()
    expect(link).not_to_be_in_viewport()
    settle(page)


@pytest.mark.read_only
def test_the_way_of_a_phone(phone: Page) -> None:
    tap_menu(phone, "Classify")
    expect(phone.get_by_text("with probability")).to_have_count(1)
    asked = phone.get_by_role("radio", name="Upload", exact=True)
    answer = phone.get_by_text("with probability").first
    assert asked.bounding_box()["y"] < answer.bounding_box()["y"]
    expect(asked).to_be_in_viewport(ratio=1)
    asked.tap()
    settle(phone)
    stroke = np.zeros((28, 28), np.uint8)
    stroke[4:24, 13:15] = 255
    phone.locator('input[type="file"]').set_input_files(
        {"name": "one.png", "mimeType": "image/png", "buffer": png(stroke)}
    )
    expect(phone.get_by_alt_text(re.compile("^The picture as the network receives it"))).to_be_in_viewport(ratio=0.1)
    expect(answer).to_be_visible()

    tap_menu(phone, "Activations")
    grid = phone.locator(".js-plotly-plot").nth(2)
    grid.scroll_into_view_if_needed()
    settle(phone)
    place = grid.bounding_box()
    phone.touchscreen.tap(place["x"] + 6.5 * place["width"] / 16, place["y"] + 1.5 * place["width"] / 16)  # Once.
    expect(phone.get_by_text(re.compile("^Channel 22 of [^:]*$"))).to_be_visible()


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((118, 118, 118), (255, 255, 255)) == pytest.approx(4.54, abs=0.01)
