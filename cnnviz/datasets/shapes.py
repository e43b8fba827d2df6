"""Shapes: textures and figures that the app draws at any size, without a download."""

from cnnviz.datasets.dataset import DataError, Dataset, Shape, Source
from cnnviz.datasets.drawing import pictures
from cnnviz.datasets.outlines import CLASSES
from cnnviz.locale import N_, Message

TRAIN_EACH, TEST_EACH = 200, 50


def load(shape: Shape) -> Dataset:
    """Draw the training and test pictures at (rows, cols, channels), the same each time.

    Raises:
        DataError: The shape is not square.
    """
    rows, cols, channels = shape
    if rows != cols:
        raise DataError(
            Message(
                "Shapes are drawn square: choose an input of {rows}×{rows}, not {rows}×{cols}.", rows=rows, cols=cols
            )
        )
    classes = len(CLASSES)
    train = pictures(TRAIN_EACH * classes, rows, channels, classes, seed=0)
    test = pictures(TEST_EACH * classes, rows, channels, classes, seed=1)
    return Dataset("shapes", CLASSES, *train, *test, N_("drawn by cnnviz, seed 0 to train, seed 1 to test"))


DATASETS = (
    Source(
        name="shapes",
        title=N_("Shapes (drawn by the app)"),
        summary=N_("31 kinds of textures and shapes, drawn at the size that the network takes."),
        labels=CLASSES,
        licence=N_("Apache-2.0, as the app"),
        offline=True,
        present=lambda: True,
        load=load,
        pictures=(TRAIN_EACH + TEST_EACH) * len(CLASSES),
        learned=TRAIN_EACH * len(CLASSES),
        split=N_(
            "Of each class 200 pictures to train on, drawn with seed 0, and 50 to test on, drawn with seed 1. A share "
            "of the training pictures can be held back for validation."
        ),
    ),
)
