"""Which photos did documents 000 and 001 train on?  The first 25 classes of CIFAR-100, 32×32 colour."""

import numpy as np
from numpy.typing import NDArray

from cnnviz.datasets.dataset import Dataset, Shape, Source
from cnnviz.datasets.official import arrays, cached, download, local

LABELS = (
    *("apple", "aquarium fish", "baby", "bear", "beaver", "bed", "bee", "beetle", "bicycle", "bottle", "bowl", "boy"),
    *("bridge", "bus", "butterfly", "camel", "can", "castle", "caterpillar", "cattle", "chair", "chimpanzee", "clock"),
    *("cloud", "cockroach"),
)
FILE = "cifar100/cifar100_25.npz"


def first_classes(
    pictures: NDArray[np.uint8], labels: NDArray[np.integer], classes: int = len(LABELS)
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Keep the pictures of the first classes.

    Args:
        pictures: Shape (n, rows, cols, channels), 0..255.
        labels: Shape (n,) or (n, 1), the class of each.
        classes: How many classes to keep.

    >>> first_classes(np.zeros((3, 1, 1, 3), np.uint8), np.array([[0], [7], [1]]), classes=2)[1].tolist()
    [0, 1]
    """
    labels = labels.reshape(-1)
    kept = labels < classes
    return pictures[kept], labels[kept].astype("int64")


def load(shape: Shape) -> Dataset:
    """Return the 12,500 training and 2,500 test pictures, of (rows, cols, channels)."""
    path = local(FILE)
    if path:
        x_train, y_train, x_test, y_test = arrays(path)
        train, test = (x_train, y_train), (x_test, y_test)
        origin = f"CNNVIZ_DATA_DIR/{FILE}"
    else:
        import keras

        train, test = download("CIFAR-100", FILE, keras.datasets.cifar100.load_data)
        origin = "keras.datasets.cifar100, fine labels 0 to 24"
    return Dataset("cifar100_25", LABELS, *first_classes(*train), *first_classes(*test), origin).fitted(shape)


DATASETS = (
    Source(
        name="cifar100_25",
        title="CIFAR-100, first 25 classes",
        summary="15,000 small colour photos of 25 kinds of things, 32×32 pixels.",
        labels=LABELS,
        licence="Krizhevsky, 2009; free for research with citation",
        offline=False,
        present=lambda: (
            local(FILE) is not None or cached("cifar-100-python-target.tar.gz") or cached("cifar-100-python")
        ),
        load=load,
    ),
)
