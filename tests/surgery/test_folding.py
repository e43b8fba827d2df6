"""Does a model answer the same without its BatchNorm?"""

from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

from cnnviz.surgery.folding import folded


def restless(model: keras.Model) -> keras.Model:
    """Give every BatchNorm something to do."""
    dice = np.random.default_rng(0)
    for layer in model.layers:
        if isinstance(layer, layers.BatchNormalization):
            layer.set_weights([dice.uniform(0.5, 1.5, weights.shape) for weights in layer.get_weights()])
    return model


def norms(model: keras.Model) -> int:
    return sum(isinstance(layer, layers.BatchNormalization) for layer in model.layers)


def close(model: keras.Model, other: keras.Model, x: Any) -> bool:
    expected, folded_values = (each.predict_on_batch(x) for each in (model, other))
    return bool(np.abs(folded_values - expected).max() <= 1e-5 * np.abs(expected).max())


@pytest.mark.parametrize("name", ["MobileNetV2", "ResNet50"])
def test_trained_networks_give_the_same_without_a_single_one(name: str) -> None:
    model = restless(getattr(keras.applications, name)(input_shape=(32, 32, 3), weights=None, include_top=False))
    before = [weights.copy() for weights in model.get_weights()]
    new = folded(model)
    assert norms(new) == 0
    assert close(model, new, np.random.default_rng(1).random((2, 32, 32, 3), np.float32))
    assert all(np.array_equal(*pair) for pair in zip(before, model.get_weights(), strict=True))


def test_layers_from_the_middle_of_a_network_are_folded_too() -> None:
    whole = restless(keras.applications.MobileNetV2(input_shape=(32, 32, 3), weights=None, include_top=False))
    middle = keras.Model(whole.get_layer("block_12_add").output, whole.output)
    new = folded(middle)
    assert norms(middle) > norms(new) == 0
    assert close(middle, new, np.random.default_rng(1).random((2, *middle.input_shape[1:]), np.float32))


def test_what_others_see_as_well_or_an_activation_changes_first_is_left_alone() -> None:
    pixels = keras.Input((8, 8, 3))
    seen = layers.Conv2D(4, 3, use_bias=False)(pixels)
    both = layers.Add()([layers.BatchNormalization()(seen), seen])
    bent = layers.BatchNormalization()(layers.Conv2D(4, 3, activation="relu")(both))
    model = restless(keras.Model(pixels, layers.BatchNormalization()(layers.ReLU()(bent))))
    new = folded(model)
    assert norms(new) == 3
    assert close(model, new, np.random.default_rng(1).random((2, 8, 8, 3), np.float32))
