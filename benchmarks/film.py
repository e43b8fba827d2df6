"""What does a film cost a training?  Epochs of BaseNet with and without the camera, in turns."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.measure import Report, alternate, seconds
from cnnviz import datasets, recipes
from cnnviz.training import Run, film
from cnnviz.training.train import train

ROUNDS, EPOCHS = 3, 6
"""So few epochs are all kept: a longer training keeps a smaller share of its own."""
RECIPE = "basenet"


def run() -> Report:
    """Train with and without; the ratio is the share of its speed that a training keeps."""
    recipe = recipes.get(RECIPE).edited(epochs=EPOCHS)
    if not datasets.get(recipe.dataset).present():
        recipe = recipe.edited(dataset="shapes")
    found = alternate({"with": lambda: _train(recipe, film.FRAMES), "without": lambda: _train(recipe, 0)}, ROUNDS)
    case = seconds(
        f"{recipe.name} on {recipe.dataset}, {EPOCHS} epochs, each of them kept", found["with"], found["without"],
        cost=sum(found["with"]) / sum(found["without"]) - 1,
    )  # fmt: skip
    return Report("film", "the same training without a film", [case])


def _train(recipe: recipes.Recipe, frames: int) -> float:
    usual, film.FRAMES = film.FRAMES, frames
    try:
        with tempfile.TemporaryDirectory() as folder:
            made = Run.create(recipe, Path(folder) / "run")
            started = time.perf_counter()
            train(made)
            taken = time.perf_counter() - started
            assert bool(film.frames(made.path)) == bool(frames)
            return taken
    finally:
        film.FRAMES = usual
