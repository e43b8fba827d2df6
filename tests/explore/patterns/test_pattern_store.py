"""A finished pattern is loaded unchanged, for the same weights and settings and no others."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from cnnviz.explore.patterns.ascent import Pattern, Settings
from cnnviz.explore.patterns.pattern_store import PatternStore

PICTURE = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
PATTERN = Pattern(filter=12, step=40, picture=PICTURE, score=1.5, silent=True)


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    """A model's file."""
    path = tmp_path / "model.keras"
    path.write_bytes(b"weights")
    return path


@pytest.fixture
def store(weights: Path) -> PatternStore:
    """The store of a layer that nothing was made of yet."""
    return PatternStore.of(weights, "block/conv1", Settings())


def test_a_kept_pattern_comes_back_as_it_was(store: PatternStore) -> None:
    assert store.get(12) is None
    store.keep(PATTERN)
    again = store.get(12)
    assert again is not None
    assert np.array_equal(again.picture, PICTURE)
    assert again.picture.dtype == np.uint8
    assert (again.filter, again.step, again.score, again.silent) == (12, 40, 1.5, True)
    assert store.get(1) is None


def test_a_damaged_shipped_file_counts_as_none(store: PatternStore) -> None:
    store.ship([PATTERN])
    again = store.get(12)
    assert again is not None
    assert np.array_equal(again.picture, PICTURE)
    content = store.shipped.read_bytes()
    store.shipped.write_bytes(content[:60] + bytes(40) + content[100:])
    assert store.get(12) is None
    store.shipped.write_bytes(b"")
    assert store.get(12) is None


def test_it_is_there_for_whoever_asks_next(store: PatternStore, weights: Path, runs: Path) -> None:
    store.keep(PATTERN)
    assert PatternStore.of(weights, "block/conv1", Settings()).get(12)
    assert runs in store.folder.parents


@pytest.mark.parametrize(
    "settings",
    [
        replace(Settings(), **change)
        for change in ({"steps": 41}, {"size": 65}, {"seed": 1}, {"before_relu": True}, {"natural": True})
    ],
    ids=["steps", "size", "seed", "before_relu", "natural"],
)
def test_other_settings_have_a_store_of_their_own(settings: Settings, store: PatternStore, weights: Path) -> None:
    store.keep(PATTERN)
    assert PatternStore.of(weights, "block/conv1", settings).get(12) is None


def test_another_layer_and_another_training_have_a_store_of_their_own(store: PatternStore, weights: Path) -> None:
    store.keep(PATTERN)
    assert PatternStore.of(weights, "block/conv2", Settings()).get(12) is None
    weights.write_bytes(b"other weights")
    assert PatternStore.of(weights, "block/conv1", Settings()).get(12) is None


@pytest.mark.parametrize("damage", [b"", b"hello", None], ids=["empty", "text", "half"])
def test_a_damaged_file_counts_as_not_made_yet(damage: bytes | None, store: PatternStore) -> None:
    store.keep(PATTERN)
    file = next(store.folder.iterdir())
    file.write_bytes(file.read_bytes()[:200] if damage is None else damage)
    assert store.get(12) is None
    store.keep(PATTERN)
    assert store.get(12) is not None


def test_many_people_may_make_the_same_pattern_at_once(store: PatternStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        for kept in [pool.submit(store.keep, PATTERN) for _ in range(200)]:
            kept.result()
    assert [path.name for path in store.folder.iterdir()] == ["0012.npz"]
    assert store.get(12) is not None
