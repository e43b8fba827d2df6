"""Each step has the result of Keras' layers and of the document."""

from itertools import product

import keras
import numpy as np
import pytest

from cnnviz.explore.convolution.stepping import FILLS, SteppingError, Values, Window, convolve, pool, relu, turned
from cnnviz.explore.convolution.stepping_examples import ABOVE_ZERO, ANSWER, COUNT, LETTER, VERTICAL
from cnnviz.explore.convolution.stepping_words import read

KERNELS, STRIDES, PADDINGS = range(1, 6), range(1, 5), ("valid", "same")
SHAPES = ((5, 5, 1), (6, 7, 2), (9, 8, 3))


def channels(text: str) -> Values:
    return read(text, "input").transpose(1, 2, 0)


def test_the_documents_example_from_the_convolution_to_the_pooling() -> None:
    answer = convolve(channels(LETTER), channels(VERTICAL), Window(3)).output
    assert answer[0] == pytest.approx([-1.2, -0.6, 0.6, 1.2])
    assert np.allclose(answer, read(ANSWER, "input")[0])
    positive = relu(answer[..., None]).output
    assert np.allclose(positive, read(ABOVE_ZERO, "input")[0])
    assert np.allclose(pool(positive[..., None], Window(2, 2)).output, [[0.6, 1.2], [1.2, 1.2]])


def test_the_documents_pooling_that_does_not_come_out_even() -> None:
    count = channels(COUNT)
    assert pool(count, Window(2, 2)).output.tolist() == [[5], [11]]
    assert pool(count, Window(2, 2, "same")).output.tolist() == [[5, 6], [11, 12]]


def theirs(layer: keras.Layer, values: Values) -> Values:
    return np.asarray(layer(values[None].astype("float32")))[0]


@pytest.mark.parametrize("padding", PADDINGS)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_size_stride_and_padding_gives_what_keras_gives(shape: tuple[int, int, int], padding: str) -> None:
    random = np.random.default_rng(0)
    for size, stride in product(KERNELS, STRIDES):
        values, kernel = random.normal(size=shape), random.normal(size=(size, size, shape[2]))
        window = Window(size, stride, padding)
        layer = keras.layers.Conv2D(1, size, stride, padding)
        layer.build((None, *shape))
        layer.set_weights([kernel[..., None], np.array([0.5])])
        ours = convolve(values, kernel, window, bias=0.5)
        assert np.allclose(ours.output, theirs(layer, values)[..., 0], atol=1e-5), window
        for average, kind in ((False, keras.layers.MaxPooling2D), (True, keras.layers.AveragePooling2D)):
            expected = theirs(kind(size, stride, padding), values[..., :1])[..., 0]
            assert np.allclose(pool(values[..., :1], window, average).output, expected, atol=1e-5), window


@pytest.mark.parametrize("fill", FILLS)
def test_the_padding_holds_what_it_is_said_to(fill: str) -> None:
    walk = convolve(np.full((3, 3, 1), 5.0), np.ones((3, 3, 1)), Window(3, padding="same", fill=fill))
    outside = {"zeros": 0, "ones": 1, "edge": 5}[fill]
    assert walk.padded[0, 0, 0] == outside
    assert walk.output[0, 0] == 4 * 5 + 5 * outside


def test_each_step_holds_what_its_window_sees() -> None:
    walk = convolve(channels(LETTER), channels(VERTICAL), Window(3, 2, "same"))
    places = [(step.row, step.col, step.top, step.left) for step in walk.steps[:4]]
    assert places == [(0, 0, 0, 0), (0, 1, 0, 2), (0, 2, 0, 4), (1, 0, 2, 0)]
    for step in walk.steps:
        assert np.array_equal(step.under, walk.padded[step.top : step.top + 3, step.left : step.left + 3])
        assert step.result == walk.output[step.row, step.col] == pytest.approx(step.products.sum())


def test_a_turned_kernel_makes_the_convolution_of_mathematics() -> None:
    random = np.random.default_rng(1)
    signal, kernel = random.normal(size=9), random.normal(size=3)
    square = np.zeros((3, 3))
    square[1] = kernel
    rows = np.stack([np.zeros(9), signal, np.zeros(9)])[..., None]
    walk = convolve(rows, turned(square)[..., None], Window(3))
    assert walk.output[0] == pytest.approx(np.convolve(signal, kernel, mode="valid"))


@pytest.mark.parametrize("cells", range(1, 13))
def test_the_formula_comes_to_the_number_of_places(cells: int) -> None:
    for size, stride, padding in product(KERNELS, STRIDES, PADDINGS):
        window = Window(size, stride, padding)
        if padding == "same" or size <= cells:
            assert (cells + sum(window.margins(cells)) - size) // stride + 1 == window.places(cells)
            assert window.formula(cells).endswith(f"+ 1 = {window.places(cells)}")


def test_what_cannot_be_is_refused_in_a_sentence() -> None:
    with pytest.raises(SteppingError, match=r"^The window cannot be placed: its 4×4 window does not fit .*\.$"):
        convolve(np.zeros((3, 3, 1)), np.zeros((4, 4, 1)), Window(4))
    with pytest.raises(SteppingError, match=r"^A kernel of 3×3×1 does not fit a window of 3×3 over 2 channels: .*\.$"):
        convolve(np.zeros((3, 3, 2)), np.zeros((3, 3, 1)), Window(3))
