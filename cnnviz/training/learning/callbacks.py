"""Keras callbacks that record a training and keep its weights."""

from __future__ import annotations

import json
import math
import time
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

import keras
import numpy as np

from cnnviz.base.errors import CnnvizError
from cnnviz.locale import Message
from cnnviz.training.learning.early_stopping import best_epoch, reached
from cnnviz.training.runs.contents import snapshot
from cnnviz.training.runs.pulse import Pulse
from cnnviz.training.runs.run import Run

LAST, BEFORE = "last.npz", "before.npz"
"""Weights and optimiser after the last finished epoch; and after the one before, in case a disk damages the last."""
POINTS_AN_EPOCH = 50
"""Steps of an epoch that are recorded, so that a curve moves every second and no file grows large."""


class TrainingError(CnnvizError):
    """A training that cannot go on: the text says why and what to change."""


class Dice(keras.callbacks.Callback):
    """Seeds the random layers anew for each epoch, because a saved model forgets the state of their generators.

    What they draw depends on the seed and the epoch's number alone, as the order of the pictures does.

    Args:
        seed: Seed of the recipe.
    """

    def __init__(self, seed: int) -> None:
        super().__init__()
        self.seed = seed

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Give each random layer a state of its own."""
        dice = np.random.default_rng((self.seed, epoch, 1))
        for variable in self.model.non_trainable_variables:
            if variable.name == "seed_generator_state":
                variable.assign(dice.integers(2**31, size=2))


class Recorder(keras.callbacks.Callback):
    """Writes metrics.jsonl: about 50 records of steps an epoch, each the mean since the one before, and one an epoch.

    The records of the epochs are also in epochs.jsonl.

    Args:
        run: The run that is trained.
        first_epoch: Epochs finished before, 0 at the start.
        pictures: Pictures of one epoch.
        batch_size: Pictures of one step; the last may have fewer.
    """

    def __init__(self, run: Run, first_epoch: int, pictures: int, batch_size: int) -> None:
        super().__init__()
        self.run, self.path = run, run.path / "metrics.jsonl"
        self.pictures, self.batch_size = pictures, batch_size
        self.steps = -(-pictures // batch_size)
        self.every = max(1, self.steps // POINTS_AN_EPOCH)
        self.epochs = [record for record in run.epochs() if record["epoch"] <= first_epoch]
        self.done = first_epoch
        self.step = first_epoch * self.steps
        self.written = 0
        self.file: TextIO | None = None
        self.board = Board(run.path / "tensorboard")
        self.since: tuple[int, dict[str, float]] = (0, {})

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Open the file; a resumed run adds to it."""
        self.file = self.path.open("a", encoding="utf-8")

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Start the clock and the means of the epoch."""
        self.started, self.since, self.written = time.perf_counter(), (0, {}), 0

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Record the first step, and every few steps after it; Keras may call after several steps at once."""
        done = min(batch + 1, self.steps)
        self.step = self.done * self.steps + done
        if not self.written or done // self.every > self.written // self.every:
            self.written = done
            means = {name: float(value) for name, value in (logs or {}).items()}
            self._refuse_nan(means)
            self._write({"epoch": self.done + 1, "step": self.step, **self._since_last(done, means)})

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Record the epoch's figures and its duration."""
        values = {name: float(value) for name, value in (logs or {}).items()}
        self._refuse_nan(values)
        seconds = round(time.perf_counter() - self.started, 3)
        self.done = epoch + 1
        self.epochs.append({"epoch": self.done, "step": self.step, **values, "seconds": seconds})
        self._write(self.epochs[-1])
        self.run.keep_epochs(self.epochs)
        self.board.write(self.step, values)

    def close(self) -> None:
        """Close the files; harmless when they are closed already."""
        if self.file:
            self.file.close()
        self.board.close()

    def _since_last(self, done: int, means: dict[str, float]) -> dict[str, float]:
        """Keras gives means since the epoch's start; take out what was written before: (b·mb - a·ma) / (b - a).

        a and b count pictures, as the last batch may have fewer.
        """
        (a, old), b = self.since, min(done * self.batch_size, self.pictures)
        self.since = (b, means)
        if not old:
            return means
        return {name: (b * mean - a * old[name]) / (b - a) for name, mean in means.items()}

    def _refuse_nan(self, values: dict[str, float]) -> None:
        if not all(math.isfinite(value) for value in values.values()):
            raise TrainingError(
                Message(
                    "The loss is no longer a number at step {step}: the steps are too large. Start again "
                    "with a smaller "
                    "learning rate.",
                    step=self.step,
                )
            )

    def _write(self, record: dict[str, Any]) -> None:
        assert self.file is not None
        self.file.write(json.dumps(record) + "\n")
        self.file.flush()


