"""The photos of cats and dogs are the documents' photos, from the folder and from the official archive."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnnviz import datasets
from cnnviz.datasets import DataError, Dataset, cats_and_dogs, photos
from cnnviz.datasets.cats_and_dogs import LARGE, SMALL, Selection
from tests.datasets.fetching.file_server import Server

SHAPE = (20, 30, 3)
FEW_SMALL = replace(SMALL, numbers={"train": range(8), "validation": range(8, 12), "test": range(12, 16)})
FEW_LARGE = replace(LARGE, numbers={"training_set": range(1, 9), "test_set": range(9, 13)})
FEW = {"cats_and_dogs": FEW_SMALL, "cats_and_dogs_8k": FEW_LARGE}
EVERY = [pytest.param(selection, id=name) for name, selection in FEW.items()]


@pytest.fixture(autouse=True)
def few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache of this test alone, and no proxy between it and its server."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    for proxy in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(proxy, raising=False)


def jpeg(number: int, kind: str, size: tuple[int, int] = (50, 40)) -> bytes:
    """A photo whose red tells its number, ten a step, and whose blue tells its kind."""
    stream = io.BytesIO()
    colour = (10 * number, 0, 200 if kind == "dog" else 0)
    Image.new("RGB", size, colour).save(stream, "JPEG", quality=95)
    return stream.getvalue()


def told_by(data: Dataset, split: str) -> list[tuple[int, str]]:
    """Number and kind of each photo of a split, as its colours tell them."""
    pictures = getattr(data, f"x_{split}").astype(float).mean((1, 2))
    return [(round(red / 10), "dog" if blue > 100 else "cat") for red, _, blue in pictures]


def folder(where: Path, selection: Selection) -> Path:
    """The photos laid out as `CNNVIZ_DATA_DIR` has them."""
    for split, numbers in selection.numbers.items():
        for kind in ("cat", "dog"):
            place = where / selection.name / split / f"{kind}s"
            place.mkdir(parents=True)
            for number in numbers:
                (place / f"{kind}.{number}.jpg").write_bytes(jpeg(number, kind))
    return where / selection.name


def official(broken: dict[str, bytes | None] | None = None) -> bytes:
    """The photos as Microsoft's archive has them; of the broken ones the content is given, None for a missing one."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("readme[1].txt", "Asirra")
        archive.writestr("../../outside.jpg", jpeg(0, "cat"))
        for kind in ("cat", "dog"):
            archive.writestr(f"PetImages/{kind.title()}/Thumbs.db", b"x")
            for number in reversed(range(20)):
                name = f"PetImages/{kind.title()}/{number}.jpg"
                content = (broken or {}).get(name, jpeg(number, kind))
                if content is not None:
                    archive.writestr(name, content)
    return stream.getvalue()


