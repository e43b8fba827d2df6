"""Fixtures of the data sets of photos."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from cnnviz.datasets import flowers
from tests.datasets.photo_sets import COUNTS


@pytest.fixture
def isolated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few flowers, and the test's own cache, temporary and working folders, so deep that ``../..`` is in it too."""
    for folder in ("temporary", "working/in/here"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "working" / "in" / "here")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setattr(flowers, "COUNTS", COUNTS)
    for proxy in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(proxy, raising=False)


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder."""
    folder = tmp_path / "mine"
    folder.mkdir()
    monkeypatch.setenv("CNNVIZ_DATA_DIR", str(folder))
    return folder


@pytest.fixture
def servers() -> Iterator[ExitStack]:
    """Servers that stop when the test ends."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of downloaded files of this test alone."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    for proxy in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(proxy, raising=False)
    return tmp_path / "keras" / "datasets"
