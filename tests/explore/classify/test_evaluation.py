"""Figures of an evaluation, compared with those worked out by hand, by Keras and by scikit-learn."""

import dataclasses
from pathlib import Path

import keras
import numpy as np
import pytest
from sklearn.calibration import calibration_curve
from sklearn.metrics import log_loss

from cnnviz import actions, datasets
from cnnviz.datasets import Dataset
from cnnviz.explore.classify.evaluation import Evaluation, cross_entropy, evaluate, reliability
from cnnviz.explore.classify.probabilities import one_a_class, probabilities
from cnnviz.training.learning.train import evaluate as keras_figures
from cnnviz.training.runs import Run

LABELS = ("cat", "dog", "owl")
TRUTH = np.array([0, 0, 0, 1, 1, 1])
PROBABILITIES = np.array(
    [[0.8, 0.1, 0.1], [0.6, 0.3, 0.1], [0.2, 0.7, 0.1], [0.1, 0.9, 0.0], [0.95, 0.05, 0.0], [0.5, 0.4, 0.1]], np.float32
)
"""Two cats right, one taken for a dog; one dog right, two taken for cats; no owl at all."""


@pytest.fixture
def small() -> Evaluation:
    return evaluate(TRUTH, PROBABILITIES, LABELS)


def test_accuracy_loss_and_confusion_by_hand(small: Evaluation) -> None:
    assert small.images == 6
    assert small.accuracy == 0.5
    assert small.loss == pytest.approx(-np.log([0.8, 0.6, 0.2, 0.9, 0.05, 0.4]).mean())
    assert small.confusion.tolist() == [[2, 1, 0], [2, 1, 0], [0, 0, 0]]
    assert small.top5 is None


def test_each_class_by_hand(small: Evaluation) -> None:
    cat, dog, owl = small.classes
    assert (cat.label, cat.images, cat.precision, cat.recall) == ("cat", 3, 0.5, pytest.approx(2 / 3))
    assert (dog.label, dog.images, dog.precision, dog.recall) == ("dog", 3, 0.5, pytest.approx(1 / 3))
    assert cat.f1 == pytest.approx(2 * 0.5 * (2 / 3) / (0.5 + 2 / 3))
    assert owl.images == 0
    assert np.isnan([owl.precision, owl.recall, owl.f1]).all()


def test_the_surest_mistake_comes_first(small: Evaluation) -> None:
    assert small.mistakes().tolist() == [4, 2, 5]
    assert small.cell(1, 0).tolist() == [4, 5]
    assert small.cell(0, 0).tolist() == [0, 1]
    assert small.cell(0, 2).tolist() == []
    assert small.worst() == (1, 0)


def test_a_faultless_network_has_no_mistakes() -> None:
    best = evaluate(np.array([1, 1, 0]), np.array([[0.0, 1.0], [0.1, 0.9], [1.0, 0.0]], np.float32), ("a", "b"))
    assert (best.accuracy, best.mistakes().tolist(), best.worst()) == (1, [], (1, 1))
    assert best.reliability.accuracy.tolist() == [1, 1]


def test_top_five_counts_a_class_among_the_five_likeliest() -> None:
    row = np.array([0.3, 0.2, 0.2, 0.15, 0.1, 0.05], np.float32)
    evaluation = evaluate(np.array([0, 4, 5, 5]), np.stack([row] * 4), tuple("abcdef"))
    assert evaluation.top5 == 0.5
    assert evaluation.accuracy == 0.25


def test_reliability_by_hand() -> None:
    right = np.array([True, False, True, True])
    curve = reliability(right, np.array([0.55, 0.65, 0.95, 1.0]))
    assert curve.images.tolist() == [1, 1, 2]
    assert curve.confidence == pytest.approx([0.55, 0.65, 0.975])
    assert curve.accuracy.tolist() == [1, 0, 1]
    assert curve.error == pytest.approx((0.45 + 0.65 + 2 * 0.025) / 4)


def test_reliability_is_scikit_learns() -> None:
    generator = np.random.default_rng(0)
    confidence = generator.random(500)
    right = generator.random(500) < confidence
    accuracy, mean = calibration_curve(right, confidence, n_bins=10)
    ours = reliability(right, confidence)
    assert ours.accuracy == pytest.approx(accuracy)
    assert ours.confidence == pytest.approx(mean)


def test_a_tiny_probability_counts_in_full() -> None:
    sure = np.array([[1.0, 1e-30]], np.float32)
    assert cross_entropy(np.array([1]), sure) == pytest.approx(30 * np.log(10))
    assert np.isfinite(cross_entropy(np.array([1]), np.array([[1.0, 0.0]], np.float32)))
    assert cross_entropy(TRUTH, PROBABILITIES) == pytest.approx(
        log_loss(TRUTH, PROBABILITIES.astype("float64").round(2), labels=[0, 1, 2])
    )


def test_the_figures_are_those_of_keras(trained: Run) -> None:
    evaluation = actions.report(trained)
    theirs = keras_figures(trained.model(), datasets.load("digits", (16, 16, 1)))
    assert evaluation.accuracy == pytest.approx(theirs["test_accuracy"], abs=1e-6)
    assert evaluation.loss == pytest.approx(theirs["test_loss"], abs=1e-5)
    assert evaluation.images == theirs["images"] == evaluation.confusion.sum()
    assert evaluation.labels == datasets.get("digits").labels
    recall = evaluation.confusion.diagonal() / evaluation.confusion.sum(axis=1)
    assert [figures.recall for figures in evaluation.classes] == pytest.approx(recall)


def two_of(digits: Dataset) -> Dataset:
    """Only the zeros and ones of the test pictures."""
    chosen = digits.y_test < 2
    return dataclasses.replace(
        digits, labels=digits.labels[:2], x_test=digits.x_test[chosen], y_test=digits.y_test[chosen]
    )


@pytest.mark.parametrize("scale", [0.05, 5.0])
def test_the_figures_of_one_sigmoid_neuron_are_those_of_keras_even_where_it_is_too_sure(scale: float) -> None:
    keras.utils.set_random_seed(0)
    start = keras.initializers.RandomNormal(stddev=scale, seed=0)
    model = keras.Sequential(
        [
            keras.Input((16, 16, 1)),
            keras.layers.Rescaling(1 / 255),
            keras.layers.Flatten(),
            keras.layers.Dense(1, "sigmoid", kernel_initializer=start),
        ]
    )
    data = two_of(datasets.load("digits", (16, 16, 1)))
    evaluation = evaluate(data.y_test, probabilities(one_a_class(model), data.x_test), data.labels)
    theirs = keras_figures(model, data)
    assert evaluation.accuracy == pytest.approx(theirs["test_accuracy"], abs=1e-6)
    assert evaluation.loss == pytest.approx(theirs["test_loss"], rel=1e-5)


def test_a_report_writes_nothing_into_the_run(trained: Run, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in trained.path.rglob("*")}
    actions.report(trained)
    assert {path: path.stat().st_mtime_ns for path in trained.path.rglob("*")} == before
