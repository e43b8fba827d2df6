"""The classes of an archive are those a person would name, and files that are left out are reported."""

import io
import time
from zipfile import ZipInfo

import pytest

from cnnviz.datasets.personal import sets, zips
from cnnviz.datasets.personal.folders import Sorted, sort
from cnnviz.datasets.personal.names import LONGEST_NAME
from tests.datasets.personal.photos import photo
from tests.datasets.personal.test_zips import packed


def sorted_by_class(*names: str) -> Sorted:
    """The classes among the folders of photos with these paths."""
    return sort((tuple(name.split("/")), ZipInfo(name)) for name in names)


def pets(*places: str) -> list[str]:
    """A cat and a dog in each place."""
    return [f"{place}/{label}/{place.replace('/', '-')}.jpg" for place in places for label in ("cat", "dog")]


SPLITS = {
    "train, test": ("train", "test"),
    "capitals": ("Train", "TEST", "Val"),
    "valid": ("train", "valid", "test"),
    "sets": ("training_set", "validation_set", "test_set"),
    "sets in one word": ("trainset", "testset"),
    "with a blank": ("training set", "test set"),
    "images": ("train_images", "test-images"),
    "in camel case": ("trainImages", "testImages"),
    "years": ("train2017", "val2017"),
    "a word in front": ("seg_train", "seg_test"),
    "folds": ("fold1", "fold_2"),
    "augmented beforehand": ("train", "train_augmented"),
    "a word in front, and twice": ("seg_train/seg_train", "seg_test/seg_test"),
    "twice": ("train/train", "test/test"),
    "a folder around": ("dataset/train", "dataset/test"),
    "two folders around": ("data/images/train", "data/images/val"),
    "a folder within": ("train/images", "val/images"),
    "Spanish": ("entrenamiento", "validación", "prueba"),
    "one split alone": ("train",),
    "three kinds of nesting": ("pets/train", "pets/test/test", "pets/val/images"),
}


@pytest.mark.parametrize("case", SPLITS)
def test_splits_are_put_together(case: str) -> None:
    sorted_ = sorted_by_class(*pets(*SPLITS[case]))
    assert {label: len(members) for label, members in sorted_.classes.items()} == dict.fromkeys(
        ("cat", "dog"), len(SPLITS[case])
    )
    assert ("are put together" in " ".join(sorted_.notes)) == (len(SPLITS[case]) > 1)


CLASSES = {
    "a toy train beside car and plane": (["train/1.jpg", "car/2.jpg", "plane/3.jpg"], {"train", "car", "plane"}),
    "a toy train with kinds of trains": (
        ["train/steam/1.jpg", "train/electric/2.jpg", "car/2.jpg", "plane/3.jpg"],
        {"train", "car", "plane"},
    ),
    "train and plane alone": (["train/1.jpg", "plane/2.jpg"], {"train", "plane"}),
    "a toy train within splits": (
        ["train/train/1.jpg", "train/car/2.jpg", "test/train/3.jpg", "test/car/4.jpg"],
        {"train", "car"},
    ),
    "a class called as a split, within splits": (
        ["train/test tube/1.jpg", "train/flask/2.jpg", "test/test tube/3.jpg", "test/flask/4.jpg"],
        {"test tube", "flask"},
    ),
    "trains and no trains": (["train/1.jpg", "no train/2.jpg"], {"train", "no train"}),
    "valid and invalid": (["valid/1.jpg", "invalid/2.jpg"], {"valid", "invalid"}),
    "classes within classes": (["cat/tabby/1.jpg", "cat/2.jpg", "dog/3.jpg"], {"cat", "dog"}),
    "splits within classes": (
        ["cat/train/1.jpg", "cat/test/2.jpg", "dog/train/3.jpg", "dog/test/4.jpg"],
        {"cat", "dog"},
    ),
    "a test split of one class": (["train/cat/1.jpg", "train/dog/2.jpg", "test/cat/3.jpg"], {"cat", "dog"}),
    "a test split of one class with folders": (
        ["train/cat/a/1.jpg", "train/dog/2.jpg", "test/cat/a/3.jpg", "test/cat/b/4.jpg"],
        {"cat", "dog"},
    ),
    "the whole once more within": (
        ["flowers/rose/1.jpg", "flowers/tulip/2.jpg", "flowers/flowers/rose/3.jpg", "flowers/flowers/tulip/4.jpg"],
        {"rose", "tulip"},
    ),
    "splits once more within": (
        [*pets("x/train", "x/test", "x/x/train", "x/x/test"), "x/x/train/cat/more.jpg"],
        {"cat", "dog"},
    ),
    "twins around": (["flowers/flowers/rose/1.jpg", "flowers/flowers/tulip/2.jpg"], {"rose", "tulip"}),
    "capitals that differ": (["train/Cat/1.jpg", "test/cat/2.jpg", "train/DOG/3.jpg"], {"Cat", "DOG"}),
    "names from a Mac": (["Ko\u0308ter/1.jpg", "Köter/2.jpg", "Katze/3.jpg"], {"Köter", "Katze"}),
}


