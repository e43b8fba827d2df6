"""The documents' recipes train faster than with bare ``fit`` and than with the documents' generator loop."""

from __future__ import annotations

from contextlib import ExitStack

from benchmarks.measure import Case, Report, alternate, paired_ratio, throughput
from benchmarks.sides import Side
from cnnviz import datasets, recipes
from cnnviz.recipes import Recipe

PICTURES = {"basenet": 6400, "basenet_augmented": 6400, "improved_basenet": 2560}
PICTURES |= {"cats_and_dogs_augmented": 600, "mini_resnet": 1280}
"""Of each epoch; with many fewer than a real one has, what is kept after an epoch would weigh more than it does."""
ROUNDS = 5
PEERS = {
    "fit": "bare fit on arrays",
    "generator": "ImageDataGenerator",
}


def run() -> Report:
    """Measure some recipes of each kind; each side trains in a process of its own, epoch by epoch in turns."""
    cases = [case for name, pictures in PICTURES.items() for case in _cases(recipes.get(name), pictures)]
    return Report("recipes", "a user's own script: model.fit on arrays, or the documents' ImageDataGenerator", cases)


def _cases(recipe: Recipe, pictures: int) -> list[Case]:
    recipe = recipe.edited(early_stopping=(), epochs=ROUNDS + 2)
    if not datasets.get(recipe.dataset).present():
        recipe = recipe.edited(dataset="shapes")
    with ExitStack() as open_sides:
        sides = {kind: Side(kind, recipe, pictures) for kind in ("ours", *PEERS)}
        for side in sides.values():
            open_sides.callback(side.close)
            side.begin()
        for side in sides.values():
            side.end()  # The first epoch is not counted: in it the pictures are loaded and TensorFlow compiles.
        measured = alternate({kind: side.epoch for kind, side in sides.items()}, ROUNDS)
    title = f"{recipe.rung} {recipe.name}, {pictures:,} pictures of {recipe.dataset}"
    ours = measured["ours"]
    learned = pictures - round(pictures * recipe.validation_split)
    return [
        throughput(
            f"{title}, against {words}",
            learned,
            "pictures/s",
            [wall for wall, _ in ours],
            [wall for wall, _ in measured[kind]],
            cpu_ratio=paired_ratio([cpu for _, cpu in ours], [cpu for _, cpu in measured[kind]]),
            batch_size=recipe.batch_size,
        )
        for kind, words in PEERS.items()
    ]
