"""Every data set holds what its source describes, from each place that it may come from."""

import importlib
import pkgutil
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.datasets import load_digits

from cnnviz import datasets
from cnnviz.datasets import DataError, Dataset, Source, birds, cifar100_25, shapes
from cnnviz.datasets.class_names import class_label
from cnnviz.locale import _, speaking

ALL = list(datasets.datasets().values())
OFFLINE = [source for source in ALL if source.offline]
MODULES = {
    source.name: module
    for info in pkgutil.iter_modules(datasets.__path__, "cnnviz.datasets.")
    for module in [importlib.import_module(info.name)]
    for source in getattr(module, "DATASETS", ())
}
"""Module of each data set."""
FETCHED = [source for source in ALL if hasattr(MODULES[source.name], "FILE")]
"""Data sets in one file of arrays."""
FOLDERS = [source for source in ALL if not source.offline and source not in FETCHED]
"""Data sets of photos."""


def place(source: Source) -> str:
    """Path of the data set's file in `CNNVIZ_DATA_DIR`."""
    return str(MODULES[source.name].FILE)


def write_file(folder: Path, source: Source, **changes: Any) -> dict[str, Any]:
    """Write a small file of a data set, laid out as the real one is."""
    path, shape = folder / place(source), tuple(size for size in source.shape if size != 1)
    dice, some = np.random.default_rng(0), min(10, len(source.labels))
    arrays = {
        "x_train": dice.integers(0, 256, (20, *shape), np.uint8),
        "y_train": np.arange(20, dtype=np.uint8) % some,
        "x_test": dice.integers(0, 256, (10, *shape), np.uint8),
        "y_test": np.arange(10, dtype=np.uint8) % some,
    } | changes
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez(path, **{key: value for key, value in arrays.items() if value is not None})
    return arrays


def check(data: Dataset, source: Source, shape: tuple[int, int, int]) -> None:
    """Whether the arrays have the shapes, the types and the ranges that `Dataset` promises."""
    assert data.name == source.name
    assert data.labels == source.labels
    assert data.origin
    for x, y in ((data.x_train, data.y_train), (data.x_test, data.y_test)):
        assert x.shape == (len(y), *shape)
        assert x.dtype == np.uint8
        assert y.dtype == np.int64
        assert y.shape == (len(x),)
        assert 0 <= y.min() <= y.max() < len(data.labels)


@pytest.mark.parametrize("shape", [(16, 16, 1), (28, 28, 1), (32, 32, 3)], ids=str)
@pytest.mark.parametrize("source", OFFLINE, ids=lambda source: source.name)
def test_what_needs_no_network_loads_at_every_size(source: Source, shape: tuple[int, int, int]) -> None:
    data = source.load(shape)
    check(data, source, shape)
    assert source.present()
    assert set(data.y_train) == set(data.y_test) == set(range(len(source.labels)))
    assert data.x_train.max() > 200
    assert len(data.x_train) + len(data.x_test) == source.pictures


@pytest.mark.parametrize("source", OFFLINE, ids=lambda source: source.name)
def test_the_same_pictures_come_each_time(source: Source) -> None:
    first, again = source.load((16, 16, 1)), source.load((16, 16, 1))
    assert np.array_equal(first.x_train, again.x_train)
    assert np.array_equal(first.y_test, again.y_test)


def test_digits_are_those_of_scikit_learn() -> None:
    theirs, ours = load_digits(), datasets.get("digits").load((8, 8, 1))
    assert len(ours.x_train) == 1437
    assert len(ours.x_test) == 360
    assert np.array_equal(ours.x_train[0, :, :, 0], np.round(theirs.images[0] * 255 / 16))
    assert np.array_equal(ours.x_test[-1, :, :, 0], np.round(theirs.images[-1] * 255 / 16))
    assert np.array_equal(np.concatenate([ours.y_train, ours.y_test]), theirs.target)


def test_no_test_picture_of_the_digits_is_a_training_picture() -> None:
    data = datasets.get("digits").load((8, 8, 1))
    assert not {p.tobytes() for p in data.x_train} & {p.tobytes() for p in data.x_test}


def test_shapes_that_are_not_square_are_refused() -> None:
    with pytest.raises(DataError, match=r"choose an input of 16×16, not 16×20\.$"):
        datasets.get("shapes").load((16, 20, 1))


@pytest.mark.parametrize("source", FOLDERS, ids=lambda source: source.name)
def test_every_data_set_of_photos_has_tests_of_its_own(source: Source) -> None:
    module = MODULES[source.name].__name__.split(".")[-1]
    assert (Path(__file__).parent / f"test_{module}.py").exists()


