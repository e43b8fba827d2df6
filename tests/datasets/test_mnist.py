"""MNIST is read from the official file."""

import io

import numpy as np
import pytest

from cnnviz import datasets
from cnnviz.datasets import mnist
from tests.datasets.fetching.file_server import Server

pytestmark = pytest.mark.usefixtures("cache")


def test_mnist_is_read_from_the_official_file(monkeypatch: pytest.MonkeyPatch) -> None:
    dice, stream = np.random.default_rng(0), io.BytesIO()
    x, y = dice.integers(0, 256, (12, 28, 28), np.uint8), np.arange(12, dtype=np.uint8) % 10
    np.savez(stream, x_train=x, y_train=y, x_test=x[:3], y_test=y[:3])
    with Server(stream.getvalue(), "mnist.npz") as server:
        monkeypatch.setattr(mnist, "ARCHIVE", server.archive())
        data = datasets.get("mnist").load((28, 28, 1))
    assert np.array_equal(data.x_train[..., 0], x)
    assert data.y_test.tolist() == [0, 1, 2]
    assert data.origin == "mnist.npz of Keras"
