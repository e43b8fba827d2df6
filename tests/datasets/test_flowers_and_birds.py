"""Do the flowers and the birds come whole, and split alike, from the folder and from the official archives?"""

import gzip
import io
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image

from cnnviz import datasets
from cnnviz.datasets import DataError, Dataset, birds, flowers, photos
from cnnviz.datasets.fetching import download
from tests.datasets.fetching.test_download import Server

SHAPE = (6, 8, 3)
MODULES: dict[str, ModuleType] = {"flowers": flowers, "birds": birds}
ARCHIVES = {"flowers": ("ARCHIVE",), "birds": ("LISTS", "PICTURES")}
FILES = {"flowers": {"flower_photos.tgz"}, "birds": {"cub200/lists.tgz", "cub200/images.tgz"}}
"""What lies in the cache after a download."""
BOTH = pytest.mark.parametrize("name", MODULES)
EACH_ARCHIVE = pytest.mark.parametrize(
    ("name", "constant"), [(name, constant) for name in ARCHIVES for constant in ARCHIVES[name]]
)
Files = dict[str, bytes | str]
"""Content of each file by its path; of a symbolic link, where it points to."""

COUNTS = {"daisy": 10, "dandelion": 11, "roses": 12, "sunflowers": 13, "tulips": 16}
TWICE = {"roses": ["15922772266_1167a06620.jpg"], "tulips": ["15922772266_1167a06620.jpg"]}
TWICE["sunflowers"] = sorted(flowers.TWICE - {"15922772266_1167a06620.jpg"})
NAMES = {
    label: [*TWICE.get(label, []), *(f"{number}_n.jpg" for number in range(count))][:count]
    for label, count in COUNTS.items()
}
KINDS = {1: "001.Black_footed_Albatross", 2: "002.Laysan_Albatross", 200: "200.Common_Yellowthroat"}
LISTED = {"train": (4, 0, 2, 5), "test": (3, 1, 6)}
"""Numbers of the photos of each kind of bird, in the order of the lists; more are in the archive."""


@pytest.fixture(autouse=True)
def few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few flowers, and a cache, a temporary and a working folder of this test alone, so deep that ``../..`` is in it too."""
    for folder in ("temporary", "working/in/here"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "working" / "in" / "here")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setattr(flowers, "COUNTS", COUNTS)
    for proxy in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(proxy, raising=False)


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's folder."""
    folder = tmp_path / "mine"
    folder.mkdir()
    monkeypatch.setenv("CNNVIZ_DATA_DIR", str(folder))
    return folder


