"""The registry of attribution methods: each module of this folder lists its own as ``METHODS``."""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz.base.registry import collect
from cnnviz.explore import attribution
from cnnviz.explore.attribution.progressive import Progressive

Explain = Callable[[NDArray[np.uint8], int], NDArray[np.float32]]
"""(picture, class) -> heat map.

The picture is of the network's own size, shape (rows, cols, channels), 0..255, and the class a number; the heat map has
any (rows, cols), 0 to 1.
"""


class Family(IntEnum):
    """What a method works with; methods are listed in this order."""

    FEATURE_MAPS = 1
    PIXEL_GRADIENTS = 2
    COVERED_PICTURES = 3
    MISLEADING = 4
    """Shown as a warning, whatever it works with."""


@dataclass(frozen=True)
class Method:
    """An attribution method.

    Attributes:
        name: Short name, as the command line takes it.
        title: Its name for people, marked for translation.
        text: How it works, in a sentence or two, marked for translation.
        family: What it works with.
        reference: The paper that it is from.
        build: Makes the method of a model.
        quick: The same in fewer steps, where many maps are wanted; None where it is quick as it is.
    """

    name: str
    title: str
    text: str
    family: Family
    reference: str
    build: Callable[[Any], Explain]
    quick: Callable[[Any], Explain] | None = None

    @property
    def reports_progress(self) -> bool:
        """Whether what ``build`` makes can be run step by step; see `cnnviz.explore.attribution.progressive`."""
        return isinstance(self.build, type) and issubclass(self.build, Progressive)


@functools.cache
def methods() -> dict[str, Method]:
    """Return every method by name, family by family; imports Keras.

    A method is added by listing it as one of the ``METHODS`` of a module here.
    """
    listed = collect(attribution, "METHODS").values()
    return {method.name: method for method in sorted(listed, key=lambda method: method.family)}
