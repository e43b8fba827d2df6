"""Which data sets are there?  Every module here adds its ``DATASETS``."""

import functools
import sys

from cnnviz.datasets import own, own_source
from cnnviz.datasets.dataset import DataError, Dataset, Source
from cnnviz.datasets.download import reporting
from cnnviz.registry import collect

__all__ = ["DataError", "Dataset", "Source", "available", "datasets", "forget", "get", "load", "reporting", "version"]


@functools.cache
def datasets() -> dict[str, Source]:
    """Return every data set's source by name; nothing is loaded."""
    return collect(sys.modules[__name__], "DATASETS")


def available() -> dict[str, Source]:
    """Return every data set's source by name, also those that people made of their own photos."""
    return {**datasets(), **{each.name: own_source.source(each.name) for each in own.own_sets()}}


def get(name: str) -> Source:
    """Return the source of that name.

    Raises:
        DataError: There is none; the message lists those that there are.
    """
    if name.startswith(own.PREFIX):
        return own_source.source(name)
    if name not in datasets():
        raise DataError(f"There is no data set {name!r}: choose one of {', '.join(datasets())}.")
    return datasets()[name]


def version(name: str) -> str:
    """Return a word for what the data set holds now; another one when its pictures change.

    Raises:
        DataError: There is no such data set.
    """
    return get(name).version()


def load(name: str, shape: tuple[int, int, int]) -> Dataset:
    """Return the data set with pictures of (rows, cols, channels); the last few stay in memory.

    What may take long, a download or the reading of thousands of files, tells the listeners of `reporting`.

    Raises:
        DataError: It cannot be had; the message says what can be done.
    """
    return _loaded(name, shape, version(name))


@functools.lru_cache(maxsize=3)
def _loaded(name: str, shape: tuple[int, int, int], version: str) -> Dataset:
    return get(name).load(shape)


def forget() -> None:
    """Give the memory of all loaded data sets back."""
    _loaded.cache_clear()
