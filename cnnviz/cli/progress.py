"""A progress bar for a training on the command line: a Keras callback that draws on the error stream."""

from typing import Any

import keras
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from cnnviz.training.runs import Run


class ProgressBar(keras.callbacks.Callback):
    """A bar over the steps of all epochs, with the figures so far and the time left.

    Args:
        run: The run that is trained.
    """

    def __init__(self, run: Run) -> None:
        super().__init__()
        self.run, self.epochs = run, run.recipe().epochs
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[figures]}"),
            TimeRemainingColumn(),
        )
        self.bar = Progress(*columns, console=Console(stderr=True))

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Show the bar."""
        steps = self.params["steps"]
        self.task = self.bar.add_task("training", total=self.epochs * steps, figures="")
        self.bar.start()

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Show the epoch."""
        self.epoch, done = epoch, epoch * self.params["steps"]
        self.bar.update(self.task, description=f"epoch {epoch + 1}/{self.epochs}", completed=done)

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Move the bar."""
        done = self.epoch * self.params["steps"] + batch + 1
        self.bar.update(self.task, completed=done, figures=_figures(logs))

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Leave a line of the epoch behind."""
        self.bar.console.print(f"epoch {epoch + 1}/{self.epochs}: {_figures(logs)}")

    def on_train_end(self, logs: dict[str, float] | None = None) -> None:
        """Take the bar away."""
        self.bar.stop()


def _figures(logs: dict[str, Any] | None) -> str:
    return ", ".join(f"{name} {float(value):.4f}" for name, value in (logs or {}).items())
