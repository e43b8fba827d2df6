"""The whole loop, as a teacher does it: train, watch, stop, resume, look inside, patterns, classify."""

import io
import re
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, TimeoutError, expect

from cnnviz import datasets
from cnnviz.images import png
from tests.browser.conftest import Server

pytestmark = pytest.mark.browser


def settle(tab: Page) -> None:
    """Wait until the page's script has run to its end; beside a training, on a busy machine, it hardly ever has."""
    with suppress(TimeoutError):
        tab.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=10_000)
    tab.wait_for_timeout(400)


def open_page(tab: Page, name: str) -> None:
    """Follow the link of the navigation."""
    tab.get_by_test_id("stSidebarNav").get_by_role("link", name=name, exact=True).click()
    expect(tab.get_by_role("heading", name=name, exact=True)).to_be_visible()
    settle(tab)


def choose(tab: Page, label: str, option: str) -> None:
    """Choose an entry of a select box; a long list holds only what is in sight, so the entry's name is typed."""
    box = tab.get_by_role("combobox", name=label)
    for _again in range(3):
        box.click()
        box.press_sequentially(option)
        tab.wait_for_timeout(300)  # Until the list is ordered anew: a click would land on what moves under it.
        exact = tab.get_by_role("option", name=option, exact=True)
        (exact if exact.count() else tab.get_by_role("option", name=option)).first.click()
        close_list(tab)
        if option in box.input_value():
            return


def close_list(tab: Page) -> None:
    """Close the list of a select box if, as happens now and then, Streamlit has opened it again after the choice.

    While it is open, all else is hidden from who looks for something by its role.
    """
    settle(tab)
    if tab.get_by_role("listbox").count():
        tab.keyboard.press("Escape")
        expect(tab.get_by_role("listbox")).to_have_count(0)


def fill(tab: Page, label: str, value: str) -> None:
    """Type a number."""
    field = tab.get_by_role("spinbutton", name=label)
    expect(field).to_have_count(1)  # Not while a form gives way to another.
    field.fill(value)
    field.press("Enter")
    settle(tab)


def press_train(tab: Page, server: Server) -> Path:
    """Start the training that the form describes, and return its run once the page shows it."""
    tab.get_by_role("button", name="Train", exact=True).click()
    tab.wait_for_url(re.compile(r"run=\d{4}-"))
    return next(path for path in server.runs.iterdir() if (path / "recipe.json").exists())


def wait_until_trained(tab: Page, run: Path) -> None:
    """Wait until the run has been trained and measured."""
    for _ in range(480):
        if (run / "evaluation.json").exists():
            return
        tab.wait_for_timeout(250)
    raise AssertionError((run / "status.json").read_text())


def points(tab: Page, run: Path) -> int:
    """Count the light points of the run's accuracy curve that the page shows now."""
    return tab.evaluate(
        "(name) => { const plot = document.querySelector(`[class*='curve_accuracy_${name}'] .js-plotly-plot`);"
        " return plot && plot._fullData && plot._fullData.length ? plot._fullData[0].x.length : 0 }",
        run.name,
    )


def wait_for_points(tab: Page, run: Path, more_than: int) -> int:
    """Wait, without touching the page, until the run's curve has more points."""
    for _ in range(240):
        count = points(tab, run)
        if count > more_than:
            return count
        tab.wait_for_timeout(250)
    raise AssertionError(f"the curve still has {points(tab, run)} points")


def wait_for_frames(tab: Page, least: int) -> int:
    """Wait until the film has so many frames; return how many it has."""
    frames = tab.wait_for_function(
        "(least) => { const slider = document.querySelector('[data-testid=stSlider] input');"
        " const count = slider ? Number(slider.max) + 1 : 0; return count >= least && count }",
        arg=least,
    )
    return int(frames.json_value())


