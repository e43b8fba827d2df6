"""Shapes: textures and figures that the app draws at any size, without a download."""

from cnnviz.datasets.dataset import DataError, Dataset, Shape, Source
from cnnviz.datasets.drawing import pictures
from cnnviz.datasets.outlines import CLASSES

TRAIN_EACH, TEST_EACH = 200, 50


def load(shape: Shape) -> Dataset:
    """Draw the training and test pictures at (rows, cols, channels), the same each time.

    Raises:
        DataError: The shape is not square.
    """
    rows, cols, channels = shape
    if rows != cols:
        raise DataError(f"Shapes are drawn square: choose an input of {rows}×{rows}, not {rows}×{cols}.")
    classes = len(CLASSES)
    train = pictures(TRAIN_EACH * classes, rows, channels, classes, seed=0)
    test = pictures(TEST_EACH * classes, rows, channels, classes, seed=1)
    return Dataset("shapes", CLASSES, *train, *test, "drawn by cnnviz, seed 0 to train, seed 1 to test")


DATASETS = (
    Source(
        name="shapes",
        title="Shapes (drawn by the app)",
        summary=f"{len(CLASSES)} kinds of textures and figures, drawn at the size that the network takes.",
        labels=CLASSES,
        licence="Apache-2.0, as the app",
        offline=True,
        present=lambda: True,
        load=load,
        pictures=(TRAIN_EACH + TEST_EACH) * len(CLASSES),
        learned=TRAIN_EACH * len(CLASSES),
        split=f"{TRAIN_EACH} pictures of each class are drawn to learn from with seed 0, and {TEST_EACH} to test on "
        "with seed 1. A share of the former can be held back to validate on.",
    ),
)
