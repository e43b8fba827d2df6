"""Which recipes has a person made?  JSON files in the folder of runs, by the name that the person gave."""

import re
from pathlib import Path

from cnnviz.base import files
from cnnviz.base.settings import runs_dir
from cnnviz.recipes.recipe import Checks, Recipe, RecipeError

LONGEST_NAME = 60
LARGEST = 100_000
"""Bytes of a file at most."""


def save(recipe: Recipe, name: str, owner: str = "") -> Path:
    """Keep the recipe under a name; one of the same name is replaced.

    Args:
        recipe: What is kept.
        name: What the person calls it.
        owner: Who alone sees it, in letters and digits; empty for everybody.

    Raises:
        RecipeError: The name holds no letter or digit, or the folder cannot be written.
    """
    plain = re.sub(r"[^\w]+", "-", name).strip("-")[:LONGEST_NAME]
    if not plain:
        raise RecipeError("A recipe is saved under a name with at least one letter or digit: give it one.")
    path = _folder(owner) / f"{plain}.json"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        files.write(path, recipe.to_json(), concurrent=True)
    except OSError as error:
        raise RecipeError(
            f"The recipe cannot be saved in {path.parent} ({error.strerror}): download it instead."
        ) from error
    return path


def saved(owner: str = "") -> dict[str, Path]:
    """Return the saved recipes' files by name: everybody's, and the owner's."""
    return {path.stem: path for each in ("", owner) for path in sorted(_folder(each).glob("[!.]*.json"))}


def read(content: bytes, checks: Checks | None = None) -> Recipe:
    """Read a recipe that somebody saved or sent.

    Args:
        content: Of the file.
        checks: What else is asked of single fields.

    Raises:
        RecipeError: It is none; the message has a sentence for each fault.
    """
    if len(content) > LARGEST:
        raise RecipeError("The file is too large for a recipe: choose one that was saved from the Train page.")
    try:
        text = content.decode("utf-8-sig")  # Some editors begin a file with a mark of its encoding.
    except UnicodeDecodeError:
        raise RecipeError(
            "The file is no recipe, or not in the encoding UTF-8: choose a .json file that was saved from the Train page."
        ) from None
    return Recipe.from_json(text, checks)


def _folder(owner: str) -> Path:
    return runs_dir() / "recipes" / owner
