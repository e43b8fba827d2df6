"""Does a model go on from its plain arrays as if it had never stopped?"""

from pathlib import Path

import keras
import numpy as np
import pytest

from cnnviz.training.runs.contents import snapshot

X = np.random.default_rng(0).random((12, 6, 6, 1))
Y = np.arange(12) % 3


def model(seed: int) -> keras.Model:
    """A small network with every kind of state: weights, running means, dice, an optimiser."""
    keras.utils.set_random_seed(seed)
    layers = keras.layers
    parts = [layers.Conv2D(2, 3), layers.BatchNormalization(), layers.Dropout(0.5, seed=seed), layers.Flatten()]
    made = keras.Sequential([keras.Input((6, 6, 1)), *parts, layers.Dense(3, "softmax")])
    made.compile("adam", "sparse_categorical_crossentropy")
    return made


def learned(made: keras.Model) -> keras.Model:
    """The model after two steps."""
    made.fit(X, Y, batch_size=6, shuffle=False, verbose=0)
    return made


@pytest.fixture(scope="module")
def first() -> keras.Model:
    """A model that has learned something."""
    return learned(model(seed=0))


def test_a_model_goes_on_as_if_it_had_never_stopped(first: keras.Model, tmp_path: Path) -> None:
    snapshot.save(tmp_path / "last.npz", first, first.optimizer)
    again = model(seed=1)
    snapshot.load(tmp_path / "last.npz", again, again.optimizer)
    assert int(again.optimizer.iterations) == 2
    for ours, theirs in zip(learned(again).variables, learned(first).variables, strict=True):
        assert np.array_equal(ours, theirs)


def test_without_its_optimiser_a_model_gives_the_same_answers(first: keras.Model, tmp_path: Path) -> None:
    snapshot.save(tmp_path / "last.npz", first, first.optimizer)
    snapshot.save(tmp_path / "best.npz", first)
    for file in ("last.npz", "best.npz"):
        again = model(seed=1)
        before = again.predict(X, verbose=0)
        snapshot.load(tmp_path / file, again)
        assert np.array_equal(again.predict(X, verbose=0), first.predict(X, verbose=0))
        assert not np.array_equal(again.predict(X, verbose=0), before)


def test_nothing_is_left_beside_the_file(first: keras.Model, tmp_path: Path) -> None:
    for _ in range(2):
        snapshot.save(tmp_path / "last.npz", first)
    assert [path.name for path in tmp_path.iterdir()] == ["last.npz"]
