"""Estimate of the memory that a training needs at least, and a check that it is free; loads no Keras."""

from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from pathlib import Path

import psutil

from cnnviz import datasets, networks
from cnnviz.base.errors import CnnvizError
from cnnviz.locale import N_, Message
from cnnviz.recipes import Recipe
from cnnviz.training.cost.estimate import counts
from cnnviz.training.runs import status as states
from cnnviz.training.runs.store import runs

PROCESS = 600_000_000
"""Bytes of a process that has loaded TensorFlow and not begun to train: 0.5 to 0.7 GB were measured."""
FLOAT = 4
EVALUATION_BATCH = 256
"""Pictures that are validated and tested on together."""
LIMIT, USED = "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"


class MemoryShortError(CnnvizError):
    """A training that does not fit into memory: the text says what it needs, what is free, and what to make smaller."""


@dataclass(frozen=True)
class Need:
    """Bytes that a training takes at least, besides its process.

    Attributes:
        pictures: Of the data set, one byte a value; where some are held back the training pictures are there twice.
        step: Of what every layer gives out for one batch, and its gradient; or, where that is more, of a layer and what
            it is made from for the pictures that are validated on together. Inside a trained network no layer is
            counted.
        weights: Of the network's weights with, where they learn, gradient and what the optimiser keeps.
    """

    pictures: int
    step: int
    weights: int

    @property
    def total(self) -> int:
        """All of it, the process included."""
        return PROCESS + self.pictures + self.step + self.weights


def need(recipe: Recipe) -> Need:
    """Estimate the memory of a training from the shapes alone.

    Raises:
        CnnvizError: There can be no such training.
    """
    source, network = datasets.get(recipe.dataset), networks.of(recipe)
    rows = network.table(recipe.input_shape, len(source.labels))
    twice = counts(recipe).held if recipe.validation_split else 0
    values = [prod(recipe.input_shape), *(prod(row.output_shape) for row in rows)]
    pairs = max(one + other for one, other in pairwise(values))
    still = bool(network.trained)
    return Need(
        (source.pictures + twice) * prod(recipe.input_shape),
        FLOAT * max(2 * recipe.batch_size * sum(values), EVALUATION_BATCH * pairs),
        FLOAT * sum(row.parameters * (1 if still and not row.arguments else 3) for row in rows),
    )


def free() -> int:
    """Return the bytes that a training may have: the available ones, and those that the training at work gives back."""
    available = psutil.virtual_memory().available
    with suppress(OSError, ValueError):  # In a container less than the machine has.
        available = min(available, int(Path(LIMIT).read_text("ascii")) - int(Path(USED).read_text("ascii")))
    for run in runs():
        status = run.status()
        if status.active and status.pid and status.host == states.hostname():
            with suppress(psutil.Error):
                available += psutil.Process(status.pid).memory_info().rss
    return available


def require(recipe: Recipe) -> None:
    """Refuse a training that cannot fit.

    Raises:
        MemoryShortError: The training does not fit; the message names what is needed, what is free, and what to make
            smaller.
    """
    needed, available = need(recipe), free()
    if needed.total <= available:
        return
    shorter = N_(
        "This training needs about {total:.1f} GB of memory at least ({pictures:.1f} for the pictures, "
        "{step:.1f} for a "
        "step over {batch} of them), and {free:.1f} GB are free: choose a smaller batch or smaller pictures."
    )
    fewer = N_(
        "This training needs about {total:.1f} GB of memory at least ({pictures:.1f} for the pictures, "
        "{step:.1f} for a "
        "step over {batch} of them), and {free:.1f} GB are free: choose smaller pictures or another data set."
    )
    raise MemoryShortError(
        Message(
            shorter if needed.step > needed.pictures else fewer,
            total=needed.total / 1e9,
            pictures=needed.pictures / 1e9,
            step=needed.step / 1e9,
            batch=recipe.batch_size,
            free=available / 1e9,
        )
    )
