"""What can be trained?  Every module here adds its ``RECIPES``."""

import functools
import sys

from cnnviz.recipes.recipe import MONITORS, OPTIMIZERS, Augmentation, EarlyStopping, Recipe, RecipeError, Reported
from cnnviz.registry import collect

__all__ = [
    "MONITORS",
    "OPTIMIZERS",
    "Augmentation",
    "EarlyStopping",
    "Recipe",
    "RecipeError",
    "Reported",
    "get",
    "recipes",
]


@functools.cache
def recipes() -> dict[str, Recipe]:
    """Return every recipe by name."""
    return collect(sys.modules[__name__], "RECIPES")


def get(name: str) -> Recipe:
    """Return the recipe of that name.

    Raises:
        RecipeError: There is none; the message lists those that there are.
    """
    if name not in recipes():
        raise RecipeError(f"There is no recipe {name!r}: choose one of {', '.join(recipes())}.")
    return recipes()[name]
