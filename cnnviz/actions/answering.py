"""What does a network say of pictures, how far is it to be trusted, and why does it say so?"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz import datasets, images
from cnnviz.actions.opening import Opened, open_run
from cnnviz.explore.attribution.methods import METHODS
from cnnviz.explore.classify.classifier import Answer, Classifier
from cnnviz.explore.classify.classifier import classifier as made_classifier
from cnnviz.explore.classify.predictions import Prediction, probabilities
from cnnviz.explore.classify.predictions import classify as classify_pictures
from cnnviz.training.learning import calibration
from cnnviz.training.runs import Run, RunError, find


def classify(
    run: Opened | Run | str | Path, picture: str | Path | bytes | NDArray[np.uint8], top: int = 5
) -> list[Prediction]:
    """Classify one picture of any size.

    Args:
        run: The run, or what `open_run` gave.
        picture: A file, its content, or pixels of shape (rows, cols, channels), 0..255.
        top: How many classes to return.

    Raises:
        PictureError: The picture cannot be used; the message says why.
        RunError: There is no such run, or its network names no classes.
    """
    opened = _naming_classes(run)
    pixels = picture if isinstance(picture, np.ndarray) else images.read(picture)
    return classify_pictures(opened.model, opened.fit(pixels)[None], opened.labels, top)[0]


def classifier(run: Opened | Run | str | Path) -> Classifier:
    """Return what classifies with a run's network, and with its calibration, if it has one.

    Raises:
        RunError: There is no such run, or it has no model yet, or its network names no classes.
    """
    opened = _naming_classes(run)
    return made_classifier(opened.model, opened.labels, calibration.load(opened.run))


def answers(run: Classifier | Opened | Run | str | Path, pictures: Sequence[NDArray[np.uint8]]) -> list[Answer]:
    """Classify many pictures at once, and say which show probably none of the network's classes.

    Args:
        run: The run, or what `open_run` or `classifier` gave.
        pictures: Of any size, shape (rows, cols, channels), 0..255 each.

    Raises:
        RunError: There is no such run, or it has no model yet.
    """
    return (run if isinstance(run, Classifier) else classifier(run)).answers(pictures)


def calibrate(run: Run | str | Path, strangers: Sequence[str] | None = None) -> dict[str, Any]:
    """Find out how far a finished run's network may be trusted, and keep it with the run.

    Args:
        run: The run.
        strangers: Data sets whose test pictures it is tried on; by default those on this machine that share no class with it.

    Returns:
        The figures of `cnnviz.training.learning.calibration.calibrate`.

    Raises:
        RunError: There is no such run, or it has no model yet, or it came from a file and nobody knows its pictures, or its folder
            cannot be written to.
        CalibrationError: It cannot be calibrated.
        DataError: A data set cannot be had.
    """
    run = run if isinstance(run, Run) else find(run)
    run.check_measurable()
    recipe = run.recipe()
    names = calibration.usual_strangers(run) if strangers is None else strangers
    try:
        return calibration.calibrate(run, run.model(), datasets.load(recipe.dataset, recipe.input_shape), names)
    except OSError as error:
        raise RunError(f"The calibration cannot be written to {run.path} ({error.strerror}).") from error


def attribute(
    run: Opened | Run | str | Path, picture: NDArray[np.uint8], label: str | None = None, method: str = "grad_cam"
) -> NDArray[np.float32]:
    """Say which part of a picture argued for a class.

    Args:
        run: The run, or what `open_run` gave.
        picture: Shape (rows, cols, channels), 0..255, of any size.
        label: Name of the class; by default the likeliest.
        method: One of `cnnviz.explore.attribution.methods.METHODS`.

    Returns:
        Heat map, shape (rows, cols) of any size, 0 to 1; stretched over the picture, it shows the place.

    Raises:
        RunError: There is no such run, class or method.
    """
    if method not in METHODS:
        raise RunError(f"There is no method {method!r}: choose one of {', '.join(METHODS)}.")
    opened = _naming_classes(run)
    received = opened.fit(picture)
    if label is None:
        index = int(probabilities(opened.model, received[None])[0].argmax())
    elif label in opened.labels:
        index = opened.labels.index(label)
    else:
        raise RunError(f"The network knows no class {label!r}: choose one of {', '.join(opened.labels)}.")
    return METHODS[method](opened.model)(received, index)


def _naming_classes(run: Opened | Run | str | Path) -> Opened:
    """Return a run's network, if it is one that can be asked what a picture shows."""
    opened = run if isinstance(run, Opened) else open_run(run)
    if not opened.labels:
        raise RunError(
            f"The network {opened.recipe.title} names no classes, so it cannot be asked what a picture shows, or why. Its layers and its "
            "filter patterns can be looked into all the same."
        )
    return opened.checked()
