"""What is a data set?  Pictures with a label each, split into those to train on and those to test on."""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.base.errors import CnnvizError
from cnnviz.images import fit

Shape = tuple[int, int, int]


class DataError(CnnvizError):
    """Data that cannot be had: the text names the ways to get them and the choices that need no network."""


@dataclass(frozen=True, eq=False)
class Dataset:
    """Pictures and labels in memory.

    Attributes:
        name: Name of the data set.
        labels: Name of each class; the position is the label.
        x_train: Training pictures, shape (n, rows, cols, channels), 0..255.
        y_train: Label of each training picture, shape (n,), 0 up to the number of classes.
        x_test: Test pictures, shape (m, rows, cols, channels), 0..255.
        y_test: Label of each test picture, shape (m,).
        origin: Where these very arrays came from.
        x_validation: Validation pictures, where the data set comes with some.
        y_validation: Label of each validation picture.
    """

    name: str
    labels: tuple[str, ...]
    x_train: NDArray[np.uint8]
    y_train: NDArray[np.int64]
    x_test: NDArray[np.uint8]
    y_test: NDArray[np.int64]
    origin: str
    x_validation: NDArray[np.uint8] | None = None
    y_validation: NDArray[np.int64] | None = None

    @property
    def nbytes(self) -> int:
        """Bytes of all its pictures and labels; arrays that are the same count once."""
        arrays = {
            id(array): array.nbytes
            for array in (self.x_train, self.y_train, self.x_test, self.y_test, self.x_validation, self.y_validation)
            if array is not None
        }
        return sum(arrays.values())

    @property
    def untested(self) -> tuple[str, ...]:
        """Names of the classes of which there is no test picture: no test figure says anything of them."""
        tested = set(self.y_test.tolist())
        return tuple(label for number, label in enumerate(self.labels) if number not in tested)

    def fitted(self, shape: Shape) -> "Dataset":
        """Return the data set with every picture brought to (rows, cols, channels), by `cnnviz.images.fit`."""
        if self.x_train.shape[1:] == shape:
            return self
        return dataclasses.replace(
            self,
            x_train=_fit_all(self.x_train, shape),
            x_test=_fit_all(self.x_test, shape),
            x_validation=None if self.x_validation is None else _fit_all(self.x_validation, shape),
        )


NAMED = 5
"""Classes that a sentence names; of further ones only the number is told."""


def not_tested(labels: Sequence[str]) -> str:
    """Return the sentence that says of which classes no picture was tested; nothing where there are none.

    >>> not_tested([]), not_tested(["cup", "fork"])
    ('', 'Not tested, as no test picture is of it: cup, fork.')
    """
    more = len(labels) - NAMED
    named = ", ".join(labels[:NAMED]) + (f" and {more} more" if more > 0 else "")
    return f"Not tested, as no test picture is of it: {named}." if labels else ""


def _fit_all(pictures: NDArray[np.uint8], shape: Shape) -> NDArray[np.uint8]:
    fitted = np.empty((len(pictures), *shape), np.uint8)
    for index, picture in enumerate(pictures):
        fitted[index] = fit(picture, shape)
    return fitted


@dataclass(frozen=True)
class Archive:
    """A file that the owner of a data set publishes.

    Attributes:
        title: The data set, for messages.
        url: Where it is published.
        size: Bytes.
        digest: Checksum in hexadecimal, as published; empty where none is.
        local: What ``CNNVIZ_DATA_DIR`` would hold in its place.
        algorithm: Of the checksum, such as ``"sha256"``.
        folder: Where it lies in the cache, for a file whose name alone says little.
        instead: What can be done without it.
    """

    title: str
    url: str
    size: int
    digest: str
    local: str
    algorithm: str = "sha256"
    folder: str = ""
    instead: str = "go without it: digits or shapes need no download"

    @property
    def file_name(self) -> str:
        """Its name in the cache: the folder, if there is one, and the last part of the address."""
        return f"{self.folder}/{self.url.rsplit('/', 1)[-1]}".lstrip("/")


@dataclass(frozen=True)
class Source:
    """A data set that can be loaded: what it is, and how to get it.

    Attributes:
        name: Short name, also the word for it in a recipe.
        title: One line for people.
        summary: One sentence for people.
        labels: Name of each class.
        licence: Licence or terms of use.
        offline: Whether it needs no network at all.
        present: Says whether loading needs no download now.
        load: Gives the data set with pictures of (rows, cols, channels).
        pictures: How many there are, of all splits together.
        shape: Usual (rows, cols, channels), as in the documents.
        split: Sentences for people: which pictures are learned from, validated on, tested on.
        archive: What is downloaded when the pictures are not here; None where nothing ever is.
        own_validation: Whether it comes with pictures to validate on.
        version: Says which pictures it holds now, where they can change.
        learned: About how many of them are learned from, a share held back counted; 0 where nobody has counted.
    """

    name: str
    title: str
    summary: str
    labels: tuple[str, ...]
    licence: str
    offline: bool
    present: Callable[[], bool]
    load: Callable[[Shape], Dataset]
    pictures: int = 0
    shape: Shape = (32, 32, 3)
    split: str = ""
    archive: Archive | None = None
    own_validation: bool = False
    version: Callable[[], str] = str
    learned: int = 0
