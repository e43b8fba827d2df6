"""The recipes and ladders by name. Every module of this package registers its ``RECIPES`` and ``LADDERS``."""

import functools
import sys

from cnnviz.base.registry import collect
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
        raise RecipeError(f"There is no recipe {name!r}: choose one of {', '.join(recipes())}.")
    return recipes()[name]


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
        raise RecipeError(f"There is no ladder {name!r}: choose one of {', '.join(ladders())}.")
    return ladders()[name]
