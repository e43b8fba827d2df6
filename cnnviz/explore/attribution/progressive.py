"""Attribution methods that report their progress: they work step by step, and can be stopped between two steps."""

from abc import ABC, abstractmethod
from collections.abc import Generator
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Heat = NDArray[np.float32]
Result = TypeVar("Result")


class Progressive(ABC):
    """An attribution method that reports its progress."""

    def __call__(self, picture: NDArray[np.uint8], index: int) -> Heat:
        """Return where a picture argues for a class.

        Args:
            picture: Shape (rows, cols, channels), 0..255, of the network's own size.
            index: Number of the class.

        Returns:
            Heat map, shape (rows, cols) of the picture, 0 to 1.
        """
        return result(self.steps(picture, index))

    @abstractmethod
    def steps(self, picture: NDArray[np.uint8], index: int) -> Generator[float, None, Heat]:
        """Do what a call does, a batch at a time.

        Yields:
            The share of the work that is done, up to 1, after each batch.

        Returns:
            The heat map of a call.
        """


def result(steps: Generator[float, None, Result]) -> Result:
    """Run a generator to its end and return its value."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            value: Result = end.value
            return value
