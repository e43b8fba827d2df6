"""The valid values of a recipe's fields: one table of limits for recipes, their files and the fields of a page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from cnnviz.locale import Message

OPTIMIZERS = ("sgd", "rmsprop", "adam")
MONITORS = ("val_loss", "val_accuracy")
SCHEDULES = ("constant", "cosine")
WEIGHTS = ("", "imagenet", "hed", "random")
LIMITS: dict[str, tuple[int, int] | tuple[float, float]] = {
    "batch_size": (1, 4096),
    "epochs": (1, 10_000),
    "validation_split": (0.0, 0.5),
    "seed": (0, 2**31 - 1),
    "patience": (1, 10_000),
    "momentum": (0.0, 0.999),
    "weight_decay": (0.0, 1.0),
    "label_smoothing": (0.0, 0.5),
    "mixup": (0.0, 1.0),
    "head_epochs": (0, 1000),
    "shift": (0.0, 0.5),
    "zoom": (0.0, 0.5),
    "rotation": (0.0, 180.0),
    "shear": (0.0, 0.5),
    "erase": (0.0, 0.5),
}
"""Smallest and largest value, also of the fields of an augmentation and an early stopping."""
CHANGES = ("shift", "zoom", "rotation", "shear", "erase")
"""Fields of an augmentation that have limits."""


@dataclass(frozen=True)
class Rule:
    """A condition on a field.

    Attributes:
        field: Name of the field.
        allowed: Its valid values, for people: it follows "must be" in a sentence.
        holds: Returns whether a recipe meets the condition.
    """

    field: str
    allowed: Message
    holds: Callable[[Any], bool]


def _within(field: str) -> Rule:
    low, high = LIMITS[field]
    least, most = (int(end) if end == int(end) else end for end in (low, high))
    allowed = Message("between {least} and {most}", least=least, most=most)
    return Rule(field, allowed, lambda recipe: low <= getattr(recipe, field) <= high)


def _change_within(field: str) -> Rule:
    low, high = LIMITS[field]
    return Rule(
        "augmentation",
        Message("with {field} between {least:g} and {most:g}", field=field, least=low, most=high),
        lambda recipe: low <= getattr(recipe.augmentation, field) <= high,
    )


RULES = (
    Rule(
        "optimizer",
        Message("one of {names}", names=", ".join(OPTIMIZERS)),
        lambda recipe: recipe.optimizer in OPTIMIZERS,
    ),
    Rule("learning_rate", Message("above 0 and at most 10"), lambda recipe: 0 < recipe.learning_rate <= 10),
    *map(_within, ("batch_size", "epochs", "validation_split", "seed")),
    Rule(
        "input_shape",
        Message("rows, columns and 1 or 3 channels"),
        lambda recipe: (
            len(recipe.input_shape) == 3 and min(recipe.input_shape) >= 1 and recipe.input_shape[2] in (1, 3)
        ),
    ),
    Rule(
        "early_stopping",
        Message("on {first} or {second}", first=MONITORS[0], second=MONITORS[1]),
        lambda recipe: all(rule.monitor in MONITORS for rule in recipe.early_stopping),
    ),
    Rule(
        "early_stopping",
        Message("with a patience of at least 1 epoch and at most 10,000"),
        lambda recipe: all(1 <= rule.patience <= LIMITS["patience"][1] for rule in recipe.early_stopping),
    ),
    *map(_change_within, CHANGES),
    _within("momentum"),
    Rule(
        "momentum",
        Message("0 with any other optimiser than sgd"),
        lambda recipe: not recipe.momentum or recipe.optimizer == "sgd",
    ),
    Rule(
        "schedule", Message("one of {names}", names=", ".join(SCHEDULES)), lambda recipe: recipe.schedule in SCHEDULES
    ),
    *map(_within, ("weight_decay", "label_smoothing", "mixup")),
    Rule("averaging", Message("at least 0 and below 1"), lambda recipe: 0 <= recipe.averaging < 1),
    Rule(
        "averaging",
        Message("0 with early stopping, which keeps one epoch’s weights"),
        lambda recipe: not (recipe.averaging and recipe.early_stopping),
    ),
    Rule(
        "weights",
        Message("one of {names}, or nothing", names=", ".join(WEIGHTS[1:])),
        lambda recipe: recipe.weights in WEIGHTS,
    ),
    Rule("frozen", Message("a number of layers, 0 or more"), lambda recipe: recipe.frozen >= 0),
    Rule(
        "turns",
        Message("false where pictures are not square"),
        lambda recipe: not recipe.turns or recipe.input_shape[0] == recipe.input_shape[1],
    ),
    _within("head_epochs"),
    Rule(
        "reported",
        Message("an accuracy between 0 and 1 and a loss of 0 or more"),
        lambda recipe: (
            recipe.reported is None
            or (0 <= recipe.reported.accuracy <= 1 and 0 <= (recipe.reported.loss or 0) < float("inf"))
        ),
    ),
)


def broken(recipe: Any, known: frozenset[str] | set[str] = frozenset()) -> Iterator[tuple[str, str]]:
    """Yield the field and the valid values of each rule that a recipe breaks.

    Args:
        recipe: Object with a recipe's fields, each of the right type.
        known: Fields that are known to be wrong and are not checked.
    """
    for rule in RULES:
        if rule.field not in known and not rule.holds(recipe):
            yield rule.field, str(rule.allowed)
