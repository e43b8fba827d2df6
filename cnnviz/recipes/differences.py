"""Describe how two recipes differ: two recipes -> phrases such as ``Adam 0.001`` and ``7 epochs``."""

from collections.abc import Callable, Iterator

from cnnviz.base.dimensions import dimensions
from cnnviz.locale import N_, _, ngettext, number
from cnnviz.recipes.recipe import Recipe

OPTIMIZER_NAMES = {"sgd": "SGD", "rmsprop": "RMSprop", "adam": "Adam"}
WEIGHT_NAMES = {
    "imagenet": N_("ImageNet’s weights"),
    "hed": N_("an edge finder’s weights"),
    "random": N_("random weights"),
}
SCHEDULE_NAMES = {"constant": N_("constant learning rate"), "cosine": N_("learning rate falling along a cosine")}
AMOUNTS = {
    "shift": N_("shift {value:g}"),
    "zoom": N_("zoom {value:g}"),
    "rotation": N_("rotation {value:g}°"),
    "shear": N_("shear {value:g}"),
    "erase": N_("erasing {value:g}"),
}
MONITORED = {"val_loss": N_("loss {patience}"), "val_accuracy": N_("accuracy {patience}")}
"""Phrase for each value that an early stopping may watch, with its patience."""

Phrase = Callable[[Recipe, Recipe], str]
"""Function that describes one field of a recipe, compared with a base, in the language that is spoken."""

PHRASES: dict[str, Phrase] = {
    "network": lambda recipe, base: recipe.network,
    "input_shape": lambda recipe, base: dimensions(recipe.input_shape),
    "optimizer": lambda recipe, base: f"{OPTIMIZER_NAMES[recipe.optimizer]} {number(recipe.learning_rate, 'g')}",
    "learning_rate": lambda recipe, base: _("learning rate {rate:g}", rate=recipe.learning_rate),
    "epochs": lambda recipe, base: ngettext("{n} epoch", "{n} epochs", recipe.epochs),
    "dataset": lambda recipe, base: recipe.dataset,
    "batch_size": lambda recipe, base: _("batch {size}", size=recipe.batch_size),
    "weights": lambda recipe, base: _(WEIGHT_NAMES.get(recipe.weights, N_("no pretrained weights"))),
    "frozen": lambda recipe, base: ngettext("{n} layer frozen", "{n} layers frozen", recipe.frozen),
    "head_epochs": lambda recipe, base: ngettext(
        "the head alone for {n} epoch", "the head alone for {n} epochs", recipe.head_epochs
    ),
    "layers": lambda recipe, base: _("other layers"),
    "standardize": lambda recipe, base: _("standardised") if recipe.standardize else _("not standardised"),
    "augmentation": lambda recipe, base: "; ".join(_changes(recipe, base)),
    "turns": lambda recipe, base: _("four rotations") if recipe.turns else _("no rotations"),
    "mirrors": lambda recipe, base: _("mirrored too") if recipe.mirrors else _("not mirrored"),
    "mixup": lambda recipe, base: _("mixup {value:g}", value=recipe.mixup),
    "early_stopping": lambda recipe, base: (
        _("early stopping ({rules})", rules=stopping(recipe)) if stopping(recipe) else _("no early stopping")
    ),
    "validation_split": lambda recipe, base: _("validation {share:g}", share=recipe.validation_split),
    "momentum": lambda recipe, base: _("momentum {value:g}", value=recipe.momentum),
    "schedule": lambda recipe, base: _(SCHEDULE_NAMES[recipe.schedule]),
    "weight_decay": lambda recipe, base: _("weight decay {value:g}", value=recipe.weight_decay),
    "label_smoothing": lambda recipe, base: _("label smoothing {value:g}", value=recipe.label_smoothing),
    "averaging": lambda recipe, base: _("weights averaged, {value:g}", value=recipe.averaging),
    "seed": lambda recipe, base: _("seed {seed}", seed=recipe.seed),
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
    return ", ".join(_(MONITORED[rule.monitor], patience=rule.patience) for rule in recipe.early_stopping)


def augmentation(recipe: Recipe) -> str:
    """Describe the augmentation, such as ``flip, zoom 0.2``; empty if there is none."""
    given = recipe.augmentation
    amounts = [_(phrase, value=value) for name, phrase in AMOUNTS.items() if (value := getattr(given, name))]
    return ", ".join([*[_("flip")] * given.flip, *amounts])


def _changes(recipe: Recipe, base: Recipe) -> Iterator[str]:
    given, before = recipe.augmentation, base.augmentation
    if given == type(given)():
        yield _("not augmented")
        return
    if given.flip != before.flip:
        yield _("flip") if given.flip else _("no flip")
    for name, phrase in AMOUNTS.items():
        if getattr(given, name) != getattr(before, name):
            yield _(phrase, value=getattr(given, name))
