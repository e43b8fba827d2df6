"""Digits: 1,797 scanned handwritten digits, 8×8 grey, that scikit-learn ships."""

from importlib.metadata import distribution

import numpy as np

from cnnviz.datasets.dataset import Dataset, Shape, Source
from cnnviz.images.mnist_frame import BOX, framed
from cnnviz.locale import N_

LABELS = tuple("0123456789")
TEST = 360
"""Number of test pictures: the last ones of the file, about a fifth."""
SIDE = 8
"""Side of a scan, in pixels."""
FRAME = "in MNIST’s frame"
ORIGIN = N_("scikit-learn’s digits.csv, its last 360 rows for testing")
FRAMED = N_("scikit-learn’s digits.csv, its last 360 rows for testing, in MNIST’s frame")


def load(shape: Shape) -> Dataset:
    """Return 1,437 training and 360 test pictures of (rows, cols, channels).

    Each digit fills its scan. It is laid out as in MNIST, so that a network trained on one data set recognises the
    other; if that leaves fewer pixels than the scan has, it stays as it was scanned.
    """
    # The same file that sklearn.datasets.load_digits reads; importing scikit-learn would take two seconds.
    path = distribution("scikit-learn").locate_file("sklearn/datasets/data/digits.csv.gz")
    table = np.loadtxt(str(path), delimiter=",", dtype="int64")
    pictures = (table[:, :-1].reshape(-1, SIDE, SIDE, 1) * 255 / 16).round().astype("uint8")
    origin = ORIGIN
    if min(shape[:2]) * BOX > SIDE:
        origin = FRAMED
        pictures = np.stack([framed(picture, *shape[:2]) for picture in pictures])
    labels = table[:, -1]
    return Dataset(
        "digits",
        LABELS,
        pictures[:-TEST],
        labels[:-TEST],
        pictures[-TEST:],
        labels[-TEST:],
        origin,
    ).fitted(shape)


DATASETS = (
    Source(
        name="digits",
        title=N_("Scanned digits (scikit-learn)"),
        summary=N_(
            "1,797 handwritten digits, scanned at 8×8 grey pixels, enlarged and laid out as MNIST’s are; "
            "comes with the "
            "app."
        ),
        labels=LABELS,
        licence=N_("Alpaydin and Kaynak, 1998; CC BY 4.0"),
        offline=True,
        present=lambda: True,
        load=load,
        version=lambda: FRAME,
        pictures=1_797,
        learned=1_797 - TEST,
        shape=(28, 28, 1),
        split=N_(
            "The last 360 rows of the file to test on, the 1,437 before them to train on. A share of these can be held "
            "back for validation."
        ),
    ),
)
