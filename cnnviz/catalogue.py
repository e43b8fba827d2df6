"""What is there to train and to open?  Every recipe, with reported and measured figures kept apart; loads no TensorFlow."""

from typing import Any

from cnnviz import datasets, networks, recipes
from cnnviz.recipes import Recipe
from cnnviz.training import Run, checkpoints


def catalogue() -> list[dict[str, Any]]:
    """Return one row a recipe.

    Each has ``name``, ``title``, ``source``, ``network``, ``dataset``, ``parameters``, ``reported`` (what the document
    prints, or None), ``measured`` (what the shipped checkpoint reaches on the test pictures, or None) and
    ``checkpoint`` (its name, or None).
    """
    return [_row(recipe) for recipe in recipes.recipes().values()]


def parameters(recipe: Recipe) -> int:
    """Return the number of weights that the network keeps; of BatchNorm that is twice what training adjusts."""
    classes = len(datasets.get(recipe.dataset).labels)
    return sum(row.parameters for row in networks.of(recipe).table(recipe.input_shape, classes))


def checkpoint(recipe: Recipe) -> Run | None:
    """Return the shipped run of the recipe, if there is one."""
    return next((run for run in checkpoints() if run.name == recipe.name), None)


def _row(recipe: Recipe) -> dict[str, Any]:
    shipped, reported = checkpoint(recipe), recipe.reported
    return {
        "name": recipe.name,
        "title": recipe.title,
        "source": recipe.source,
        "network": recipe.network,
        "dataset": recipe.dataset,
        "parameters": parameters(recipe),
        "reported": {"accuracy": reported.accuracy, "loss": reported.loss, "split": reported.split}
        if reported
        else None,
        "measured": shipped.evaluation() if shipped else None,
        "checkpoint": shipped.name if shipped else None,
    }
