"""The types of a data set: its source, before loading, and its labelled pictures, after loading."""

import dataclasses
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz.base.errors import CnnvizError
from cnnviz.images import fit
from cnnviz.locale import N_, Message, _, ngettext

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
        origin: Where these arrays came from, in English, as files keep it; `origin_label` translates it.
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


OTHER_SPLITS = ("cifar100/cifar100_25.npz", "cub200")
"""Copies that hold the pictures in a split of their own, where the official archive has a published one."""


def not_tested(labels: Sequence[str]) -> str:
    """Return the sentence about the classes without a test picture; empty if there are none.

    >>> not_tested([]), not_tested(["cup", "fork"])
    ('', 'Not tested, for lack of test pictures: cup, fork.')
    """
    return str(not_tested_message(labels)) if labels else ""


def not_tested_message(labels: Sequence[str]) -> Message:
    """Return the sentence about at least one class without a test picture, to be read later."""
    named, more = ", ".join(labels[:NAMED]), len(labels) - NAMED
    if more > 0:
        return Message("Not tested, for lack of test pictures: {names} and {more} more.", names=named, more=more)
    return Message("Not tested, for lack of test pictures: {names}.", names=named)


def origin_label(origin: str) -> str:
    """Return where pictures came from, as a `Dataset` and files keep it, in the language that is spoken.

    >>> origin_label("CNNVIZ_DATA_DIR/cats_and_dogs, without 2 broken files")
    'the data folder, cats_and_dogs, without 2 broken files'
    """
    if broken := re.fullmatch(r"(.*), without (\d+) broken files?", origin):
        return ngettext(
            "{place}, without {n} broken file",
            "{place}, without {n} broken files",
            int(broken[2]),
            place=origin_label(broken[1]),
        )
    if folder := re.fullmatch(r"CNNVIZ_DATA_DIR/(.*)", origin):
        if folder[1] in OTHER_SPLITS:
            return _("the data folder, {file}, whose split may not be the published one", file=folder[1])
        return _("the data folder, {file}", file=folder[1])
    if version := re.fullmatch(r"your own photos, version (\w+)", origin):
        return _("your own photos, version {version}", version=version[1])
    return _(origin)


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
        url: Address of the file; empty if it can only be copied to ``CNNVIZ_DATA_DIR``.
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
    instead: str = N_("go without it: digits or shapes need no download")

    @property
    def file_name(self) -> str:
        """Its path in the cache: the folder, if there is one, and the last part of the address or of its local name."""
        return f"{self.folder}/{(self.url or self.local).rsplit('/', 1)[-1]}".lstrip("/")


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
