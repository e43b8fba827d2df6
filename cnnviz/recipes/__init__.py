"""The recipes and ladders by name. Every module of this package registers its ``RECIPES`` and ``LADDERS``."""

import dataclasses
import functools
import sys

from cnnviz.base.registry import collect
from cnnviz.locale import Message
from cnnviz.recipes.former import FORMER
from cnnviz.recipes.recipe import Augmentation, EarlyStopping, Ladder, Recipe, RecipeError, Reported, usual_rate
from cnnviz.recipes.rules import LIMITS, MONITORS, OPTIMIZERS, SCHEDULES, WEIGHTS

__all__ = [
    "LIMITS",
    "MONITORS",
    "OPTIMIZERS",
    "SCHEDULES",
    "WEIGHTS",
    "Augmentation",
    "EarlyStopping",
    "Ladder",
    "Recipe",
    "RecipeError",
    "Reported",
    "current",
    "get",
    "get_ladder",
    "ladders",
    "recipes",
    "usual_rate",
]


@functools.cache
def recipes() -> dict[str, Recipe]:
    """Return every recipe by name."""
    return collect(sys.modules[__name__], "RECIPES")


def get(name: str) -> Recipe:
    """Return the recipe of that name.

    Raises:
        RecipeError: There is none; the message lists the names.
    """
    if name not in recipes():
        raise RecipeError(
            Message("There is no recipe {name}: choose one of {names}.", name=repr(name), names=", ".join(recipes()))
        )
    return recipes()[name]


def current(recipe: Recipe) -> Recipe:
    """Return a recipe that a file holds, described as this version describes it.

    Titles, sources and explanations get better from version to version. A title of somebody's own stays, with all that
    belongs to it.
    """
    known = recipes().get(recipe.name)
    if known is None or recipe.title not in (known.title, FORMER.get(recipe.name)):
        return recipe
    unchanged = recipe.reported and recipe.trains_like(known, but=("seed",))
    return dataclasses.replace(
        recipe,
        title=known.title,
        source=known.source,
        reported=known.reported if unchanged else None,
        notes=known.notes,
        rung=known.rung,
        lesson=known.lesson,
    )


@functools.cache
def ladders() -> dict[str, Ladder]:
    """Return every ladder by name."""
    return collect(sys.modules[__name__], "LADDERS")


def get_ladder(name: str) -> Ladder:
    """Return the ladder of that name.

    Raises:
        RecipeError: There is none; the message lists the names.
    """
    if name not in ladders():
        raise RecipeError(
            Message(
                "There is no series of improvements {name}: choose one of {names}.",
                name=repr(name),
                names=", ".join(ladders()),
            )
        )
    return ladders()[name]