def test_train_watch_stop_resume_look_inside_patterns_classify(tab: Page, server: Server) -> None:
    open_page(tab, "Train")
    choose(tab, "Network", "Digit network")
    choose(tab, "Data set", "Scanned digits")
    fill(tab, "Epochs", "80")
    run = press_train(tab, server)
    expect(tab.get_by_text(re.compile("^(Preparing|Training)$")).first).to_be_visible(timeout=3000)

    seen = [wait_for_points(tab, run, 0)]
    seen.append(wait_for_points(tab, run, seen[-1]))
    seen.append(wait_for_points(tab, run, seen[-1]))
    tab.reload()
    settle(tab)
    after_reload = wait_for_points(tab, run, seen[-1])
    wait_for_points(tab, run, after_reload)

    tab.wait_for_function("() => document.body.innerText.includes('per epoch')")
    tab.get_by_role("button", name="Stop training").click()
    expect(tab.get_by_text("Stopped", exact=True)).to_be_visible()
    lines = (run / "metrics.jsonl").read_text().count('"seconds"')
    assert lines >= 1
    tab.get_by_role("button", name="Resume").click()
    expect(tab.get_by_text("Training", exact=True).nth(0)).to_be_visible()
    for _ in range(120):
        if (run / "metrics.jsonl").read_text().count('"seconds"') > lines:
            break
        tab.wait_for_timeout(500)
    assert (run / "metrics.jsonl").read_text().count('"seconds"') > lines
    open_page(tab, "Training as a film")
    had = wait_for_frames(tab, 2)
    wait_for_frames(tab, had + 1)  # It grows while the training goes on.
    tab.get_by_role("button", name="Play").click()
    tab.wait_for_function(
        "() => Number(document.querySelector('[data-testid=stSlider] input')?.getAttribute('aria-valuetext')) >= 1"
    )
    open_page(tab, "Train")
    tab.get_by_role("button", name="Stop training").click()
    expect(tab.get_by_text("Stopped", exact=True)).to_be_visible()

    open_page(tab, "Activations")
    grids = tab.locator(".js-plotly-plot")
    expect(grids).to_have_count(5)
    grids.first.scroll_into_view_if_needed()
    box = grids.first.bounding_box()
    assert box
    tab.mouse.move(box["x"] + 150, box["y"] + 20)
    tab.mouse.click(box["x"] + 150, box["y"] + 20)
    expect(tab.get_by_text(re.compile(r"^Channel \d+ of conv1$"))).to_be_visible()
    expect(tab.get_by_text("Its learned kernel")).to_be_visible()
    assert re.search(r"layer=conv1", tab.url)
    assert run.name in tab.url

    open_page(tab, "Filter patterns")
    expect(tab.get_by_text("How strongly each pattern activates its filter")).to_be_visible()
    choose(tab, "Layer", "conv2")
    filters = tab.get_by_role("textbox", name="Filters, 0 to")
    filters.fill("0-3")
    filters.press("Enter")
    settle(tab)
    tab.get_by_role("button", name="Make patterns").click()
    expect(tab.get_by_text("Filters 0–3 of layer conv2")).to_be_visible()
    expect(tab.get_by_text("How strongly each pattern activates its filter")).to_be_visible()
    assert len(list((server.runs / ".patterns").rglob("*conv2*/*.npz"))) == 4

    open_page(tab, "Classify")
    tab.get_by_role("radio", name="Upload").or_(tab.get_by_text("Upload", exact=True)).first.click()
    settle(tab)
    digit = datasets.load("digits", (28, 28, 1)).x_test[5]
    broken = {"name": "broken.png", "mimeType": "image/png", "buffer": png(digit)[:60]}
    good = {"name": "five.png", "mimeType": "image/png", "buffer": png(digit)}
    tab.locator('input[type="file"]').set_input_files([good, broken])
    expect(tab.get_by_text(re.compile("with probability"))).to_be_visible()
    expect(tab.get_by_role("alert").get_by_text(re.compile("broken.png .*is damaged"))).to_be_visible()


def test_a_drawing_is_classified(tab: Page, server: Server) -> None:
    open_page(tab, "Train")
    choose(tab, "Network", "Tiny network")
    fill(tab, "Epochs", "1")
    wait_until_trained(tab, press_train(tab, server))
    open_page(tab, "Classify")
    tab.get_by_text("Draw", exact=True).click()
    settle(tab)
    canvas = tab.locator("canvas.upper-canvas")
    expect(canvas).to_be_visible()
    box = canvas.bounding_box()
    assert box
    tab.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40)
    tab.mouse.down()
    tab.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 40, steps=12)
    tab.mouse.up()
    expect(tab.get_by_text(re.compile("your drawing"))).to_be_visible()
    expect(tab.get_by_text(re.compile("with probability"))).to_be_visible()
    received = tab.get_by_alt_text(re.compile("As the network|as the network")).first
    shown = Image.open(io.BytesIO(received.screenshot()))
    assert np.asarray(shown.convert("L")).max() > 200
