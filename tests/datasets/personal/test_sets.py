"""Are a person's photos kept safely, shared out the same way each time, and refused in one clear sentence?"""

import io
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnnviz import actions, datasets
from cnnviz.base.settings import own_dir
from cnnviz.datasets import DataError
from cnnviz.datasets.personal import sets, source
from cnnviz.datasets.personal.source import shares
from cnnviz.images import png
from cnnviz.recipes import recipes
from cnnviz.training.learning.callbacks import TrainingError
from cnnviz.training.runs import Run
from tests import hostile

COLOURS = {"red": 0, "green": 1, "blue": 2}


def photo(number: int, channel: int = 0, side: int = 40) -> bytes:
    """A noisy photo of one colour, another for each number."""
    pixels = np.random.default_rng((number, channel)).integers(0, 60, (side, side, 3), np.uint8)
    pixels[:, :, channel] += 180
    return png(pixels)


def filled(count: int, *labels: str) -> sets.OwnSet:
    """A data set of so many photos of each class."""
    name = sets.create("Colours").name
    for label in labels or COLOURS:
        folder = sets.add_class(name, label).folder
        for number in range(count):
            assert sets.add_photo(name, folder, photo(number, COLOURS.get(label, 0)), f"{number}.png")
    return sets.get(name)


def sentence(act: Callable[[], object], kind: type[Exception] = DataError) -> str:
    with pytest.raises(kind) as caught:
        act()
    said = str(caught.value)
    assert said.endswith(".")
    assert "\n" not in said
    return said


def test_a_data_set_is_made_filled_and_found_again() -> None:
    made = filled(3)
    assert sets.own_sets() == [made]
    assert made.labels == ("red", "green", "blue")
    assert made.count == 9
    assert made.name in datasets.available()
    assert made.name not in datasets.datasets()
    assert datasets.get(made.name).labels == made.labels


def test_what_is_kept_is_a_small_upright_jpeg_without_metadata() -> None:
    stream = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera of a person"
    Image.fromarray(np.zeros((900, 1500, 3), np.uint8)).save(stream, "JPEG", exif=exif)
    made = filled(0, "one")
    sets.add_photo(made.name, made.classes[0].folder, stream.getvalue())
    (kept,) = own_dir().rglob("*.jpg")
    assert b"Camera" not in kept.read_bytes()
    with Image.open(kept) as picture:
        assert picture.size == (307, 512)
        assert not picture.getexif()


def test_names_of_people_never_become_paths() -> None:
    name = sets.create("../../Früchte/und 🍎 mehr").name
    folder = sets.add_class(name, "../../../etc/Äpfel").folder
    sets.add_photo(name, folder, photo(1), "../../../../tmp/evil.png")
    paths = [path.relative_to(own_dir()).as_posix() for path in own_dir().rglob("*") if path.is_file()]
    for path in paths:
        assert path.isascii()
        assert ".." not in path.split("/")
    assert sets.get(name).title == "../../Früchte/und 🍎 mehr"
    assert sets.get(name).labels == ("../../../etc/Äpfel",)


@pytest.mark.parametrize("name", ["own-../../x", "own-", "own-..", "own-a/b", "own-A", "own-gone-12345678"])
def test_a_name_that_is_none_finds_nothing(name: str) -> None:
    assert "are gone" in sentence(lambda: datasets.get(name))


def test_the_same_photo_twice_is_kept_once_and_refused_in_another_class() -> None:
    made = filled(1, "red", "green")
    red, green = made.classes
    assert not sets.add_photo(made.name, red.folder, photo(0, 0), "again.png")
    assert "again.png is in class red already" in sentence(
        lambda: sets.add_photo(made.name, green.folder, photo(0, 0), "again.png")
    )
    assert sets.get(made.name) == made


