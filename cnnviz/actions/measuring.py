"""Evaluation of a run's network on its test pictures, and its calibration."""

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnnviz import datasets
from cnnviz.actions.opening import Opened, open_run
from cnnviz.base import files
from cnnviz.datasets import Dataset
from cnnviz.datasets.personal.source import LEAST_TO_TEST
from cnnviz.explore.attribution.progressive import result
from cnnviz.explore.classify.evaluation import Evaluation, cross_entropy
from cnnviz.explore.classify.evaluation import evaluate as evaluation_of
from cnnviz.explore.classify.probabilities import batch_size, one_a_class, probabilities
from cnnviz.locale import Message
from cnnviz.recipes import Recipe
from cnnviz.training.learning import calibration
from cnnviz.training.runs import Run, RunError, find

Batches = list[NDArray[np.float32]]
"""Probabilities of the batches that are done, each of shape (pictures, classes), in the order of the test pictures."""


def evaluating(opened: Opened, data: Dataset, batches: Batches) -> Generator[float, None, Evaluation]:
    """Evaluate a network on all test pictures of a data set, one batch a step.

    It goes on after the batches in the list. So the work can be broken off and resumed, also by another visitor:
    several generators may share one list of batches, as long as two never step at the same moment (hold a lock around
    each step).

    Args:
        opened: The network.
        data: Its ``x_test`` and ``y_test`` are measured on: at least one picture, of the network's own size.
        batches: Probabilities so far; begin with an empty list. Each step appends those of one more batch.

    Yields:
        The share of the pictures that is done, above 0 and up to 1.

    Returns:
        The evaluation.

    Raises:
        RunError: Some of the network's weights are no longer numbers.
        LayerError: The network names no classes.
    """
    predicted = yield from _predicting(opened, data, batches)
    return evaluation_of(data.y_test, predicted, opened.labels)


def _predicting(opened: Opened, data: Dataset, batches: Batches) -> Generator[float, None, NDArray[np.float32]]:
    """Step as `evaluating` does; return the probabilities of all test pictures, shape (n, classes)."""
    pictures, size = data.x_test, batch_size(data.x_test.shape[1:])
    model = one_a_class(opened.checked().model)
    while (done := len(batches) * size) < len(pictures):
        batches.append(probabilities(model, pictures[done : done + size]))
        yield min(1.0, len(batches) * size / len(pictures))
    return np.concatenate(batches)


def report(run: Opened | Run | str | Path) -> Evaluation:
    """Evaluate a run's network on its test pictures: figures of each class, confusion matrix and calibration curve.

    Raises:
        RunError: There is no such run, or it has no model yet, or it came from a file and nobody knows its test
            pictures.
        DataError: Its data set cannot be obtained; the message says what can be done.
    """
    opened, data = _measurable(run)
    return result(evaluating(opened, data, []))


def evaluate(run: Opened | Run | str | Path) -> dict[str, Any]:
    """Measure accuracy and loss of a run's network on its test pictures, now.

    Returns:
        ``test_loss``, ``test_accuracy`` (0 to 1) and ``images``, the number of pictures; where no test picture is of
        some classes, also their names, ``untested``.

    Raises:
        RunError: There is no such run, or it has no model yet, or it came from a file and nobody knows its test
            pictures.
        DataError: Its data set cannot be obtained, or has no test pictures.
    """
    opened, data = _measurable(run)
    # Not through `evaluating`: the other figures are scikit-learn's, which takes two seconds to import.
    predicted = result(_predicting(opened, data, []))
    return {
        "test_loss": cross_entropy(data.y_test, predicted),
        "test_accuracy": float((predicted.argmax(axis=1) == data.y_test).mean()),
        "images": len(data.x_test),
        **({"untested": list(data.untested)} if data.untested else {}),
    }


def _measurable(run: Opened | Run | str | Path) -> tuple[Opened, Dataset]:
    """Return a run's network and the data set that it is measured on."""
    run = run if isinstance(run, Opened | Run) else find(run)
    (run.run if isinstance(run, Opened) else run).check_measurable()
    opened = (run if isinstance(run, Opened) else open_run(run)).checked()
    return opened, test_pictures(opened.recipe)


def test_pictures(recipe: Recipe) -> Dataset:
    """Return the data set of a recipe, to measure on.

    Raises:
        DataError: It cannot be had, or has no test pictures.
    """
    data = datasets.load(recipe.dataset, recipe.input_shape)
    if not len(data.x_test):
        raise datasets.DataError(
            Message(
                "{dataset} has no test pictures: add photos until a class has {n}, of which one is then tested on.",
                dataset=Message(datasets.get(recipe.dataset).title),
                n=LEAST_TO_TEST,
            )
        )
    return data


def calibrate(run: Run | str | Path, strangers: Sequence[str] | None = None) -> dict[str, Any]:
    """Calibrate a finished run's network, and keep the calibration with the run.

    Args:
        run: The run.
        strangers: Data sets whose test pictures it is tried on; by default those on this machine that share no class
            with it.

    Returns:
        The figures of `cnnviz.training.learning.calibration.calibrate`.

    Raises:
        RunError: There is no such run, or it has no model yet, or it came from a file and nobody knows its pictures, or
            its folder cannot be written to.
        CalibrationError: It cannot be calibrated.
        DataError: A data set cannot be obtained.
    """
    run = run if isinstance(run, Run) else find(run)
    run.check_measurable()
    recipe = run.recipe()
    names = calibration.usual_strangers(run) if strangers is None else strangers
    try:
        return calibration.calibrate(run, run.model(), datasets.load(recipe.dataset, recipe.input_shape), names)
    except OSError as error:
        raise RunError(
            Message(
                "The calibration cannot be written to {folder} ({reason}).",
                folder=str(run.path),
                reason=files.reason(error),
            )
        ) from error
