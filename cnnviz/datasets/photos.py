"""Decode thousands of photo files in parallel: files of each class -> pictures, labels, number of broken files."""

import io
import os
import re
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from zipfile import BadZipFile, ZipFile

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnnviz.datasets.dataset import DataError, Shape
from cnnviz.datasets.fetching.progress import reporter
from cnnviz.images import fit
from cnnviz.locale import Message

Content = Callable[[], bytes]
"""Function that reads one file."""
LEAST_READABLE = 0.95
"""Share of a class's photos that must be readable; a few broken ones are left out."""
AT_ONCE = 100


@dataclass(frozen=True, eq=False)
class Photos:
    """The photos of one split.

    Attributes:
        pictures: Shape (n, rows, cols, channels), 0..255, class after class.
        labels: Shape (n,), the class of each.
        broken: Number of files left out because they hold no picture.
    """

    pictures: NDArray[np.uint8]
    labels: NDArray[np.int64]
    broken: int


def decode(content: bytes, shape: Shape) -> NDArray[np.uint8] | None:
    """Return a JPEG as a network receives it, of (rows, cols, channels); None if it is broken.

    A photo much larger than that is decoded at a half, a quarter or an eighth of its size, in a fraction of the time.
    """
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG",)) as photo:
            photo.draft("RGB", (shape[1], shape[0]))
            return fit(np.asarray(photo.convert("RGB")), shape)
    except Exception:  # Decoders raise nearly any exception on damage.
        return None


def read(title: str, splits: Mapping[str, Sequence[Sequence[Content]]], shape: Shape) -> list[Photos]:
    """Decode the photos of every split, on all processor cores.

    Args:
        title: The data set, for messages.
        splits: For each split, by the place of its files, and for each class, the functions that read its files.
        shape: (rows, cols, channels) of a picture.

    Raises:
        DataError: Too few files of a class can be read.
    """
    total = sum(len(files) for classes in splits.values() for files in classes)
    progress, done, decoded = reporter(Message("Reading {dataset}", dataset=Message(title))), 0, []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for place, classes in splits.items():
            contents = [content for files in classes for content in files]
            labels = np.repeat(np.arange(len(classes)), [len(files) for files in classes])
            pictures, readable = np.empty((len(contents), *shape), np.uint8), np.zeros(len(contents), bool)
            # In small groups, so that a stop leaves few files that the pool would have to finish.
            for start in range(0, len(contents), AT_ONCE):
                some = contents[start : start + AT_ONCE]
                for index, picture in enumerate(pool.map(lambda content: decode(content(), shape), some), start):
                    if picture is not None:
                        pictures[index], readable[index] = picture, True
                done += len(some)
                progress(done, total)
            _require(readable, labels, place)
            kept = slice(None) if readable.all() else readable  # A mask would copy hundreds of megabytes.
            decoded.append(Photos(pictures[kept], labels[kept], int((~readable).sum())))
    return decoded


def _require(readable: NDArray[np.bool_], labels: NDArray[np.int64], place: str) -> None:
    for label in range(labels.max() + 1):
        count, files = int(readable[labels == label].sum()), int((labels == label).sum())
        if count < LEAST_READABLE * files:
            raise DataError(
                Message(
                    "Only {count:,} of {all:,} files in {place} are readable photos: copy it again.",
                    count=count,
                    all=files,
                    place=place,
                )
            )


def in_folder(folder: Path, name: str, count: int) -> list[Content]:
    """Return functions that read the first photos of a folder, in the order of their numbers.

    Args:
        folder: Holds files such as ``cat.12.jpg``.
        name: What to call the folder in a message.
        count: Number of photos in the data set.

    Raises:
        DataError: The folder has fewer.
    """
    numbered = {path: _number(path.name) for path in folder.glob("*.jpg")} if folder.is_dir() else {}
    if len(numbered) < count:
        raise DataError(
            Message(
                "{place} holds {count:,} of {all:,} photos, so {missing:,} are missing: copy the folder "
                "again, or unset "
                "CNNVIZ_DATA_DIR to download them.",
                place=name,
                count=len(numbered),
                all=count,
                missing=count - len(numbered),
            )
        )
    paths = sorted(numbered, key=lambda path: (numbered[path], path.name))[:count]
    return [path.read_bytes for path in paths]


