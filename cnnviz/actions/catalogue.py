"""The catalogue of recipes, with reported and measured figures kept apart; loads no TensorFlow."""

import functools
from dataclasses import dataclass
from typing import Any

from cnnviz import datasets, networks, recipes
from cnnviz.networks import Network
from cnnviz.networks.backbones import Backbone
from cnnviz.recipes import Ladder, Recipe, Reported
from cnnviz.recipes.birds import STAND_INS
from cnnviz.training.runs import Run, records, runs


def catalogue() -> list[dict[str, Any]]:
    """Return one row a recipe.

    Each has ``name``, ``title``, ``source``, ``network``, ``dataset``, ``parameters``, ``reported`` (what the document
    prints, or None), ``measured`` (what the shipped run reached on the test pictures, or None) and ``checkpoint`` (its
    name, or None where no network was shipped). Where other weights than the recipe's were the beginning of what was
    measured, ``measured`` names them: ``weights_of`` and ``terms``, and the ``recipe`` that was trained.
    """
    return [_row(recipe, record(recipe)) for recipe in recipes.recipes().values()]


def parameters(recipe: Recipe) -> int:
    """Return the number of weights that the network keeps; of BatchNorm that is twice what training adjusts."""
    return _parameters(networks.of(recipe), recipe.input_shape, len(datasets.get(recipe.dataset).labels))


@functools.lru_cache(1024)
def _parameters(network: Network, input_shape: tuple[int, int, int], classes: int) -> int:
    return sum(row.parameters for row in network.table(input_shape, classes))


def record(recipe: Recipe) -> Run | None:
    """Return the shipped run of the recipe, or of the one that was measured in its place; None if there is neither.

    Of some only the figures were shipped. `weights_of` tells whose weights it began with.
    """
    shipped = {run.name: run for run in records()}
    return shipped.get(recipe.name) or shipped.get(STAND_INS.get(recipe.name, ""))


def weights_of(run: Run) -> Backbone | None:
    """Return the pretrained network whose weights a run began with, where they have terms of their own; else None."""
    recipe = run.recipe()
    trained = networks.of(recipe).trained
    return trained if trained and trained.terms and recipe.weights != "random" else None


def rungs(ladder: Ladder, owner: str | None = None) -> list[tuple[Recipe, list[Run]]]:
    """Return each rung with its finished runs: the shipped one, then those that the owner may see, newest first.

    They may be of any seed; None sees all runs.
    """
    visible = [run for run in runs(owner) if run.status().state == "done"]
    return [
        (
            recipe,
            [
                *filter(None, [record(recipe)]),
                *(run for run in visible if run.recipe().trains_like(recipe, but=("seed",))),
            ],
        )
        for recipe in ladder.recipes
    ]


@dataclass(frozen=True)
class Measured:
    """The results of a finished run.

    Attributes:
        test_accuracy: On the test pictures, 0 to 1.
        validation_accuracy: On the validation pictures after the kept epoch, 0 to 1; None without such pictures.
        test_loss: Mean cross-entropy on the test pictures.
        epochs: Epochs run.
        kept: Epoch whose weights were kept.
        seconds: Of training, on the device that ``device`` names.
        seed: Seed of the run.
        device: What computed it.
        images: Number of test pictures.
        validation_images: Number of validation pictures; 0 where that is not known.
        weights_of: The pretrained network whose weights it began with, where they have terms of their own.
    """

    test_accuracy: float
    validation_accuracy: float | None
    test_loss: float
    epochs: int
    kept: int
    seconds: float
    seed: int
    device: str
    images: int = 0
    validation_images: int = 0
    weights_of: str = ""

    def against(self, reported: Reported) -> float:
        """Return the accuracy on the kind of pictures that the document reports for."""
        validated = reported.split == "validation" and self.validation_accuracy is not None
        return self.validation_accuracy if validated and self.validation_accuracy is not None else self.test_accuracy

    def images_against(self, reported: Reported) -> int:
        """Return the number of pictures that `against` is measured on; 0 where that is not known."""
        validated = reported.split == "validation" and self.validation_accuracy is not None
        return self.validation_images if validated else self.images


def measured(run: Run) -> Measured | None:
    """Return the results of the run; None while it has not been measured."""
    figures, epochs = run.evaluation(), run.epochs()
    if not figures or not epochs:
        return None
    kept = int(figures.get("epoch", len(epochs)))
    return Measured(
        test_accuracy=figures["test_accuracy"],
        validation_accuracy=next((record.get("val_accuracy") for record in epochs if record["epoch"] == kept), None),
        test_loss=figures["test_loss"],
        epochs=len(epochs),
        kept=kept,
        seconds=figures.get("training_seconds", 0.0),
        seed=run.recipe().seed,
        device=figures.get("device", ""),
        images=figures["images"],
        validation_images=validation_images(run.recipe(), figures["images"]),
        weights_of=backbone.title if (backbone := weights_of(run)) else "",
    )


def validation_images(recipe: Recipe, tested: int) -> int:
    """Return how many pictures a training of the recipe validates on; 0 where that is not known.

    Args:
        recipe: The recipe.
        tested: Number of test pictures.
    """
    source = datasets.datasets().get(recipe.dataset)
    if source is None:
        return 0
    if recipe.validation_split:
        return round(source.learned * recipe.validation_split)
    if not source.own_validation:
        return 0
    return source.pictures - source.learned - tested or tested  # Of some data sets the test pictures validate, too.


def _row(recipe: Recipe, shipped: Run | None) -> dict[str, Any]:
    reported = recipe.reported
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
        "measured": _figures(shipped) if shipped else None,
        "checkpoint": shipped.name if shipped and shipped.weights else None,
    }


def _figures(shipped: Run) -> dict[str, Any] | None:
    figures, backbone = shipped.evaluation(), weights_of(shipped)
    if not figures or not backbone:
        return figures
    return figures | {"weights_of": backbone.title, "terms": backbone.terms, "recipe": shipped.name}
