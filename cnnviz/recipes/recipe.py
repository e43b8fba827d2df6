"""What is to be trained, and how?  A Recipe: a frozen value that a file can hold."""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cnnviz.errors import CnnvizError

OPTIMIZERS = ("sgd", "rmsprop", "adam")
MONITORS = ("val_loss", "val_accuracy")
SCHEDULES = ("constant", "cosine")
WEIGHTS = ("", "imagenet", "hed", "random")
KINDS: dict[Any, str] = {int: "a whole number", str: "a text", bool: "true or false"}
WORDS = ("name", "title", "source", "reported", "notes", "rung", "lesson")
"""Fields of a recipe that are only said of it."""


class RecipeError(CnnvizError):
    """A recipe that cannot be: the text names the field and what it may hold."""


@dataclass(frozen=True)
class Reported:
    """The figures that the author of a source document printed; never measured here."""

    accuracy: float
    loss: float | None = None
    split: str = "test"


@dataclass(frozen=True)
class EarlyStopping:
    """End the training once ``monitor`` has not improved for ``patience`` epochs."""

    monitor: str
    patience: int


@dataclass(frozen=True)
class Augmentation:
    """Random changes to each training picture; zero means none.

    Attributes:
        shift: Largest shift, as a share of the height and of the width.
        zoom: Largest zoom in or out, as a share of the size.
        rotation: Largest rotation, in degrees.
        shear: Largest shear, as a share of the size.
        flip: Whether half of the pictures are mirrored left to right.
        erase: Largest part that is painted grey, as a share of the area (random erasing, Zhong et al., 2017).
    """

    shift: float = 0.0
    zoom: float = 0.0
    rotation: float = 0.0
    shear: float = 0.0
    flip: bool = False
    erase: float = 0.0


