"""Feature maps, their pictures and their statistics, compared with those worked out by hand."""

import keras
import numpy as np
import pytest
from keras import Input, Sequential, layers
from numpy.typing import NDArray

from cnnviz.explore.activations.feature_maps import UNCOMPILED, FeatureMaps, kernel, normalized, statistics
from cnnviz.surgery.graph import lay_out

EDGE = np.array([[1, 0, -1], [2, 0, -2], [1, 0, -1]], np.float32)
"""Finds where a picture grows darker to the right."""
STEP = np.repeat([[9, 9, 9, 1, 1]], 5, axis=0).astype("uint8")[..., None]
"""A light half and a dark half, shape (5, 5, 1)."""


def looks_for(*kernels: NDArray[np.float32]) -> keras.Model:
    """A network of 5×5 pixels with those kernels, a ReLU and a pooling of 3."""
    model = Sequential(
        [
            Input((5, 5, 1)),
            layers.Conv2D(len(kernels), 3, name="conv"),
            layers.ReLU(name="relu"),
            layers.MaxPooling2D(3),
        ]
    )
    model.get_layer("conv").set_weights([np.stack(kernels, -1)[:, :, None], np.zeros(len(kernels))])
    return model


def test_each_layer_gives_what_is_worked_out_by_hand() -> None:
    conv, relu, pool = FeatureMaps(lay_out(looks_for(EDGE, -EDGE)))(STEP)
    answer = np.repeat([[0, 32, 32]], 3, axis=0)  # (1 + 2 + 1) × (9 - 1) where the edge is
    assert np.array_equal(conv[..., 0], answer)
    assert np.array_equal(conv[..., 1], -answer)
    assert np.array_equal(relu[..., 0], answer)
    assert np.array_equal(relu[..., 1], np.zeros((3, 3)))
    assert pool.tolist() == [[[32, 0]]]


def test_a_network_that_is_run_often_is_compiled_and_gives_the_same() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (5, 5, 1)).astype("uint8")
    feature_maps = FeatureMaps(lay_out(looks_for(EDGE, -EDGE)))
    uncompiled = feature_maps(picture)
    for _ in range(UNCOMPILED - 1):
        feature_maps(picture)
    assert feature_maps.model.predict_function is None
    compiled = feature_maps(picture)
    assert feature_maps.model.predict_function is not None
    for eager, later in zip(uncompiled, compiled, strict=True):
        assert eager == pytest.approx(later, rel=1e-5)


def test_a_model_of_one_picture_layer_gives_one_feature_map() -> None:
    model = Sequential([Input((5, 5, 1)), layers.Conv2D(2, 3), layers.Flatten()])
    assert [maps.shape for maps in FeatureMaps(lay_out(model))(STEP)] == [(3, 3, 2)]


def test_a_dead_channel_is_black_and_a_living_one_has_mean_128_and_deviation_64() -> None:
    relu = FeatureMaps(lay_out(looks_for(EDGE, -EDGE)))(STEP)[1]
    living, dead = normalized(relu)
    assert living.dtype == np.uint8
    # Values 0, 32, 32: mean 64/3, deviation 32·√2/3; so 0 becomes 128 - 64·√2 and 32 becomes 128 + 64/√2.
    assert living.tolist() == [[37, 173, 173]] * 3
    assert not dead.any()


@pytest.mark.parametrize("value", [0, 1e-6, 7, -3, 1e6])
def test_a_channel_that_is_the_same_everywhere_is_black(value: float) -> None:
    assert not normalized(np.full((4, 4, 1), value, np.float32)).any()


def test_each_channel_is_brought_to_its_own_range() -> None:
    maps = np.random.default_rng(0).normal((3, 500), (1, 100), (40, 40, 2)).astype("float32")
    small, large = normalized(maps)
    assert small.mean() == pytest.approx(128, abs=2)
    assert large.mean() == pytest.approx(128, abs=2)
    assert small.std() == pytest.approx(64, abs=4)


def test_values_far_away_are_cut_off_and_do_not_turn_round() -> None:
    maps = np.zeros((10, 10, 1), np.float32)
    maps[0, 0], maps[9, 9] = 100, -100
    tile = normalized(maps)[0]
    assert (tile[0, 0], tile[9, 9], tile[5, 5]) == (255, 0, 128)


def test_the_figures_of_a_channel_are_counted_by_hand() -> None:
    figures = statistics(np.array([[-2, 0, 4], [6, 0, -8]], np.float32))
    assert (figures.smallest, figures.mean, figures.largest) == (-8, 0, 6)
    assert figures.silent == pytest.approx(4 / 6)


def test_the_kernel_behind_a_channel_is_the_one_that_made_it() -> None:
    model = looks_for(EDGE, -EDGE)
    assert np.array_equal(kernel(model.get_layer("conv"), 1)[:, :, 0], -EDGE)  # type: ignore[index]
    assert kernel(model.get_layer("relu"), 0) is None


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (layers.Conv2D(5, 3), (3, 3, 2)),
        (layers.DepthwiseConv2D(3), (3, 3, 1)),
        (layers.DepthwiseConv2D(3, depth_multiplier=2), (3, 3, 1)),
        (layers.Conv2DTranspose(5, 3), (3, 3, 2)),
    ],
    ids=["plain", "depthwise", "depthwise with two each", "transposed"],
)
def test_the_kernel_of_the_last_channel_decides_that_channel_alone(layer: keras.Layer, shape: tuple[int, ...]) -> None:
    picture = np.random.default_rng(0).random((1, 6, 6, 2))
    before = np.asarray(layer(picture))
    last = before.shape[-1] - 1
    weighing = kernel(layer, last)
    assert weighing is not None
    assert weighing.shape == shape
    weights = layer.get_weights()
    weights[0][np.isin(weights[0], weighing)] = 0
    layer.set_weights(weights)
    after = np.asarray(layer(picture))
    assert not after[..., last].any()
    assert np.array_equal(after[..., :last], before[..., :last])


def test_a_dense_layer_has_no_kernel_to_show_as_a_picture() -> None:
    model = Sequential([Input((4,)), layers.Dense(3, name="dense")])
    assert kernel(model.get_layer("dense"), 0) is None