def test_classes_are_renamed_and_removed_and_their_number_stays_with_their_place() -> None:
    made = filled(1)
    red, green, _ = made.classes
    sets.rename_class(made.name, green.folder, "  Grün ")
    assert sets.get(made.name).labels == ("red", "Grün", "blue")
    sets.rename_class(made.name, green.folder, "GRÜN")
    sets.remove_class(made.name, red.folder)
    assert sets.get(made.name).labels == ("GRÜN", "blue")
    assert not (made.path / red.folder).exists()
    assert "is gone" in sentence(lambda: sets.add_photo(made.name, red.folder, photo(1)))


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda name: sets.create(" \n "), "needs a title"),
        (lambda name: sets.retitle(name, ""), "needs a title"),
        (lambda name: sets.add_class(name, "\u202e \t"), "A class needs a name"),
        (lambda name: sets.add_class(name, " RED "), "There is a class RED already"),
        (lambda name: sets.rename_class(name, sets.get(name).classes[1].folder, "Red"), "There is a class Red already"),
        (lambda name: sets.remove_class(name, "c0"), "This class of Colours is gone"),
        (lambda name: sets.remove_photo(name, sets.get(name).classes[0].folder, "../about.json"), "gone already"),
    ],
    ids=["title", "new title", "no name", "taken", "taken by renaming", "class gone", "photo gone"],
)
def test_what_cannot_be_is_refused_in_one_sentence(act: Callable[[str], object], said: str) -> None:
    made = filled(1)
    assert said in sentence(lambda: act(made.name))
    assert sets.get(made.name) == made


def test_a_removed_photo_comes_back() -> None:
    made = filled(2, "red")
    folder, gone = made.classes[0].folder, made.classes[0].photos[0]
    content = sets.remove_photo(made.name, folder, gone)
    assert sets.get(made.name).count == 1
    sets.put_back(made.name, folder, gone, content)
    assert sets.get(made.name) == made


def test_a_deleted_data_set_leaves_nothing_behind() -> None:
    made = filled(2)
    sets.delete(made.name)
    assert sets.own_sets() == []
    assert list(own_dir().iterdir()) == []
    assert "are gone" in sentence(lambda: sets.delete(made.name))


@pytest.mark.parametrize("text", ["{", "[]", '{"title": "x"}', '{"title": "x", "classes": [1]}'])
def test_a_damaged_about_is_named_and_takes_no_other_with_it(text: str) -> None:
    good, bad = filled(1), filled(1)
    (bad.path / "about.json").write_text(text)
    assert "about.json is damaged" in sentence(lambda: sets.get(bad.name))
    assert sets.own_sets() == [good]


@pytest.mark.parametrize(
    ("limit", "value", "said"),
    [
        ("MOST_A_CLASS", 3, "holds 3 photos at most"),
        ("MOST_PHOTOS", 3, "holds 3 photos, the most"),
        ("MOST_BYTES", 500, "the most they may"),
        ("LEAST_FREE", 10**18, "disk is nearly full"),
    ],
)
def test_limits_hold_for_one_and_for_many(limit: str, value: int, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = filled(3, "red")
    monkeypatch.setattr(sets, limit, value)
    folder = made.classes[0].folder
    many = [(folder, f"{number}.png", lambda number=number: photo(number)) for number in range(3, 9)]
    assert said in sentence(lambda: sets.add_photo(made.name, folder, photo(9)))
    assert said in sentence(lambda: list(sets.add(made.name, many)))
    assert sets.get(made.name) == made


def test_many_stop_at_the_limit_in_their_middle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sets, "MOST_A_CLASS", 3)
    made = filled(0, "red")
    many = [(made.classes[0].folder, "x", lambda number=number: photo(number)) for number in range(9)]
    assert "3 photos at most" in sentence(lambda: list(sets.add(made.name, many)))
    assert sets.get(made.name).count == 3


def test_there_are_so_many_classes_and_data_sets_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sets, "MOST_CLASSES", 3)
    monkeypatch.setattr(sets, "MOST_SETS", 1)
    made = filled(0)
    assert "has 3 classes, the most" in sentence(lambda: sets.add_class(made.name, "four"))
    assert "delete one first" in sentence(lambda: sets.create("Second"))


def test_of_many_files_the_good_ones_are_kept_and_the_others_told_of() -> None:
    made = filled(1, "red", "green")
    red, green = (each.folder for each in made.classes)
    files = [(red, "new.png", photo(7)), (red, "twice.png", photo(0)), (green, "other.png", photo(0))]
    files += [(red, "text.jpg", b"hello"), (red, "empty.jpg", b"")]
    *_, said = sets.add(made.name, [(folder, name, lambda content=content: content) for folder, name, content in files])
    assert (said.photos, said.twice, len(said.refused)) == (1, 1, 3)
    assert "other.png is in class red already" in said.refused[0]
    assert "text.jpg is text" in said.refused[1]


def test_too_many_wrong_files_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sets, "MOST_REFUSED", 4)
    made = filled(0, "red")
    many = ((made.classes[0].folder, f"{number}.jpg", lambda: b"hello") for number in range(10))
    assert "4 files could not be used, the last because: 3.jpg is text" in sentence(
        lambda: list(sets.add(made.name, many))
    )


