"""A user's own classes, from the first photo to a classified one."""

import re

import pytest
from playwright.sync_api import Page, expect

from cnnviz.datasets.personal import sets
from tests.browser.conftest import Server
from tests.browser.test_loop import open_page, settle
from tests.datasets.personal.photos import photo

pytestmark = pytest.mark.browser


def files(channel: int, count: int = 6) -> list[dict[str, object]]:
    return [
        {"name": f"{number}.png", "mimeType": "image/png", "buffer": photo(number, channel)} for number in range(count)
    ]


def test_from_the_first_photo_to_a_named_one(tab: Page, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNVIZ_RUNS_DIR", str(server.runs))
    open_page(tab, "My classes")
    tab.get_by_role("textbox", name="Title").fill("Colours")
    tab.get_by_role("textbox", name="Classes, separated by commas").fill("red, green")
    tab.get_by_role("button", name="Create").click()
    for label, channel in (("red", 0), ("green", 1)):
        tab.get_by_role("radio", name=re.compile(label)).or_(
            tab.get_by_role("button", name=re.compile(f"^{label}"))
        ).click()
        name = tab.get_by_role("textbox", name="Name of the class")  # For a moment the last class's is there too.
        expect(name.and_(tab.locator(f'[value="{label}"]'))).to_be_visible()
        settle(tab)
        tab.get_by_role("region", name=f"Photos of {label}").locator("input").set_input_files(files(channel))
        expect(tab.get_by_text("6 photos added")).to_be_visible()
        settle(tab)
    (made,) = sets.personal_sets()
    assert [len(each.photos) for each in made.classes] == [6, 6]

    tab.get_by_role("radio", name="From scratch").click()
    settle(tab)
    tab.get_by_role("button", name="Train", exact=True).click()
    expect(tab.get_by_text("Done", exact=True)).to_be_visible(timeout=90_000)
    expect(tab.get_by_text("Right on the test photos")).to_be_visible()
    tab.reload()
    settle(tab)
    tab.get_by_role("region", name="A photo to classify").locator("input").set_input_files(
        [{"name": "new.png", "mimeType": "image/png", "buffer": photo(50, 1)}]
    )
    expect(tab.get_by_text(re.compile("with probability"))).to_be_visible()
    tab.get_by_text("Download this network").click()
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Class names").click()
    assert download.value.path().read_text() == "red\ngreen\n"


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)], ids=["laptop", "phone"])
def test_wrong_names_are_said_and_nothing_typed_is_lost(
    tab: Page, server: Server, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNVIZ_RUNS_DIR", str(server.runs))
    tab.set_viewport_size({"width": size[0], "height": size[1]})
    tab.goto(f"{server.url}/my_classes")
    settle(tab)
    names = tab.get_by_role("textbox", name="Classes, separated by commas")
    tab.get_by_role("textbox", name="Title").fill("Pets")
    names.fill("😺, cat, cat, con")
    tab.get_by_role("button", name="Create").click()
    expect(tab.get_by_text("cat is there twice: leave one.")).to_be_in_viewport()
    expect(names).to_have_value("😺, cat, cat, con")
    assert sets.personal_sets() == []
    names.fill("😺, cat, con")
    tab.get_by_role("button", name="Create").click()
    expect(tab.get_by_role("textbox", name="Name of the class")).to_be_visible()
    (made,) = sets.personal_sets()
    assert made.labels == ("😺", "cat", "con")
