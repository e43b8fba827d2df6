"""Do loss and optimiser do what the recipe says?"""

from typing import Any

import keras
import numpy as np
import pytest

from cnnviz import recipes
from cnnviz.training.learning.loss_and_optimizer import SmoothedCrossentropy, accuracy, compile_fully, loss, optimizer

TINY = recipes.get("tiny")


def test_a_smoothed_loss_spreads_a_share_of_the_truth_over_all_classes() -> None:
    probabilities = np.array([[0.7, 0.2, 0.1], [0.1, 0.1, 0.8]], "float32")
    truth = np.array([[0.8, 0.1, 0.1], [0.1, 0.1, 0.8]])
    expected = -(truth * np.log(probabilities)).sum(1).mean()
    for labels in (np.array([0, 2]), np.array([[0], [2]])):
        assert float(SmoothedCrossentropy(0.3)(labels, probabilities)) == pytest.approx(expected, rel=1e-5)


def test_the_loss_takes_blended_labels_too() -> None:
    probabilities = np.array([[0.7, 0.2, 0.1]], "float32")
    expected = -(0.6 * np.log(0.7) + 0.4 * np.log(0.1))
    assert float(SmoothedCrossentropy(0.0)(np.array([[0.6, 0, 0.4]]), probabilities)) == pytest.approx(
        expected, rel=1e-5
    )


@pytest.mark.parametrize(
    ("truth", "predicted"),
    [
        ([[0.6, 0, 0.4], [0.3, 0.7, 0]], [[0.5, 0.3, 0.2], [0.9, 0.1, 0]]),
        ([0, 1], [[0.5, 0.3, 0.2], [0.9, 0.1, 0]]),
        ([[0], [1]], [[0.5, 0.3, 0.2], [0.9, 0.1, 0]]),
        ([[0.4], [0.7]], [[0.1], [0.2]]),
        ([0, 1], [[0.1], [0.2]]),
    ],
)
def test_with_mixup_the_accuracy_asks_for_what_a_picture_is_most_of(
    truth: list[Any], predicted: list[list[float]]
) -> None:
    counted = accuracy(TINY.edited(mixup=0.2))
    counted.update_state(np.array(truth), np.array(predicted, "float32"))
    assert float(counted.result()) == 0.5
    assert accuracy(TINY) == "accuracy"


def test_a_cosine_schedule_rises_to_the_rate_and_falls_to_nothing() -> None:
    rate = optimizer(TINY.edited(schedule="cosine", learning_rate=0.4), 1000)._learning_rate
    rates = [float(rate(step)) for step in (0, 25, 50, 525, 1000)]
    assert rates == pytest.approx([0, 0.2, 0.4, 0.2, 0], abs=1e-6)


def test_a_constant_rate_stays_and_has_no_momentum() -> None:
    made = optimizer(TINY.edited(optimizer="sgd", learning_rate=0.01), 1000)
    assert (float(made.learning_rate), made.momentum) == (pytest.approx(0.01), 0)
    assert isinstance(made, keras.optimizers.SGD)


def test_momentum_is_nesterovs() -> None:
    made = optimizer(TINY.edited(optimizer="sgd", momentum=0.9), 1000)
    assert (made.momentum, made.nesterov) == (0.9, True)


def test_weight_decay_and_averaging_reach_the_optimiser() -> None:
    made = optimizer(TINY.edited(weight_decay=0.01, averaging=0.9), 10)
    assert (made.weight_decay, made.use_ema, made.ema_momentum) == (0.01, True, 0.9)


def test_a_training_step_is_traced_once_and_measures_from_nothing() -> None:
    traced: list[int] = []

    class Counted(keras.layers.Layer):
        def call(self, x: Any) -> Any:
            traced.append(1)
            return x

    pixels = keras.Input((4,))
    model = keras.Model(pixels, keras.layers.Dense(3, "softmax", kernel_initializer="zeros")(Counted()(pixels)))
    compile_fully(model, "sparse_categorical_crossentropy", "adam", ("accuracy",))
    assert float(model.get_metrics_result()["accuracy"]) == 0
    traced.clear()
    learned = model.fit(np.zeros((8, 4)), np.array([0, 0, 1, 1, 1, 1, 1, 1]), batch_size=8, verbose=0)
    assert len(traced) == 1
    assert learned.history["accuracy"] == [0.25]


@pytest.mark.parametrize(("outputs", "blended"), [(1, False), (1, True), (3, False), (3, True)])
def test_what_is_compiled_fully_learns_from_labels_of_every_kind(outputs: int, blended: bool) -> None:
    pixels = keras.Input((4,))
    model = keras.Model(pixels, keras.layers.Dense(outputs, "sigmoid" if outputs == 1 else "softmax")(pixels))
    recipe = recipes.get("tiny").edited(mixup=0.2 if blended else 0.0)
    compile_fully(model, loss(recipe, model), "sgd", (accuracy(recipe),), blended=blended)
    truth = np.full((8, outputs), 0.5, "float32") if blended else np.arange(8) % max(2, outputs)
    history = model.fit(np.ones((8, 4), "float32"), truth, verbose=0).history
    assert 0 <= history["accuracy"][0] <= 1
    assert np.isfinite(history["loss"]).all()
