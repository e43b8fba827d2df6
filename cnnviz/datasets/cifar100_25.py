"""CIFAR-100, its first 25 classes: 32×32 colour photos, as in documents 000 and 001."""

import tarfile
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cnnviz.datasets.dataset import Archive, DataError, Dataset, Shape, Source
from cnnviz.datasets.fetching import download
from cnnviz.datasets.fetching.official import arrays, local
from cnnviz.locale import N_, NP_, Message

LABELS = (
    NP_("class", "apple"),
    NP_("class", "aquarium fish"),
    NP_("class", "baby"),
    NP_("class", "bear"),
    NP_("class", "beaver"),
    NP_("class", "bed"),
    NP_("class", "bee"),
    NP_("class", "beetle"),
    NP_("class", "bicycle"),
    NP_("class", "bottle"),
    NP_("class", "bowl"),
    NP_("class", "boy"),
    NP_("class", "bridge"),
    NP_("class", "bus"),
    NP_("class", "butterfly"),
    NP_("class", "camel"),
    NP_("class", "can"),
    NP_("class", "castle"),
    NP_("class", "caterpillar"),
    NP_("class", "cattle"),
    NP_("class", "chair"),
    NP_("class", "chimpanzee"),
    NP_("class", "clock"),
    NP_("class", "cloud"),
    NP_("class", "cockroach"),
)
FILE = "cifar100/cifar100_25.npz"
ARCHIVE = Archive(
    title="CIFAR-100",
    url="https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz",
    size=168_513_733,
    digest="03b5dce01913d631647c71ecec9e9cb8",
    local=FILE,
    algorithm="md5",  # No other checksum is published; the file holds plain bytes, nothing executable.
)


def first_classes(
    pictures: NDArray[np.uint8], labels: NDArray[np.integer], classes: int = len(LABELS)
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Keep the pictures of the first classes.

    Args:
        pictures: Shape (n, rows, cols, channels), 0..255.
        labels: Shape (n,) or (n, 1), the class of each.
        classes: Number of classes to keep.

    >>> first_classes(np.zeros((3, 1, 1, 3), np.uint8), np.array([[0], [7], [1]]), classes=2)[1].tolist()
    [0, 1]
    """
    labels = labels.reshape(-1)
    kept = labels < classes
    return pictures[kept], labels[kept].astype("int64")


def records(content: bytes) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Split a binary file of CIFAR-100 into pictures, shape (n, 32, 32, 3), 0..255, and fine labels, shape (n,).

    A record is a byte for the coarse label, one for the fine label, and 1,024 each of red, green and blue.
    """
    table = np.frombuffer(content, np.uint8).reshape(-1, 2 + 3 * 32 * 32)
    return table[:, 2:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1), table[:, 1]


def load(shape: Shape) -> Dataset:
    """Return the 12,500 training and 2,500 test pictures, of (rows, cols, channels)."""
    path = local(FILE)
    if path:
        x_train, y_train, x_test, y_test = arrays(path)
        train, test = (x_train, y_train), (x_test, y_test)
        origin = f"CNNVIZ_DATA_DIR/{FILE}"
    else:
        train, test = _from_archive(download.fetch(ARCHIVE))
        origin = N_("cifar-100-binary.tar.gz of the University of Toronto, fine labels 0 to 24")
    return Dataset("cifar100_25", LABELS, *first_classes(*train), *first_classes(*test), origin).fitted(shape)


def _from_archive(path: Path) -> list[tuple[NDArray[np.uint8], NDArray[np.uint8]]]:
    """Read train and test in place: nothing of the archive is ever written under a name that it gives."""
    try:
        with tarfile.open(path, "r:gz") as archive:
            contents = {
                member.name: file.read()
                for member in archive
                if member.isfile() and (file := archive.extractfile(member))
            }
        return [records(contents[f"cifar-100-binary/{split}.bin"]) for split in ("train", "test")]
    except (OSError, EOFError, KeyError, ValueError, tarfile.TarError, zlib.error) as error:
        raise DataError(
            Message("{path} cannot be read: delete it and start again to download it anew.", path=str(path))
        ) from error


DATASETS = (
    Source(
        name="cifar100_25",
        title=N_("CIFAR-100, first 25 classes"),
        summary=N_("15,000 small colour photos of 25 kinds of things, 32×32 pixels."),
        labels=LABELS,
        licence=N_("Krizhevsky, 2009; free for research with citation"),
        offline=False,
        present=lambda: local(FILE) is not None or download.is_cached(ARCHIVE),
        load=load,
        pictures=15_000,
        learned=12_500,
        split=N_(
            "Of each class 500 photos to train on and 100 to test on. The official archive has the published split; a "
            "copy in the data folder may have another, on which accuracies differ a little. A tenth of the training "
            "photos can be held back for validation, as in “Práctica 2: CNN” by Antonio Coín Castro."
        ),
        archive=ARCHIVE,
    ),
)