def test_hostile_pictures_are_kept_as_plain_ones_or_refused(tmp_path: Path) -> None:
    made = filled(0, "any")
    for number, recipe in enumerate(
        list(hostile.recipes())[::6]
    ):  # `images.read`, which all go through, is tested with all.
        case = hostile.write(recipe, tmp_path / str(number))
        said = [*sets.add(made.name, [(made.classes[0].folder, case.path.name, case.path.read_bytes)])][-1]
        assert not (said.refused and case.outcome == "works"), case.name
        assert all(sentence.endswith(".") for sentence in said.refused)
    for path in own_dir().rglob("*.jpg"):
        with Image.open(path) as picture:
            assert picture.format == "JPEG"
            assert max(picture.size) <= sets.LONG_SIDE
            assert path.stat().st_size < 10**6


def test_two_windows_do_not_undo_each_other() -> None:
    name = sets.create("Many").name
    threads = [threading.Thread(target=sets.add_class, args=(name, f"class {number}")) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sets.get(name).labels) == sorted(f"class {number}" for number in range(12))


@pytest.mark.parametrize(("count", "expected"), [(1, (0, 0)), (4, (0, 0)), (5, (1, 0)), (12, (2, 1)), (41, (8, 3))])
def test_so_many_are_held_back(count: int, expected: tuple[int, int]) -> None:
    assert shares(count) == expected


def test_the_split_is_the_same_each_time_and_no_photo_is_on_two_sides() -> None:
    made = filled(15)
    one, other = (source.load(made.name, (32, 32, 3)) for _ in range(2))
    assert np.array_equal(one.x_test, other.x_test)
    assert (len(one.x_train), len(one.x_validation), len(one.x_test)) == (33, 3, 9)
    sides = [{picture.tobytes() for picture in x} for x in (one.x_train, one.x_validation, one.x_test)]
    assert len(set.union(*sides)) == 45
    for label, channel in enumerate(COLOURS.values()):
        for x, y in ((one.x_train, one.y_train), (one.x_validation, one.y_validation), (one.x_test, one.y_test)):
            assert (x[y == label].mean(axis=(0, 1, 2)).argmax()) == channel


def test_a_change_is_seen_at_once_and_stands_in_the_origin() -> None:
    made = filled(2, "red", "green")
    before = datasets.load(made.name, (16, 16, 3))
    assert datasets.load(made.name, (16, 16, 3)) is before
    sets.add_photo(made.name, made.classes[0].folder, photo(50))
    after = datasets.load(made.name, (16, 16, 3))
    assert (len(before.x_train), len(after.x_train)) == (4, 5)
    assert before.origin != after.origin


@pytest.mark.parametrize(
    ("labels", "count", "said"),
    [((), 0, "two classes"), (("red",), 3, "two classes"), (("red", "blue"), 0, "no photo of red")],
    ids=["no class", "one class", "empty class"],
)
def test_what_cannot_be_learned_from_is_refused(labels: tuple[str, ...], count: int, said: str) -> None:
    made = sets.get(sets.create("Colours").name) if not labels else filled(count, *labels)
    assert said in sentence(lambda: datasets.load(made.name, (16, 16, 3)))
    recipe = recipes()["my_classes_small"].edited(dataset=made.name, epochs=1)
    assert said in sentence(lambda: actions.train(recipe), TrainingError)


def test_a_run_keeps_its_labels_when_the_photos_are_gone(four: np.ndarray) -> None:
    made = filled(6)
    run = actions.train(recipes()["my_classes_small"].edited(dataset=made.name, epochs=2))
    assert run.status().state == "done"
    assert run.evaluation() is not None
    sets.rename_class(made.name, made.classes[0].folder, "crimson")
    sets.delete(made.name)
    assert run.labels() == made.labels
    assert {found.label for found in actions.classify(Run(run.path), photo(0))} == set(made.labels)
    assert "are gone" in sentence(lambda: actions.evaluate(run))


def test_with_very_few_photos_it_trains_and_says_that_nothing_was_measured() -> None:
    made = filled(2)
    run = actions.train(recipes()["my_classes_small"].edited(dataset=made.name, epochs=1))
    assert run.status().state == "done"
    assert "nothing was measured" in run.status().message
    assert run.evaluation() is None
    assert run.weights
    assert "has no test pictures" in sentence(lambda: actions.report(run))
