"""Flowers: TensorFlow's “flower_photos”, as in document 004, with a fixed split."""

import re
from hashlib import md5
from pathlib import Path

from cnnviz.datasets import photos
from cnnviz.datasets.dataset import Archive, DataError, Dataset, Shape, Source
from cnnviz.datasets.fetching import download
from cnnviz.datasets.fetching.official import local_folder
from cnnviz.datasets.photos import Photos
from cnnviz.locale import N_, NP_, Message

NAME = "flowers"
FOLDER = "flower_photos"
LABELS = (
    NP_("class", "daisy"),
    NP_("class", "dandelion"),
    NP_("class", "roses"),
    NP_("class", "sunflowers"),
    NP_("class", "tulips"),
)
COUNTS = {"daisy": 633, "dandelion": 898, "roses": 641, "sunflowers": 699, "tulips": 799}
SHARE = 0.1
"""Share of each class that is tested on; of the rest, the same share is validated on."""
TWICE = {
    "14889392928_9742aed45b_m.jpg",
    "15066430311_fb57fa92b0_m.jpg",
    "15069459615_7e0fd61914_n.jpg",
    "15072973261_73e2912ef2_n.jpg",
    "15922772266_1167a06620.jpg",
}
"""Photos that the archive holds twice, one of them under two classes: always in the training split, so that none is in
two splits."""
ARCHIVE = Archive(
    title=N_("Flowers"),
    url="https://storage.googleapis.com/download.tensorflow.org/example_images/flower_photos.tgz",
    size=228_813_984,
    digest="4c54ace7911aaffe13a365c34f650e71dd5bf1be0a58b464e5a7183e3e595d9c",
    local=N_("the folder flower_photos"),
)
Split = dict[str, list[list[str]]]
"""For each split and each class, the names of its files, such as ``roses/1.jpg``."""


def load(shape: Shape) -> Dataset:
    """Return the photos of (rows, cols, channels), from the user's folder or from the official archive.

    Raises:
        DataError: They cannot be loaded, or some are missing; the message says what can be done.
    """
    folder = local_folder(FOLDER)
    train, validation, test = _from_folder(folder, shape) if folder else _from_archive(shape)
    return Dataset(
        NAME,
        LABELS,
        train.pictures,
        train.labels,
        test.pictures,
        test.labels,
        f"CNNVIZ_DATA_DIR/{FOLDER}" if folder else N_("flower_photos.tgz of TensorFlow"),
        validation.pictures,
        validation.labels,
    )


def split(names: dict[str, list[str]]) -> Split:
    """Split the files of each class by the checksum of their names: the same on every machine, in any order.

    Args:
        names: For each class, the names of its files.
    """
    parts: Split = {"train": [], "validation": [], "test": []}
    for label in LABELS:
        free = sorted(
            (name for name in names[label] if name not in TWICE), key=lambda name: md5(name.encode()).digest()
        )
        test = round(SHARE * len(names[label]))
        validation = round(SHARE * (len(names[label]) - test))
        taken = {"test": free[:test], "validation": free[test : test + validation]}
        held = {name for part in taken.values() for name in part}
        for part, files in (taken | {"train": [name for name in names[label] if name not in held]}).items():
            parts[part].append([f"{label}/{name}" for name in sorted(files)])
    return parts


def _from_folder(folder: Path, shape: Shape) -> list[Photos]:
    place = f"CNNVIZ_DATA_DIR/{FOLDER}"
    names = {label: [path.name for path in (folder / label).glob("[!.]*.jpg")] for label in LABELS}
    _require_all(
        names,
        place,
        N_(
            "{place} holds {count:,} of {all:,} photos of {flower}: copy the folder again, or unset CNNVIZ_DATA_DIR to "
            "download them."
        ),
    )
    files = {
        f"{place}, {part}": [photos.named(folder, place, some) for some in classes]
        for part, classes in split(names).items()
    }
    return photos.read("Flowers", files, shape)


def _from_archive(shape: Shape) -> list[Photos]:
    path = download.fetch(ARCHIVE)
    names = photos.names_in_tar(path)
    listed = {
        label: [photo[1] for name in names if (photo := re.fullmatch(rf"{FOLDER}/{label}/([^./][^/]*\.jpg)", name))]
        for label in LABELS
    }
    _require_all(
        listed,
        str(path),
        N_("{place} holds {count:,} of {all:,} photos of {flower}: delete it and start again to download it anew."),
    )
    parts = split(listed)
    wanted = {f"{FOLDER}/{name}" for classes in parts.values() for files in classes for name in files}
    with photos.in_tar(path, wanted) as content:
        members = {
            f"{path.name}, {part}": [[content[f"{FOLDER}/{name}"] for name in files] for files in classes]
            for part, classes in parts.items()
        }
        return photos.read("Flowers", members, shape)


def _require_all(names: dict[str, list[str]], place: str, message: str) -> None:
    """Raise `DataError` if photos are missing: the split would be another one."""
    for label, count in COUNTS.items():
        if len(names[label]) < count:
            raise DataError(Message(message, place=place, count=len(names[label]), all=count, flower=label))


DATASETS = (
    Source(
        name=NAME,
        title=N_("Flowers, 5 kinds"),
        summary=N_("3,670 colour photos of daisies, dandelions, roses, sunflowers and tulips."),
        labels=LABELS,
        licence=N_("Creative Commons Attribution, by photographers on Flickr; gathered by the TensorFlow team, 2019"),
        offline=False,
        present=lambda: local_folder(FOLDER) is not None or download.is_cached(ARCHIVE),
        load=load,
        pictures=3_670,
        learned=2_972,
        shape=(224, 224, 3),
        split=N_(
            "Of each class 10 % are test photos and 10 % of the rest validation photos, chosen by the checksum of the "
            "file’s name. Photos that the archive holds twice are training photos, so that none is in two sets."
        ),
        archive=ARCHIVE,
        own_validation=True,
    ),
)
