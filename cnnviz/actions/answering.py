"""Classification of pictures by a run's network, or by a plain ImageNet network."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cnnviz import images
from cnnviz.actions.opening import Opened, open_run
from cnnviz.explore.classify import imagenet
from cnnviz.explore.classify.classifier import Answer, Classifier
from cnnviz.explore.classify.classifier import classifier as made_classifier
from cnnviz.explore.classify.probabilities import Prediction
from cnnviz.explore.classify.probabilities import classify as classify_pictures
from cnnviz.explore.classify.probabilities import probabilities as probabilities_of
from cnnviz.locale import Message
from cnnviz.networks.backbones import BACKBONES
from cnnviz.training.learning import calibration
from cnnviz.training.runs import Run, RunError


def classify(
    run: Opened | Run | str | Path, picture: str | Path | bytes | NDArray[np.uint8], top: int = 5
) -> list[Prediction]:
    """Classify one picture of any size.

    Args:
        run: The run, or what `open_run` returned.
        picture: A file, its content, or pixels of shape (rows, cols, channels), 0..255.
        top: How many classes to return.

    Raises:
        PictureError: The picture cannot be used; the message says why.
        RunError: There is no such run, or its network names no classes.
    """
    opened = naming_classes(run)
    pixels = picture if isinstance(picture, np.ndarray) else images.read(picture)
    return classify_pictures(opened.model, opened.fit(pixels)[None], opened.labels, top)[0]


def classifier(run: Opened | Run | str | Path) -> Classifier:
    """Return a classifier: a run's network with its calibration, if it has one.

    Raises:
        RunError: There is no such run, or it has no model yet, or its network names no classes.
    """
    opened = naming_classes(run)
    return made_classifier(opened.model, opened.labels, calibration.load(opened.run))


def imagenet_classifier(backbone: str) -> Classifier:
    """Return a plain ImageNet network, as it was published, ready to classify.

    Args:
        backbone: One of `cnnviz.networks.backbones.BACKBONES`.

    Raises:
        DataError: Its weights cannot be obtained; the message says what can be done.
    """
    return imagenet.load(BACKBONES[backbone])


def answers(run: Classifier | Opened | Run | str | Path, pictures: Sequence[NDArray[np.uint8]]) -> list[Answer]:
    """Classify many pictures at once; each answer says whether the picture is probably of none of the classes.

    Args:
        run: The run, or what `open_run` or `classifier` returned.
        pictures: Of any size, shape (rows, cols, channels), 0..255 each.

    Raises:
        RunError: There is no such run, or it has no model yet.
    """
    return (run if isinstance(run, Classifier) else classifier(run)).answers(pictures)


def probabilities(network: Classifier | Opened, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return how likely the network holds each picture to be of each class, shape (n, classes), 0 to 1.

    Args:
        network: The network.
        pictures: As the network receives them, shape (n, rows, cols, channels), 0..255.
    """
    return probabilities_of(network.model, pictures)


def naming_classes(run: Opened | Run | str | Path) -> Opened:
    """Return a run's network, if it names classes and can answer.

    Raises:
        RunError: There is no such run, or its network names no classes, or some of its weights are no longer numbers.
    """
    opened = run if isinstance(run, Opened) else open_run(run)
    if not opened.labels:
        raise RunError(
            Message(
                "The network {title} names no classes, so it cannot be asked what a picture shows, or why. Its "
                "layers and its filter patterns can be looked into all the same.",
                title=Message(opened.recipe.title),
            )
        )
    return opened.checked()
