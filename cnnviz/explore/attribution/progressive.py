"""What of a method that takes a while?  It goes in steps, which can be watched, and ended between any two."""

from abc import ABC, abstractmethod
from collections.abc import Generator
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Heat = NDArray[np.float32]
Found = TypeVar("Found")


class Gradual(ABC):
    """A method of attribution that says how far it is."""

    def __call__(self, picture: NDArray[np.uint8], index: int) -> Heat:
        """Return where a picture argues for a class.

        Args:
            picture: Shape (rows, cols, channels), 0..255, of the network's own size.
            index: Number of the class.

        Returns:
            Heat map, shape (rows, cols) of the picture, 0 to 1.
        """
        return finished(self.steps(picture, index))

    @abstractmethod
    def steps(self, picture: NDArray[np.uint8], index: int) -> Generator[float, None, Heat]:
        """Do what a call does, a batch at a time: yield the share that is done after each, up to 1, and return the heat map."""


def finished(going: Generator[float, None, Found]) -> Found:
    """Return what comes of steps when all of them are done."""
    while True:
        try:
            next(going)
        except StopIteration as end:
            found: Found = end.value
            return found
