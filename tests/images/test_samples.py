"""The sample photos can be read, and a missing one is reported with a remedy."""

from importlib import resources
from pathlib import Path

import pytest

from cnnviz.base.errors import CnnvizError
from cnnviz.images import samples


@pytest.mark.parametrize("file", samples.PHOTOS)
def test_every_photo_is_there(file: str) -> None:
    photo = samples.photo(file)
    assert photo.shape[2] == 3
    assert min(photo.shape[:2]) >= 150


def test_a_photo_that_did_not_come_along_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(resources, "files", lambda package: tmp_path)
    with pytest.raises(CnnvizError, match=r"coins\.png did not come with scikit-image.*or upload"):
        samples.photo("coins.png")


def test_without_scikit_image_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(package: str) -> Path:
        raise ModuleNotFoundError(package)

    monkeypatch.setattr(resources, "files", missing)
    with pytest.raises(CnnvizError, match="needs scikit-image"):
        samples.photo("coins.png")
