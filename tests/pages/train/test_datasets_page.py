"""The page Data sets: every data set is shown, and downloaded only at a click."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from cnnviz import datasets
from cnnviz.datasets import cats_and_dogs
from cnnviz.datasets.cats_and_dogs import SMALL
from cnnviz.datasets.fetching import download
from cnnviz.recipes import Augmentation
from cnnviz.ui.train import augmentation
from tests.datasets.fetching.test_download import Server
from tests.datasets.test_cats_and_dogs import FEW_SMALL, folder, official
from tests.pages.pages import field, opened, words

OFFLINE = [source.name for source in datasets.datasets().values() if source.offline]
FETCHED = [source.name for source in datasets.datasets().values() if not source.offline]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No data set has been downloaded before, and none is in memory."""
    st.cache_resource.clear()
    datasets.forget()
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    for proxy in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(proxy, raising=False)
    return tmp_path / "keras" / "datasets"


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


@pytest.mark.parametrize("name", OFFLINE)
def test_a_data_set_is_shown_with_samples_counts_and_licence(name: str) -> None:
    source, app = datasets.get(name), opened("datasets.py", dataset=name)
    shown = words(app)
    assert field(app.selectbox, "dataset").value == name
    for expected in (source.summary, source.split, source.licence, "picked with seed 0"):
        assert expected in shown
    counts = {metric.label: metric.value for metric in app.metric}
    assert list(counts) == ["Training", "Test"]
    table = app.dataframe[0].value
    assert table["class"].tolist() == list(source.labels)
    assert table["train"].sum() + table["test"].sum() == source.pictures


def test_others_are_shown_when_asked_for() -> None:
    app = opened("datasets.py", dataset="digits")
    next(button for button in app.button if button.label == "Show others").click().run()
    assert "picked with seed 1" in words(app)


def test_the_data_set_stands_in_the_link() -> None:
    app = opened("datasets.py")
    assert "".join(app.query_params["dataset"]) == "shapes"
    field(app.selectbox, "dataset").set_value("digits").run()
    assert "".join(app.query_params["dataset"]) == "digits"
    assert "asks for “none”" in words(opened("datasets.py", dataset="none"))


def test_pictures_come_at_another_size() -> None:
    app = opened("datasets.py", dataset="digits")
    app.select_slider(key="side_digits").set_value(16).run()
    assert not app.exception
    assert "16×16 pixels" in words(app)


def test_sizes_that_would_fill_the_memory_are_not_offered() -> None:
    app = opened("datasets.py", dataset="mnist")
    assert app.select_slider(key="side_mnist").options == ["16", "28", "32", "48"]


@pytest.mark.parametrize("name", FETCHED)
def test_looking_downloads_nothing(name: str, cache: Path) -> None:
    source, app = datasets.get(name), opened("datasets.py", dataset=name)
    assert source.archive is not None
    assert "is not on this machine" in words(app)
    assert download.megabytes(source.archive.size) in words(app)
    assert "Download" in labels(app)
    assert not app.metric
    assert not cache.exists()


def test_a_data_set_is_downloaded_when_asked_for_and_then_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    few = replace(SMALL, numbers=FEW_SMALL.numbers)
    monkeypatch.setattr(cats_and_dogs, "SMALL", few)
    with Server(official(), "kagglecatsanddogs_5340.zip") as server:
        archive = server.archive(title="Cats and dogs")
        monkeypatch.setattr(cats_and_dogs, "ARCHIVE", archive)
        monkeypatch.setitem(
            datasets.datasets(), "cats_and_dogs", replace(datasets.get("cats_and_dogs"), archive=archive)
        )
        server.cut = 4000
        app = opened("datasets.py", dataset="cats_and_dogs")
        next(button for button in app.button if button.label == "Download").click().run()
        assert "could not be downloaded, because the connection broke off" in words(app)
        server.cut = None
        app.run()
        assert "is here already; the download goes on from there" in words(app)
        next(button for button in app.button if button.label == "Download").click().run()
    assert not app.exception
    assert [metric.value for metric in app.metric] == ["16", "8", "8"]
    assert "kagglecatsanddogs_5340.zip of Microsoft" in words(app)


