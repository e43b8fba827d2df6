"""The recipe of a training: a frozen value that a file can hold."""

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from cnnviz.base import typed
from cnnviz.base.errors import CnnvizError
from cnnviz.locale import Message, _
from cnnviz.recipes import rules

DESCRIPTIONS = ("name", "title", "source", "reported", "notes", "rung", "lesson")
"""Fields that describe a recipe and do not affect its training."""
Checks = Mapping[str, Callable[[Any], Iterable[str]]]
"""Further checks of some fields besides the rules: each returns a sentence for each fault of a value."""


class RecipeError(CnnvizError):
    """A recipe with an invalid field: the message names the field and what it may hold."""


@dataclass(frozen=True)
class Reported:
    """The results that the author of a source document reports; never measured by the app.

    Attributes:
        accuracy: On the pictures of the split, 0 to 1.
        loss: Cross-entropy on the same pictures; None where the document prints none.
        split: The pictures that it was measured on: ``test`` or ``validation``.
    """

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
        erase: Largest part that is filled with grey, as a share of the area (random erasing, Zhong et al., 2017).
    """

    shift: float = 0.0
    zoom: float = 0.0
    rotation: float = 0.0
    shear: float = 0.0
    flip: bool = False
    erase: float = 0.0


@dataclass(frozen=True)
class Recipe:
    """Everything that determines a training; the same recipe on the same processor gives the same figures.

    Attributes:
        name: Short name, also on the command line.
        title: One line for people.
        source: Document and section that the recipe comes from, as `cnnviz.recipes.documents` writes them.
        network: Name of an entry of `cnnviz.networks`.
        dataset: Name of an entry of `cnnviz.datasets`.
        input_shape: (rows, cols, channels) of the pictures that the network takes.
        optimizer: One of `OPTIMIZERS`.
        learning_rate: Step size of the optimiser.
        batch_size: Pictures per training step.
        epochs: Most passes over the training pictures.
        validation_split: Share of the training pictures held back to validate on, 0 to 0.5; with 0, the data set's own
            validation pictures are used, if it has any.
        early_stopping: When to end before ``epochs``; the best epoch's weights are then restored.
        standardize: Whether each channel is brought to mean 0 and deviation 1, fitted on the training pictures.
        augmentation: Random changes to the training pictures.
        seed: Determines the split, the first weights, the order of the pictures and the augmentation.
        momentum: Nesterov momentum of SGD, 0 to 0.999; 0 with other optimisers.
        schedule: One of `SCHEDULES`: the learning rate stays, or falls to zero along half a cosine after a short rise.
        weight_decay: Share by which a step reduces each weight, as in AdamW, scaled by the learning rate.
        label_smoothing: Share of each label that is spread over all classes, 0 to 0.5.
        mixup: Alpha of the beta distribution of the weights with which two training pictures, and their labels, are
            blended (Zhang et al., 2018); 0 for none.
        averaging: Momentum of a running mean of the weights, which is then evaluated and saved; 0 for none.
        weights: First weights of a backbone, one of `WEIGHTS`: ``imagenet``, ``hed`` (a VGG16 that was fine-tuned to
            find edges), or ``random``, for comparison. Empty for networks without a backbone.
        frozen: Number of layers of the backbone, from its input as Keras lists them, that do not learn.
        head_epochs: Number of first epochs in which only the layers after the backbone learn.
        turns: Whether each training picture is also learned rotated by 90, 180 and 270 degrees.
        mirrors: Whether each training picture, and each of its rotations, is also learned mirrored left to right.
        layers: Layers that replace those of the named network, as `cnnviz.networks` writes them.
        reported: Results that the source document reports for this recipe.
        notes: Remarks for the reader, such as a difference from the document.
        rung: Number of the step in its ladder, such as C2.
        lesson: A sentence or two: the change against the step before, and why it helps or not.
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
        """Raise `RecipeError` for values that no training can have, with a sentence for each."""
        kinds = {field.name: field.type for field in dataclasses.fields(self)}
        wrong = {
            name: _(typed.KINDS[kind])
            for name, kind in kinds.items()
            if kind in typed.KINDS and not self._is(kind, name)
        }
        faults = wrong or dict(rules.broken(self))
        if faults:
            sentences = [typed.must_be(name, allowed, getattr(self, name)) for name, allowed in faults.items()]
            raise RecipeError(Message("Recipe {name}: {faults}", name=repr(self.name), faults=" ".join(sentences)))

    def _is(self, kind: Any, name: str) -> bool:
        return typed.is_a(kind, getattr(self, name))

    @property
    def views(self) -> int:
        """Number of views of each training picture that are learned: as it is, rotated, mirrored."""
        return (4 if self.turns else 1) * (2 if self.mirrors else 1)

    def edited(self, **changes: Any) -> "Recipe":
        """Return the recipe with some fields changed.

        Any change except that of the seed drops the reported figures, which belong to the document's recipe alone. An
        optimiser other than SGD has no momentum.
        """
        if changes.get("optimizer", "sgd") != "sgd":
            changes.setdefault("momentum", 0.0)
        real = {field: value for field, value in changes.items() if getattr(self, field) != value}
        kept = self.reported if set(real) <= {"seed"} else None
        return dataclasses.replace(self, **{"reported": kept, **real})

    def then(self, name: str, title: str, **changes: Any) -> "Recipe":
        """Return the next rung of a ladder: this recipe with changes, without its reported figures and notes."""
        return dataclasses.replace(self, **{"reported": None, "notes": "", "name": name, "title": title, **changes})

    def trains_like(self, other: "Recipe", but: tuple[str, ...] = ()) -> bool:
        """Return whether both train the same network in the same way, whatever their descriptions.

        Args:
            other: Another recipe.
            but: Fields that may differ, such as ``("seed",)``.
        """
        ignored = {*DESCRIPTIONS, *but}
        return all(
            getattr(self, field.name) == getattr(other, field.name)
            for field in dataclasses.fields(self)
            if field.name not in ignored
        )

    def to_json(self) -> str:
        """Return the recipe as JSON text, which `from_json` reads."""
        return json.dumps(dataclasses.asdict(self), indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str, checks: Checks | None = None) -> "Recipe":
        """Read a recipe.

        Args:
            text: JSON, an object with an entry for each field without a default, and for others.
            checks: Further checks of single fields.

        Raises:
            RecipeError: The text is no recipe; the message has a sentence for each fault.
        """
        try:
            given = json.loads(text)
        except json.JSONDecodeError as error:
            raise RecipeError(
                Message("The recipe is not valid JSON (line {line}): save it again from the app.", line=error.lineno)
            ) from None
        except (ValueError, RecursionError):
            raise RecipeError(Message("The recipe is not valid JSON: save it again from the app.")) from None
        if not isinstance(given, Mapping):
            raise RecipeError(Message("The recipe must be a JSON object with one entry per field."))
        faults: list[str] = []
        values = typed.entries(cls, given, "", faults)
        wrong = {field.name for field in dataclasses.fields(cls)} - set(values) - (set(_DEFAULTS) - set(given))
        for name, allowed in rules.broken(SimpleNamespace(**_DEFAULTS | values), wrong):
            faults.append(typed.must_be(name, allowed, given.get(name, _DEFAULTS[name])))
        for name, check in (checks or {}).items():
            faults += check(values[name]) if name in values else ()
        if faults:
            label, sentences = given.get("name"), " ".join(faults)
            if isinstance(label, str) and label:
                raise RecipeError(Message("Recipe {name}: {faults}", name=typed.shown(label), faults=sentences))
            raise RecipeError(Message("The recipe cannot be read: {faults}", faults=sentences))
        return cls(**values)