def jpeg(number: int, kind: int) -> bytes:
    """A photo whose red tells its number, ten a step, and whose green and blue tell its kind."""
    stream = io.BytesIO()
    Image.new("RGB", (16, 12), (10 * number, 17 * (kind // 15), 17 * (kind % 15))).save(stream, "JPEG", quality=95)
    return stream.getvalue()


def told_by(data: Dataset, split: str) -> list[tuple[int, int]]:
    """Number and kind of each photo of a split, as its colours tell them."""
    pictures = getattr(data, f"x_{split}").astype(float).mean((1, 2))
    return [(round(red / 10), 15 * round(green / 17) + round(blue / 17)) for red, green, blue in pictures]


def expected(name: str) -> dict[str, list[tuple[int, int]]]:
    """Number and kind of each photo that belongs to a split, kind after kind."""
    if name == "birds":
        return {part: [(n, kind - 1) for kind in KINDS for n in numbers] for part, numbers in LISTED.items()}
    return {
        part: [
            (NAMES[label].index(path.split("/")[1]), kind)
            for kind, (label, paths) in enumerate(zip(flowers.LABELS, classes, strict=True))
            for path in paths
        ]
        for part, classes in flowers.split(NAMES).items()
    }


def flower_photos() -> Files:
    return {
        f"flower_photos/{label}/{file}": jpeg(number, kind)
        for kind, label in enumerate(flowers.LABELS)
        for number, file in enumerate(NAMES[label])
    }


def bird_photos(numbers: range = range(7)) -> Files:
    return {f"images/{folder}/{n}.jpg": jpeg(n, kind - 1) for kind, folder in KINDS.items() for n in numbers}


def bird_lists() -> Files:
    """The lists, not sorted by kind."""
    return {
        f"{part}.txt": "".join(f"{folder}/{n}.jpg\n" for n in numbers for folder in reversed(KINDS.values())).encode()
        for part, numbers in LISTED.items()
    }


def laid_out(name: str) -> Files:
    """The files as `CNNVIZ_DATA_DIR` has them."""
    if name == "flowers":
        return flower_photos()
    return {f"cub200/{path}": content for path, content in (bird_lists() | bird_photos()).items()}


def official(name: str) -> dict[str, Files]:
    """The members of each official archive."""
    if name == "flowers":
        return {"ARCHIVE": {"flower_photos/LICENSE.txt": b"CC-BY"} | flower_photos()}
    lists = {f"lists/{path}": content for path, content in bird_lists().items()}
    return {"LISTS": {"lists/folders.txt": b"x"} | lists, "PICTURES": bird_photos(range(8, -1, -1))}


def with_strays(files: Files) -> Files:
    """Add, before and between them, what no archive should hold."""
    top, kind = next(reversed(files)).rsplit("/", 1)[0].split("/")
    return {
        f"{top}/way": "../../..",
        f"{top}/way/outside.jpg": jpeg(9, 0),
        "../../outside.jpg": jpeg(9, 0),
        f"{top}/._x.jpg": b"Mac OS X",
        f"{top}/{kind}/._0.jpg": b"Mac OS X",
        f"{top}/{kind}/Thumbs.db": b"Windows",
        f"{top}/{kind}/link.jpg": "../../../outside.jpg",
        **dict(reversed(files.items())),
        f"{top}/{kind}/more/outside.jpg": jpeg(9, 0),
    }


def tgz(files: Files) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for path, content in files.items():
            member = tarfile.TarInfo(path)
            if isinstance(content, str):
                member.type, member.linkname = tarfile.SYMTYPE, content
                archive.addfile(member)
            else:
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
    return stream.getvalue()


def write(folder: Path, files: Files) -> None:
    for path, content in files.items():
        assert isinstance(content, bytes)
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def publish(name: str, contents: dict[str, bytes], servers: ExitStack, monkeypatch: pytest.MonkeyPatch) -> list[Server]:
    """Let servers on this machine give the archives, and their owners tell the size and the checksum of just these."""
    running = []
    for constant, content in contents.items():
        archive = getattr(MODULES[name], constant)
        server = servers.enter_context(Server(content, archive.url.rsplit("/", 1)[1]))
        known = server.archive()
        changed = replace(archive, url=known.url, size=known.size, digest=known.digest)
        monkeypatch.setattr(MODULES[name], constant, changed)
        running.append(server)
    return running


@pytest.fixture
def servers() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def served(name: str, members: dict[str, Files], servers: ExitStack, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """What is loaded when the official servers give archives of these members."""
    publish(name, {constant: tgz(files) for constant, files in members.items()}, servers, monkeypatch)
    return datasets.get(name).load(SHAPE)


def refused(name: str) -> str:
    """The one sentence that loading ends in."""
    with pytest.raises(DataError) as caught:
        datasets.get(name).load(SHAPE)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert ". " not in sentence
    assert "\n" not in sentence
    return sentence


def left(folder: Path) -> set[str]:
    """Every file and link below a folder, but for locks."""
    paths = [path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()]
    return {path.relative_to(folder).as_posix() for path in paths if path.suffix != ".lock"}


def check(name: str, data: Dataset) -> None:
    assert data.name == name
    assert data.labels == MODULES[name].LABELS
    assert (data.x_validation is None) == (name == "birds")
    for split, told in expected(name).items():
        pictures, labels = getattr(data, f"x_{split}"), getattr(data, f"y_{split}")
        assert told_by(data, split) == told
        assert labels.tolist() == [kind for _, kind in told]
        assert labels.dtype == np.int64
        assert pictures.shape == (len(told), *SHAPE)
        assert pictures.dtype == np.uint8


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
    told = [photo for split in expected(name) for photo in told_by(data, split)]
    assert len(told) == len(set(told)) == (sum(COUNTS.values()) if name == "flowers" else 7 * len(KINDS))


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


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "A list of birds names no photo: copy the lists again."),
        (b"201.Dodo/1.jpg", "The list of birds names '201.Dodo/1.jpg', which is of no class: copy the lists again."),
        (b"../../outside.jpg", "names '../../outside.jpg', which is of no class"),
        ("²/1.jpg\n".encode(), "names '²/1.jpg', which is of no class"),
        ("²./1.jpg".encode(), "names '²./1.jpg', which is of no class"),
        (b"\xff\xd8\xff", "which is of no class"),
    ],
    ids=["nothing", "no such class", "a way out", "no number", "no decimal", "no text"],
)
def test_a_list_that_is_none_is_named(
    content: bytes, words: str, mine: Path, servers: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    members = official("birds")
    members["LISTS"]["lists/train.txt"] = content
    publish("birds", {constant: tgz(files) for constant, files in members.items()}, servers, monkeypatch)
    assert words in refused("birds")
    write(mine, laid_out("birds") | {"cub200/train.txt": content})
    assert words in refused("birds")


def test_what_a_mac_leaves_beside_the_flowers_is_no_photo(mine: Path) -> None:
    strays: Files = {f"{path}/._1.jpg": b"Mac OS X" for path in ("flower_photos/roses", "flower_photos/tulips")}
    write(mine, laid_out("flowers") | strays)
    check("flowers", datasets.get("flowers").load(SHAPE))


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


BROKEN = {
    "empty": b"",
    "cut": jpeg(1, 1)[:400],
    "a GIF": b"GIF89a and no JPEG",
    "an announcement too large": jpeg(1, 1).replace(b"\x00\x0c\x00\x10\x03", b"\xff\xff\xff\xff\x03"),
}


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
    told = [photo for photo in expected(name)["train"] if photo != (number, kind)]
    for data in (ours, theirs):
        assert told_by(data, "train") == told
        assert data.y_train.tolist() == [label for _, label in told]
        assert told_by(data, "test") == expected(name)["test"]


@BOTH
def test_a_folder_of_hardly_any_photo_is_refused(name: str, mine: Path) -> None:
    write(mine, {path: b"" if path.endswith(".jpg") else content for path, content in laid_out(name).items()})
    count = {"flowers": 8, "birds": 4}[name]
    place = f"CNNVIZ_DATA_DIR/{MODULES[name].FOLDER}, train"
    assert refused(name) == f"Only 0 of {count} files in {place} are readable photos: copy it again."


def test_birds_need_a_download_until_both_archives_are_here(
    servers: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = {constant: tgz(files) for constant, files in official("birds").items()}
    lists, pictures = publish("birds", contents, servers, monkeypatch)
    pictures.cut = 100
    assert "Birds could not be downloaded, because the connection broke off" in refused("birds")
    assert download.whole(birds.LISTS)
    assert download.started(birds.PICTURES) == 100
    assert not datasets.get("birds").present()
    pictures.cut = None
    check("birds", datasets.get("birds").load(SHAPE))
    assert datasets.get("birds").present()
    assert lists.asked == [None]
    assert pictures.asked == [None, "bytes=100-"]


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
    assert server.asked == [None, None]


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


def test_a_listener_hears_of_the_download_the_unpacking_and_the_reading(
    servers: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download, "SAY_S", 0.0)
    said: list[str] = []
    with datasets.reporting(lambda sentence, _: said.append(sentence.split(":")[0])):
        served("birds", official("birds"), servers, monkeypatch)
    assert list(dict.fromkeys(said)) == [
        "Downloading Birds, the lists",
        "Downloading Birds",
        "Opening lists.tgz",
        "Opening images.tgz",
        "Reading Birds",
    ]


def test_a_listener_may_stop_the_unpacking_and_nothing_is_left(
    tmp_path: Path, servers: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stop(Exception):
        pass

    def say(sentence: str, share: float) -> None:
        if sentence.startswith("Opening images"):
            raise Stop

    monkeypatch.setattr(download, "SAY_S", 0.0)
    with pytest.raises(Stop), datasets.reporting(say):
        served("birds", official("birds"), servers, monkeypatch)
    assert left(tmp_path) == {f"keras/datasets/{file}" for file in FILES["birds"]}
    check("birds", datasets.get("birds").load(SHAPE))


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
