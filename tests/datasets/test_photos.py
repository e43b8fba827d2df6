"""Folders and archives of photos are read whole, split alike, and refused in one sentence."""

import gzip
import io
import tarfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnnviz import datasets
from cnnviz.datasets import birds, flowers, photos
from cnnviz.datasets.fetching import download
from tests.datasets.photo_sets import (
    ARCHIVES,
    COUNTS,
    FILES,
    KINDS,
    MODULES,
    NAMES,
    SHAPE,
    check,
    expected,
    jpeg,
    laid_out,
    left,
    official,
    publish,
    refused,
    seen_in,
    served,
    tgz,
    with_strays,
    write,
)

pytestmark = pytest.mark.usefixtures("isolated")

BOTH = pytest.mark.parametrize("name", MODULES)
EACH_ARCHIVE = pytest.mark.parametrize(
    ("name", "constant"), [(name, constant) for name in ARCHIVES for constant in ARCHIVES[name]]
)

BROKEN = {
    "empty": b"",
    "cut": jpeg(1, 1)[:400],
    "a GIF": b"GIF89a and no JPEG",
    "an announcement too large": jpeg(1, 1).replace(b"\x00\x0c\x00\x10\x03", b"\xff\xff\xff\xff\x03"),
}


@BOTH
def test_a_folder_is_read_class_after_class(name: str, mine: Path) -> None:
    source = datasets.get(name)
    assert not source.present()
    write(mine, laid_out(name))
    assert source.present()
    data = source.load(SHAPE)
    check(name, data)
    assert data.origin == f"CNNVIZ_DATA_DIR/{MODULES[name].FOLDER}"


