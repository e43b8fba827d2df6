"""Birds: “Caltech-UCSD Birds 200” of 2010, as in documents 000 and 001."""

from pathlib import Path

from cnnviz.base.files import reason
from cnnviz.datasets import photos
from cnnviz.datasets.bird_names import LABELS
from cnnviz.datasets.dataset import Archive, DataError, Dataset, Shape, Source
from cnnviz.datasets.fetching import download
from cnnviz.datasets.fetching.official import local_folder
from cnnviz.datasets.photos import Photos
from cnnviz.locale import N_, Message

NAME = "birds"
FOLDER = "cub200"
PICTURES = Archive(
    title=N_("Birds"),
    url="http://www.vision.caltech.edu/visipedia-data/CUB-200/images.tgz",
    size=679_421_896,
    digest="2a6d2246bbb9778ca03aa94e2e683ccb4f8821a36b7f235c0822e659d60a803e",
    local=N_("the folder cub200"),
    folder="cub200",
)
LISTS = Archive(
    title=N_("Birds, the lists"),
    url="http://www.vision.caltech.edu/visipedia-data/CUB-200/lists.tgz",
    size=201_844,
    digest="aeacbd5e3539ae84ea726e8a266a9a119c18f055cd80f3836d5eb4500b005428",
    local=N_("the folder cub200"),
    folder="cub200",
)
SPLITS = ("train", "test")


def load(shape: Shape) -> Dataset:
    """Return the photos of (rows, cols, channels), from the user's folder or from the official archives.

    Raises:
        DataError: They cannot be loaded, or some are missing; the message says what can be done.
    """
    folder = local_folder(FOLDER)
    train, test = _from_folder(folder, shape) if folder else _from_archives(shape)
    return Dataset(
        NAME,
        LABELS,
        train.pictures,
        train.labels,
        test.pictures,
        test.labels,
        f"CNNVIZ_DATA_DIR/{FOLDER}" if folder else N_("images.tgz and lists.tgz of Caltech"),
    )


def _from_folder(folder: Path, shape: Shape) -> list[Photos]:
    place, files = f"CNNVIZ_DATA_DIR/{FOLDER}", {}
    for split in SPLITS:
        try:
            names = (folder / f"{split}.txt").read_text(encoding="utf-8", errors="replace").split()
        except OSError as error:
            raise DataError(
                Message(
                    "{file} cannot be read ({reason}): copy the folder again.",
                    file=f"{place}/{split}.txt",
                    reason=reason(error),
                )
            ) from error
        files[f"{place}, {split}"] = [photos.named(folder / "images", place, some) for some in _by_class(names)]
    return photos.read("Birds", files, shape)


def _from_archives(shape: Shape) -> list[Photos]:
    lists, pictures = download.fetch(LISTS), download.fetch(PICTURES)
    with photos.in_tar(lists, [f"lists/{split}.txt" for split in SPLITS]) as content:
        texts = {split: content[f"lists/{split}.txt"]().decode("utf-8", "replace") for split in SPLITS}
    listed = {split: _by_class(text.split()) for split, text in texts.items()}
    wanted = {f"images/{name}" for classes in listed.values() for some in classes for name in some}
    with photos.in_tar(pictures, wanted) as content:
        files = {
            f"{pictures.name}, {split}": [[content[f"images/{name}"] for name in some] for some in classes]
            for split, classes in listed.items()
        }
        return photos.read("Birds", files, shape)


def _by_class(names: list[str]) -> list[list[str]]:
    """Group names such as ``001.Black_footed_Albatross/1.jpg`` by the class number at their start."""
    if not names:
        raise DataError(Message("A list of birds names no photo: copy the lists again."))
    classes: list[list[str]] = [[] for _ in LABELS]
    for name in names:
        number = name.split(".", 1)[0]
        if not (number.isdecimal() and 1 <= int(number) <= len(LABELS)):
            raise DataError(
                Message("The list of birds names {name!r}, which is of no class: copy the lists again.", name=name)
            )
        classes[int(number) - 1].append(name)
    return classes


DATASETS = (
    Source(
        name=NAME,
        title=N_("Birds, 200 species"),
        summary=N_(
            "6,033 colour photos of 200 species of birds, 15 of each to train on: many classes, few photos. "
            "The classes "
            "keep their English common names. In other languages a species is found by its scientific name, two Latin "
            "words for genus and species that are the same everywhere: the Bobolink is Dolichonyx oryzivorus."
        ),
        labels=LABELS,
        licence=N_(
            "P. Welinder et al., Caltech, 2010; photos from Flickr, for research and teaching, not for commerce"
        ),
        offline=False,
        present=lambda: (
            local_folder(FOLDER) is not None or (download.is_cached(PICTURES) and download.is_cached(LISTS))
        ),
        load=load,
        pictures=6_033,
        learned=3_000,
        shape=(224, 224, 3),
        split=N_(
            "3,000 photos to train on and 3,033 to test on, as the lists beside the photos name them; those "
            "of a copy in "
            "the data folder may differ from the official ones. A share of the training photos is held back for "
            "validation."
        ),
        archive=PICTURES,
    ),
)