def test_a_folder_that_lacks_photos_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNVIZ_DATA_DIR", str(tmp_path))
    folder(tmp_path, FEW_SMALL)
    app = opened("datasets.py", dataset="cats_and_dogs")
    assert "CNNVIZ_DATA_DIR/cats_and_dogs/train/cats holds 8 of 1\u202f000 photos" in words(app)


def test_where_the_test_photos_are_validated_on_the_page_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNVIZ_DATA_DIR", str(tmp_path))
    numbers = {"training_set": range(1, 9), "test_set": range(9, 13)}
    monkeypatch.setattr(cats_and_dogs, "LARGE", replace(cats_and_dogs.LARGE, numbers=numbers))
    folder(tmp_path, cats_and_dogs.LARGE)
    app = opened("datasets.py", dataset="cats_and_dogs_8k")
    assert [metric.label for metric in app.metric] == ["Training", "Validation (the test pictures)", "Test"]


def test_augmentation_is_shown_when_it_is_asked_for() -> None:
    app = opened("datasets.py", dataset="digits")
    assert "**Rotation**" not in words(app)
    app.toggle(key="augment").set_value(True).run()
    assert not app.exception
    for word in ("Rotation", "Shift", "Shear", "Zoom", "Flip", "Erasing"):
        assert f"**{word}**" in words(app)
    app.slider(key="rotation").set_value(0).run()
    assert "**Rotation**" not in words(app)
    for key in ("shift", "shear", "zoom", "erase"):
        app.slider(key=key).set_value(0.0).run()
    app.toggle(key="flip").set_value(False).run()
    assert not app.exception
    assert "Nothing is changed: move a slider." in words(app)


@pytest.mark.parametrize("word", ["on", "true"])
def test_a_link_shows_the_augmentation(word: str) -> None:
    assert "**Rotation**" in words(opened("datasets.py", dataset="digits", augment=word))


def test_another_data_set_has_fewer_pictures_to_change() -> None:
    app = opened("datasets.py", dataset="shapes")
    app.toggle(key="augment").set_value(True).run()
    app.number_input(key="augmented").set_value(5000).run()
    field(app.selectbox, "dataset").set_value("digits").run()
    assert not app.exception
    assert app.number_input(key="augmented").value == augmentation.START


@pytest.mark.parametrize("change", ["rotation", "shift", "shear", "zoom", "flip", "erase"])
def test_variants_are_those_that_training_would_see(change: str) -> None:
    from cnnviz.training.learning.preprocessing import augmentation_layers

    changes = Augmentation(**{change: 40 if change == "rotation" else True if change == "flip" else 0.3})
    picture = datasets.get("digits").load((16, 16, 1)).x_train[3]
    made = augmentation._variants(picture, changes, 7, 8)
    (layer,) = augmentation_layers(changes, 7)
    expected = np.asarray(layer(picture[None].repeat(8, axis=0).astype("float32"), training=True))
    assert np.array_equal(made, np.rint(expected.clip(0, 255)))
    assert any(not np.array_equal(variant, picture) for variant in made)
    assert np.array_equal(made, augmentation._variants(picture, changes, 7, 8))


def test_the_plain_keras_that_the_page_shows_runs() -> None:
    app = opened("datasets.py", dataset="digits")
    names: dict[str, object] = {"picture": datasets.get("digits").load((16, 16, 1)).x_train[0]}
    exec(app.code[0].value, names)
    assert np.asarray(names["variants"]).shape == (8, 16, 16, 1)


def test_the_top_of_the_page_loads_no_tensorflow() -> None:
    import subprocess

    code = (
        "import sys\nfrom streamlit.testing.v1 import AppTest\n"
        "app = AppTest.from_file('app.py', default_timeout=60)\napp.query_params['dataset'] = 'digits'\n"
        "app.run().switch_page('pages/datasets.py').run()\n"
        "assert app.metric and not app.exception\nprint('tensorflow' in sys.modules, 'keras' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert answer.stdout.split() == ["False", "False"], answer.stderr
