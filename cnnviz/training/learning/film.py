"""Snapshots of a network's weights during its training, one file a frame, shown later as a film.

Only weights are kept: what an epoch shows, for whichever picture, is computed when it is looked at.
"""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np

from cnnviz.training.runs.contents import snapshot

FRAMES = 24
"""Epochs of a training whose weights are kept, the start included."""
LEAST_FRAMES = 4
MOST_BYTES = 60_000_000
"""Most that a film may take on disk: a larger network has fewer frames, a very large one no film."""
FOLDER = "film"


def wanted(epochs: int, frames: int = FRAMES) -> frozenset[int]:
    """Return the epochs to keep, more of the early ones, as most happens then; 0 is before the first step.

    >>> sorted(wanted(3)), sorted(wanted(100, 6))
    ([0, 1, 2, 3], [0, 1, 3, 10, 32, 100])
    """
    if epochs < frames:
        return frozenset(range(epochs + 1))
    return frozenset({0, *(int(epoch) for epoch in np.geomspace(1, epochs, frames - 1).round())})


def frames(folder: Path) -> dict[int, Path]:
    """Return the kept weights of a run's folder by the number of finished epochs, the first first."""
    return {int(path.stem): path for path in sorted((folder / FOLDER).glob("[0-9]*.npz"))}


def forget_after(folder: Path, epochs: int) -> None:
    """Delete the frames of later epochs, as where a training goes on from an earlier one."""
    for epoch, path in frames(folder).items():
        if epoch > epochs:
            path.unlink()


class Camera(keras.callbacks.Callback):
    """Keeps the weights of the wanted epochs.

    Args:
        folder: The run's.
        whole: The whole network, of which the model that is trained may be the end.
        epochs: Epochs of the whole training.
        done: Epochs finished before.
    """

    def __init__(self, folder: Path, whole: keras.Model, epochs: int, done: int) -> None:
        super().__init__()
        self.folder, self.whole, self.done = folder / FOLDER, whole, done
        count = min(FRAMES, MOST_BYTES // snapshot.size(whole))
        self.wanted = wanted(epochs, count) if count >= LEAST_FRAMES else frozenset()

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Keep the weights before the first step."""
        if not self.done:
            self._keep(0)

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Keep the epoch's weights if they are wanted."""
        self._keep(epoch + 1)

    def _keep(self, epoch: int) -> None:
        if epoch in self.wanted:
            self.folder.mkdir(exist_ok=True)
            snapshot.save(self.folder / f"{epoch:04d}.npz", self.whole)
