"""The data sets by name. Every module of this package registers its own in ``DATASETS``."""

import functools
import math
import sys

import psutil

from cnnviz.base.cache import Cache
from cnnviz.base.registry import collect
from cnnviz.datasets.dataset import DataError, Dataset, Source, not_tested, not_tested_message, origin_label
from cnnviz.datasets.fetching.progress import reporting
from cnnviz.datasets.personal import personal_set, sets, source
from cnnviz.locale import Message

__all__ = [
    "DataError",
    "Dataset",
    "Source",
    "available",
    "datasets",
    "forget",
    "get",
    "load",
    "loaded",
    "not_tested",
    "not_tested_message",
    "origin_label",
    "reporting",
    "version",
]

LOADED = Cache[Dataset](psutil.virtual_memory().total // 8, size=lambda data: data.nbytes, idle_s=math.inf)
"""An eighth of the machine's memory: a class looks at several networks, each with its own pictures."""


@functools.cache
def datasets() -> dict[str, Source]:
    """Return the source of every data set by name; nothing is loaded."""
    return collect(sys.modules[__name__], "DATASETS")


def available(owner: str | None = None) -> dict[str, Source]:
    """Return every source by name, including the personal data sets that the owner may see; None sees all."""
    return {**datasets(), **{each.name: source.source(each.name) for each in sets.personal_sets(owner)}}


def get(name: str, owner: str | None = None) -> Source:
    """Return the source of that name, if the owner may see it; None sees every one.

    Raises:
        DataError: There is none; the message lists the names.
    """
    if name.startswith(personal_set.PREFIX):
        return source.source(name, owner)
    if name not in datasets():
        known = ", ".join(datasets())
        raise DataError(Message("There is no data set {name!r}: choose one of {names}.", name=name, names=known))
    return datasets()[name]


def version(name: str) -> str:
    """Return a text that changes whenever the pictures of the data set change.

    Raises:
        DataError: There is no such data set.
    """
    return get(name).version()


def load(name: str, shape: tuple[int, int, int]) -> Dataset:
    """Return the data set with pictures of (rows, cols, channels); the last few stay in memory.

    A download or the decoding of thousands of files may take long and calls the listeners of `reporting`.

    Raises:
        DataError: It cannot be loaded; the message says what can be done.
    """
    return LOADED.get((name, shape, version(name)), lambda: get(name).load(shape))


def loaded(name: str, shape: tuple[int, int, int]) -> bool:
    """Return whether the data set with pictures of (rows, cols, channels) is in memory.

    Raises:
        DataError: There is no such data set.
    """
    return (name, shape, version(name)) in LOADED.kept


def forget() -> None:
    """Free the memory of all loaded data sets."""
    LOADED.clear()
