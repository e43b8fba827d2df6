"""An uploaded photo is compared, a matrix written, and another user follows the link."""

from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from cnnviz.images import png
from tests.browser.conftest import Server
from tests.browser.test_loop import close_list

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

pytestmark = [pytest.mark.browser, pytest.mark.read_only]
TRIES = 5


def write_seven(tab: "playwright.Page") -> None:
    """Write a 7 into the kernel's first cell; the table is drawn on a canvas, which tells nobody when it listens."""
    table = tab.get_by_test_id("stDataFrame").first
    for _ in range(TRIES):
        table.scroll_into_view_if_needed()
        table.click(position={"x": 20, "y": 50})
        tab.wait_for_timeout(1000)
        tab.keyboard.type("7", delay=100)
        tab.keyboard.press("Enter")
        with suppress(playwright.TimeoutError):
            return tab.wait_for_url("**matrix=7*", timeout=8_000)
        tab.keyboard.press("Escape")
    pytest.fail("The table takes no number.")


def test_a_photo_is_compared_and_a_kernel_written_for_another(
    tab: "playwright.Page", browser: "playwright.Browser", server: Server, tmp_path: Path
) -> None:
    photo = tmp_path / "mine.png"
    photo.write_bytes(png(np.random.default_rng(0).integers(0, 256, (90, 120, 3), np.uint8)))
    tab.goto(f"{server.url}/kernels")
    tab.get_by_role("img", name="Cat").first.wait_for()
    tab.get_by_role("radio", name="Upload").click()
    tab.locator('input[type="file"]').set_input_files(photo)
    expect(
        tab.get_by_role("img", name="your picture mine.png, left of the line as it is, right of it after Edge detect")
    ).to_be_visible()

    tab.get_by_role("combobox", name="Main picture").click()
    tab.get_by_role("option", name="Sharpen").click()
    close_list(tab)
    expect(tab.get_by_role("img", name="right of it after Sharpen")).to_be_visible()
    line = tab.get_by_role("slider", name="Before and after")
    line.focus()
    line.press("ArrowRight")
    tab.wait_for_url("**split=51**")

    tab.get_by_role("radio", name="Examples").click()
    tab.get_by_text("A kernel of your own", exact=True).click()
    tab.wait_for_url("**matrix=0*")
    expect(tab.get_by_role("img", name="right of it after Sharpen")).to_be_visible()
    tab.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]')
    write_seven(tab)

    other = browser.new_context()
    page = other.new_page()
    page.set_default_timeout(40_000)
    page.goto(tab.url)
    expect(page.get_by_text("Sum 8 · not separable")).to_be_visible()
    expect(page.get_by_role("slider", name="Before and after")).to_have_value("51")
    other.close()


def test_a_chart_and_its_button_speak_the_language_of_the_link(tab: "playwright.Page", server: Server) -> None:
    tab.goto(f"{server.url}/kernels?lang=es&kernels=blur")
    chart = tab.locator(".js-plotly-plot").first
    expect(chart.get_by_text("0,111").first).to_be_visible()
    chart.hover()
    expect(chart.locator(".modebar-btn")).to_have_attribute("data-title", "Descargar el gráfico")
