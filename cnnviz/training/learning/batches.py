"""Batches of training pictures, in an order that is shuffled anew for each epoch.

The order of an epoch depends on the seed and the epoch's number alone, so a resumed run sees what an unbroken one
would.
"""

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz.datasets import Dataset

Pair = tuple[NDArray[Any], NDArray[Any]]


class Views:
    """Pictures, or what was made of them, in several versions: those of the first, then those of the second, and so on.

    Args:
        versions: Arrays of the same shape (n, ...).
    """

    def __init__(self, versions: Sequence[NDArray[Any]]) -> None:
        self.versions, self.each = versions, len(versions[0])

    def __len__(self) -> int:
        """Return how many there are, all versions counted."""
        return len(self.versions) * self.each

    def __getitem__(self, places: NDArray[np.intp]) -> NDArray[Any]:
        """Return the pictures at the places, shape (places, ...)."""
        first = self.versions[0]
        chosen_pictures = np.empty((len(places), *first.shape[1:]), first.dtype)
        version, place = np.divmod(places, self.each)
        for number, pictures in enumerate(self.versions):
            chosen = version == number
            chosen_pictures[chosen] = pictures[place[chosen]]
        return chosen_pictures


class Batches(keras.utils.PyDataset):
    """The training pictures, in batches.

    Args:
        x: Pictures, shape (n, rows, cols, channels), 0..255.
        y: Labels, shape (n,).
        batch_size: Pictures a batch; the last may be smaller.
        seed: Seed of the order.
        epoch: Number of the first epoch to give, from 1.
    """

    def __init__(self, x: NDArray[Any] | Views, y: NDArray[Any], batch_size: int, seed: int, epoch: int = 1) -> None:
        super().__init__()
        self.x, self.y, self.batch_size, self.seed, self.epoch = x, y, batch_size, seed, epoch
        self.order = self._order()

    def __len__(self) -> int:
        """Return the number of batches of one epoch."""
        return -(-len(self.x) // self.batch_size)

    def __getitem__(self, index: int) -> Pair:
        """Return one batch: pictures (b, rows, cols, channels) and labels (b,)."""
        chosen = self.order[index * self.batch_size : (index + 1) * self.batch_size]
        return self.x[chosen], self.y[chosen]

    def on_epoch_end(self) -> None:
        """Shuffle for the next epoch; Keras calls this."""
        self.epoch += 1
        self.order = self._order()

    def _order(self) -> NDArray[np.intp]:
        return np.random.default_rng((self.seed, self.epoch)).permutation(len(self.x))


class Mixed(Batches):
    """Mixup: batches whose pictures, and labels, are each blended with another of the same batch.

    Args:
        batches: In the order in which they come.
        alpha: Of the beta distribution that the share of each picture comes from; 1 takes any share as likely as any
            other.
        outputs: Neurons of the network's last layer: one for two classes, or one for each class.

    Reference: Zhang et al., 2018, mixup: Beyond Empirical Risk Minimization.
    """

    def __init__(self, batches: Batches, alpha: float, outputs: int) -> None:
        super().__init__(batches.x, batches.y, batches.batch_size, batches.seed, batches.epoch)
        self.alpha, self.outputs = alpha, outputs

    def __getitem__(self, index: int) -> Pair:
        """Return one batch: pictures (b, rows, cols, channels) and how much they are of each class, (b, outputs)."""
        x, y = super().__getitem__(index)
        truth = np.eye(self.outputs, dtype="float32")[y] if self.outputs > 1 else y[:, None].astype("float32")
        dice = np.random.default_rng((self.seed, self.epoch, index))
        share, partner = dice.beta(self.alpha, self.alpha, len(x)).astype("float32"), dice.permutation(len(x))
        return _blend(x.astype("float32"), partner, share), _blend(truth, partner, share)


def _blend(one: NDArray[np.float32], partner: NDArray[np.intp], share: NDArray[np.float32]) -> NDArray[np.float32]:
    part = share.reshape(-1, *(1,) * (one.ndim - 1))
    return part * one + (1 - part) * one[partner]


def parts(data: Dataset, share: float, seed: int) -> tuple[Pair, Pair | None]:
    """Return the pictures and labels to learn from, and those to validate on, or None where there are none.

    Args:
        data: With a share of 0, its own validation pictures are taken, where it has some.
        share: Share of the training pictures to hold back, 0 to 0.5.
        seed: Seed of the choice.
    """
    learned, validation = split(data.x_train, data.y_train, share, seed)
    if validation is None and data.x_validation is not None and data.y_validation is not None:
        validation = (data.x_validation, data.y_validation)
    return learned, validation


def split(x: NDArray[Any], y: NDArray[Any], share: float, seed: int) -> tuple[Pair, Pair | None]:
    """Hold back a share of the pictures to validate on, chosen by the seed.

    Args:
        x: Pictures, shape (n, rows, cols, channels).
        y: Labels, shape (n,).
        share: Share to hold back, 0 to 0.5.
        seed: Seed of the choice.

    Returns:
        Pictures and labels to train on, and those to validate on or None when the share is 0.
    """
    held = round(len(x) * share)
    if not held:
        return (x, y), None
    order = np.random.default_rng((seed, 0)).permutation(len(x))
    back, kept = np.sort(order[:held]), np.sort(order[held:])
    return (x[kept], y[kept]), (x[back], y[back])
