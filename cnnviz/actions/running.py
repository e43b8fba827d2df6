"""What can be done with a recipe and a run?  Train it, go on with it, measure it."""

from pathlib import Path
from typing import Any

import keras

from cnnviz import datasets, recipes
from cnnviz.actions.opening import Opened, open_run, refuse_lost
from cnnviz.datasets.personal.source import LEAST_TO_TEST
from cnnviz.explore.classify.evaluation import Evaluation
from cnnviz.explore.classify.evaluation import evaluate as work_out
from cnnviz.explore.classify.predictions import one_a_class, probabilities
from cnnviz.recipes import Recipe
from cnnviz.surgery.precision import not_numbers
from cnnviz.training.learning import train as training
from cnnviz.training.runs import Run, find


def train(
    recipe: Recipe | str,
    run_dir: str | Path | None = None,
    callbacks: tuple[keras.callbacks.Callback, ...] = (),
    **changes: Any,
) -> Run:
    """Train a recipe in this process and return its run.

    Args:
        recipe: The recipe, or its name.
        run_dir: Directory of the run; by default a new one among the runs.
        callbacks: Further Keras callbacks.
        **changes: Fields of the recipe to change, such as ``epochs=3`` or ``dataset="digits"``.

    Raises:
        RunError: The directory holds a run already.
        TrainingError: The training failed; the message says why.

    Example:
        ``run = cnnviz.train("tiny", epochs=2)``
    """
    chosen = (recipes.get(recipe) if isinstance(recipe, str) else recipe).edited(**changes)
    run = Run.create(chosen, Path(run_dir) if run_dir else None)
    return _trained(run, resume=False, callbacks=callbacks)


def resume(run: Run | str | Path, callbacks: tuple[keras.callbacks.Callback, ...] = ()) -> Run:
    """Go on with a stopped, failed or interrupted run in this process, after its last finished epoch.

    Raises:
        RunError: There is no such run.
        TrainingError: The training failed; the message says why.
    """
    run = run if isinstance(run, Run) else find(run)
    run.forget_stop()
    return _trained(run, resume=True, callbacks=callbacks)


def _trained(run: Run, resume: bool, callbacks: tuple[keras.callbacks.Callback, ...]) -> Run:
    from cnnviz.training.learning.callbacks import TrainingError

    training.train(run, resume=resume, callbacks=callbacks)
    status = run.status()
    if status.state == "failed":
        raise TrainingError(status.message)
    return run


def evaluate(run: Run | str | Path) -> dict[str, Any]:
    """Measure a run's network on its test pictures, now.

    Returns:
        ``test_loss``, ``test_accuracy`` (0 to 1) and ``images``, the number of pictures; where no test picture is of some
        classes, also their names, ``untested``.

    Raises:
        RunError: There is no such run, or it has no model yet, or it came from a file and nobody knows its test pictures.
        DataError: Its data set cannot be had, or has no test pictures.
    """
    run = run if isinstance(run, Run) else find(run)
    run.check_measurable()
    recipe, model = run.recipe(), run.model()
    refuse_lost(recipe, not_numbers(model))
    return training.evaluate(model, test_pictures(recipe))


def test_pictures(recipe: Recipe) -> datasets.Dataset:
    """Return the data set of a recipe, to measure on.

    Raises:
        DataError: It cannot be had, or has no test pictures.
    """
    data = datasets.load(recipe.dataset, recipe.input_shape)
    if not len(data.x_test):
        raise datasets.DataError(
            f"{datasets.get(recipe.dataset).title} has no test pictures: add photos until a class has "
            f"{LEAST_TO_TEST}, of which one is then tested on."
        )
    return data


def report(run: Opened | Run | str | Path) -> Evaluation:
    """Say of a run's network where it is right on its test pictures, what it mixes up, and how far to trust it.

    Raises:
        RunError: There is no such run, or it has no model yet, or it came from a file and nobody knows its test pictures.
        DataError: Its data set cannot be had; the message says what can be done.
    """
    run = run if isinstance(run, Opened | Run) else find(run)
    (run.run if isinstance(run, Opened) else run).check_measurable()
    opened = (run if isinstance(run, Opened) else open_run(run)).checked()
    data = test_pictures(opened.recipe)
    return work_out(data.y_test, probabilities(one_a_class(opened.model), data.x_test), opened.labels)
