"""Inspect the weights of an untrusted network file without loading them: HDF5 that points nowhere else."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from cnnviz.base.errors import CnnvizError
from cnnviz.locale import Message

MOST_WEIGHTS = 600_000_000
"""Most bytes of the weights, unpacked."""


class ForeignError(CnnvizError):
    """A network file that is not opened; the message says why, and which files are."""


def check_weights(content: bytes) -> None:
    """Refuse weights that point to other files or are too large when unpacked."""
    import h5py

    try:
        with h5py.File(io.BytesIO(content), "r") as file:
            total = sum(_sizes(file, 0))
    except ForeignError:
        raise
    except Exception as error:  # HDF5 has many ways to be damaged, and h5py as many classes for them.
        raise ForeignError(Message("Its weights, model.weights.h5, cannot be read: save the model again.")) from error
    if total > MOST_WEIGHTS:
        raise ForeignError(
            Message(
                "Its weights need {size:,} MB; up to {most} are opened here.",
                size=total // 1_000_000,
                most=MOST_WEIGHTS // 1_000_000,
            )
        )


def _sizes(group: Any, depth: int) -> Iterator[int]:
    """Yield the size of each array in a group, in bytes."""
    import h5py

    if depth > 50:
        raise ForeignError(Message("Its weights are nested too deeply: no network’s are."))
    for name in group:
        if not isinstance(group.get(name, getlink=True), h5py.HardLink):
            raise ForeignError(
                Message("Its weights point to another place than the file itself: save the model again.")
            )
        value = group[name]
        if isinstance(value, h5py.Group):
            yield from _sizes(value, depth + 1)
            continue
        if value.is_virtual or value.external:
            raise ForeignError(Message("Its weights point to another file: save the model again."))
        if value.dtype.kind not in "fiub":
            if value.dtype.kind in "SO" and value.size <= 1:
                continue
            raise ForeignError(Message("Its weights are no numbers: save the model again."))
        yield value.size * value.dtype.itemsize