_DEFAULTS = {
    "input_shape": (1, 1, 1),
    **{field.name: field.default for field in dataclasses.fields(Recipe) if field.default is not dataclasses.MISSING},
}
"""Values that break no rule, in place of the wrong fields of a file while the others are checked."""


@dataclass(frozen=True)
class Ladder:
    """Recipes in the order of a document, each with one main change from an earlier one.

    Attributes:
        name: Short name, also on the command line.
        title: One line for people.
        source: Document that it comes from, as `cnnviz.recipes.documents` writes it.
        question: The question that it answers, in one sentence.
        recipes: Its steps.
        branches: Names of the recipes that do not change the one right before them, and of those that they change.
    """

    name: str
    title: str
    source: str
    question: str
    recipes: tuple[Recipe, ...]
    branches: tuple[tuple[str, str], ...] = ()

    def before(self, recipe: Recipe) -> Recipe | None:
        """Return the earlier recipe that one of its recipes changes; None for the first.

        >>> from cnnviz import recipes
        >>> adam = recipes.get("basenet_adam_20")
        >>> recipes.get_ladder("basenet_001").before(adam).name
        'basenet_sgd_20'
        """
        earlier = self.recipes[: self.recipes.index(recipe)]
        name = dict(self.branches).get(recipe.name)
        return next((each for each in earlier if each.name == name), None) or (earlier[-1] if earlier else None)


USUAL_RATES = {"sgd": 0.01, "rmsprop": 0.001, "adam": 0.001}
"""Usual first learning rates for a network that begins with random weights."""


def usual_rate(recipe: Recipe, optimizer: str) -> float:
    """Return the first learning rate for a recipe that gets another optimiser.

    A recipe with smaller steps than usual, as in fine-tuning, has a reason for them: they stay smaller by the same
    factor.

    >>> from cnnviz import recipes
    >>> usual_rate(recipes.get("basenet"), "adam"), usual_rate(recipes.get("cats_and_dogs_vgg16_finetuned"), "sgd")
    (0.001, 0.0001)
    """
    if optimizer == recipe.optimizer:
        return recipe.learning_rate
    share = min(1.0, recipe.learning_rate / USUAL_RATES[recipe.optimizer])
    return float(f"{USUAL_RATES[optimizer] * share:.3g}")
