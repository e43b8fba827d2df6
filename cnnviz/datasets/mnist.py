"""Which handwritten digits did document 003 train on?  MNIST: 60,000 to train, 10,000 to test, 28×28 grey."""

from cnnviz.datasets.dataset import Dataset, Shape, Source
from cnnviz.datasets.official import arrays, cached, download, local

LABELS = tuple("0123456789")
FILE = "mnist/mnist.npz"


def load(shape: Shape) -> Dataset:
    """Return MNIST with pictures of (rows, cols, channels)."""
    path = local(FILE)
    if path:
        parts = arrays(path)
        origin = f"CNNVIZ_DATA_DIR/{FILE}"
    else:
        import keras

        train, test = download("MNIST", FILE, keras.datasets.mnist.load_data)
        parts, origin = [*train, *test], "keras.datasets.mnist"
    x_train, y_train, x_test, y_test = parts
    return Dataset(
        "mnist", LABELS, x_train[..., None], y_train.astype("int64"), x_test[..., None], y_test.astype("int64"), origin
    ).fitted(shape)


DATASETS = (
    Source(
        name="mnist",
        title="MNIST handwritten digits",
        summary="70,000 digits written by hand, 28×28 grey pixels, light on dark.",
        labels=LABELS,
        licence="LeCun, Cortes and Burges; CC BY-SA 3.0",
        offline=False,
        present=lambda: local(FILE) is not None or cached("mnist.npz"),
        load=load,
    ),
)
