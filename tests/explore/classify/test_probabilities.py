"""The likeliest classes come first, with the network's own probabilities."""

import numpy as np
import pytest
from keras import Input, Model, Sequential, layers

from cnnviz.explore.classify.probabilities import BATCH, classify, one_a_class, probabilities

LABELS = ("red", "green", "blue")
COLOURS = np.eye(3, dtype=np.uint8)[:, None, None] * 255


@pytest.fixture
def model() -> Model:
    """Takes one pixel, and doubles the odds of a class for each 255/ln 2 of its colour."""
    model = Sequential([Input((1, 1, 3)), layers.Flatten(), layers.Dense(3, "softmax", name="odds")])
    model.get_layer("odds").set_weights([np.eye(3) * np.log(2) / 255, np.zeros(3)])
    return model


def test_each_picture_gets_its_classes_with_the_likeliest_first(model: Model) -> None:
    for colour, predictions in zip(LABELS, classify(model, COLOURS, LABELS), strict=True):
        assert predictions[0].label == colour
        assert [p.probability for p in predictions] == pytest.approx([0.5, 0.25, 0.25])


def test_equally_likely_classes_keep_their_order(model: Model) -> None:
    black = np.zeros((1, 1, 1, 3), np.uint8)
    assert [p.label for p in classify(model, black, LABELS)[0]] == list(LABELS)


@pytest.mark.parametrize(("top", "shown"), [(1, 1), (2, 2), (3, 3), (9, 3)])
def test_no_more_classes_are_named_than_asked_for_or_than_there_are(model: Model, top: int, shown: int) -> None:
    assert [len(predictions) for predictions in classify(model, COLOURS, LABELS, top)] == [shown] * 3


@pytest.fixture
def one_neuron() -> Model:
    """Takes one pixel; the probability of the second label doubles its odds for each 10 of the red value."""
    model = Sequential([Input((1, 1, 3)), layers.Flatten(), layers.Dense(1, "sigmoid", name="odds")])
    model.get_layer("odds").set_weights([np.array([[np.log(2) / 10], [0.0], [0.0]]), np.array([-np.log(2)])])
    return model


def reds(*values: int) -> np.ndarray:
    """Pictures of one pixel, shape (n, 1, 1, 3)."""
    return np.array([[[[value, 0, 0]]] for value in values], np.uint8)


def test_one_neuron_is_the_probability_of_the_second_label(one_neuron: Model) -> None:
    assert probabilities(one_neuron, reds(0, 10, 20)) == pytest.approx(np.array([[2, 1], [1.5, 1.5], [1, 2]]) / 3)
    cat, _, dog = classify(one_neuron, reds(0, 10, 20), ("cat", "dog"))
    assert [(p.label, pytest.approx(p.probability)) for p in cat] == [("cat", 2 / 3), ("dog", 1 / 3)]
    assert [(p.label, pytest.approx(p.probability)) for p in dog] == [("dog", 2 / 3), ("cat", 1 / 3)]


def test_one_a_class_gives_the_same_answer_and_keeps_the_tiny_probabilities(one_neuron: Model) -> None:
    both = one_a_class(one_neuron)
    pictures = reds(0, 7, 100, 255)
    assert both.output_shape == (None, 2)
    assert probabilities(both, pictures) == pytest.approx(probabilities(one_neuron, pictures), abs=1e-6)
    bright = np.full((1, 1, 1, 3), 255, np.uint8)
    one_neuron.get_layer("odds").set_weights([np.array([[40 / 255], [0.0], [0.0]]), np.zeros(1)])
    assert probabilities(one_neuron, bright)[0, 0] == 0
    assert probabilities(one_a_class(one_neuron), bright)[0, 0] == pytest.approx(np.exp(-40), rel=1e-4)


def test_a_model_with_one_neuron_a_class_stays_itself(model: Model) -> None:
    assert one_a_class(model) is model


def test_many_pictures_go_through_in_batches_and_none_is_lost(model: Model) -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (2 * BATCH + 3, 1, 1, 3)).astype("uint8")
    rows = probabilities(model, pictures)
    assert rows.shape == (2 * BATCH + 3, 3)
    assert rows[-1] == pytest.approx(probabilities(model, pictures[-1:])[0])
    assert probabilities(model, pictures[:0]).shape == (0, 3)
