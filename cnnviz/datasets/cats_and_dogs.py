"""Cats and dogs: two selections of Kaggle's “Dogs vs. Cats”, the photos of documents 003 and 002."""

from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from cnnviz.datasets import photos
from cnnviz.datasets.dataset import Archive, DataError, Dataset, Shape, Source
from cnnviz.datasets.fetching import download
from cnnviz.datasets.fetching.official import local_folder
from cnnviz.datasets.photos import Photos
from cnnviz.locale import N_, NP_, Message

LABELS = (NP_("class", "cat"), NP_("class", "dog"))
FOLDERS = ("cats", "dogs")
LICENCE = N_("Microsoft Research and Petfinder (Asirra), 2007; for research and teaching, Kaggle’s competition terms")


@dataclass(frozen=True)
class Selection:
    """The photos, of all 25,000, that belong to a data set.

    Attributes:
        name: Name of the data set, and of its folder in ``CNNVIZ_DATA_DIR``.
        title: One line for people.
        numbers: For each split, by the name of its folder, the numbers of its photos, the same for cats and for dogs.
    """

    name: str
    title: str
    numbers: dict[str, range]


SMALL = Selection(
    "cats_and_dogs",
    N_("Cats and dogs"),
    {"train": range(1000), "validation": range(1000, 1500), "test": range(1500, 2000)},
)
LARGE = Selection(
    "cats_and_dogs_8k",
    N_("Cats and dogs, 10,000 small photos"),
    {"training_set": range(1, 4001), "test_set": range(4001, 5001)},
)
ARCHIVE = Archive(
    title=N_("Cats and dogs"),
    url="https://download.microsoft.com/download/3/E/1/3E1C3F21-ECDB-4869-8368-6DEBA77B919F/kagglecatsanddogs_5340.zip",
    size=824_887_076,
    digest="b7974bd00a84a99921f36ee4403f089853777b5ae8d151c76a86e64900334af9",
    local=N_("the folder cats_and_dogs or cats_and_dogs_8k"),
)


def load(selection: Selection, shape: Shape) -> Dataset:
    """Return the photos of (rows, cols, channels), from the user's folder or from Microsoft's archive.

    Without a split for validation the test photos are used for validation too, as in the notebook “Mini ResNet”.

    Raises:
        DataError: They cannot be loaded, or some are missing; the message says what can be done.
    """
    folder = local_folder(selection.name)
    splits = _from_folder(selection, folder, shape) if folder else _from_archive(selection, shape)
    train, *validation, test = splits
    shown = validation[0] if validation else test
    broken = sum(split.broken for split in splits)
    origin = f"CNNVIZ_DATA_DIR/{selection.name}" if folder else N_("kagglecatsanddogs_5340.zip of Microsoft")
    return Dataset(
        selection.name,
        LABELS,
        train.pictures,
        train.labels,
        test.pictures,
        test.labels,
        origin + (f", without {broken} broken file{'s' * (broken > 1)}" if broken else ""),
        shown.pictures,
        shown.labels,
    )


def _from_folder(selection: Selection, folder: Path, shape: Shape) -> list[Photos]:
    files = {}  # All are checked before the first is decoded, so that a missing one is reported at once.
    for split, numbers in selection.numbers.items():
        place = f"CNNVIZ_DATA_DIR/{selection.name}/{split}"
        files[place] = [photos.in_folder(folder / split / kind, f"{place}/{kind}", len(numbers)) for kind in FOLDERS]
    return photos.read(selection.title, files, shape)


def _from_archive(selection: Selection, shape: Shape) -> list[Photos]:
    path = download.fetch(ARCHIVE)
    try:
        with ZipFile(path) as archive:  # Read in place: nothing of it is ever written under a name that it gives.
            members = {
                f"{path.name}, {split}": [
                    photos.in_archive(archive, [f"PetImages/{kind.title()}/{number}.jpg" for number in numbers])
                    for kind in LABELS
                ]
                for split, numbers in selection.numbers.items()
            }
            return photos.read(selection.title, members, shape)
    except (OSError, BadZipFile) as error:
        raise DataError(
            Message("{path} cannot be read: delete it and start again to download it anew.", path=str(path))
        ) from error


def present(selection: Selection) -> bool:
    """Return whether loading needs no download now."""
    return local_folder(selection.name) is not None or download.is_cached(ARCHIVE)


DATASETS = (
    Source(
        name=SMALL.name,
        title=SMALL.title,
        summary=N_("4,000 colour photos of cats and dogs of any size: so few that a network easily overfits."),
        labels=LABELS,
        licence=LICENCE,
        offline=False,
        present=lambda: present(SMALL),
        load=lambda shape: load(SMALL, shape),
        pictures=4_000,
        learned=2_000,
        shape=(150, 150, 3),
        split=N_(
            "As in Wílmer Pereira’s slides “Redes Neuronales Convolucionales”: photos 0 to 999 of each class to train "
            "on, 1000 to 1499 to validate on, and 1500 to 1999 to test on at the end. Broken files are left out."
        ),
        archive=ARCHIVE,
        own_validation=True,
    ),
    Source(
        name=LARGE.name,
        title=LARGE.title,
        summary=N_("10,000 colour photos of cats and dogs, usually 64×64 pixels."),
        labels=LABELS,
        licence=LICENCE,
        offline=False,
        present=lambda: present(LARGE),
        load=lambda shape: load(LARGE, shape),
        pictures=10_000,
        learned=8_000,
        shape=(64, 64, 3),
        split=N_(
            "As in the notebook “Mini ResNet”: photos 1 to 4000 of each class to train on, 4001 to 5000 to test on. "
            "These are the validation set too, so early stopping has seen them: the test accuracy is a little too good."
        ),
        archive=ARCHIVE,
        own_validation=True,
    ),
)
