"""Which data sets are there?  Every module here adds its ``DATASETS``."""

import functools
import sys

from cnnviz.datasets.dataset import DataError, Dataset, Source
from cnnviz.datasets.download import reporting
from cnnviz.registry import collect

__all__ = ["DataError", "Dataset", "Source", "datasets", "get", "load", "reporting"]


@functools.cache
def datasets() -> dict[str, Source]:
    """Return every data set's source by name; nothing is loaded."""
    return collect(sys.modules[__name__], "DATASETS")


def get(name: str) -> Source:
    """Return the source of that name.

    Raises:
        DataError: There is none; the message lists those that there are.
    """
    if name not in datasets():
        raise DataError(f"There is no data set {name!r}: choose one of {', '.join(datasets())}.")
    return datasets()[name]


@functools.lru_cache(maxsize=3)
def load(name: str, shape: tuple[int, int, int]) -> Dataset:
    """Return the data set with pictures of (rows, cols, channels); the last few stay in memory.

    What may take long, a download or the reading of thousands of files, tells the listeners of `reporting`.

    Raises:
        DataError: It cannot be had; the message says what can be done.
    """
    return get(name).load(shape)
