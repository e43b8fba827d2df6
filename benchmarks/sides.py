"""One side of `benchmarks.recipes`: a training in its own process, one epoch at each request.

A peer gets the environment of a user's own script; ours sets up what it wants. Each epoch waits for a line on the
input and is answered by a line of JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.measure import BenchmarkError
from cnnviz.recipes import Recipe

OURS_ALONE = ("TF_ENABLE_ONEDNN_OPTS", "TF_CPP_MIN_LOG_LEVEL")
EndOfEpoch = Callable[[], None]


class Side:
    """A training in a process of its own.

    Args:
        kind: ``ours``, ``fit`` or ``generator``.
        recipe: What is trained.
        pictures: How many training pictures, from the first.
    """

    def __init__(self, kind: str, recipe: Recipe, pictures: int) -> None:
        environment = {name: value for name, value in os.environ.items() if name not in OURS_ALONE}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.sides", kind, str(pictures)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            text=True,
        )
        self._tell(json.dumps(recipe.to_json()))

    def epoch(self) -> tuple[float, float]:
        """Let it train one epoch; return its seconds, and its processor seconds over all cores."""
        self.begin()
        return self.end()

    def begin(self) -> None:
        """Let it begin an epoch."""
        self._tell("go")

    def end(self) -> tuple[float, float]:
        """Wait for the end of the epoch; return as `epoch` does."""
        assert self.process.stdout
        answer = self.process.stdout.readline()
        if not answer:
            raise BenchmarkError("A side of the benchmark ended early: run it again with fewer other programs.")
        seconds, cpu = json.loads(answer)
        return float(seconds), float(cpu)

    def close(self) -> None:
        """End it."""
        self.process.kill()
        self.process.communicate()

    def _tell(self, line: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()


def main() -> None:
    """Train as the arguments say, an epoch for each line that comes in."""
    kind, pictures = sys.argv[1], int(sys.argv[2])
    answers, sys.stdout = sys.stdout, sys.stderr
    recipe = Recipe.from_json(json.loads(sys.stdin.readline()))
    started = [0.0, 0.0]

    def begin() -> None:
        if not sys.stdin.readline():
            os._exit(0)
        started[:] = [time.perf_counter(), time.process_time()]

    def end() -> None:
        spent = time.perf_counter() - started[0], time.process_time() - started[1]
        print(json.dumps(spent), file=answers, flush=True)
        begin()

    begin()
    {"ours": _ours, "fit": _fit, "generator": _generator}[kind](recipe, pictures, end)


def _ours(recipe: Recipe, pictures: int, end: EndOfEpoch) -> None:
    from cnnviz import device

    device.start()
    from benchmarks.training import ours, shortened

    ours(recipe.edited(dataset=shortened(recipe.dataset, pictures).name), end)


def _fit(recipe: Recipe, pictures: int, end: EndOfEpoch) -> None:
    import keras  # noqa: F401  Before cnnviz could set anything up.

    from benchmarks.training import bare, shortened

    bare(recipe.edited(dataset=shortened(recipe.dataset, pictures).name), end)


def _generator(recipe: Recipe, pictures: int, end: EndOfEpoch) -> None:
    """Train as the documents do: `ImageDataGenerator` changes each picture by SciPy, and the network gets floats."""
    from keras.src.legacy.preprocessing.image import ImageDataGenerator

    from benchmarks.training import after_each, arrays, shortened
    from cnnviz import networks
    from cnnviz.training.learning import loss_and_optimizer

    data, (x, y), validation = arrays(recipe.edited(dataset=shortened(recipe.dataset, pictures).name))
    model = networks.of(recipe).build(recipe.input_shape, len(data.labels))
    model.compile(
        optimizer=loss_and_optimizer.optimizer(recipe, 1),
        loss=loss_and_optimizer.crossentropy(model),
        metrics=["accuracy"],
    )
    changes = recipe.augmentation
    scaling: dict[str, Any] = {"rescale": 1 / 255}
    if recipe.standardize:
        scaling = {"featurewise_center": True, "featurewise_std_normalization": True}
    learning = ImageDataGenerator(
        **scaling,
        rotation_range=changes.rotation,
        width_shift_range=changes.shift,
        height_shift_range=changes.shift,
        shear_range=changes.shear,
        zoom_range=changes.zoom,
        horizontal_flip=changes.flip,
    )
    plain = ImageDataGenerator(**scaling)
    for each in (learning, plain):
        if recipe.standardize:
            each.fit(x.astype("float32"))
    checked = plain.flow(*validation, batch_size=recipe.batch_size, shuffle=False) if validation else None
    flowing = learning.flow(x, y, batch_size=recipe.batch_size)
    model.fit(flowing, validation_data=checked, epochs=recipe.epochs, verbose=0, callbacks=[after_each(end)])


if __name__ == "__main__":
    main()
