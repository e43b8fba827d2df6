"""The types of a data set: its source, before loading, and its labelled pictures, after loading."""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.base.errors import CnnvizError
from cnnviz.images import fit

Shape = tuple[int, int, int]


class DataError(CnnvizError):
    """Data that cannot be loaded: the message names the ways to get them and the choices that need no network."""


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
        origin: Where these arrays came from.
        x_validation: Validation pictures, if the data set has its own.
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
        """Bytes of all its pictures and labels; an array used twice counts once."""
        arrays = {
            id(array): array.nbytes
            for array in (self.x_train, self.y_train, self.x_test, self.y_test, self.x_validation, self.y_validation)
            if array is not None
        }
        return sum(arrays.values())

    @property
    def untested(self) -> tuple[str, ...]:
        """Names of the classes without a test picture, of which the test figures say nothing."""
        tested = set(self.y_test.tolist())
        return tuple(label for number, label in enumerate(self.labels) if number not in tested)

    def fitted(self, shape: Shape) -> "Dataset":
        """Return the data set with every picture resized to (rows, cols, channels) by `cnnviz.images.fit`."""
        if self.x_train.shape[1:] == shape:
            return self
        return dataclasses.replace(
            self,
            x_train=_fit_all(self.x_train, shape),
            x_test=_fit_all(self.x_test, shape),
            x_validation=None if self.x_validation is None else _fit_all(self.x_validation, shape),
        )


NAMED = 5
"""Most classes that a sentence names; of further ones it gives the number."""


def not_tested(labels: Sequence[str]) -> str:
    """Return the sentence about the classes without a test picture; empty if there are none.

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
        url: Address of the file.
        size: Size in bytes.
        digest: Published checksum in hexadecimal; empty if there is none.
        local: File or folder in ``CNNVIZ_DATA_DIR`` that replaces it.
        algorithm: Algorithm of the checksum, such as ``"sha256"``.
        folder: Folder in the cache, for a file whose name alone says little.
        instead: Alternative to downloading it, for messages.
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
        """Its path in the cache: the folder, if there is one, and the last part of the address."""
        return f"{self.folder}/{self.url.rsplit('/', 1)[-1]}".lstrip("/")


@dataclass(frozen=True)
class Source:
    """A data set that can be loaded: its description, and the function that loads it.

    Attributes:
        name: Short name, as recipes refer to it.
        title: One line for people.
        summary: One sentence for people.
        labels: Name of each class.
        licence: Licence or terms of use.
        offline: Whether it never needs a download.
        present: Returns whether loading needs no download now.
        load: Returns the data set with pictures of (rows, cols, channels).
        pictures: Number of pictures in all splits together.
        shape: Usual (rows, cols, channels), as in the documents.
        split: Sentences for people: the pictures for training, validation and testing.
        archive: File that is downloaded if the pictures are missing; None if nothing ever is.
        own_validation: Whether it has its own validation pictures.
        version: Returns a text that changes with the pictures, if these can change.
        learned: Number of training pictures, including a share held back for validation; 0 if unknown.
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
