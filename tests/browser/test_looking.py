"""Each page that looks inside agrees with itself: fields, pictures, words and link, on a laptop and a phone."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from cnnviz.training.runs import find
from cnnviz.ui.parts.words import run_label
from tests.browser.conftest import Server
from tests.browser.test_loop import choose, fill, settle
from tests.browser.test_train_fits import follow

pytestmark = [pytest.mark.browser, pytest.mark.read_only]

SIZES = {"wide": (1366, 768), "phone": (390, 844)}
ONE, OTHER = "beyond_cifar100_25", "beyond_cats_and_dogs"
"""Two shipped networks with more layers than a page shows at once, and other ones."""
# A chart that changed while Streamlit was still fetching Plotly can leave its first drawing behind, hidden.
STEPS = """() => {
  const chart = [...document.querySelectorAll('.js-plotly-plot')].find(chart => chart.offsetParent)
  const written = [...document.querySelectorAll('p')].find(line => /written out/.test(line.innerText))
  const slider = document.querySelector('[data-testid=stSlider] input')
  const all = [chart?._fullLayout?.title?.text.match(/Step (\\d+)/)?.[1], written?.innerText.match(/\\d+/)?.[0],
               slider?.getAttribute('aria-valuetext')].map(Number)
  return all.every(step => step === all[0]) ? all[0] : 0
}"""


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, browser: Browser, server: Server) -> Iterator[Page]:
    """A fresh tab of each size."""
    width, height = SIZES[request.param]
    context = browser.new_context(
        viewport={"width": width, "height": height}, has_touch=request.param == "phone", base_url=server.url
    )
    tab = context.new_page()
    tab.set_default_timeout(40_000)
    yield tab
    tab.screenshot(path=server.runs / f"{request.node.name}.png")
    assert tab.locator('[data-testid="stException"]').count() == 0
    context.close()


def choose_other(page: Page) -> None:
    """Choose the other network."""
    choose(page, "Network", run_label(find(OTHER)))
    expect(page.get_by_role("combobox", name="Network")).to_have_value(run_label(find(OTHER)))
    settle(page)


def test_after_a_change_of_network_the_boxes_name_what_is_shown(page: Page) -> None:
    page.goto(f"/activations?run={ONE}")
    expect(page.get_by_role("combobox", name="Layers, of 25")).to_have_value(re.compile("^conv1 to .*, part 1 of 3$"))
    choose_other(page)
    expect(page.get_by_role("combobox", name="Layers, of 18")).to_have_value(re.compile("^conv1 to .*, part 1 of 2$"))

    page.goto(f"/patterns?run={ONE}")
    expect(page.get_by_text("of layer conv14 · left to right")).to_be_visible()
    choose_other(page)
    expect(page.get_by_text("of layer conv10 · left to right")).to_be_visible()
    expect(page.get_by_role("combobox", name="Layer")).to_have_value("conv10")

    page.goto(f"/dream?run={ONE}&dream_steps=1&dream_sizes=1")
    box = page.get_by_role("combobox", name="Layer")
    expect(box).to_have_value("relu7")
    choose_other(page)
    expect(box).not_to_have_value("relu7")
    page.get_by_test_id("stBaseButton-primary").click()
    expect(page.get_by_alt_text(re.compile("^Dreamt by layer"))).to_be_visible()
    assert page.get_by_alt_text(f"Dreamt by layer {box.input_value()}", exact=True).count() == 1


def test_the_chosen_network_follows_to_the_next_page(page: Page) -> None:
    page.goto("/activations?run=mnist")
    settle(page)
    choose_other(page)
    for name, address in (("Filter patterns", "patterns"), ("Dream", "dream"), ("Classify", "classify")):
        follow(page, name)
        expect(page.get_by_role("heading", name=name)).to_be_visible()
        settle(page)
        expect(page.get_by_role("combobox", name="Network")).to_have_value(run_label(find(OTHER)))
        assert page.url.split("/")[-1].startswith(f"{address}?run={OTHER}")


def test_what_plays_is_at_the_step_that_is_written_out(page: Page) -> None:
    page.goto("/steps")
    play = page.get_by_role("button", name="Play")
    play.focus()
    page.keyboard.press("Enter")
    page.wait_for_function(f"({STEPS})() >= 3")
    page.get_by_role("button", name="Pause").click()
    expect(play).to_be_visible()
    settle(page)
    at = page.evaluate(STEPS)
    assert at >= 3
    page.wait_for_timeout(1500)
    assert page.evaluate(STEPS) == at
    page.wait_for_url(f"**step={at}")
    page.goto(page.url)
    page.wait_for_function(f"({STEPS})() == {at}")


def test_the_link_of_a_clicked_channel_opens_that_channel(page: Page, browser: Browser) -> None:
    page.goto("/activations?run=mnist")
    grid = page.locator(".js-plotly-plot").nth(2)  # conv2, 64 channels
    expect(grid).to_be_visible()
    settle(page)
    grid.scroll_into_view_if_needed()
    settle(page)
    box = grid.bounding_box()
    assert box
    tile = box["width"] / 16
    place = (box["x"] + 6.5 * tile, box["y"] + 1.5 * tile)
    if page.evaluate("navigator.maxTouchPoints"):
        page.touchscreen.tap(*place)  # Once.
    else:
        page.mouse.move(*place)
        page.mouse.click(*place)
    expect(page.get_by_text("Channel 22 of conv2", exact=True)).to_be_visible()
    page.wait_for_url(re.compile("layer=conv2.*channel=22"))
    context = browser.new_context()
    other = context.new_page()
    other.goto(page.url)
    expect(other.get_by_text("Channel 22 of conv2", exact=True)).to_be_visible(timeout=40_000)
    context.close()


def test_patterns_are_asked_for_followed_and_stopped_in_one_view(page: Page) -> None:
    page.goto("/patterns?run=mnist")
    expect(page.get_by_text("Filters 0–7 of layer conv3")).to_be_visible()
    settle(page)
    fill(page, "Steps", "1000")
    make = page.get_by_role("button", name="Make patterns")
    make.click()
    stop = page.get_by_role("button", name="Stop here")
    for seen in (stop, make, page.get_by_test_id("stProgress"), page.get_by_alt_text(re.compile("^Patterns: "))):
        expect(seen).to_be_in_viewport(ratio=0.3)
    stop.click()
    expect(page.get_by_text(re.compile("press “Make patterns”"))).to_be_in_viewport()
    page.goto("/patterns?run=mnist&aim=mix&mix=conv9%3A0")
    expect(page.get_by_text(re.compile("no layer 'conv9'"))).to_be_in_viewport()


CONTRAST = """() => {
  const parts = colour => {
    const all = colour.match(/[\\d.]+/g).map(Number)
    return all.length < 4 ? [...all, 1] : all
  }
  const linear = v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
  const light = ([r, g, b]) => [r, g, b].map(v => linear(v / 255))
    .reduce((sum, v, at) => sum + v * [0.2126, 0.7152, 0.0722][at], 0)
  const over = (below, [r, g, b, a]) => [r, g, b].map((v, at) => v * a + below[at] * (1 - a))
  return [...document.querySelectorAll('button[role=radio][aria-checked=true]')].map(button => {
    const grounds = []
    for (let part = button; part; part = part.parentElement) {
      grounds.push(parts(getComputedStyle(part).backgroundColor))
      if (grounds.at(-1)[3] === 1) break
    }
    const ground = grounds.reverse().reduce(over, [0, 0, 0])
    const text = parts(getComputedStyle(button.querySelector("p")).color)
    const both = [light(ground), light(text)].sort((one, other) => one - other)
    return (both[1] + 0.05) / (both[0] + 0.05)
  })
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_chosen_buttons_can_be_read_the_menu_closes_and_the_tab_names_the_page(
    browser: Browser, server: Server, scheme: str
) -> None:
    width, height = SIZES["phone"]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, base_url=server.url)
    tab = context.new_page()
    tab.goto("/steps")
    expect(tab).to_have_title("Step by step · cnnviz")
    tab.wait_for_function("() => window.cnnvizShell")
    tab.get_by_test_id("stExpandSidebarButton").click()
    link = tab.get_by_test_id("stSidebarNav").get_by_role("link", name="Kernels", exact=True)
    expect(link).to_be_in_viewport()
    link.click()
    expect(tab).to_have_title("Kernels · cnnviz")
    expect(link).not_to_be_in_viewport()
    expect(tab.get_by_role("radio", name="Examples")).to_be_checked()
    contrasts = tab.evaluate(CONTRAST)
    assert len(contrasts) >= 2
    assert min(contrasts) >= 4.5
    context.close()
