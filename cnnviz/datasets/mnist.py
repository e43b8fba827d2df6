"""MNIST: handwritten digits, 60,000 to train and 10,000 to test, 28×28 grey, as in document 003."""

from cnnviz.datasets.dataset import Archive, Dataset, Shape, Source
from cnnviz.datasets.fetching import download
from cnnviz.datasets.fetching.official import arrays, local
from cnnviz.locale import N_

LABELS = tuple("0123456789")
FILE = "mnist/mnist.npz"
ARCHIVE = Archive(
    title="MNIST",
    url="https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",
    size=11_490_434,
    digest="731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
    local=FILE,
)


def load(shape: Shape) -> Dataset:
    """Return MNIST with pictures of (rows, cols, channels)."""
    path = local(FILE)
    origin = f"CNNVIZ_DATA_DIR/{FILE}" if path else N_("mnist.npz of Keras")
    x_train, y_train, x_test, y_test = arrays(path or download.fetch(ARCHIVE))
    return Dataset(
        "mnist", LABELS, x_train[..., None], y_train.astype("int64"), x_test[..., None], y_test.astype("int64"), origin
    ).fitted(shape)


DATASETS = (
    Source(
        name="mnist",
        title=N_("MNIST handwritten digits"),
        summary=N_("70,000 handwritten digits, 28×28 grey pixels, light on dark."),
        labels=LABELS,
        licence=N_("LeCun, Cortes and Burges; CC BY-SA 3.0"),
        offline=False,
        present=lambda: local(FILE) is not None or download.is_cached(ARCHIVE),
        load=load,
        pictures=70_000,
        learned=60_000,
        shape=(28, 28, 1),
        split=N_(
            "As published: 60,000 digits to train on, and 10,000 by other writers to test on. A share of the training "
            "digits can be held back for validation."
        ),
        archive=ARCHIVE,
    ),
)