@dataclass(frozen=True)
class Recipe:
    """Everything that decides a training; the same recipe on the same processor gives the same figures.

    Attributes:
        name: Short name, also the word for it on the command line.
        title: One line for people.
        source: Document and place that the recipe comes from.
        network: Name of an entry of `cnnviz.networks`.
        dataset: Name of an entry of `cnnviz.datasets`.
        input_shape: (rows, cols, channels) of the pictures that the network takes.
        optimizer: One of `OPTIMIZERS`.
        learning_rate: Step size of the optimiser.
        batch_size: Pictures a training step.
        epochs: Passes over the training pictures, at most.
        validation_split: Share of the training pictures held back to validate on, 0 to 0.5; with 0, the data set's own
            validation pictures are used, where it has some.
        early_stopping: When to end before ``epochs``; the best epoch's weights are then restored.
        standardize: Whether each channel is brought to mean 0 and deviation 1, fitted on the training pictures.
        augmentation: Random changes to the training pictures.
        seed: Decides the split, the first weights, the order of the pictures and the augmentation.
        momentum: Share of the step before that SGD adds to each, as Nesterov has it; 0 for none, and with other optimisers.
        schedule: One of `SCHEDULES`: the learning rate stays, or falls to zero along half a cosine after a short rise.
        weight_decay: Share of each weight that a step takes away, as in AdamW, scaled by the learning rate.
        label_smoothing: Share of the truth that is spread over all classes, 0 to 0.5.
        mixup: Alpha of the beta distribution from which comes how two training pictures, and their labels, are blended
            (Zhang et al., 2018); 0 for none.
        averaging: Momentum of a running mean of the weights, which is what is measured and kept; 0 for none.
        weights: What a network with a trained backbone starts from, one of `WEIGHTS`: ``imagenet``, ``hed`` (a VGG16 that was
            fine-tuned to find edges), or ``random``, to see what the trained weights are worth. Other networks have none.
        frozen: Layers of the backbone, counted from its input as Keras lists them, that training leaves as they are.
        head_epochs: Epochs for which, before all others, only the layers after the backbone learn.
        turns: Whether each training picture is also learned turned by 90, 180 and 270 degrees.
        mirrors: Whether each training picture, and each of its turns, is also learned mirrored left to right.
        layers: The network's layers where they are not the named network's own, as `cnnviz.networks` writes them.
        reported: What the source document reports for this recipe.
        notes: What a reader should know, such as a difference from the document.
        rung: Number of the rung in its ladder, such as C2.
        lesson: One sentence: what changed against the rung before, and why it helps or not.
    """

    name: str
    title: str
    source: str
    network: str
    dataset: str
    input_shape: tuple[int, int, int]
    optimizer: str = "sgd"
    learning_rate: float = 0.01
    batch_size: int = 64
    epochs: int = 20
    validation_split: float = 0.1
    early_stopping: tuple[EarlyStopping, ...] = ()
    standardize: bool = False
    augmentation: Augmentation = Augmentation()
    seed: int = 0
    momentum: float = 0.0
    schedule: str = "constant"
    weight_decay: float = 0.0
    label_smoothing: float = 0.0
    mixup: float = 0.0
    averaging: float = 0.0
    weights: str = ""
    frozen: int = 0
    head_epochs: int = 0
    turns: bool = False
    mirrors: bool = False
    layers: tuple[dict[str, Any], ...] = ()
    reported: Reported | None = None
    notes: str = ""
    rung: str = ""
    lesson: str = ""

    def __post_init__(self) -> None:
        """Refuse values that no training could have."""
        for field in dataclasses.fields(self):
            kind: Any = field.type
            if kind in KINDS:
                self._require(isinstance(getattr(self, field.name), kind), field.name, KINDS[kind])
        self._require(self.optimizer in OPTIMIZERS, "optimizer", f"one of {', '.join(OPTIMIZERS)}")
        self._require(0 < self.learning_rate <= 10, "learning_rate", "above 0 and at most 10")
        self._require(1 <= self.batch_size <= 4096, "batch_size", "between 1 and 4096")
        self._require(1 <= self.epochs <= 10_000, "epochs", "between 1 and 10000")
        self._require(0 <= self.validation_split <= 0.5, "validation_split", "between 0 and 0.5")
        self._require(0 <= self.seed < 2**31, "seed", "between 0 and 2147483647")
        self._require(
            len(self.input_shape) == 3 and min(self.input_shape) >= 1 and self.input_shape[2] in (1, 3),
            "input_shape",
            "rows, columns and 1 or 3 channels",
        )
        for stopping in self.early_stopping:
            self._require(stopping.monitor in MONITORS, "early_stopping", f"on {' or '.join(MONITORS)}")
            self._require(stopping.patience >= 1, "early_stopping", "with a patience of at least 1 epoch")
        self._require(0 <= self.momentum < 1, "momentum", "at least 0 and below 1")
        self._require(not self.momentum or self.optimizer == "sgd", "momentum", "0 with any other optimiser than sgd")
        self._require(self.schedule in SCHEDULES, "schedule", f"one of {', '.join(SCHEDULES)}")
        self._require(0 <= self.weight_decay <= 1, "weight_decay", "between 0 and 1")
        self._require(0 <= self.label_smoothing <= 0.5, "label_smoothing", "between 0 and 0.5")
        self._require(0 <= self.mixup <= 1, "mixup", "between 0 and 1")
        self._require(0 <= self.averaging < 1, "averaging", "at least 0 and below 1")
        self._require(self.weights in WEIGHTS, "weights", f"one of {', '.join(WEIGHTS[1:])}, or nothing")
        self._require(self.frozen >= 0, "frozen", "a number of layers, 0 or more")
        self._require(
            not self.turns or self.input_shape[0] == self.input_shape[1], "turns", "off where pictures are no squares"
        )
        self._require(0 <= self.head_epochs <= 1000, "head_epochs", "between 0 and 1000")
        self._require(
            not (self.averaging and self.early_stopping),
            "averaging",
            "0 with early stopping, which keeps one epoch's weights",
        )
        self._require(
            all(isinstance(layer, Mapping) for layer in self.layers), "layers", "a list with one object for each layer"
        )

    @property
    def views(self) -> int:
        """In how many ways each training picture is learned: as it is, turned, mirrored."""
        return (4 if self.turns else 1) * (2 if self.mirrors else 1)

    def _require(self, holds: bool, field: str, allowed: str) -> None:
        if not holds:
            raise RecipeError(f"Recipe {self.name!r}: {field} must be {allowed}, not {getattr(self, field)!r}.")

    def edited(self, **changes: Any) -> "Recipe":
        """Return the recipe with some fields changed.

        Any change but that of the seed drops the reported figures: they belong to the document's recipe alone. Another
        optimiser than SGD comes without momentum.
        """
        if changes.get("optimizer", "sgd") != "sgd":
            changes.setdefault("momentum", 0.0)
        real = {field: value for field, value in changes.items() if getattr(self, field) != value}
        kept = self.reported if set(real) <= {"seed"} else None
        return dataclasses.replace(self, **{"reported": kept, **real})

    def then(self, name: str, title: str, **changes: Any) -> "Recipe":
        """Return the next rung of a ladder: this recipe with a change; what is said of this one alone is dropped."""
        return dataclasses.replace(self, **{"reported": None, "notes": "", "name": name, "title": title, **changes})

    def trains_like(self, other: "Recipe", but: tuple[str, ...] = ()) -> bool:
        """Return whether both train the same network in the same way; what is only said of them does not count.

        Args:
            other: Another recipe.
            but: Fields that may differ, such as ``("seed",)``.
        """
        ignored = {*WORDS, *but}
        return all(
            getattr(self, field.name) == getattr(other, field.name)
            for field in dataclasses.fields(self)
            if field.name not in ignored
        )

    def to_json(self) -> str:
        """Return the recipe as JSON text that `from_json` reads back."""
        return json.dumps(dataclasses.asdict(self), indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Recipe":
        """Read a recipe.

        Raises:
            RecipeError: The text is no recipe; the message says which part.
        """
        try:
            values = json.loads(text)
        except json.JSONDecodeError as error:
            raise RecipeError(
                f"The recipe is not valid JSON (line {error.lineno}): save it again from the app."
            ) from None
        except (ValueError, RecursionError):
            raise RecipeError("The recipe is not valid JSON: save it again from the app.") from None
        if not isinstance(values, Mapping):
            raise RecipeError("The recipe must be a JSON object with one entry a field.")
        unknown = sorted(set(values) - {field.name for field in dataclasses.fields(cls)})
        if unknown:
            raise RecipeError(
                f"The recipe has a field that this version does not know, {unknown[0]!r}: open it with the newer version "
                "that made it."
            )
        try:
            return cls(**_typed(dict(values)))
        except (TypeError, KeyError, ValueError, AttributeError) as error:
            raise RecipeError(f"The recipe cannot be read: {error}.") from None


@dataclass(frozen=True)
class Ladder:
    """Recipes in the order of a document, each the one before with one change.

    Attributes:
        name: Short name, also the word for it on the command line.
        title: One line for people.
        source: Document that it comes from.
        question: What it shows, in one sentence.
        recipes: Its rungs.
    """

    name: str
    title: str
    source: str
    question: str
    recipes: tuple[Recipe, ...]


def _typed(values: dict[str, Any]) -> dict[str, Any]:
    """Turn JSON's lists and objects back into the recipe's own types."""
    if "input_shape" in values:
        values["input_shape"] = tuple(int(size) for size in values["input_shape"])
    if "layers" in values:
        values["layers"] = tuple(values["layers"])
    if "early_stopping" in values:
        values["early_stopping"] = tuple(EarlyStopping(**entry) for entry in values["early_stopping"])
    if "augmentation" in values:
        values["augmentation"] = Augmentation(**values["augmentation"])
    if values.get("reported") is not None:
        values["reported"] = Reported(**values["reported"])
        if not all(
            isinstance(value, int | float | None) for value in (values["reported"].accuracy, values["reported"].loss)
        ):
            raise ValueError("what is reported must be numbers")
    return values
