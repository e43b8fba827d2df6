"""Are the likeliest classes named, the likeliest first, with the network's own probabilities?"""

import numpy as np
import pytest
from keras import Input, Model, Sequential, layers

from cnnviz.explore.classify import classify

LABELS = ("red", "green", "blue")
COLOURS = np.eye(3, dtype=np.uint8)[:, None, None] * 255


@pytest.fixture
def model() -> Model:
    """Takes one pixel, and doubles the odds of a class for each 255/ln 2 of its colour."""
    model = Sequential([Input((1, 1, 3)), layers.Flatten(), layers.Dense(3, "softmax", name="odds")])
    model.get_layer("odds").set_weights([np.eye(3) * np.log(2) / 255, np.zeros(3)])
    return model


def test_each_picture_gets_its_classes_with_the_likeliest_first(model: Model) -> None:
    for colour, found in zip(LABELS, classify(model, COLOURS, LABELS), strict=True):
        assert found[0].label == colour
        assert [p.probability for p in found] == pytest.approx([0.5, 0.25, 0.25])


def test_equally_likely_classes_keep_their_order(model: Model) -> None:
    black = np.zeros((1, 1, 1, 3), np.uint8)
    assert [p.label for p in classify(model, black, LABELS)[0]] == list(LABELS)


@pytest.mark.parametrize(("top", "shown"), [(1, 1), (2, 2), (3, 3), (9, 3)])
def test_no_more_classes_are_named_than_asked_for_or_than_there_are(model: Model, top: int, shown: int) -> None:
    assert [len(found) for found in classify(model, COLOURS, LABELS, top)] == [shown] * 3
