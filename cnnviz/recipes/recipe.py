"""What is to be trained, and how?  A Recipe: a frozen value that a file can hold."""

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from cnnviz.base import typed
from cnnviz.base.errors import CnnvizError
from cnnviz.recipes import rules

WORDS = ("name", "title", "source", "reported", "notes", "rung", "lesson")
"""Fields of a recipe that are only said of it."""
Checks = Mapping[str, Callable[[Any], Iterable[str]]]
"""What is asked of some fields besides the rules: each gives a sentence for each fault of a value."""


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
        """Refuse values that no training could have; the message has a sentence for each."""
        kinds = {field.name: field.type for field in dataclasses.fields(self)}
        wrong = {
            name: typed.KINDS[kind] for name, kind in kinds.items() if kind in typed.KINDS and not self._is(kind, name)
        }
        said = wrong or dict(rules.broken(self))
        if said:
            sentences = [typed.must_be(name, allowed, getattr(self, name)) for name, allowed in said.items()]
            raise RecipeError(f"Recipe {self.name!r}: {' '.join(sentences)}")

    def _is(self, kind: Any, name: str) -> bool:
        return typed.is_a(kind, getattr(self, name))

    @property
    def views(self) -> int:
        """In how many ways each training picture is learned: as it is, turned, mirrored."""
        return (4 if self.turns else 1) * (2 if self.mirrors else 1)

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
    def from_json(cls, text: str, checks: Checks | None = None) -> "Recipe":
        """Read a recipe.

        Args:
            text: JSON, an object with an entry for each field that has no default, and for others.
            checks: What else is asked of single fields.

        Raises:
            RecipeError: The text is no recipe; the message has a sentence for each fault.
        """
        try:
            given = json.loads(text)
        except json.JSONDecodeError as error:
            raise RecipeError(
                f"The recipe is not valid JSON (line {error.lineno}): save it again from the app."
            ) from None
        except (ValueError, RecursionError):
            raise RecipeError("The recipe is not valid JSON: save it again from the app.") from None
        if not isinstance(given, Mapping):
            raise RecipeError("The recipe must be a JSON object with one entry a field.")
        faults: list[str] = []
        values = typed.entries(cls, given, "", faults)
        wrong = {field.name for field in dataclasses.fields(cls)} - set(values) - (set(_DEFAULTS) - set(given))
        for name, allowed in rules.broken(SimpleNamespace(**_DEFAULTS | values), wrong):
            faults.append(typed.must_be(name, allowed, given.get(name, _DEFAULTS[name])))
        for name, check in (checks or {}).items():
            faults += check(values[name]) if name in values else ()
        if faults:
            called = given.get("name")
            who = f"Recipe {typed.shown(called)}" if isinstance(called, str) and called else "The recipe cannot be read"
            raise RecipeError(f"{who}: {' '.join(faults)}")
        return cls(**values)


_DEFAULTS = {
    "input_shape": (1, 1, 1),
    **{field.name: field.default for field in dataclasses.fields(Recipe) if field.default is not dataclasses.MISSING},
}
"""Values that break no rule, to judge the others by while some fields of a file are wrong."""


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


USUAL_RATES = {"sgd": 0.01, "rmsprop": 0.001, "adam": 0.001}
"""Learning rates with which a network that begins at random is mostly tried first."""


def usual_rate(recipe: Recipe, optimizer: str) -> float:
    """Return the learning rate to begin with when a recipe gets another optimiser.

    A recipe that takes smaller steps than is usual, as in fine-tuning, has a reason to, so they stay as much smaller.

    >>> from cnnviz import recipes
    >>> usual_rate(recipes.get("basenet"), "adam"), usual_rate(recipes.get("cats_and_dogs_vgg16_finetuned"), "sgd")
    (0.001, 0.0001)
    """
    if optimizer == recipe.optimizer:
        return recipe.learning_rate
    share = min(1.0, recipe.learning_rate / USUAL_RATES[recipe.optimizer])
    return float(f"{USUAL_RATES[optimizer] * share:.3g}")
