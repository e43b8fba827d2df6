"""CIFAR-100 is read from the official archive, and another archive is refused in one sentence."""

from pathlib import Path

import numpy as np
import pytest

from cnnviz import datasets
from cnnviz.datasets import DataError, cifar100_25
from tests.datasets.fetching.file_server import Server, left, tar

pytestmark = pytest.mark.usefixtures("cache")


def test_cifar_100_is_read_from_the_official_archive(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    dice = np.random.default_rng(0)
    pictures = dice.integers(0, 256, (4, 32, 32, 3), np.uint8)
    planes = pictures.transpose(0, 3, 1, 2).reshape(4, -1)
    labels = np.array([[7, 24], [7, 25], [9, 0], [1, 99]], np.uint8)
    content = np.concatenate([labels, planes], axis=1).tobytes()
    members = {f"cifar-100-binary/{split}.bin": content for split in ("train", "test")}
    with Server(tar(members | {"../outside": b"no"}), "cifar-100-binary.tar.gz") as server:
        monkeypatch.setattr(cifar100_25, "ARCHIVE", server.archive())
        assert not datasets.get("cifar100_25").present()
        data = datasets.get("cifar100_25").load((32, 32, 3))
    assert datasets.get("cifar100_25").present()
    assert data.y_train.tolist() == data.y_test.tolist() == [24, 0]
    assert np.array_equal(data.x_train, pictures[::2])
    assert data.origin == "cifar-100-binary.tar.gz of the University of Toronto, fine labels 0 to 24"
    assert left(cache) == {"cifar-100-binary.tar.gz": len(server.content)}


@pytest.mark.parametrize(
    "content",
    [tar({"cifar-100-binary/train.bin": b""}), b"no archive", tar({})[:20]],
    # The bytes hold the time, and two workers must see the same names.
    ids=["other files", "no archive", "broken off"],
)
def test_an_archive_of_something_else_is_named(content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(content, "cifar-100-binary.tar.gz") as server:
        monkeypatch.setattr(cifar100_25, "ARCHIVE", server.archive())
        with pytest.raises(DataError, match=r"cifar-100-binary.tar.gz cannot be read: delete it and start again"):
            datasets.get("cifar100_25").load((32, 32, 3))