@pytest.mark.parametrize("shape", [(28, 28, 1), (16, 16, 1), (32, 32, 3)], ids=str)
@pytest.mark.parametrize("source", FETCHED, ids=lambda source: source.name)
def test_a_file_in_the_data_folder_is_used(
    source: Source, shape: tuple[int, int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNVIZ_DATA_DIR", str(tmp_path))
    arrays = write_file(tmp_path, source)
    data = source.load(shape)
    check(data, source, shape)
    assert source.present()
    assert data.y_train.tolist() == arrays["y_train"].tolist()
    assert data.y_test.tolist() == arrays["y_test"].tolist()
    assert data.origin == f"CNNVIZ_DATA_DIR/{place(source)}"
    if arrays["x_train"].reshape(20, *arrays["x_train"].shape[1:3], -1).shape[1:] == shape:
        assert np.array_equal(data.x_train.reshape(arrays["x_train"].shape), arrays["x_train"])


def test_of_cifar_100_the_first_25_classes_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNNVIZ_DATA_DIR", str(tmp_path))
    labels = np.array([[24], [25], [0], [99]] * 5)
    arrays = write_file(tmp_path, datasets.get("cifar100_25"), y_train=labels)
    data = datasets.get("cifar100_25").load((32, 32, 3))
    assert data.y_train.tolist() == [24, 0] * 5
    assert np.array_equal(data.x_train, arrays["x_train"][::2])


@pytest.mark.parametrize("source", FETCHED, ids=lambda source: source.name)
@pytest.mark.parametrize("fault", ["missing", "text", "half", "empty"])
def test_a_damaged_file_is_named_in_one_sentence(
    source: Source, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNVIZ_DATA_DIR", str(tmp_path))
    write_file(tmp_path, source, y_test=None if fault == "missing" else np.arange(10))
    path = tmp_path / place(source)
    whole = path.read_bytes()
    path.write_bytes({"missing": whole, "text": b"hello", "half": whole[: len(whole) // 2], "empty": b""}[fault])
    with pytest.raises(DataError, match=rf"{path.name} cannot be read: copy it again; .*x_train.*\.$"):
        source.load((16, 16, 1))


@pytest.mark.parametrize("source", FETCHED, ids=lambda source: source.name)
def test_without_folder_and_network_one_sentence_names_the_ways(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # An address where nothing answers, so that nothing is ever downloaded.
    monkeypatch.setenv("CNNVIZ_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    module = MODULES[source.name]
    monkeypatch.setattr(module, "ARCHIVE", replace(module.ARCHIVE, url="http://127.0.0.1:9/absent.npz"))
    assert not source.present()
    with pytest.raises(DataError) as caught:
        source.load((16, 16, 1))
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    for way in (
        "connect to the internet",
        f"CNNVIZ_DATA_DIR to a folder that holds {place(source)}",
        "digits or shapes",
    ):
        assert way in sentence


@pytest.mark.parametrize("source", ALL, ids=lambda source: source.name)
def test_every_data_set_says_what_a_person_should_know(source: Source) -> None:
    assert source.summary.endswith(".")
    assert source.split.endswith(".")
    assert source.licence
    assert len(source.shape) == 3
    assert source.pictures > 1000
    assert (source.archive is None) == source.offline


def test_loaded_data_sets_stay_until_they_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    datasets.forget()
    small, large = (8, 8, 1), (16, 16, 1)
    first = datasets.load("digits", small)
    assert datasets.loaded("digits", small)
    assert not datasets.loaded("digits", large)
    assert datasets.load("digits", small) is first
    monkeypatch.setattr(datasets.LOADED, "max_bytes", first.nbytes)
    datasets.load("digits", large)
    assert not datasets.loaded("digits", small)
    datasets.forget()


def test_a_data_set_counts_arrays_that_are_the_same_once() -> None:
    pictures, labels = np.zeros((3, 2, 2, 1), np.uint8), np.zeros(3, np.int64)
    data = Dataset("some", ("one",), pictures, labels, pictures.copy(), labels.copy(), "made")
    assert data.nbytes == 2 * (pictures.nbytes + labels.nbytes)
    assert replace(data, x_validation=data.x_test, y_validation=data.y_test).nbytes == data.nbytes


def test_class_names_have_spanish_words_except_digits_and_birds() -> None:
    with speaking("es"):
        for source in datasets.datasets().values():
            same = {label for label in source.labels if class_label(label) == label} - {"zigzag"}
            kept = source.name == "birds" or source.labels == tuple("0123456789")
            assert same == (set(source.labels) if kept else set()), source.name


def test_the_birds_say_why_their_names_are_english() -> None:
    summary = datasets.get("birds").summary
    assert "English common names" in summary
    assert "scientific name" in summary
    assert "the Bobolink is Dolichonyx oryzivorus" in summary
    assert "Bobolink" in datasets.get("birds").labels


def test_the_shapes_are_counted_rightly() -> None:
    source = datasets.get("shapes")
    assert source.summary.startswith(f"{len(source.labels)} kinds")
    assert f"{shapes.TRAIN_EACH} pictures" in source.split
    assert f"{shapes.TEST_EACH} to test on" in source.split


def test_a_copy_of_cifar_does_not_pass_for_the_published_split() -> None:
    split = datasets.get("cifar100_25").split
    assert "official archive has the published split" in split
    assert "a copy in the data folder may have another" in split
    for copy in (cifar100_25.FILE, birds.FOLDER):
        assert datasets.origin_label(f"CNNVIZ_DATA_DIR/{copy}").endswith("whose split may not be the published one")


@pytest.mark.parametrize("name", datasets.datasets())
def test_descriptions_name_documents_by_title_and_speak_spanish_too(name: str) -> None:
    source = datasets.get(name)
    for text in (source.title, source.summary, source.split):
        assert not re.search(r"[Dd]ocument \d", text)
        with speaking("es"):
            assert _(text) != text


def test_where_pictures_come_from_is_told_in_the_readers_language() -> None:
    with speaking("es"):
        assert datasets.origin_label("CNNVIZ_DATA_DIR/cats_and_dogs, without 1 broken file") == (
            "la carpeta de datos, cats_and_dogs, sin 1 archivo dañado"
        )
        assert datasets.origin_label("mnist.npz of Keras") == "mnist.npz de Keras"
        assert datasets.origin_label("somewhere else") == "somewhere else"
