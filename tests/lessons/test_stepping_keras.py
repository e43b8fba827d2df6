"""The plain Keras code of a layer gives the same output as its steps."""

import numpy as np
import pytest

from cnnviz.explore.convolution.stepping import FILLS, Window
from cnnviz.explore.convolution.stepping_examples import CONVOLUTION, KINDS
from cnnviz.explore.convolution.stepping_layer import Layer
from cnnviz.lessons.stepping_keras import keras_lines

WINDOWS = [Window(3, 2, "same", fill) for fill in FILLS] + [Window(3), Window(2, 2, "same")]


@pytest.mark.parametrize("window", WINDOWS, ids=str)
@pytest.mark.parametrize("kind", KINDS)
def test_the_plain_keras_comes_to_the_same(kind: str, window: Window) -> None:
    random = np.random.default_rng(0)
    values, shape = random.normal(size=(5, 4, 2)).round(3), (window.size, window.size, 2)
    kernels = tuple(random.normal(size=shape).round(3) for _ in range(3)) if kind == CONVOLUTION else ()
    layer = Layer(values, kind, window, kernels, 0.5)
    names: dict[str, object] = {}
    exec(keras_lines(layer), names)
    output = np.asarray(names["output"])[0]
    assert output.shape[2] == layer.outputs
    for number in range(layer.outputs):
        assert np.allclose(output[..., number], layer.walk(number).output, atol=1e-5)
