"""Estimate of the cost of a training: seconds an epoch, seconds once, weights that learn; loads no Keras.

`cnnviz.training.learning.stopwatch` measures it.
"""

import dataclasses
import json
from dataclasses import dataclass
from typing import Any

from cnnviz import datasets
from cnnviz.recipes import Recipe
from cnnviz.recipes.recipe import DESCRIPTIONS

FREE = {*DESCRIPTIONS, "epochs", "seed", "learning_rate", "early_stopping"}
"""Fields of a recipe that change nothing about the duration of a step."""
USUAL_SHARE = 0.8
"""Share of a data set's pictures that is learned from, where their number is not known."""


@dataclass(frozen=True)
class Cost:
    """The cost of a training.

    Attributes:
        seconds_an_epoch: With the validation.
        seconds_once: Before the first epoch: what the frozen layers make of the pictures, and the new layers' own
            epochs.
        epochs: At most.
        learns: Number of weights that training changes.
        pictures: Pictures of an epoch, each turn counted.
        measured_on: The device.
    """

    seconds_an_epoch: float
    seconds_once: float
    epochs: int
    learns: int
    pictures: int
    measured_on: str

    @property
    def seconds(self) -> float:
        """Seconds of the whole training, if it does not stop early."""
        return self.seconds_once + self.epochs * self.seconds_an_epoch

    def to_json(self) -> dict[str, Any]:
        """Return the values as JSON, the sum included."""
        return dataclasses.asdict(self) | {"seconds": self.seconds}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Cost":
        """Read what `to_json` returned."""
        return cls(**{field.name: values[field.name] for field in dataclasses.fields(cls)})


@dataclass(frozen=True)
class Counts:
    """Numbers of pictures of a training, as far as its data set tells them before it is loaded.

    Attributes:
        learned: Of an epoch, each picture once.
        validated: On which each epoch is validated.
        held: Of the training split that the frozen layers see, those that are held back counted.
        others: That the frozen layers see besides, to validate and to test on.
    """

    learned: int
    validated: int
    held: int
    others: int


def counts(recipe: Recipe) -> Counts:
    """Count the pictures without loading them.

    Raises:
        DataError: There is no such data set.
    """
    source = datasets.get(recipe.dataset)
    training = source.learned or round(USUAL_SHARE * source.pictures)
    back = round(training * recipe.validation_split)
    others = source.pictures - training
    own = others // 2 if source.own_validation else 0
    return Counts(training - back, back or own, training, others)


def fingerprint(recipe: Recipe) -> str:
    """Return a key that is the same for recipes whose steps take the same time.

    >>> from cnnviz import recipes
    >>> fingerprint(recipes.get("mnist")) == fingerprint(recipes.get("mnist").edited(epochs=3))
    True
    """
    return json.dumps({name: value for name, value in dataclasses.asdict(recipe).items() if name not in FREE})
