"""Small flowers and birds, in folders and in archives as their owners publish them."""

import io
import tarfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image

from cnnviz import datasets
from cnnviz.datasets import DataError, Dataset, birds, flowers
from tests.datasets.fetching.file_server import Server

SHAPE = (6, 8, 3)
MODULES: dict[str, ModuleType] = {"flowers": flowers, "birds": birds}
ARCHIVES = {"flowers": ("ARCHIVE",), "birds": ("LISTS", "PICTURES")}
FILES = {"flowers": {"flower_photos.tgz"}, "birds": {"cub200/lists.tgz", "cub200/images.tgz"}}
"""What lies in the cache after a download."""
Files = dict[str, bytes | str]
"""Content of each file by its path; the target of a symbolic link."""

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


def jpeg(number: int, kind: int) -> bytes:
    """A photo whose red codes its number, ten a step, and whose green and blue code its kind."""
    stream = io.BytesIO()
    Image.new("RGB", (16, 12), (10 * number, 17 * (kind // 15), 17 * (kind % 15))).save(stream, "JPEG", quality=95)
    return stream.getvalue()


def seen_in(data: Dataset, split: str) -> list[tuple[int, int]]:
    """Number and kind of each photo of a split, read from its colours."""
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
    """Add, before and between them, files that no archive should hold."""
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
    """Serve the archives on this machine, with the size and the checksum of just these as the published ones."""
    running = []
    for constant, content in contents.items():
        archive = getattr(MODULES[name], constant)
        server = servers.enter_context(Server(content, archive.url.rsplit("/", 1)[1]))
        known = server.archive()
        changed = replace(archive, url=known.url, size=known.size, digest=known.digest)
        monkeypatch.setattr(MODULES[name], constant, changed)
        running.append(server)
    return running


def served(name: str, members: dict[str, Files], servers: ExitStack, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    """The data set when the official servers give archives of these members."""
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
    """Whether each split holds the expected photos, in the types and shapes that `Dataset` promises."""
    assert data.name == name
    assert data.labels == MODULES[name].LABELS
    assert (data.x_validation is None) == (name == "birds")
    for split, numbered in expected(name).items():
        pictures, labels = getattr(data, f"x_{split}"), getattr(data, f"y_{split}")
        assert seen_in(data, split) == numbered
        assert labels.tolist() == [kind for _, kind in numbered]
        assert labels.dtype == np.int64
        assert pictures.shape == (len(numbered), *SHAPE)
        assert pictures.dtype == np.uint8
