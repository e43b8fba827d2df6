"""Recipes that users saved: JSON files in the folder of runs, by the name that the user gave."""

import re
from pathlib import Path

from cnnviz.base import files
from cnnviz.base.settings import runs_dir
from cnnviz.locale import Message
from cnnviz.recipes import current
from cnnviz.recipes.recipe import Checks, Recipe, RecipeError

LONGEST_NAME = 60
LARGEST = 100_000
"""Most bytes of a file."""


def save(recipe: Recipe, name: str, owner: str = "") -> Path:
    """Save the recipe under a name, replacing one of the same name.

    Args:
        recipe: The recipe to save.
        name: Name that the user gives it.
        owner: The only user who sees it, in letters and digits; empty for everybody.

    Raises:
        RecipeError: The name holds no letter or digit, or the folder cannot be written.
    """
    plain = re.sub(r"[^\w]+", "-", name).strip("-")[:LONGEST_NAME]
    if not plain:
        raise RecipeError(Message("A recipe is saved under a name with at least one letter or digit: give it one."))
    path = _folder(owner) / f"{plain}.json"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        files.write(path, recipe.to_json(), concurrent=True)
    except OSError as error:
        raise RecipeError(
            Message(
                "The recipe cannot be saved in {folder} ({reason}): download it instead.",
                folder=str(path.parent),
                reason=error.strerror,
            )
        ) from error
    return path


def saved(owner: str = "") -> dict[str, Path]:
    """Return the files of the saved recipes by name: those of everybody and those of the owner."""
    return {path.stem: path for each in ("", owner) for path in sorted(_folder(each).glob("[!.]*.json"))}


def read(content: bytes, checks: Checks | None = None) -> Recipe:
    """Read a recipe from a file that a user saved or uploaded.

    Args:
        content: Content of the file.
        checks: Further checks of single fields.

    Raises:
        RecipeError: It is no recipe; the message has a sentence for each fault.
    """
    if len(content) > LARGEST:
        raise RecipeError(Message("The file is too large for a recipe: choose one that was saved from the page Train."))
    try:
        text = content.decode("utf-8-sig")  # Some editors begin a file with a byte order mark.
    except UnicodeDecodeError:
        raise RecipeError(
            Message(
                "The file is no recipe, or not in the encoding UTF-8: choose a .json file that was saved from the page "
                "Train."
            )
        ) from None
    return current(Recipe.from_json(text, checks))


def _folder(owner: str) -> Path:
    return runs_dir() / "recipes" / owner
