"""At the back of a room: the picture across the page, text of 24 pixels, keys that go on, and nothing lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.test_loop import settle

pytestmark = [pytest.mark.browser, pytest.mark.read_only]

SHARE = """() => {
  const page = document.querySelector('[data-testid="stMainBlockContainer"]'), style = getComputedStyle(page)
  const width = page.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)
  return document.querySelector('[data-testid="stMain"] .js-plotly-plot').getBoundingClientRect().width / width
}"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll('[data-testid="stMain"] :is(p, label, button, li, text)')]
  .filter(part => part.getClientRects().length)
  .filter(part => [...part.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
  .map(part => parseFloat(getComputedStyle(part).fontSize)))"""


def test_a_presenter_steps_on_with_keys_and_leaves_as_before(tab: Page, server: Server) -> None:
    tab.goto(f"{server.url}/steps?example=letter_relu")
    expect(tab.get_by_text(re.compile("Step 1 written out"))).to_be_visible()
    tab.wait_for_selector(".js-plotly-plot .main-svg")
    settle(tab)
    assert tab.evaluate(SHARE) >= 0.6
    tab.keyboard.press("p")
    expect(tab.get_by_role("button", name="Leave")).to_be_visible()
    settle(tab)
    expect(tab.get_by_test_id("stSidebar")).not_to_be_visible()
    assert tab.evaluate(SHARE) >= 0.8
    assert tab.evaluate(SMALLEST) >= 24
    tab.keyboard.press("PageDown")
    expect(tab.get_by_text(re.compile("Step 2 written out"))).to_be_visible()
    tab.keyboard.press("PageUp")
    expect(tab.get_by_text(re.compile("Step 1 written out"))).to_be_visible()
    tab.keyboard.press("p")
    expect(tab.get_by_test_id("stSidebar")).to_be_visible()
    expect(tab).to_have_url(re.compile("example=letter_relu"))
    assert "view=" not in tab.url
