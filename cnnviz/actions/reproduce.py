"""Training of a whole ladder: Ladder -> a run for each rung; finished rungs are left as they are."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from cnnviz.locale import Message
from cnnviz.recipes import Ladder, Recipe
from cnnviz.training.runs.errors import RunError
from cnnviz.training.runs.run import Run


def reproduce(ladder: Ladder, folder: Path, train: Callable[[Run, bool], None], **edits: Any) -> Iterator[Run]:
    """Train every rung in order, each in a directory of its own below ``folder``, and yield its run when it has ended.

    A rung that is done is yielded as it is, one that was broken off goes on after its last finished epoch: so killing
    this and starting it again repeats nothing. It ends early after a rung that did not come to its end.

    Args:
        ladder: The recipes.
        folder: Where the runs lie, each named by its recipe and the edits.
        train: Trains a run; the second argument says whether to go on with one that was begun.
        edits: Fields that are changed in each recipe, such as ``epochs`` or ``seed``.

    Raises:
        RunError: A run there was made from another recipe, or is being trained now.
    """
    for recipe in ladder.recipes:
        run, begun = _run(recipe.edited(**edits), folder / "_".join([recipe.name, *_words(recipe, edits)]))
        if run.status().state != "done":
            run.forget_stop()
            train(run, begun)
        yield run
        if run.status().state != "done":
            return


def _words(recipe: Recipe, edits: dict[str, Any]) -> list[str]:
    """Return the parts of the run's name that stand for the edits."""
    return [f"{field}-{value}" for field, value in edits.items() if getattr(recipe, field) != value]


def _run(recipe: Recipe, path: Path) -> tuple[Run, bool]:
    """Return the rung's run, and whether it was begun before."""
    if not (path / "recipe.json").exists():
        return Run.create(recipe, path, pid=os.getpid()), False
    run = Run(path)
    if not run.recipe().trains_like(recipe):
        raise RunError(
            Message(
                "{folder} holds a run of another recipe: move it away, and this step is trained anew.",
                folder=str(path),
            )
        )
    if run.status().active:
        raise RunError(Message("{folder} is being trained now: wait until it has ended.", folder=str(path)))
    return run, True
