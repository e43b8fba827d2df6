"""The sample photos can be read, and a missing one is reported with a remedy."""

from importlib.metadata import PackageNotFoundError
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
    monkeypatch.setattr(samples, "_folder", lambda name: tmp_path)
    with pytest.raises(CnnvizError, match=r"coins\.png did not come with its package.*or upload"):
        samples.photo("coins.png")


def test_without_its_package_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(package: str) -> None:
        raise PackageNotFoundError(package)

    monkeypatch.setattr(samples, "distribution", missing)
    with pytest.raises(CnnvizError, match="need scikit-image"):
        samples.photo("coins.png")
