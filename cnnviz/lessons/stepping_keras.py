"""Plain Keras code for a layer that is stepped through: (layer) -> source code."""

from cnnviz.explore.convolution.stepping import Values
from cnnviz.explore.convolution.stepping_examples import MEAN, RELU
from cnnviz.explore.convolution.stepping_layer import Layer


def keras_lines(layer: Layer) -> str:
    """Return code that gives the same ``output``; the padding of Keras' own layers is of zeros."""
    window = layer.window
    start = f"import numpy as np\nfrom keras import layers\n\npixels = np.array({_listed(layer.values)})[None]\n"
    if layer.kind == RELU:
        return f"{start}output = layers.ReLU()(pixels)"
    if layer.kernels:
        return start + _convolution(layer)
    name = "AveragePooling2D" if layer.kind == MEAN else "MaxPooling2D"
    settings = f"{window.size}, strides={window.stride}, padding={window.padding!r}"
    return f"{start}output = layers.{name}({settings})(pixels)"


def _convolution(layer: Layer) -> str:
    window, count = layer.window, len(layer.kernels)
    kernels = ",\n    ".join(map(_listed, layer.kernels))
    padding, pad = window.padding, ""
    if padding == "same" and window.fill != "zeros":
        rows, cols = (window.margins(cells) for cells in layer.values.shape[:2])
        how = "mode='edge'" if window.fill == "edge" else "constant_values=1"
        pad = f"pixels = np.pad(pixels, ((0, 0), {rows}, {cols}, (0, 0)), {how})  # Keras knows zeros only\n"
        padding = "valid"
    return (
        f"{pad}kernels = np.stack([\n    {kernels},\n], axis=-1)  # rows, columns, channels, kernels\n"
        f"layer = layers.Conv2D({count}, {window.size}, strides={window.stride}, padding={padding!r})\n"
        "layer.build(pixels.shape)\n"
        f"layer.set_weights([kernels, np.full({count}, {layer.bias})])\n"
        "output = layer(pixels)"
    )


def _listed(values: Values) -> str:
    return str(values.round(3).tolist())
