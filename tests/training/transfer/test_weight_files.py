"""Are the weights taken from the folder, or fetched whole from where they are published, and from nowhere half done?"""

import hashlib
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from cnnviz import datasets
from cnnviz.datasets import DataError
from cnnviz.datasets.dataset import Archive
from cnnviz.networks.backbones import BACKBONES
from cnnviz.training.learning.task import build
from cnnviz.training.transfer import weight_files, weights
from tests.datasets.fetching.file_server import Server
from tests.training.transfer.test_frozen_features import RECIPE, official

VGG16 = BACKBONES["vgg16"]
NETWORKS = {"vgg16": "vgg16_dense", "resnet50": "resnet50", "inception_resnet_v2": "inception_resnet_v2"}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of this test alone, and no way round this machine's server."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    for proxy in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(proxy, raising=False)
    return tmp_path / "keras" / "models"


def made(name: str, path: Path) -> keras.Model:
    """A backbone with random weights, and its file as Keras publishes it."""
    source: keras.Model = getattr(keras.applications, BACKBONES[name].application)(
        include_top=False, weights=None, input_shape=(96, 96, 3)
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    official(source, path)
    return source


def model_on(name: str) -> keras.Model:
    shape = (96, 96, 3)
    recipe = RECIPE.edited(network=NETWORKS[name], input_shape=shape, frozen=0)
    return build(recipe, datasets.load("shapes", shape))


def holds(model: keras.Model, name: str, source: keras.Model) -> bool:
    """Whether every layer has the source's weights, with the first kernel turned round where blue comes first."""
    pairs = zip(weights.layers(model, BACKBONES[name]), source.layers, strict=True)
    arrays = [pair for mine, theirs in pairs for pair in zip(mine.get_weights(), theirs.get_weights(), strict=True)]
    first = arrays[0][1][:, :, ::-1] if BACKBONES[name].scaling == "caffe" else arrays[0][1]
    return np.array_equal(arrays[0][0], first) and all(np.array_equal(*pair) for pair in arrays[1:])


@pytest.mark.slow
@pytest.mark.parametrize("name", NETWORKS)
def test_a_file_in_the_folder_is_taken_and_is_as_large_as_the_published_one(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = weight_files.ARCHIVES[name]
    source = made(name, tmp_path / archive.local)
    assert (tmp_path / archive.local).stat().st_size == pytest.approx(archive.size, rel=0.02)
    model = model_on(name)
    assert not holds(model, name, source)
    monkeypatch.setenv("CNNVIZ_DATA_DIR", str(tmp_path))
    weights.load(model, BACKBONES[name], "imagenet")
    assert holds(model, name, source)


def published(server: Server) -> Archive:
    """VGG16's weights as that server publishes them."""
    port, official_ = server.http.server_address[1], weight_files.ARCHIVES["vgg16"]
    return replace(
        official_,
        url=f"http://127.0.0.1:{port}/{official_.file_name.rsplit('/', 1)[-1]}",
        size=len(server.content),
        digest=hashlib.md5(server.content).hexdigest(),
    )


@pytest.mark.slow
def test_fetched_from_a_server_that_breaks_off_once_they_are_whole_and_used(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = made("vgg16", tmp_path / "vgg16.h5")
    model = model_on("vgg16")
    with Server((tmp_path / "vgg16.h5").read_bytes()) as server:
        monkeypatch.setitem(weight_files.ARCHIVES, "vgg16", published(server))
        server.cut = 20_000_000
        with pytest.raises(DataError, match=r"^VGG16’s weights could not be downloaded.*it goes on from 33 %"):
            weights.load(model, VGG16, "imagenet")
        assert not weight_files.present(VGG16, "imagenet")
        server.cut = None
        weights.load(model, VGG16, "imagenet")
        assert server.ranges_requested == [None, "bytes=20000000-"]
        assert weight_files.present(VGG16, "imagenet")
        weights.load(model_on("vgg16"), VGG16, "imagenet")
        assert len(server.ranges_requested) == 2  # It is here now.
    assert holds(model, "vgg16", source)
    assert [path.suffix for path in cache.iterdir() if path.suffix != ".lock"] == [".h5"]


def test_a_file_that_is_not_the_published_one_is_refused_and_goes(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(bytes(1_000_000)) as server:
        right = published(server)
        monkeypatch.setitem(weight_files.ARCHIVES, "vgg16", replace(right, digest="0" * 32))
        with pytest.raises(DataError, match=r"^VGG16’s weights arrived damaged: .* random weights, or a network"):
            weights.load(model_on("vgg16"), VGG16, "imagenet")
        monkeypatch.setitem(weight_files.ARCHIVES, "vgg16", replace(right, size=right.size + 1))
        with pytest.raises(DataError, match="gives another file than the published one"):
            weights.load(model_on("vgg16"), VGG16, "imagenet")
    assert not weight_files.present(VGG16, "imagenet")
    assert not [path for path in cache.iterdir() if path.suffix != ".lock"]
