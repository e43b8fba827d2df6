"""Every label on a button can be read, on a laptop and on a page enlarged to twice its size."""

import os

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.test_loop import settle

pytestmark = [pytest.mark.browser, pytest.mark.read_only]

CUT = """() => [...document.querySelectorAll('[data-testid=stMain] button, [data-testid=stMain] a')]
  .filter(each => each.offsetParent && each.innerText.trim())
  .filter(each => [each, ...each.querySelectorAll('*')].some(part =>
    part.clientWidth > 0 && part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).overflowX !== 'visible'))
  .map(each => each.innerText.trim())"""


@pytest.mark.parametrize("width", [683, 1366])
def test_no_button_is_cut_off(tab: Page, server: Server, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 768})
    for page, folds in (("", ()), ("train?recipe=basenet", ("Layers", "Save or open a recipe")), ("build", ())):
        tab.goto(f"{server.url}/{page}")
        settle(tab)
        for fold in folds:
            tab.get_by_text(fold, exact=True).click()
            settle(tab)
        buttons = tab.get_by_test_id("stMain").get_by_role("button").or_(tab.get_by_test_id("stPageLink"))
        buttons.nth(2).wait_for(state="attached")
        assert tab.evaluate(CUT) == [], page


@pytest.mark.skipif("CNNVIZ_DATA_DIR" in os.environ, reason="MobileNetV2's weights may be here: nothing is asked.")
@pytest.mark.parametrize("width", [390, 1366])
def test_no_box_to_tick_on_advice_is_cut_off(tab: Page, server: Server, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 768})
    tab.goto(f"{server.url}/advice")
    settle(tab)
    expect(tab.get_by_test_id("stCheckbox")).to_have_count(2)
    # One pixel wide is the box itself, which the browser hides behind a drawn one.
    cut = CUT.replace("button, [data-testid=stMain] a", "[data-testid=stCheckbox]").replace("Width > 0", "Width > 1")
    assert tab.evaluate(cut) == []
