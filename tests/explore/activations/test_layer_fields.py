"""A value depends on exactly the pixels of its receptive field."""

from collections.abc import Callable

import keras
import numpy as np
import pytest
from keras import Input, Model, Sequential, layers

from cnnviz.explore.activations.layer_fields import fields
from cnnviz.surgery.gradients import with_gradient
from cnnviz.surgery.graph import lay_out

SHAPE = (31, 26, 2)


def plain() -> Model:
    return Sequential(
        [Input(SHAPE), layers.Conv2D(2, (5, 3)), layers.AveragePooling2D(2), layers.Conv2D(2, 3, dilation_rate=2)]
    )


def padded() -> Model:
    """Strides with ``same``, whose padding is larger at the end, and odd windows padded by hand, as in MobileNetV2."""
    parts = [
        layers.Conv2D(2, 3, strides=2, padding="same"),
        layers.ZeroPadding2D(((0, 1), (2, 1))),
        layers.Conv2D(2, 4, strides=2),
    ]
    return Sequential([Input(SHAPE), *parts, layers.DepthwiseConv2D(3, padding="same"), layers.Cropping2D((1, 0))])


def residual() -> Model:
    pixels = Input(SHAPE)
    start = layers.Conv2D(2, 3, strides=2, padding="same")(layers.Rescaling(2.0)(pixels))
    long = layers.Conv2D(2, 3, padding="same")(layers.BatchNormalization()(start))
    return Model(pixels, layers.SeparableConv2D(2, 3)(start + long))


@pytest.mark.parametrize("build", [plain, padded, residual])
def test_a_value_depends_on_every_pixel_of_its_field_and_on_no_other(build: Callable[[], Model]) -> None:
    model = build()
    for weight in model.weights:  # All positive, so that no two paths cancel out.
        weight.assign(keras.ops.abs(weight) + 0.1)
    graph = lay_out(model)
    checked = 0
    for tap in graph.taps.values():
        field, maps = fields(graph)[tap.name], keras.Model(graph.pixels, tap.tensor)
        assert field is not None
        _, rows, cols, _ = tap.tensor.shape
        for row, col in ((0, 0), (rows // 2, cols // 3), (rows - 1, cols - 1)):
            slope = with_gradient(
                lambda pixels, at=(row, col), maps=maps: keras.ops.sum(maps(pixels)[:, at[0], at[1]], -1)
            )
            gradient = np.asarray(slope(np.ones((1, *SHAPE), "float32"))[1])[0].any(-1)
            top, left, bottom, right = field.box(row, col)
            expected = np.zeros(SHAPE[:2], bool)  # Nothing for a value that sees padding only.
            expected[max(0, top) : max(0, bottom), max(0, left) : max(0, right)] = True
            known = np.outer(gradient.any(1), gradient.any(0))  # A dilated window leaves pixels out.
            edges = [np.flatnonzero(expected.any(axis))[[0, -1]] for axis in (0, 1) if expected.any()]
            assert known.any() == expected.any(), tap.name
            assert all(known.any(axis)[edges[axis]].all() for axis in range(len(edges))), tap.name
            assert not (known & ~expected).any(), tap.name
            checked += 1
    assert checked >= 9


def test_what_sees_all_or_is_not_known_has_no_field() -> None:
    pixels = Input(SHAPE)
    maps = layers.Conv2D(2, 3, padding="same", name="conv")(pixels)
    weights = layers.Reshape((1, 1, 2))(layers.GlobalAveragePooling2D()(maps))
    by_name = fields(lay_out(Model(pixels, layers.ReLU(name="gated")(layers.Multiply()([maps, weights])))))
    assert by_name["gated"] is None
    assert by_name["conv"] is not None