def in_archive(archive: ZipFile, names: Sequence[str]) -> list[Content]:
    """Return functions that read members of a ZIP archive; a missing or damaged one reads as empty."""

    def reader(name: str) -> Content:
        def content() -> bytes:
            try:
                return archive.read(name)
            except (KeyError, BadZipFile, EOFError):
                return b""

        return content

    return [reader(name) for name in names]


def named(folder: Path, name: str, files: Sequence[str]) -> list[Content]:
    """Return functions that read the files of those names.

    Args:
        folder: Holds them, also in subfolders.
        name: What to call the folder in a message.
        files: Names below the folder.

    Raises:
        DataError: Some are missing.
    """
    missing = [file for file in files if not (folder / file).is_file()]
    if missing:
        raise DataError(
            Message(
                "{place} lacks {missing:,} of {all:,} photos, such as {example}: copy the folder again, or unset "
                "CNNVIZ_DATA_DIR to download them.",
                place=name,
                missing=len(missing),
                all=len(files),
                example=missing[0],
            )
        )
    return [(folder / file).read_bytes for file in files]


def names_in_tar(path: Path) -> list[str]:
    """Return the names of the files in a compressed TAR archive.

    Raises:
        DataError: The archive is damaged.
    """
    try:
        with tarfile.open(path, "r|gz") as archive:
            return [member.name for member in archive if member.isfile()]
    except (OSError, EOFError, tarfile.TarError, zlib.error) as error:
        raise DataError(
            Message("{path} cannot be read: delete it and start again to download it anew.", path=str(path))
        ) from error


@contextmanager
def in_tar(path: Path, names: Collection[str]) -> Iterator[dict[str, Content]]:
    """Give functions that read members of a compressed TAR archive, inside the block.

    The members are copied once, one after the other, into an unnamed file that is deleted after the block: such an
    archive can only be read from its start, and nothing of it is ever written under a name that it gives.

    Raises:
        DataError: The archive is damaged, a member is missing, or the disk is full.
    """
    places: dict[str, tuple[int, int]] = {}
    progress, size = reporter(Message("Opening {file}", file=path.name)), path.stat().st_size
    with tempfile.TemporaryFile() as spool:
        try:
            with path.open("rb") as file, tarfile.open(fileobj=file, mode="r|gz") as archive:
                for member in archive:
                    if member.isfile() and member.name in names and (content := archive.extractfile(member)):
                        places[member.name] = spool.tell(), member.size
                        shutil.copyfileobj(content, spool)
                        progress(min(file.tell(), size - 1), size)
            spool.flush()
        except (OSError, EOFError, tarfile.TarError, zlib.error) as error:
            raise DataError(
                Message(
                    "{path} cannot be unpacked ({reason}): make room on the disk, or delete the file to download it "
                    "anew.",
                    path=str(path),
                    reason=str(error),
                )
            ) from error

        missing = sorted(set(names) - places.keys())
        if missing:  # Where its end is cut off, an archive may look as if it ended there.
            raise DataError(
                Message(
                    "{path} lacks {missing:,} of {all:,} files, such as {example}: delete it and start again to "
                    "download it anew.",
                    path=str(path),
                    missing=len(missing),
                    all=len(names),
                    example=missing[0],
                )
            )
        lock = Lock()

        def reader(name: str) -> Content:
            start, length = places[name]

            def content() -> bytes:
                with lock:
                    spool.seek(start)
                    return spool.read(length)

            return content

        yield {name: reader(name) for name in names}


def _number(name: str) -> int:
    """Return the last number in a file's name, or -1 without one.

    >>> _number("cat.12.jpg")
    12
    """
    digits = re.findall(r"\d+", name)
    return int(digits[-1]) if digits else -1
