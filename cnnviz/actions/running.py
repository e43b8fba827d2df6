"""Training of a recipe, and resuming of a run, in this process."""

from pathlib import Path
from typing import Any

import keras

from cnnviz import recipes
from cnnviz.recipes import Recipe
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