@pytest.mark.parametrize("case", CLASSES)
def test_classes_are_what_a_person_would_call_them(case: str) -> None:
    names, classes = CLASSES[case]
    sorted_ = sorted_by_class(*names)
    assert set(sorted_.classes) == classes
    assert sum(map(len, sorted_.classes.values())) == len(names)  # Nothing is lost on the way.
    assert not [note for note in sorted_.notes if note.startswith("Left out")]


LEFT_OUT = {
    "a test split without classes": ([*pets("train"), "test/1.jpg"], "folder test with 1 photo"),
    "photos to be named": (
        [*pets("a/training_set", "a/test_set"), "a/single_prediction/1.jpg", "a/single_prediction/2.jpg"],
        "folder single_prediction with 2 photos",
    ),
    "photos to be named, twice": (
        [*pets("seg_train/seg_train", "seg_test/seg_test"), "seg_pred/seg_pred/1.jpg"],
        "folder seg_pred with 1 photo",
    ),
    "photos to be named, in a folder and beside it": (
        [*pets("train", "val"), "test/1.jpg", "test/images/2.jpg"],
        "folder test with 2 photos",
    ),
    "a folder of something else": ([*pets("train", "test"), "samples/1.jpg"], "folder samples with 1 photo"),
    "a photo beside the classes": ([*pets("all"), "all/cover.jpg"], "cover.jpg (lies in no class’s folder)"),
    "a photo beside all": ([*pets("all"), "cover.jpg"], "cover.jpg (lies in no class’s folder)"),
    "a photo in a split": ([*pets("train", "test"), "train/cover.jpg"], "cover.jpg (lies in no class’s folder)"),
}


@pytest.mark.parametrize("case", LEFT_OUT)
def test_files_left_out_are_reported(case: str) -> None:
    names, words = LEFT_OUT[case]
    sorted_ = sorted_by_class(*names)
    assert set(sorted_.classes) == {"cat", "dog"}
    assert [note for note in sorted_.notes if note.startswith("Left out: ") and words in note], sorted_.notes
    assert len([note for note in sorted_.notes if note.startswith("Left out")]) == 1


@pytest.mark.parametrize(
    "names",
    [
        ("train/1.jpg", "test/2.jpg"),
        ("x/train/1.jpg", "x/val/2.jpg"),
        ("train/images/1.jpg", "valid/images/2.jpg"),
        ("1.jpg",),
    ],
)
def test_splits_without_classes_are_none(names: tuple[str, ...]) -> None:
    assert sorted_by_class(*names).classes == {}


def test_splits_without_classes_are_refused_with_what_to_do() -> None:
    name = sets.create("No classes").name
    content = packed(("train/cat.1.png", photo(1)), ("test/2.png", photo(2)))
    with pytest.raises(
        sets.DataError, match=r"no folder for each class, only test, train: put one for each class into it"
    ):
        zips.look(name, io.BytesIO(content), "kaggle.zip")


def test_long_names_that_begin_alike_stay_two_classes() -> None:
    """The first two begin with the same sixty letters, and the next two also end alike."""
    long = "Photos of apples that were taken in the orchard behind the school, "
    names = [f"{long}red", f"{long}green", f"{long}x{long}red", f"{long}y{long}red", "pear"]
    sorted_ = sorted_by_class(*(f"{name}/1.jpg" for name in names))
    assert len(sorted_.classes) == len(names)
    assert max(map(len, sorted_.classes)) <= LONGEST_NAME
    assert len([note for note in sorted_.notes if "is called" in note]) == 4


def test_an_archive_is_added_as_announced() -> None:
    name = sets.create("Announced").name
    content = packed(
        *((place, photo(number)) for number, place in enumerate([*pets("train", "test"), "test/x.jpg", "pred/1.jpg"]))
    )
    before = zips.look(name, io.BytesIO(content), "pets.zip")
    assert sets.get(name).classes == ()
    after = zips.add(name, io.BytesIO(content), "pets.zip")
    counts = {each.label: len(each.photos) for each in sets.get(name).classes}
    assert counts == {label: len(members) for label, members in before.classes.items()}
    assert after.notes == before.notes


@pytest.mark.parametrize(
    "place", ["train{n}/{n}/1.jpg", "{n}/{n}/1.jpg", "a{n}/b{k}/1.jpg", "train{n}/x{k}/1.jpg", "{n}/1.jpg"]
)
def test_thousands_of_folders_are_sorted_in_a_moment(place: str) -> None:
    start = time.thread_time()
    sorted_by_class(*(place.format(n=n // 3, k=n % 3) for n in range(25_000)))
    assert time.thread_time() - start < 5
