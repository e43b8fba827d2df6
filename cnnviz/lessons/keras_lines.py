"""Lines of plain Keras that compute what a page shows: names of layers -> Python code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import keras

LAY_OUT = "from cnnviz.surgery.graph import lay_out  # Keras alone does not reach the layers of a model in a model\n\n"


def until(model: str, names: Sequence[str]) -> str:
    """Return the lines that build a model from pixels to the outputs of some layers.

    Args:
        model: Name of its variable.
        names: Names of the layers in a `cnnviz.surgery.graph.Graph`: ``/`` leads into a nested model.
    """
    if _nested(names):
        return f"{LAY_OUT}{model} = lay_out(model).until({', '.join(map(repr, names))})\n"
    if len(names) == 1:
        return f"{model} = keras.Model(model.inputs, model.get_layer({names[0]!r}).output)\n"
    outputs = "[model.get_layer(name).output for name in names]"
    return f"names = {list(names)}\n{model} = keras.Model(model.inputs, {outputs})\n"


def grad_cam(model: keras.Model, name: str, index: int) -> str:
    """Return the lines of Grad-CAM.

    Args:
        model: The network.
        name: Name of the layer whose feature maps are weighted.
        index: Number of the class.
    """
    import keras

    call = "    maps, probabilities = both(pixels, training=False)\n"
    if _nested([name]):
        ends = f"[graph.tap({name!r}).tensor, graph.answer]"
        made = f"{LAY_OUT}graph = lay_out(model)\nboth = keras.Model(graph.pixels, {ends})\n"
    elif isinstance(model, keras.Sequential):
        first = [layer.name for layer in model.layers].index(name) + 1
        made = f"before, after = keras.Sequential(model.layers[:{first}]), keras.Sequential(model.layers[{first}:])\n"
        call = "    maps = before(pixels, training=False)\n    probabilities = after(maps, training=False)\n"
    else:
        made = f"both = keras.Model(model.inputs, [model.get_layer({name!r}).output, model.outputs[0]])\n"
    only = (
        "probabilities[0, 0]" if index else "-probabilities[0, 0]"
    )  # A single neuron gives the probability of the second class.
    return (
        "import keras, numpy as np, tensorflow as tf\n\n"
        "model = keras.saving.load_model('model.keras')\n"
        f"{made}"
        "pixels = tf.constant(picture[None], 'float32')  # raw pixels, 0 to 255\n"
        "with tf.GradientTape() as tape:\n"
        "    tape.watch(pixels)\n"
        f"{call}"
        f"    score = {only if model.output_shape[-1] == 1 else f'probabilities[0, {index}]'}"
        "  # better: the score before the softmax\n"
        "weights = tf.reduce_mean(tape.gradient(score, maps), axis=(1, 2))\n"
        "heat = np.maximum(np.tensordot(maps[0], weights[0], 1), 0)  # Grad-CAM"
    )


def _nested(names: Sequence[str]) -> bool:
    return any("/" in name for name in names)
