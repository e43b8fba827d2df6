"""Photos and personal data sets for tests."""

from collections.abc import Callable

import numpy as np
import pytest

from cnnviz.datasets import DataError
from cnnviz.datasets.personal import adding, sets
from cnnviz.datasets.personal.personal_set import PersonalSet
from cnnviz.images import png

COLOURS = {"red": 0, "green": 1, "blue": 2}


def photo(number: int, channel: int = 0, side: int = 40) -> bytes:
    """A noisy photo of one colour, another for each number."""
    pixels = np.random.default_rng((number, channel)).integers(0, 60, (side, side, 3), np.uint8)
    pixels[:, :, channel] += 180
    return png(pixels)


def filled(count: int, *labels: str) -> PersonalSet:
    """A data set with that many photos of each class."""
    name = sets.create("Colours").name
    for label in labels or COLOURS:
        folder = sets.add_class(name, label).folder
        for number in range(count):
            assert adding.add_photo(name, folder, photo(number, COLOURS.get(label, 0)), f"{number}.png")
    return sets.get(name)


def sentence(act: Callable[[], object], kind: type[Exception] = DataError) -> str:
    """The one sentence of the error that an act raises."""
    with pytest.raises(kind) as caught:
        act()
    message = str(caught.value)
    assert message.endswith(".")
    assert "\n" not in message
    return message