def served(content: bytes, selection: Selection, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """What is loaded when the official server gives this file."""
    with Server(content, "kagglecatsanddogs_5340.zip") as server:
        monkeypatch.setattr(cats_and_dogs, "ARCHIVE", server.archive(title="Cats and dogs"))
        return cats_and_dogs.load(selection, SHAPE)


def check(data: Dataset, selection: Selection) -> None:
    ranges = list(selection.numbers.values())
    train, test, validation = ranges[0], ranges[-1], ranges[1]
    for split, numbers in (("train", train), ("test", test), ("validation", validation)):
        assert told_by(data, split) == [(n, kind) for kind in ("cat", "dog") for n in numbers]
        labels = getattr(data, f"y_{split}")
        assert labels.tolist() == [0] * len(numbers) + [1] * len(numbers)
        assert labels.dtype == np.int64
        assert getattr(data, f"x_{split}").shape == (2 * len(numbers), *SHAPE)
    assert data.labels == ("cat", "dog")
    assert data.x_train.dtype == np.uint8


def test_the_numbers_are_the_documents_numbers() -> None:
    assert [len(numbers) for numbers in SMALL.numbers.values()] == [1000, 500, 500]
    assert [len(numbers) for numbers in LARGE.numbers.values()] == [4000, 1000]
    for selection in (SMALL, LARGE):
        together = [number for numbers in selection.numbers.values() for number in numbers]
        assert together == list(range(together[0], together[-1] + 1))


@pytest.mark.parametrize("selection", EVERY)
def test_a_folder_is_read_in_the_order_of_its_numbers(
    selection: Selection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNVIZ_DATA_DIR", str(tmp_path))
    assert not cats_and_dogs.present(selection)
    folder(tmp_path, selection)
    data = cats_and_dogs.load(selection, SHAPE)
    check(data, selection)
    assert cats_and_dogs.present(selection)
    assert data.origin == f"CNNVIZ_DATA_DIR/{selection.name}"


@pytest.mark.parametrize("selection", EVERY)
def test_the_official_archive_is_downloaded_and_read_in_place(
    selection: Selection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = served(official(), selection, monkeypatch)
    check(data, selection)
    assert cats_and_dogs.present(selection)
    assert data.origin == "kagglecatsanddogs_5340.zip of Microsoft"
    assert [path.name for path in tmp_path.rglob("*.jpg")] == []


def test_where_document_002_validates_on_the_test_photos_they_are_one_array(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNVIZ_DATA_DIR", str(tmp_path))
    folder(tmp_path, FEW_LARGE)
    data = cats_and_dogs.load(FEW_LARGE, SHAPE)
    assert data.x_validation is data.x_test


def test_broken_files_are_left_out_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photos, "LEAST_READABLE", 0.5)
    faults = {
        "PetImages/Cat/3.jpg": b"",
        "PetImages/Cat/5.jpg": jpeg(5, "cat")[:400],
        "PetImages/Dog/9.jpg": b"GIF89a and no JPEG",
        "PetImages/Dog/14.jpg": None,
        "PetImages/Dog/19.jpg": b"",
    }
    data = served(official(faults), FEW_SMALL, monkeypatch)
    assert told_by(data, "train") == [(n, "cat") for n in (0, 1, 2, 4, 6, 7)] + [(n, "dog") for n in range(8)]
    assert data.y_train.tolist() == [0] * 6 + [1] * 8
    assert len(data.x_validation) == len(data.y_validation) == 7
    assert len(data.x_test) == 7
    assert data.origin == "kagglecatsanddogs_5340.zip of Microsoft, without 4 broken files"


def test_an_archive_of_hardly_any_photo_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing = {f"PetImages/Dog/{number}.jpg": b"" for number in range(8)}
    with pytest.raises(DataError, match=r"Only 0 of 8 files in kagglecatsanddogs_5340.zip, train are readable photos"):
        served(official(nothing), FEW_SMALL, monkeypatch)


def test_what_is_no_archive_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(DataError, match=r"kagglecatsanddogs_5340.zip cannot be read: delete it and start again"):
        served(b"no archive at all", FEW_SMALL, monkeypatch)


@pytest.mark.parametrize("selection", EVERY)
def test_a_folder_with_too_few_photos_is_named(
    selection: Selection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNVIZ_DATA_DIR", str(tmp_path))
    root = folder(tmp_path, selection)
    split = list(selection.numbers)[-1]
    place = root / split / "dogs"
    for path in sorted(place.iterdir())[:3]:
        path.unlink()
    with pytest.raises(DataError) as caught:
        cats_and_dogs.load(selection, SHAPE)
    sentence = str(caught.value)
    assert f"CNNVIZ_DATA_DIR/{selection.name}/{split}/dogs holds 1 of 4 photos, so 3 are missing" in sentence
    for path in place.iterdir():
        path.unlink()
    place.rmdir()
    with pytest.raises(DataError, match=r"dogs holds 0 of 4 photos, so 4 are missing"):
        cats_and_dogs.load(selection, SHAPE)


def test_pictures_come_at_any_size_and_in_grey() -> None:
    large = jpeg(12, "dog", (640, 480))
    for shape in ((150, 150, 3), (64, 64, 3), (33, 71, 3), (28, 28, 1)):
        picture = photos.decode(large, shape)
        assert picture is not None
        assert picture.shape == shape
    assert photos.decode(large, (150, 150, 3)).mean((0, 1)) == pytest.approx([120, 0, 200], abs=4)


def test_a_photo_decoded_small_looks_as_one_decoded_whole() -> None:
    ramp = np.linspace(0, 255, 600).astype(np.uint8)
    whole = np.stack([np.tile(ramp, (400, 1)), np.tile(ramp[:400, None], (1, 600)), np.full((400, 600), 90)], axis=2)
    stream = io.BytesIO()
    Image.fromarray(whole.astype(np.uint8)).save(stream, "JPEG", quality=95)
    from cnnviz.images import fit, read

    small, through_the_door = (
        photos.decode(stream.getvalue(), (64, 64, 3)),
        fit(read(stream.getvalue(), "x"), (64, 64, 3)),
    )
    assert np.abs(small.astype(int) - through_the_door).max() <= 6


def test_both_are_listed_with_what_a_person_should_know() -> None:
    few, many = datasets.get("cats_and_dogs"), datasets.get("cats_and_dogs_8k")
    assert few.shape == (150, 150, 3)
    assert many.shape == (64, 64, 3)
    for source in (few, many):
        assert source.archive == cats_and_dogs.ARCHIVE
        assert not source.present()
