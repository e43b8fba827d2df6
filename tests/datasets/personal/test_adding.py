"""Photos are kept small and plain, within the limits, and refused in one clear sentence."""

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnnviz.base.settings import personal_dir
from cnnviz.datasets.personal import adding, sets
from tests import hostile
from tests.datasets.personal.photos import filled, photo, sentence


def test_a_photo_is_kept_as_a_small_upright_jpeg_without_metadata() -> None:
    stream = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Camera of a person"
    Image.fromarray(np.zeros((900, 1500, 3), np.uint8)).save(stream, "JPEG", exif=exif)
    made = filled(0, "one")
    adding.add_photo(made.name, made.classes[0].folder, stream.getvalue())
    (kept,) = personal_dir().rglob("*.jpg")
    assert b"Camera" not in kept.read_bytes()
    with Image.open(kept) as picture:
        assert picture.size == (307, 512)
        assert not picture.getexif()


def test_the_same_photo_twice_is_kept_once_and_refused_in_another_class() -> None:
    made = filled(1, "red", "green")
    red, green = made.classes
    assert not adding.add_photo(made.name, red.folder, photo(0, 0), "again.png")
    assert "again.png is in class red already" in sentence(
        lambda: adding.add_photo(made.name, green.folder, photo(0, 0), "again.png")
    )
    assert sets.get(made.name) == made


def test_a_removed_photo_comes_back() -> None:
    made = filled(2, "red")
    folder, gone = made.classes[0].folder, made.classes[0].photos[0]
    content = adding.remove_photo(made.name, folder, gone)
    assert sets.get(made.name).count == 1
    adding.restore_photo(made.name, folder, gone, content)
    assert sets.get(made.name) == made


@pytest.mark.parametrize(
    ("limit", "value", "words"),
    [
        ("MOST_A_CLASS", 3, "holds 3 photos at most"),
        ("MOST_PHOTOS", 3, "holds 3 photos, the most"),
        ("MOST_BYTES", 500, "the most they may"),
        ("LEAST_FREE", 10**18, "disk is nearly full"),
    ],
)
def test_limits_hold_for_one_and_for_many(limit: str, value: int, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = filled(3, "red")
    monkeypatch.setattr(adding, limit, value)
    folder = made.classes[0].folder
    many = [(folder, f"{number}.png", lambda number=number: photo(number)) for number in range(3, 9)]
    assert words in sentence(lambda: adding.add_photo(made.name, folder, photo(9)))
    assert words in sentence(lambda: list(adding.add_photos(made.name, many)))
    assert sets.get(made.name) == made


def test_many_stop_at_the_limit_in_their_middle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "MOST_A_CLASS", 3)
    made = filled(0, "red")
    many = [(made.classes[0].folder, "x", lambda number=number: photo(number)) for number in range(9)]
    assert "3 photos at most" in sentence(lambda: list(adding.add_photos(made.name, many)))
    assert sets.get(made.name).count == 3


def test_of_many_files_the_good_ones_are_kept_and_the_others_reported() -> None:
    made = filled(1, "red", "green")
    red, green = (each.folder for each in made.classes)
    files = [(red, "new.png", photo(7)), (red, "twice.png", photo(0)), (green, "other.png", photo(0))]
    files += [(red, "text.jpg", b"hello"), (red, "empty.jpg", b"")]
    *_, added = adding.add_photos(
        made.name, [(folder, name, lambda content=content: content) for folder, name, content in files]
    )
    assert (added.photos, added.twice, len(added.refused)) == (1, 1, 3)
    assert "other.png is in class red already" in added.refused[0]
    assert "text.jpg is text" in added.refused[1]


def test_too_many_wrong_files_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "MOST_REFUSED", 4)
    made = filled(0, "red")
    many = ((made.classes[0].folder, f"{number}.jpg", lambda: b"hello") for number in range(10))
    assert "4 files could not be used, the last because: 3.jpg is text" in sentence(
        lambda: list(adding.add_photos(made.name, many))
    )


def test_hostile_pictures_are_kept_as_plain_ones_or_refused(tmp_path: Path) -> None:
    made = filled(0, "any")
    # `images.read`, through which all of them go, is tested with every one.
    for number, recipe in enumerate(list(hostile.recipes())[::6]):
        case = hostile.write(recipe, tmp_path / str(number))
        added = [*adding.add_photos(made.name, [(made.classes[0].folder, case.path.name, case.path.read_bytes)])][-1]
        assert not (added.refused and case.outcome == "works"), case.name
        assert all(sentence.endswith(".") for sentence in added.refused)
    for path in personal_dir().rglob("*.jpg"):
        with Image.open(path) as picture:
            assert picture.format == "JPEG"
            assert max(picture.size) <= adding.LONG_SIDE
            assert path.stat().st_size < 10**6
