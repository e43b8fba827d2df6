"""What do the plain networks say, as they were published?  Backbone -> a classifier of ImageNet's 1000 classes.

Weights and names come from ``CNNVIZ_DATA_DIR/weights``, else from where Keras publishes them.
"""

import json
from pathlib import Path
from typing import Any

import keras

from cnnviz.datasets import download
from cnnviz.datasets.dataset import Archive, DataError
from cnnviz.datasets.official import local
from cnnviz.explore.classifier import Classifier, classifier
from cnnviz.networks.backbones import BACKBONES, Backbone
from cnnviz.networks.preprocessing import CAFFE

_KERAS = "https://storage.googleapis.com/tensorflow/keras-applications"
_INSTEAD = "classify with a network that came with the app"
CLASSES = 1000
SIZES = {"inception_resnet_v2": 299}
"""Rows and columns of a picture, where they are not 224."""


def _archive(backbone: str, path: str, size: int, md5: str) -> Archive:
    title = f"{BACKBONES[backbone].title} with its last layer"
    place = f"weights/{path.rsplit('/', 1)[-1]}"
    return Archive(title, f"{_KERAS}/{path}", size, md5, place, "md5", folder="../models", instead=_INSTEAD)


ARCHIVES = {
    "mobilenet_v2": _archive(  # Keras publishes no checksum of this one.
        "mobilenet_v2",
        "mobilenet_v2/mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224.h5",
        14_536_120,
        "",
    ),
    "vgg16": _archive(
        "vgg16",
        "vgg16/vgg16_weights_tf_dim_ordering_tf_kernels.h5",
        553_467_096,
        "64373286793e3c8b2b4e3219cbf3544b",
    ),
    "resnet50": _archive(
        "resnet50",
        "resnet/resnet50_weights_tf_dim_ordering_tf_kernels.h5",
        102_967_424,
        "2cb95161c43110f7111970584f804107",
    ),
    "inception_resnet_v2": _archive(
        "inception_resnet_v2",
        "inception_resnet_v2/inception_resnet_v2_weights_tf_dim_ordering_tf_kernels.h5",
        225_209_952,
        "e693bd0210a403b3192acc6073ad2e96",
    ),
}
"""Where Keras publishes each network with its last layer; the files without it, which training uses, name no classes."""
ALSO = {"mobilenet_v2": "mobilenet_v2_1.0_224_imagenet_top.weights.h5"}
"""Other names under which a folder may hold the same layers, as Keras 3 saves them."""
NAMES = Archive(
    "The names of ImageNet’s classes",
    "https://storage.googleapis.com/download.tensorflow.org/data/imagenet_class_index.json",
    35_363,
    "c2c37ea517e94d9795004a39431a14cb",
    "weights/imagenet_class_index.json",
    "md5",
    folder="../models",
    instead=_INSTEAD,
)


def title(backbone: Backbone) -> str:
    """Return one line for people."""
    return f"{backbone.title}, ImageNet’s 1000 classes"


def present(backbone: Backbone) -> bool:
    """Return whether weights and names are here, so that nothing has to be downloaded."""
    weights = _here(backbone) is not None or download.whole(ARCHIVES[backbone.name])
    return weights and (local(NAMES.local) is not None or download.whole(NAMES))


def shape(backbone: Backbone) -> tuple[int, int, int]:
    """Return the (rows, cols, channels) of the pictures that it was trained on."""
    size = SIZES.get(backbone.name, 224)
    return size, size, 3


def load(backbone: Backbone) -> Classifier:
    """Return the network as it was published; it takes raw pixels, as all networks here do.

    Raises:
        DataError: Weights or names cannot be had, or are damaged; the message says what can be done.
    """
    labels, path = names(), _here(backbone) or download.fetch(ARCHIVES[backbone.name])
    model = build(backbone)
    source = _application(backbone, input_shape=shape(backbone))
    try:
        source.load_weights(path)
    except (OSError, ValueError, KeyError) as error:
        raise DataError(
            f"{path} does not hold the weights of {backbone.title} with its last layer: copy it again, or delete it to "
            "download it anew."
        ) from error
    for mine, theirs in zip(model.layers[2:], source.layers[1:], strict=True):
        mine.set_weights(theirs.get_weights())
    if backbone.scaling == "caffe":
        _red_first(model)
    return classifier(model, labels)


def build(backbone: Backbone) -> keras.Model:
    """Return the network with random weights, from raw pixels to one probability for each of the 1000 classes."""
    pixels = keras.Input(shape(backbone), name="pixels")
    scale, offset = (1.0, list(CAFFE)) if backbone.scaling == "caffe" else (1 / 127.5, -1.0)
    scaled = keras.layers.Rescaling(scale, offset, name="scale")(pixels)
    return keras.Model(pixels, _application(backbone, input_tensor=scaled).outputs[0])


def names() -> tuple[str, ...]:
    """Return the 1000 classes in the networks' order, readable.

    Raises:
        DataError: The file cannot be had, or is damaged.
    """
    path = local(NAMES.local) or download.fetch(NAMES)
    return _read(path)


def _read(path: Path) -> tuple[str, ...]:
    try:
        index = json.loads(path.read_text(encoding="utf-8"))
        found = [str(index[str(number)][1]).replace("_", " ") for number in range(CLASSES)]
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise DataError(
            f"{path} does not name ImageNet’s 1000 classes: copy it again, or delete it to download it anew."
        ) from error
    # Two kinds of crane and of maillot bear one name each, and a table or a list wants names that differ.
    return tuple(
        name if found.count(name) == 1 else f"{name} ({found[: place + 1].count(name)})"
        for place, name in enumerate(found)
    )


def _here(backbone: Backbone) -> Path | None:
    places = (ARCHIVES[backbone.name].local, f"weights/{ALSO.get(backbone.name, '')}")
    return next((path for place in places if (path := local(place))), None)


def _application(backbone: Backbone, **inputs: Any) -> keras.Model:
    return getattr(keras.applications, backbone.application)(include_top=True, weights=None, **inputs)


def _red_first(model: keras.Model) -> None:
    """Turn the first kernels round, because the pictures come as red, green, blue and not the other way."""
    first = next(layer for layer in model.layers if isinstance(layer, keras.layers.Conv2D))
    kernel, *rest = first.get_weights()
    first.set_weights([kernel[:, :, ::-1], *rest])
