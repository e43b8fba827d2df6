"""Odd and hostile picture files: a folder -> files that may break a decoder, each with its expected outcome."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.hostile.attacks import bombs, claims, slow, tiff_tables
from tests.hostile.damaged import damage, other_files, truncations
from tests.hostile.parts import Colours, Outcome, Recipe
from tests.hostile.valid import animations, deep_greys, layouts, metadata, modes, names, orientations, sizes


class Case(NamedTuple):
    """A hostile file on disk."""

    name: str
    path: Path
    outcome: Outcome
    says: str
    quarters: Colours | None


def hostile_pictures(folder: Path) -> list[Case]:
    """Write all files, each into a folder of its own."""
    return [write(recipe, folder / f"{number:03}") for number, recipe in enumerate(recipes())]


def write(recipe: Recipe, folder: Path) -> Case:
    """Write one file."""
    folder.mkdir(parents=True)
    path = folder / recipe.file
    path.write_bytes(recipe.make())
    return Case(recipe.name, path, recipe.outcome, recipe.says, recipe.quarters)


def recipes() -> Iterator[Recipe]:
    """All hostile files; their content is made on demand."""
    for group in (modes, deep_greys, layouts, orientations, metadata, names, sizes, animations, other_files):
        yield from group()
    for group in (truncations, damage, claims, bombs, slow, tiff_tables):
        yield from group()
