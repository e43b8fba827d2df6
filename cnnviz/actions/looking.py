"""Feature maps of pictures, and the real pictures that excite each channel most."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cnnviz import datasets
from cnnviz.actions.opening import Opened
from cnnviz.base import files
from cnnviz.base.settings import runs_dir
from cnnviz.explore.activations.feature_maps import normalized
from cnnviz.explore.patterns.strongest import Strongest, peaks
from cnnviz.explore.patterns.strongest import strongest as look
from cnnviz.explore.patterns.strongest_store import StrongestStore
from cnnviz.locale import Message
from cnnviz.training.runs import RunError


def feature_maps(opened: Opened, picture: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
    """Return the feature maps of each convolution, activation and pooling layer for a picture.

    Args:
        opened: The network.
        picture: Shape (rows, cols, channels), 0..255, of any size.

    Returns:
        The feature maps, shape (rows, cols, channels), by the layer's name.
    """
    names = [tap.name for tap in opened.graph.picture_layers()]
    return dict(zip(names, opened.checked().inside(opened.fit(picture)), strict=True))


def activation_tiles(opened: Opened, picture: NDArray[np.uint8], layer: str) -> NDArray[np.uint8]:
    """Return one layer's channels as tiles, shape (channels, rows, cols), each normalised on its own.

    Raises:
        LayerError: There is no such layer; the message lists the layers.
    """
    return normalized(feature_maps(opened, picture)[opened.graph.tap(layer).name])


LOOKED_AT = (1_000, 5_000)
"""Real pictures searched for the strongest: the fewest, of large ones, and the most, of small ones."""
LOOKED_AT_PIXELS = 20_000_000


def looked_at(opened: Opened) -> datasets.Dataset:
    """Return the data set whose ``x_test`` is searched for the strongest pictures: test pictures first, then others.

    Raises:
        DataError: The data set cannot be obtained; the message says what can be done.
    """
    rows, cols, _ = opened.recipe.input_shape
    least, most = LOOKED_AT
    count = min(most, max(least, LOOKED_AT_PIXELS // (rows * cols)))
    data = datasets.load(opened.recipe.dataset, opened.recipe.input_shape)
    more = max(0, count - len(data.x_test))
    return replace(
        data,
        x_test=np.concatenate([data.x_test[:count], data.x_train[:more]]),
        y_test=np.concatenate([data.y_test[:count], data.y_train[:more]]),
    )


def strongest_store(opened: Opened) -> StrongestStore | None:
    """Return the store of a network's strongest real pictures; None where its file or its data set is gone."""
    name, weights = opened.recipe.dataset, opened.run.weights
    if name not in datasets.available():
        return None
    return StrongestStore.of(weights, f"{name} {datasets.version(name)}") if weights else None


def strongest(opened: Opened) -> Iterator[tuple[dict[str, Strongest], float]]:
    """Find the real pictures that excite each channel of each layer most; the result is kept on disk.

    Yields:
        The strongest so far by the layer's name, among the pictures of `looked_at`, and the share that is done, 0 to 1.

    Raises:
        DataError: The data set cannot be obtained; the message says what can be done.
        RunError: The result cannot be kept, as where the disk is full.
    """
    store = strongest_store(opened)
    known = store.get() if store else {}
    if known:
        yield known, 1.0
        return
    pictures = looked_at(opened).x_test
    for known in look(opened.checked().graph, pictures):
        yield known, next(iter(known.values())).seen / len(pictures)
    if store and known:
        try:
            store.keep(known)
        except OSError as error:
            raise RunError(
                Message(
                    "The results cannot be kept in {folder} ({reason}): make room there.",
                    folder=str(runs_dir()),
                    reason=files.reason(error),
                )
            ) from error


def places(
    opened: Opened, layer: str, channels: Sequence[int], pictures: NDArray[np.uint8]
) -> list[tuple[int, int, int, int]]:
    """Return the part of each picture that the largest value of a channel comes from; one channel for each picture.

    Returns:
        (top, left, bottom, right) in pixels; beyond the picture lies padding. All of it where the layer's receptive
        field is the whole picture or not known.

    Raises:
        LayerError: There is no such layer.
    """
    name = opened.graph.tap(layer).name
    field = opened.fields[name]
    if field is None:
        return [(0, 0, *pictures.shape[1:3]) for _ in pictures]
    _, places_of_peaks = peaks(opened.graph, name, pictures, channels)
    return [field.box(int(row), int(col)) for row, col in places_of_peaks]
