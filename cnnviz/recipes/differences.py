"""Describe how two recipes differ: two recipes -> phrases such as ``Adam 0.001`` and ``7 epochs``."""

from collections.abc import Callable, Iterator

from cnnviz.base.dimensions import dimensions
from cnnviz.recipes.recipe import Recipe

OPTIMIZER_NAMES = {"sgd": "SGD", "rmsprop": "RMSprop", "adam": "Adam"}
WEIGHT_NAMES = {"imagenet": "ImageNet’s weights", "hed": "an edge finder’s weights", "random": "random weights"}

Phrase = Callable[[Recipe, Recipe], str]
"""Function that describes one field of a recipe, compared with a base."""

PHRASES: dict[str, Phrase] = {
    "network": lambda recipe, _: recipe.network,
    "input_shape": lambda recipe, _: dimensions(recipe.input_shape),
    "optimizer": lambda recipe, _: f"{OPTIMIZER_NAMES[recipe.optimizer]} {recipe.learning_rate:g}",
    "learning_rate": lambda recipe, _: f"learning rate {recipe.learning_rate:g}",
    "epochs": lambda recipe, _: "1 epoch" if recipe.epochs == 1 else f"{recipe.epochs} epochs",
    "dataset": lambda recipe, _: recipe.dataset,
    "batch_size": lambda recipe, _: f"batch {recipe.batch_size}",
    "weights": lambda recipe, _: WEIGHT_NAMES.get(recipe.weights, "no weights"),
    "frozen": lambda recipe, _: f"{recipe.frozen} layers frozen",
    "head_epochs": lambda recipe, _: f"new layers alone {recipe.head_epochs}",
    "layers": lambda *_: "other layers",
    "standardize": lambda recipe, _: "standardised" if recipe.standardize else "not standardised",
    "augmentation": lambda recipe, base: "; ".join(_changes(recipe, base)),
    "turns": lambda recipe, _: "four turns" if recipe.turns else "no turns",
    "mirrors": lambda recipe, _: "mirrored too" if recipe.mirrors else "not mirrored",
    "mixup": lambda recipe, _: f"mixup {recipe.mixup:g}",
    "early_stopping": lambda recipe, _: (
        f"early stopping ({stopping(recipe)})" if stopping(recipe) else "no early stopping"
    ),
    "validation_split": lambda recipe, _: f"validation {recipe.validation_split:g}",
    "momentum": lambda recipe, _: f"momentum {recipe.momentum:g}",
    "schedule": lambda recipe, _: f"{recipe.schedule} rate",
    "weight_decay": lambda recipe, _: f"weight decay {recipe.weight_decay:g}",
    "label_smoothing": lambda recipe, _: f"label smoothing {recipe.label_smoothing:g}",
    "averaging": lambda recipe, _: f"averaging {recipe.averaging:g}",
    "seed": lambda recipe, _: f"seed {recipe.seed}",
}
"""Phrase for each field that affects a training, the most important first."""
IMPLIED = {"optimizer": ("learning_rate", "momentum")}
"""Other fields that a field's phrase includes."""


def differences(recipe: Recipe, base: Recipe, but: tuple[str, ...] = ()) -> dict[str, str]:
    """Return a phrase for each field in which a recipe differs from another, by the field's name.

    Args:
        recipe: The recipe that is described.
        base: The recipe that it is compared with.
        but: Fields to leave out.

    >>> from cnnviz import recipes
    >>> base = recipes.get("basenet")
    >>> list(differences(base.edited(optimizer="adam", learning_rate=0.001, epochs=7), base).values())
    ['Adam 0.001', '7 epochs']
    """
    changed = [field for field in PHRASES if getattr(recipe, field) != getattr(base, field)]
    implied = {each for field in changed for each in IMPLIED.get(field, ())}
    return {field: PHRASES[field](recipe, base) for field in changed if field not in (*implied, *but)}


def stopping(recipe: Recipe) -> str:
    """Describe the early stopping, such as ``loss 3``; empty if there is none."""
    return ", ".join(f"{rule.monitor.removeprefix('val_')} {rule.patience}" for rule in recipe.early_stopping)


def augmentation(recipe: Recipe) -> str:
    """Describe the augmentation, such as ``flip, zoom 0.2``; empty if there is none."""
    given = recipe.augmentation
    amounts = {name: getattr(given, name) for name in ("shift", "zoom", "rotation", "shear", "erase")}
    return ", ".join([*["flip"] * given.flip, *(f"{name} {value:g}" for name, value in amounts.items() if value)])


def _changes(recipe: Recipe, base: Recipe) -> Iterator[str]:
    given, before = recipe.augmentation, base.augmentation
    if given == type(given)():
        yield "not augmented"
        return
    if given.flip != before.flip:
        yield "flip" if given.flip else "no flip"
    for name in ("shift", "zoom", "rotation", "shear", "erase"):
        if getattr(given, name) != getattr(before, name):
            yield f"{name} {getattr(given, name):g}"
