"""Personal data sets for training: a name -> a Source, and a Dataset split by the photos' checksums."""

from pathlib import Path

import numpy as np

from cnnviz.datasets import photos
from cnnviz.datasets.dataset import Dataset, Shape, Source
from cnnviz.datasets.personal.sets import get
from cnnviz.datasets.photos import Content
from cnnviz.locale import N_, _

SHAPE = (160, 160, 3)
TEST_SHARE, VALIDATION_SHARE = 0.2, 0.1
LEAST_TO_TEST = 5
"""Fewest photos of a class of which some are tested on."""


def source(name: str, owner: str | None = None) -> Source:
    """Return the source of a personal data set, if the owner may see it; None sees every one.

    Raises:
        DataError: It no longer exists, or it belongs to another user.
    """
    data = get(name, owner)
    return Source(
        name=name,
        title=data.title,
        summary=_("{photos:,} photos of your own in {classes} classes.", photos=data.count, classes=len(data.classes)),
        labels=data.labels,
        licence=N_("Your own photos; they stay on this machine."),
        offline=True,
        present=lambda: True,
        load=lambda shape: load(name, shape),
        pictures=data.count,
        learned=sum(len(each.photos) - shares(len(each.photos))[0] for each in data.classes),
        shape=SHAPE,
        split=_(
            "Of each class with {least} photos or more 20 % are test photos, and 10 % of the rest, where "
            "that is one at "
            "least, validation photos; chosen by the checksum of the photo, so that the choice is always the same.",
            least=LEAST_TO_TEST,
        ),
        own_validation=any(shares(len(each.photos))[1] for each in data.classes),
        version=lambda: get(name).version,
    )


def shares(count: int) -> tuple[int, int]:
    """Return how many of a class's photos are tested on, and how many validated on.

    >>> shares(4), shares(5), shares(30)
    ((0, 0), (1, 0), (6, 2))
    """
    test = round(TEST_SHARE * count) if count >= LEAST_TO_TEST else 0
    return test, int(VALIDATION_SHARE * (count - test))


def load(name: str, shape: Shape) -> Dataset:
    """Return the photos of (rows, cols, channels); where no class has `LEAST_TO_TEST`, none are tested on.

    Raises:
        DataError: The data set is gone, or no network could learn from it.
    """
    data = get(name)
    data.require_trainable()
    files: dict[str, list[list[Content]]] = {"train": [], "validation": [], "test": []}
    for each in data.classes:
        test, validation = shares(len(each.photos))
        starts = {"test": (0, test), "validation": (test, test + validation), "train": (test + validation, None)}
        for part, (start, end) in starts.items():
            files[part].append([_reader(data.file(each.folder, photo)) for photo in each.photos[start:end]])
    filled = {part: classes for part, classes in files.items() if any(classes)}
    places = {f"{data.title}, {part}": classes for part, classes in filled.items()}
    splits = dict(zip(filled, photos.read(data.title, places, shape), strict=True))
    nothing = photos.Photos(np.empty((0, *shape), np.uint8), np.empty(0, np.int64), 0)
    tested, validated = splits.get("test", nothing), splits.get("validation")
    return Dataset(
        name,
        data.labels,
        splits["train"].pictures,
        splits["train"].labels,
        tested.pictures,
        tested.labels,
        f"your own photos, version {data.version}",
        validated.pictures if validated else None,
        validated.labels if validated else None,
    )


def _reader(path: Path) -> Content:
    def content() -> bytes:
        try:
            return path.read_bytes()
        except OSError:  # It may be removed at this moment; an empty file counts as broken.
            return b""

    return content
