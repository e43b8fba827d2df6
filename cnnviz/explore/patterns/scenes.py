"""A network at one epoch of its training: (network, the epoch's weights, picture) -> kernels, feature maps, answer."""

from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz.explore.activations.feature_maps import kernel, normalized
from cnnviz.explore.patterns.ascent import BATCH, Ascent, Settings
from cnnviz.surgery.graph import Graph, lay_out
from cnnviz.surgery.sigmoid_columns import one_column_a_class
from cnnviz.training.runs.contents import snapshot

AT_ONCE = 32
"""Pictures that go through the network together."""
PATTERN_SIDE = 64
"""Most rows and columns of a pattern."""


@dataclass(frozen=True, eq=False)
class Scene:
    """What a film shows of one epoch.

    Attributes:
        kernels: The first convolution's, shape (kernels, rows, cols, inputs).
        maps: One layer's channels, shape (channels, rows, cols), 0..255, each normalised on its own.
        probabilities: One probability a class for the picture, 0 to 1.
    """

    kernels: NDArray[np.float32]
    maps: NDArray[np.uint8]
    probabilities: NDArray[np.float32]


class Projector:
    """Shows a network as it was at any epoch.

    Args:
        model: The network; its weights are replaced, so nothing else may use it.
    """

    def __init__(self, model: keras.Model) -> None:
        self.model = model
        self.graph: Graph = lay_out(model)
        self.layers = [tap.name for tap in self.graph.picture_layers()]
        self.first = next(tap for tap in self.graph.picture_layers() if tap.role == "convolution")
        self.views: dict[str, keras.Model] = {}
        self.ascents: dict[str, Ascent] = {}

    def scene(self, weights: Path, picture: NDArray[np.uint8], layer: str) -> Scene:
        """Return kernels, feature maps and answer of the network with the weights of an epoch.

        Args:
            weights: One of `cnnviz.training.learning.film.frames`.
            picture: Shape (rows, cols, channels), 0..255, of the network's own size.
            layer: One of ``layers``.

        Raises:
            LayerError: There is no such layer.
        """
        name = self.graph.tap(layer).name
        if name not in self.views:
            self.views[name] = keras.Model(self.graph.pixels, [self.graph.tap(name).tensor, self.graph.answer])
        snapshot.load(weights, self.model)
        maps, answers = self.views[name].predict_on_batch(picture[None].astype("float32"))
        kernels = [kernel(self.first.layer, channel) for channel in range(self.first.tensor.shape[-1])]
        learned = np.stack([array for array in kernels if array is not None])
        return Scene(learned, normalized(maps[0]), one_column_a_class(answers)[0])

    def patterns(self, weights: Path, layer: str) -> NDArray[np.uint8]:
        """Return patterns of the first channels of a layer, shape (channels, rows, cols, colours), 0..255.

        Gradient ascent (`cnnviz.explore.patterns.ascent`) begins with the same noise at each epoch.

        Args:
            weights: One of `cnnviz.training.learning.film.frames`.
            layer: One of ``layers``.

        Raises:
            LayerError: There is no such layer.
            PatternError: The pictures are too small for the layer.
        """
        snapshot.load(weights, self.model)
        tap = self.graph.tap(layer)
        if tap.name not in self.ascents:
            size = min(PATTERN_SIDE, *self.graph.pixels.shape[1:3])
            settings = Settings(size=size, before_relu=True, natural=True)
            self.ascents[tap.name] = Ascent(self.model, layer, range(min(BATCH, tap.tensor.shape[-1])), settings)
        *_, last = self.ascents[tap.name].climb()
        return np.stack([pattern.picture for pattern in last])

    def confusion(self, weights: Path, pictures: NDArray[np.uint8], truth: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return how many pictures of each class (row) are taken for each class (column), shape (classes, classes).

        Args:
            weights: One of `cnnviz.training.learning.film.frames`.
            pictures: Shape (n, rows, cols, channels), 0..255, of the network's own size.
            truth: The class of each, shape (n,).
        """
        from sklearn.metrics import confusion_matrix

        snapshot.load(weights, self.model)
        probabilities = one_column_a_class(self.model.predict(pictures, batch_size=AT_ONCE, verbose=0))
        labels = range(probabilities.shape[1])
        counts: NDArray[np.int64] = confusion_matrix(truth, probabilities.argmax(1), labels=labels)
        return counts
