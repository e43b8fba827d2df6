"""The published networks with all of ImageNet's 1000 classes: backbone -> classifier.

Weights and names come from ``CNNVIZ_DATA_DIR/weights``, else from where Keras publishes them.
"""

import json
from pathlib import Path

import keras

from cnnviz.datasets.dataset import Archive, DataError
from cnnviz.datasets.fetching import download
from cnnviz.datasets.fetching.official import local
from cnnviz.explore.classify.classifier import Classifier, classifier
from cnnviz.locale import N_, Message, _
from cnnviz.networks import pretrained
from cnnviz.networks.backbones import Backbone
from cnnviz.networks.input_layers import CAFFE
from cnnviz.training.transfer import weight_files, weights

CLASSES = 1000
SIZES = {"inception_resnet_v2": 299}
"""Rows and columns of a picture, where they are not 224."""
NAMES = Archive(
    N_("The names of ImageNet’s classes"),
    "https://storage.googleapis.com/download.tensorflow.org/data/imagenet_class_index.json",
    35_363,
    "c2c37ea517e94d9795004a39431a14cb",
    "weights/imagenet_class_index.json",
    "md5",
    folder="../models",
    instead=weight_files.CLASSIFY_INSTEAD,
)


def title(backbone: Backbone) -> str:
    """Return the network's name for people."""
    return _("{network}, ImageNet’s 1000 classes", network=backbone.title)


def present(backbone: Backbone) -> bool:
    """Return whether weights and names are on this machine, so that nothing has to be downloaded."""
    archive = weight_files.WHOLE[backbone.name]
    has_weights = weight_files.local_file(archive) is not None or download.is_cached(archive)
    return has_weights and (local(NAMES.local) is not None or download.is_cached(NAMES))


def shape(backbone: Backbone) -> tuple[int, int, int]:
    """Return the (rows, cols, channels) of the pictures that it was trained on."""
    size = SIZES.get(backbone.name, 224)
    return size, size, 3


def load(backbone: Backbone) -> Classifier:
    """Return the network as it was published; it takes raw pixels, as all networks of this app do.

    Raises:
        DataError: Weights or names cannot be had, or are damaged; the message says what can be done.
    """
    model = build(backbone)
    weights.fill([model.layers[0], *model.layers[2:]], backbone, whole=True)
    return classifier(model, names())


def build(backbone: Backbone) -> keras.Model:
    """Return the network with random weights, from raw pixels to one probability for each of the 1000 classes."""
    pixels = keras.Input(shape(backbone), name="pixels")
    scale, offset = (1.0, list(CAFFE)) if backbone.scaling == "caffe" else (1 / 127.5, -1.0)
    scaled = keras.layers.Rescaling(scale, offset, name="scale")(pixels)
    return keras.Model(pixels, pretrained.build(backbone, include_top=True, input_tensor=scaled).outputs[0])


def names() -> tuple[str, ...]:
    """Return readable names of the 1000 classes, in the networks' order.

    Raises:
        DataError: The file cannot be had, or is damaged.
    """
    path = local(NAMES.local) or download.fetch(NAMES)
    return _read(path)


def _read(path: Path) -> tuple[str, ...]:
    try:
        index = json.loads(path.read_text(encoding="utf-8"))
        labels = [str(index[str(number)][1]).replace("_", " ") for number in range(CLASSES)]
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise DataError(
            Message(
                "{path} does not name ImageNet’s 1000 classes: copy it again, or delete it to download it anew.",
                path=str(path),
            )
        ) from error
    # Two classes are called crane and two maillot, and tables and lists need names that differ.
    return tuple(
        name if labels.count(name) == 1 else f"{name} ({labels[: place + 1].count(name)})"
        for place, name in enumerate(labels)
    )
