"""An impossible recipe is mended, two runs are compared, and a cell of the confusion matrix shows its pictures."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server
from tests.browser.test_loop import choose, fill, open_page, settle

pytestmark = pytest.mark.browser


def train_to_the_end(tab: Page, server: Server, number: int) -> None:
    """Start the training that the form describes, and wait until it is done; it is the run of that number."""
    tab.get_by_role("button", name="Train", exact=True).click()
    for _ in range(240):
        runs = [path for path in server.runs.iterdir() if (path / "recipe.json").exists()]
        if len(runs) == number and all((path / "evaluation.json").exists() for path in runs):
            break
        tab.wait_for_timeout(500)
    expect(tab.get_by_text("Done", exact=True)).to_be_visible()
    settle(tab)


def test_edit_mend_train_twice_compare_and_look_at_a_cell(tab: Page, server: Server) -> None:
    open_page(tab, "Train")
    choose(tab, "Network", "Tiny network")
    tab.get_by_text("Layers", exact=True).click()
    fill(tab, "Kernel size", "17")
    reason = tab.get_by_text("Layer conv1 (Conv2D) cannot follow 16×16×1: its 17×17 window does not fit")
    expect(reason).to_be_visible()
    expect(tab.get_by_role("button", name="Train", exact=True)).to_be_disabled()
    fill(tab, "Kernel size", "5")
    expect(reason).to_have_count(0)
    fill(tab, "Epochs", "3")
    train_to_the_end(tab, server, 1)
    fill(tab, "Kernel size", "3")
    fill(tab, "Seed", "7")
    train_to_the_end(tab, server, 2)

    open_page(tab, "Compare")
    expect(tab.locator(".js-plotly-plot").first).to_be_visible()
    shown = tab.evaluate(
        "() => new Set(document.querySelector('.js-plotly-plot')._fullData.map(trace => trace.legendgroup)).size"
    )
    assert shown >= 2

    open_page(tab, "Evaluate")
    matrix = tab.locator(".js-plotly-plot").first
    expect(matrix).to_be_visible()
    matrix.scroll_into_view_if_needed()
    settle(tab)
    place = matrix.evaluate(
        "(plot) => { const box = plot.getBoundingClientRect(), x = plot._fullLayout.xaxis, y = plot._fullLayout.yaxis;"
        " return [box.x + x._offset + x.d2p('3'), box.y + y._offset + y.d2p('3')] }"
    )
    tab.mouse.move(*place)
    tab.mouse.click(*place)
    expect(tab.get_by_text("“3” predicted right")).to_be_visible()
