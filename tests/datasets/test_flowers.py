"""The flowers are split by the checksum of their names, and photos that occur twice are never tested on."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from cnnviz import datasets
from cnnviz.datasets import flowers
from cnnviz.datasets.fetching import download
from tests.datasets.photo_sets import SHAPE, Files, check, laid_out, left, official, publish, refused, tgz, write

pytestmark = pytest.mark.usefixtures("isolated")


def test_a_tenth_of_the_flowers_of_each_class_is_tested_on_and_of_the_rest_validated_on() -> None:
    names = {label: [f"{number}.jpg" for number in range(100)] for label in flowers.LABELS}
    parts = flowers.split(names)
    assert {part: {len(files) for files in classes} for part, classes in parts.items()} == {
        "train": {81},
        "validation": {9},
        "test": {10},
    }
    for kind, label in enumerate(flowers.LABELS):
        together = [path for classes in parts.values() for path in classes[kind]]
        assert sorted(together) == sorted(f"{label}/{name}" for name in names[label])


def test_the_split_of_the_flowers_never_changes() -> None:
    # A network that was trained on the split must not meet its training photos in the test split of a later version.
    names = {label: [f"{number}.jpg" for number in range(20)] for label in flowers.LABELS}
    parts = flowers.split(names)
    assert parts["test"][2] == ["roses/2.jpg", "roses/5.jpg"]
    assert parts["validation"][2] == ["roses/6.jpg", "roses/9.jpg"]
    assert flowers.split({label: files[::-1] for label, files in reversed(names.items())}) == parts


def test_flowers_that_are_there_twice_are_always_learned_from(monkeypatch: pytest.MonkeyPatch) -> None:
    # So large a share that they would be tested or validated on, were they shared out too.
    monkeypatch.setattr(flowers, "SHARE", 0.5)
    parts = flowers.split({label: [*flowers.TWICE, *"abcde"] for label in flowers.LABELS})
    for label, train, test in zip(flowers.LABELS, parts["train"], parts["test"], strict=True):
        assert train == sorted(f"{label}/{name}" for name in flowers.TWICE)
        assert test == [f"{label}/{name}" for name in "abcde"]


def test_what_a_mac_leaves_beside_the_flowers_is_no_photo(mine: Path) -> None:
    strays: Files = {f"{path}/._1.jpg": b"Mac OS X" for path in ("flower_photos/roses", "flower_photos/tulips")}
    write(mine, laid_out("flowers") | strays)
    check("flowers", datasets.get("flowers").load(SHAPE))


def test_where_no_checksum_is_published_the_size_has_to_do(servers: ExitStack, monkeypatch: pytest.MonkeyPatch) -> None:
    (server,) = publish("flowers", {"ARCHIVE": tgz(official("flowers")["ARCHIVE"])}, servers, monkeypatch)
    unchecked = replace(flowers.ARCHIVE, digest="", folder="by the way", instead="pick some")
    monkeypatch.setattr(flowers, "ARCHIVE", replace(unchecked, size=unchecked.size + 1))
    sentence = refused("flowers")
    assert "gives another file than the published one" in sentence
    assert sentence.endswith("CNNVIZ_DATA_DIR to a folder that holds the folder flower_photos, or pick some.")
    monkeypatch.setattr(flowers, "ARCHIVE", unchecked)
    check("flowers", datasets.get("flowers").load(SHAPE))
    assert left(download.cache()) == {"by the way/flower_photos.tgz"}
    assert server.ranges_requested == [None, None]
