"""Two browsers at one server see nothing of each other: lists, links, guessed addresses, photos."""

import os
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from cnnviz.base.ownership import read
from tests.browser.conftest import Server, served
from tests.browser.test_loop import choose, fill, open_page, press_train, settle

pytestmark = pytest.mark.browser
PAGES = ("", "train", "compare", "evaluate", "datasets", "my_classes", "runs")


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running app in which every browser is on its own."""
    with served(tmp_path_factory.mktemp("classroom"), CNNVIZ_TEACHER_PASSWORD="chalk") as server:
        yield server


def person(browser: Browser) -> BrowserContext:
    context = browser.new_context(viewport={"width": 1366, "height": 900})
    context.set_default_timeout(40_000)
    return context


def token(context: BrowserContext) -> str:
    context.pages[0].wait_for_function("document.cookie.includes('cnnviz_visitor')")
    return next(str(each["value"]) for each in context.cookies() if each["name"] == "cnnviz_visitor")


def visit(page: Page, url: str) -> str:
    """Open a page and return all that the browser holds of it."""
    page.goto(url)
    settle(page)
    return page.content()


def test_two_browsers_see_nothing_of_each_other(browser: Browser, classroom: Server, four_png: Path) -> None:
    ann, bob = person(browser), person(browser)
    hers, his = ann.new_page(), bob.new_page()
    visit(hers, classroom.url)
    visit(his, classroom.url)
    assert token(ann) != token(bob)

    open_page(hers, "Train")
    choose(hers, "Network", "Tiny network")
    fill(hers, "Epochs", "1")
    run = press_train(hers, classroom)
    expect(hers.get_by_text("Done", exact=True)).to_be_visible(timeout=120_000)
    open_page(hers, "My classes")
    hers.get_by_role("textbox", name="Title").fill("Faces of Ann")
    hers.get_by_role("textbox", name="Classes, separated by commas").fill("ann, others")
    hers.get_by_role("button", name="Create").click()
    expect(hers.get_by_text("Name of the class")).to_be_visible()
    hers.get_by_role("region", name="Photos of ann").locator("input").set_input_files(four_png)
    photo = hers.get_by_alt_text("Photo 1 of 1 of ann")
    expect(photo).to_be_visible()
    faces = next((run.parent / "my_classes").glob("own-*"))

    for page in PAGES:
        link = f"run={run.name}&runs={run.name}&dataset={faces.name}&set={faces.name}"
        seen = visit(his, f"{classroom.url}/{page}?{link}")
        assert "Faces of Ann" not in seen, page
        assert not re.search(r"Tiny network( ·|$)", seen), page
    for path in (faces / "about.json", next(faces.glob("*/*.jpg")), run / "model.keras"):
        guessed = path.relative_to(run.parent)
        for address in (f"/{guessed}", f"/app/static/{guessed}", f"/media/{path.name}", f"/..%2f{guessed}"):
            answer = his.request.get(classroom.url + address)
            assert answer.status != 200 or "<title>Streamlit</title>" in answer.text(), address

    visit(his, f"{classroom.url}/train?run={run.name}")
    expect(his.get_by_text("There is no training")).to_be_visible()

    assert "Faces of Ann" in visit(hers, f"{classroom.url}/my_classes")
    expect(hers.get_by_alt_text("Photo 1 of 1 of ann")).to_be_visible()
    visit(hers, f"{classroom.url}/train?run={run.name}")
    expect(hers.get_by_text("Done", exact=True)).to_be_visible()
    assert read(run).owner == read(faces).owner == sha256(token(ann).encode()).hexdigest()
    for file in filter(Path.is_file, classroom.runs.rglob("*")):
        assert token(ann).encode() not in file.read_bytes(), file
    ann.close()
    bob.close()


def test_a_browser_without_cookies_is_told_what_it_loses(browser: Browser, classroom: Server) -> None:
    context = person(browser)
    context.add_init_script("Object.defineProperty(document, 'cookie', { get: () => '', set: () => {} })")
    page = context.new_page()
    visit(page, classroom.url)
    expect(page.get_by_text("This browser keeps no cookies")).to_be_visible()
    context.close()


@pytest.mark.read_only
def test_at_home_no_token_is_kept(tab: Page) -> None:
    assert all(each["name"] != "cnnviz_visitor" for each in tab.context.cookies())
    assert "CNNVIZ_TEACHER_PASSWORD" not in os.environ
