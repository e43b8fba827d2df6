"""Personal data sets are stored safely, seen as they are on disk, and refused in one clear sentence."""

import threading
from collections.abc import Callable

import pytest

from cnnviz import datasets
from cnnviz.base.settings import personal_dir
from cnnviz.datasets.personal import adding, names, sets
from tests.datasets.personal.photos import filled, photo, sentence


def test_a_data_set_is_made_filled_and_listed() -> None:
    made = filled(3)
    assert sets.personal_sets() == [made]
    assert made.labels == ("red", "green", "blue")
    assert made.count == 9
    assert made.name in datasets.available()
    assert made.name not in datasets.datasets()
    assert datasets.get(made.name).labels == made.labels


def test_names_of_people_never_become_paths() -> None:
    name = sets.create("../../Früchte/und 🍎 mehr").name
    folder = sets.add_class(name, "../../../etc/Äpfel").folder
    adding.add_photo(name, folder, photo(1), "../../../../tmp/evil.png")
    paths = [path.relative_to(personal_dir()).as_posix() for path in personal_dir().rglob("*") if path.is_file()]
    for path in paths:
        assert path.isascii()
        assert ".." not in path.split("/")
    assert sets.get(name).title == "../../Früchte/und 🍎 mehr"
    assert sets.get(name).labels == ("../../../etc/Äpfel",)


@pytest.mark.parametrize("name", ["own-../../x", "own-", "own-..", "own-a/b", "own-A", "own-gone-12345678"])
def test_a_name_that_is_none_finds_nothing(name: str) -> None:
    assert "are gone" in sentence(lambda: datasets.get(name))


def test_classes_are_renamed_and_removed_and_their_number_stays_with_their_place() -> None:
    made = filled(1)
    red, green, _ = made.classes
    sets.rename_class(made.name, green.folder, "  Grün ")
    assert sets.get(made.name).labels == ("red", "Grün", "blue")
    sets.rename_class(made.name, green.folder, "GRÜN")
    sets.remove_class(made.name, red.folder)
    assert sets.get(made.name).labels == ("GRÜN", "blue")
    assert not (made.path / red.folder).exists()
    assert "is gone" in sentence(lambda: adding.add_photo(made.name, red.folder, photo(1)))


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda name: sets.create(" \n "), "needs a title"),
        (lambda name: sets.add_class(name, "\u202e \t"), "A class needs a name"),
        (lambda name: sets.add_class(name, " RED "), "There is a class RED already"),
        (lambda name: sets.rename_class(name, sets.get(name).classes[1].folder, "Red"), "There is a class Red already"),
        (lambda name: sets.remove_class(name, "c0"), "This class of Colours is gone"),
        (lambda name: adding.remove_photo(name, sets.get(name).classes[0].folder, "../about.json"), "gone already"),
    ],
    ids=["title", "no name", "taken", "taken by renaming", "class gone", "photo gone"],
)
def test_impossible_changes_are_refused_in_one_sentence(act: Callable[[str], object], words: str) -> None:
    made = filled(1)
    assert words in sentence(lambda: act(made.name))
    assert sets.get(made.name) == made


def test_a_deleted_data_set_leaves_nothing_behind() -> None:
    made = filled(2)
    sets.delete(made.name)
    assert sets.personal_sets() == []
    assert list(personal_dir().iterdir()) == []
    assert "are gone" in sentence(lambda: sets.delete(made.name))


@pytest.mark.parametrize("text", ["{", "[]", '{"title": "x"}', '{"title": "x", "classes": [1]}'])
def test_a_damaged_about_is_named_and_takes_no_other_with_it(text: str) -> None:
    good, bad = filled(1), filled(1)
    (bad.path / "about.json").write_text(text)
    assert "about.json is damaged" in sentence(lambda: sets.get(bad.name))
    assert sets.personal_sets() == [good]


def test_classes_and_data_sets_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "MOST_CLASSES", 3)
    monkeypatch.setattr(sets, "MOST_SETS", 1)
    made = filled(0)
    assert "has 3 classes, the most" in sentence(lambda: sets.add_class(made.name, "four"))
    assert "delete one first" in sentence(lambda: sets.create("Second"))


def test_two_windows_do_not_undo_each_other() -> None:
    name = sets.create("Many").name
    threads = [threading.Thread(target=sets.add_class, args=(name, f"class {number}")) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sets.get(name).labels) == sorted(f"class {number}" for number in range(12))
