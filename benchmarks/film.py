"""A film costs a training little: epochs of BaseNet with and without the camera, in turns."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks.measure import Report, alternate, paired_ratio, seconds
from cnnviz import datasets, device, recipes
from cnnviz.training.runs import Run

ROUNDS, EPOCHS = 6, 6
"""So few epochs are all kept: a longer training keeps a smaller share of its own."""
RECIPE = "basenet"


def run() -> Report:
    """Train with and without; the ratio is the share of its speed that a training keeps."""
    device.start()
    from cnnviz.training.learning import film

    recipe = recipes.get(RECIPE).edited(epochs=EPOCHS)
    if not datasets.get(recipe.dataset).present():
        recipe = recipe.edited(dataset="shapes")
    _train(recipe, 0)  # In a process's first training TensorFlow starts and the pictures are loaded.
    measured = alternate({"with": lambda: _train(recipe, film.FRAMES), "without": lambda: _train(recipe, 0)}, ROUNDS)
    (ours, ours_cpu), (peer, peer_cpu) = (zip(*measured[side], strict=True) for side in ("with", "without"))
    costs = {"cost": 1 / paired_ratio(ours, peer) - 1, "cpu_cost": 1 / paired_ratio(ours_cpu, peer_cpu) - 1}
    case = seconds(f"{recipe.name} on {recipe.dataset}, {EPOCHS} epochs, each of them kept", ours, peer, **costs)
    return Report("film", "the same training without a film", [case])


def _train(recipe: recipes.Recipe, frames: int) -> tuple[float, float]:
    """Return a training's seconds by the clock and its processor seconds, which other programs hardly change."""
    from cnnviz.training.learning import film
    from cnnviz.training.learning.train import train

    usual, film.FRAMES = film.FRAMES, frames
    try:
        with tempfile.TemporaryDirectory() as folder:
            made = Run.create(recipe, Path(folder) / "run")
            started, cpu = time.perf_counter(), time.process_time()
            train(made)
            taken = time.perf_counter() - started, time.process_time() - cpu
            assert bool(film.frames(made.path)) == bool(frames)
            return taken
    finally:
        film.FRAMES = usual