class Board:
    """Writes the epochs' figures as TensorBoard event files, one folder for training and one for validation."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.writers = folder, dict[str, Any]()

    def write(self, step: int, values: dict[str, float]) -> None:
        """Add one point to each curve; without TensorBoard installed, do nothing."""
        try:
            from tensorboard.compat.proto.event_pb2 import Event
            from tensorboard.compat.proto.summary_pb2 import Summary
            from tensorboard.summary.writer.event_file_writer import EventFileWriter
        except ImportError:
            return
        for name, value in values.items():
            split, metric = ("validation", name[4:]) if name.startswith("val_") else ("train", name)
            if split not in self.writers:
                self.writers[split] = EventFileWriter(str(self.folder / split))
            summary = Summary(value=[Summary.Value(tag=f"epoch_{metric}", simple_value=value)])
            self.writers[split].add_event(Event(wall_time=time.time(), step=step, summary=summary))
        for writer in self.writers.values():
            writer.flush()

    def close(self) -> None:
        """Close the files."""
        for writer in self.writers.values():
            writer.close()
        self.writers.clear()


class Keeper(keras.callbacks.Callback):
    """Keeps last.npz (weights and optimiser, to resume from), the one before, and each rule's best epoch.

    It must stand after the Recorder: figures are written first, so that what is kept never runs ahead of them.

    Args:
        run: The run that is trained.
        recorder: Knows the epochs' figures.
        whole: The whole network, of which the model that is trained may be the end.
    """

    def __init__(self, run: Run, recorder: Recorder, whole: keras.Model) -> None:
        super().__init__()
        self.path, self.rules, self.recorder, self.whole = run.path, run.recipe().early_stopping, recorder, whole

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Keep the epoch's weights."""
        epochs, last = self.recorder.epochs, self.path / LAST
        for rule in self.rules:
            if best_epoch(epochs, rule.monitor) == len(epochs) - 1:
                snapshot.save(self.path / f"best-{rule.monitor}.npz", self.whole)
        with suppress(OSError):  # A disk that knows no second name for a file keeps one epoch only.
            (self.path / BEFORE).unlink(missing_ok=True)
            (self.path / BEFORE).hardlink_to(last)
        snapshot.save(last, self.whole, self.model.optimizer)


class StopRequested(Exception):
    """The file ``stop`` was created: the training shall end."""


class Watcher(keras.callbacks.Callback):
    """Ends the training when a stop is requested, or when a rule's patience is used up; reports the progress.

    Args:
        run: The run that is trained.
        recorder: Knows the epochs' figures.
        pulse: Gets the progress.
    """

    LOOK_S = 0.2

    def __init__(self, run: Run, recorder: Recorder, pulse: Pulse) -> None:
        super().__init__()
        self.stop, self.rules, self.recorder, self.pulse = (
            run.path / "stop",
            run.recipe().early_stopping,
            recorder,
            pulse,
        )
        self.looked_at = 0.0

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Look for a stop, a few times a second.

        Raises:
            StopRequested: There is one. An exception leaves at once, where Keras' own flag would validate first.
        """
        self.pulse.progress(step=self.recorder.step)
        now = time.monotonic()
        if now - self.looked_at > self.LOOK_S:
            self.looked_at = now
            if self.stop.exists():
                raise StopRequested

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Apply the rules of early stopping."""
        epochs = self.recorder.epochs
        self.pulse.progress(epoch=int(epochs[-1]["epoch"]), epoch_seconds=epochs[-1]["seconds"])
        if reached(epochs, self.rules):
            self.model.stop_training = True
