"""A network's features: what goes into its last layer, and statistics of its feature maps."""

from typing import Any, NamedTuple

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz.base import patches
from cnnviz.base.errors import CnnvizError
from cnnviz.locale import Message
from cnnviz.surgery.sigmoid_columns import one_column_a_class

AT_ONCE = 32
"""Pictures in a batch."""


class FeaturesError(CnnvizError):
    """A network whose last layer takes no plain row of features."""


class Outputs(NamedTuple):
    """Outputs of a network for some pictures: the input of its last layer, its probabilities, and statistics.

    Shapes (n, features), (n, classes) and (n, statistics); the last is empty where the model does not give it.
    """

    features: NDArray[np.float32]
    probabilities: NDArray[np.float32]
    statistics: NDArray[np.float32]


def with_features(model: keras.Model) -> keras.Model:
    """Return the model with two outputs: what goes into its last layer, and its own.

    Raises:
        FeaturesError: Its last layer takes no plain row of features.
    """
    # Not layer.input: where a frozen part is worked out once, the last layer stands in two graphs.
    last, (features, *_), _ = patches.origin(model.outputs[0])
    if not isinstance(last, keras.layers.Dense) or len(features.shape) != 2:
        raise FeaturesError(Message("Only a network that ends with a dense layer can be calibrated."))
    return keras.Model(model.inputs[0], [features, model.outputs[0]])


def map_statistics(model: keras.Model) -> Any:
    """Return statistics of a model's feature maps, symbolic, shape (None, statistics).

    They are the mean and the deviation of each of the last feature maps of every size, as logarithms.

    Args:
        model: Its layers give feature maps, (rows, cols, maps).
    """
    last = {
        layer.output.shape[1:3]: layer.output for layer in model.layers if len(getattr(layer.output, "shape", ())) == 4
    }
    parts = [part(maps, axis=(1, 2)) for maps in last.values() for part in (keras.ops.mean, keras.ops.std)]
    return keras.ops.log1p(keras.ops.relu(keras.ops.concatenate(parts, axis=-1)))


def outputs(model: keras.Model, pictures: NDArray[Any], report: Any = lambda count: None) -> Outputs:
    """Return the outputs of a network for pictures; one sigmoid neuron is widened to two classes.

    Args:
        model: What `with_features` returned; a third output holds `map_statistics`.
        pictures: What it takes, shape (n, ...).
        report: Callback that gets the number of pictures done.
    """
    batches = []
    for start in range(0, len(pictures), AT_ONCE):
        batch = np.asarray(pictures[start : start + AT_ONCE], "float32")
        short = AT_ONCE - len(batch) if start else 0
        # A smaller last batch would have the whole graph traced anew, so it is filled up.
        full = np.pad(batch, ((0, short), *((0, 0),) * (batch.ndim - 1)))
        batches.append([np.asarray(part)[: len(batch)] for part in model.predict_on_batch(full)])
        report(start + len(batch))
    if not batches:
        batches.append([np.empty((0, shape[-1]), np.float32) for shape in model.output_shape])
    features, answers, *more = (np.concatenate(part) for part in zip(*batches, strict=True))
    return Outputs(features, one_column_a_class(answers), more[0] if more else features[:, :0])
