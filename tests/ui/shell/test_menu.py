"""Every page is in the menu, once, at a place of its own."""

from pathlib import Path

import pytest

from cnnviz.ui.shell import menu
from cnnviz.ui.shell.menu import GROUPS, Entry


def entries() -> list[Entry]:
    return [entry for group in menu.menu().values() for entry in group]


def test_every_page_is_in_the_menu() -> None:
    assert sorted(entry.file.name for entry in entries()) == sorted(path.name for path in menu.FOLDER.glob("*.py"))


def test_the_glossary_stands_beside_the_first_page() -> None:
    assert [entry.name for entry in menu.menu()[""]] == ["home", "glossary"]


@pytest.mark.parametrize("group", GROUPS)
def test_places_are_counted_from_one_without_gaps(group: str) -> None:
    places = [entry.place for entry in menu.menu()[group]]
    assert places == list(range(1, len(places) + 1))


def test_the_order_of_the_menu() -> None:
    assert [entry.title for entry in entries()] == [
        "Home",
        "Glossary",
        "Kernels",
        "Step by step",
        "Sizes and parameters",
        "Build a network",
        "Data sets",
        "Train",
        "Compare",
        "Runs",
        "Evaluate",
        "Improvements, step by step",
        "Which transfer learning?",
        "How many layers to freeze?",
        "Activations",
        "Training as a film",
        "Filter patterns",
        "Dream",
        "Which pixels decided",
        "Classify",
        "My classes",
    ]


@pytest.mark.parametrize("line", ["", 'MENU = {"group": "Elsewhere", "place": 1, "title": "Mine", "icon": "home"}'])
def test_a_page_without_a_place_in_the_menu_is_refused(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.py").write_text(f"{line}\n", encoding="utf-8")
    monkeypatch.setattr(menu, "FOLDER", tmp_path)
    menu.menu.cache_clear()
    try:
        with pytest.raises(ValueError, match=r"mine\.py needs a line MENU"):
            menu.menu()
    finally:
        menu.menu.cache_clear()
