"""How much ImageNet's features help with a data set: (pictures, labels) -> 0 to 1.

A hundred pictures are classified by the nearest class mean, each picture left out of the mean of its own class: once by
their pixels, once by the features of MobileNetV2 trained on ImageNet. The result is the share of the pixels' mistakes
that the features avoid. Where pixels do as well, as for scanned digits, ImageNet's features do not help.

It stands in for the similarity to ImageNet that the advice on transfer learning asks for, and is not the same: drawn
shapes, which resemble no photo, reach 0.91, photos of cats and dogs 0.79.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnnviz import networks
from cnnviz.datasets import DataError, Dataset
from cnnviz.images import fit
from cnnviz.locale import Message
from cnnviz.training.transfer import weight_files

PICTURES, CLASSES = 100, 10
SHAPE = (128, 128, 3)
PIXELS = (32, 32, 3)
"""Shape of the pictures whose pixels are compared."""
AT_ONCE = 20


@dataclass(frozen=True)
class Similarity:
    """The result of a measurement.

    Attributes:
        by_pixels: Share of pictures that pixels classify rightly, 0 to 1.
        by_features: Share that ImageNet's features classify rightly, 0 to 1.
        pictures: Number of pictures.
    """

    by_pixels: float
    by_features: float
    pictures: int

    @property
    def similarity(self) -> float:
        """Share of the pixels' mistakes that the features avoid, 0 where they avoid none.

        >>> (
        ...     Similarity(0.5, 0.75, 100).similarity,
        ...     Similarity(0.9, 0.8, 100).similarity,
        ...     Similarity(1, 1, 100).similarity,
        ... )
        (0.5, 0.0, 0.0)
        """
        mistakes = 1 - self.by_pixels
        return max(0.0, (self.by_features - self.by_pixels) / mistakes) if mistakes else 0.0


def possible() -> bool:
    """Return whether the weights that the measurement needs are on this machine."""
    trained = networks.get("mobilenet_v2").trained
    return trained is not None and weight_files.present(trained, "imagenet")


def measure(data: Dataset, progress: Callable[[float], object] = lambda share: None, seed: int = 0) -> Similarity:
    """Measure with a hundred of its training pictures, from at most ten of its classes.

    Args:
        data: Pictures of any size.
        progress: Callback for the share that is done, 0 to 1.
        seed: Seed of the choice of classes and pictures.

    Raises:
        DataError: The weights are not available, or no class has two pictures; the message says what to do.
    """
    chosen = sample(data.y_train, np.random.default_rng(seed))
    if not len(chosen):
        raise DataError(Message("This needs at least two training pictures of a class: add pictures to the data set."))
    labels = data.y_train[chosen]
    pictures = [data.x_train[index] for index in chosen]
    pixels = np.stack([fit(picture, PIXELS) for picture in pictures]).reshape(len(chosen), -1)
    by_pixels = classified_rightly(pixels.astype("float32"), labels)
    by_features = classified_rightly(
        features(np.stack([fit(picture, SHAPE) for picture in pictures]), progress), labels
    )
    return Similarity(by_pixels, by_features, len(chosen))


def sample(labels: NDArray[np.int64], generator: np.random.Generator) -> NDArray[np.int64]:
    """Return the numbers of the pictures to use: about as many of each of at most ten classes, at least two of each."""
    classes, counts = np.unique(labels, return_counts=True)
    classes = generator.permutation(classes[counts >= 2])[:CLASSES]
    each = PICTURES // max(1, len(classes))
    return np.concatenate(
        [np.empty(0, np.int64), *(generator.permutation(np.flatnonzero(labels == label))[:each] for label in classes)]
    )


def features(
    pictures: NDArray[np.uint8], progress: Callable[[float], object] = lambda share: None
) -> NDArray[np.float32]:
    """Return the 1,280 features of MobileNetV2 for each picture.

    Args:
        pictures: Shape (n, 128, 128, 3), 0..255.
        progress: Callback for the share that is done, 0 to 1.
    """
    import keras

    from cnnviz import recipes
    from cnnviz.training.learning.preprocessing import preprocessing
    from cnnviz.training.transfer import weights

    network = networks.get("mobilenet_v2")
    assert network.trained is not None
    recipe = recipes.get("flowers_mobilenet").edited(input_shape=SHAPE)
    model = network.build(SHAPE, 2, preprocessing(recipe, pictures[:1]))
    weights.load(model, network.trained, "imagenet")
    part = keras.Model(model.input, model.layers[-1].input)
    batches = []
    for start in range(0, len(pictures), AT_ONCE):
        batch = pictures[start : start + AT_ONCE].astype("float32")
        # A smaller last batch would have the whole graph traced anew, so it is filled up.
        full = np.pad(batch, ((0, AT_ONCE - len(batch)), (0, 0), (0, 0), (0, 0)))
        batches.append(np.asarray(part.predict_on_batch(full))[: len(batch)])
        progress(min(1.0, (start + AT_ONCE) / len(pictures)))
    return np.concatenate(batches)


def classified_rightly(values: NDArray[np.float32], labels: NDArray[np.int64]) -> float:
    """Return the share of rows nearest to the mean of their own class, each left out of its own class's mean.

    Args:
        values: Shape (n, values).
        labels: Class of each row, shape (n,); each class at least twice.

    >>> classified_rightly(np.array([[0.0, 1], [0, 2], [5, 0], [9, 0]], np.float32), np.array([0, 0, 1, 1]))
    1.0
    """
    rows = values / np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-9)
    classes, numbers, counts = np.unique(labels, return_inverse=True, return_counts=True)
    sums = np.zeros((len(classes), rows.shape[1]))
    np.add.at(sums, numbers, rows)
    right = 0
    for row, truth in zip(rows, numbers, strict=True):
        means = sums / counts[:, None]
        means[truth] = (sums[truth] - row) / (counts[truth] - 1)
        right += int(((means - row) ** 2).sum(axis=1).argmin() == truth)
    return right / len(rows)