@BOTH
def test_the_official_archives_are_downloaded_and_read_in_place(
    name: str, tmp_path: Path, servers: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not datasets.get(name).present()
    members = {constant: with_strays(files) for constant, files in official(name).items() if constant != "LISTS"}
    data = served(name, official(name) | members, servers, monkeypatch)
    check(name, data)
    assert datasets.get(name).present()
    assert "tgz of " in data.origin
    assert left(tmp_path) == {f"keras/datasets/{file}" for file in FILES[name]}


@BOTH
def test_folder_and_archive_give_the_same_pictures(
    name: str, mine: Path, servers: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = served(name, official(name), servers, monkeypatch)
    write(mine, laid_out(name))
    ours = datasets.get(name).load(SHAPE)
    assert ours.origin != theirs.origin
    for split in expected(name):
        assert np.array_equal(getattr(ours, f"x_{split}"), getattr(theirs, f"x_{split}"))
        assert np.array_equal(getattr(ours, f"y_{split}"), getattr(theirs, f"y_{split}"))


@BOTH
def test_no_photo_is_in_two_splits_and_none_is_lost(name: str, mine: Path) -> None:
    write(mine, laid_out(name))
    data = datasets.get(name).load(SHAPE)
    numbered = [photo for split in expected(name) for photo in seen_in(data, split)]
    assert len(numbered) == len(set(numbered)) == (sum(COUNTS.values()) if name == "flowers" else 7 * len(KINDS))


@pytest.mark.parametrize(
    ("name", "gone", "words"),
    [
        (
            "flowers",
            "flower_photos/roses/3_n.jpg",
            "CNNVIZ_DATA_DIR/flower_photos holds 11 of 12 photos of roses: copy",
        ),
        ("flowers", "flower_photos/tulips/", "CNNVIZ_DATA_DIR/flower_photos holds 0 of 16 photos of tulips: copy"),
        ("birds", f"cub200/images/{KINDS[2]}/3.jpg", f"cub200 lacks 1 of 3 photos, such as {KINDS[2]}/3.jpg: copy"),
        ("birds", f"cub200/images/{KINDS[2]}/", f"cub200 lacks 4 of 4 photos, such as {KINDS[2]}/4.jpg: copy"),
        ("birds", "cub200/images/", "cub200 lacks 4 of 4 photos, such as 001.Black_footed_Albatross/4.jpg: copy"),
        (
            "birds",
            "cub200/test.txt",
            "CNNVIZ_DATA_DIR/cub200/test.txt cannot be read (No such file or directory): copy",
        ),
    ],
)
def test_what_is_missing_in_a_folder_is_named(name: str, gone: str, words: str, mine: Path) -> None:
    write(mine, {path: content for path, content in laid_out(name).items() if not path.startswith(gone)})
    assert words in refused(name)


@pytest.mark.parametrize(
    ("name", "gone", "words"),
    [
        ("flowers", "flower_photos/roses/3_n.jpg", "flower_photos.tgz holds 11 of 12 photos of roses: delete it"),
        ("flowers", "flower_photos/", "flower_photos.tgz holds 0 of 10 photos of daisy: delete it"),
        (
            "birds",
            f"images/{KINDS[2]}/3.jpg",
            f"images.tgz lacks 1 of 21 files, such as images/{KINDS[2]}/3.jpg: delete it",
        ),
        ("birds", "images/", f"images.tgz lacks 21 of 21 files, such as images/{KINDS[1]}/0.jpg: delete it"),
        ("birds", "lists/test.txt", "lists.tgz lacks 1 of 2 files, such as lists/test.txt: delete it"),
    ],
)
@pytest.mark.parametrize("link", [False, True], ids=["gone", "a link"])
def test_what_is_missing_in_an_archive_is_named(
    name: str, gone: str, words: str, link: bool, servers: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = {
        constant: tgz(
            {
                path: "/etc/hostname" if path.startswith(gone) else content
                for path, content in files.items()
                if link or not path.startswith(gone)
            }
        )
        for constant, files in official(name).items()
    }
    publish(name, contents, servers, monkeypatch)
    assert words in refused(name)


@EACH_ARCHIVE
@pytest.mark.parametrize("share", [0.1, 0.4, 0.7])
def test_a_truncated_archive_is_named(
    name: str, constant: str, share: float, tmp_path: Path, servers: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = {each: tgz(files) for each, files in official(name).items()}
    contents[constant] = contents[constant][: round(share * len(contents[constant]))]
    publish(name, contents, servers, monkeypatch)
    sentence = refused(name)
    file = str(download.cache() / getattr(MODULES[name], constant).file_name)
    assert sentence.startswith(file)
    assert "delete" in sentence
    assert sentence.endswith(" download it anew.")
    assert left(tmp_path / "temporary") == set()


@EACH_ARCHIVE
@pytest.mark.parametrize("whole", [1, 2, -1])
def test_an_archive_that_ends_between_two_files_is_not_taken_for_whole(
    name: str, constant: str, whole: int, servers: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    members = official(name)
    contents = {each: tgz(files) for each, files in members.items()}
    raw = gzip.decompress(contents[constant])
    with tarfile.open(fileobj=io.BytesIO(raw)) as archive:
        ends = [member.offset for member in archive]
    contents[constant] = gzip.compress(raw[: ends[whole]])
    publish(name, contents, servers, monkeypatch)
    sentence = refused(name)
    assert "delete it and start again to download it anew." in sentence


@EACH_ARCHIVE
def test_what_is_no_archive_is_named(
    name: str, constant: str, servers: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = {each: tgz(files) for each, files in official(name).items()} | {constant: b"no archive at all"}
    publish(name, contents, servers, monkeypatch)
    assert getattr(MODULES[name], constant).file_name in refused(name)


@BOTH
@pytest.mark.parametrize("content", [pytest.param(content, id=fault) for fault, content in BROKEN.items()])
def test_a_broken_photo_is_left_out_and_the_others_keep_their_labels(
    name: str, content: bytes, mine: Path, servers: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(photos, "LEAST_READABLE", 0.5)
    number, kind = expected(name)["train"][5]
    label = NAMES[flowers.LABELS[kind]][number] if name == "flowers" else f"{number}.jpg"
    place = (
        f"flower_photos/{flowers.LABELS[kind]}/{label}" if name == "flowers" else f"images/{KINDS[kind + 1]}/{label}"
    )
    members = official(name)
    members[ARCHIVES[name][-1]][place] = content
    write(mine, laid_out(name) | {place if name == "flowers" else f"cub200/{place}": content})
    ours = datasets.get(name).load(SHAPE)
    monkeypatch.delenv("CNNVIZ_DATA_DIR")
    theirs = served(name, members, servers, monkeypatch)
    numbered = [photo for photo in expected(name)["train"] if photo != (number, kind)]
    for data in (ours, theirs):
        assert seen_in(data, "train") == numbered
        assert data.y_train.tolist() == [label for _, label in numbered]
        assert seen_in(data, "test") == expected(name)["test"]


@BOTH
def test_a_folder_of_hardly_any_photo_is_refused(name: str, mine: Path) -> None:
    write(mine, {path: b"" if path.endswith(".jpg") else content for path, content in laid_out(name).items()})
    count = {"flowers": 8, "birds": 4}[name]
    place = f"CNNVIZ_DATA_DIR/{MODULES[name].FOLDER}, train"
    assert refused(name) == f"Only 0 of {count} files in {place} are readable photos: copy it again."


@BOTH
def test_without_folder_and_network_one_sentence_names_the_ways(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # An address where nothing answers, so that nothing is ever downloaded.
    for constant in ARCHIVES[name]:
        archive = getattr(MODULES[name], constant)
        monkeypatch.setattr(MODULES[name], constant, replace(archive, url="http://127.0.0.1:9/absent.tgz"))
    assert not datasets.get(name).present()
    sentence = refused(name)
    holds = f"CNNVIZ_DATA_DIR to a folder that holds the folder {MODULES[name].FOLDER}"
    for way in ("connect to the internet", holds, "digits or shapes"):
        assert way in sentence


def test_both_are_listed_with_what_a_person_should_know(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    five, many = datasets.get("flowers"), datasets.get("birds")
    assert five.pictures == sum(flowers.COUNTS.values()) == 3_670
    assert tuple(flowers.COUNTS) == five.labels == flowers.LABELS
    assert len(set(many.labels)) == len(many.labels) == 200
    assert [many.labels[kind - 1] for kind in KINDS] == [name[4:].replace("_", " ") for name in KINDS.values()]
    assert five.shape == many.shape == (224, 224, 3)
    assert five.own_validation
    assert not many.own_validation
    assert five.archive == flowers.ARCHIVE
    assert many.archive == birds.PICTURES
