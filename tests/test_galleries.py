"""Are the patterns with which the page begins found in the network's folder, with nothing made anew?"""

import shutil
from pathlib import Path

import numpy as np
import pytest

from cnnviz import actions, galleries
from cnnviz.errors import CnnvizError
from cnnviz.settings import CHECKPOINTS
from cnnviz.training import Run, checkpoints, sums


@pytest.fixture
def copied(trained: Run, tmp_path: Path) -> Run:
    """A run whose folder may be written to."""
    return Run(Path(shutil.copytree(trained.path, tmp_path / "copied")))


def test_what_was_packed_is_what_was_made(copied: Run, runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = actions.open_run(copied)
    assert galleries.layers(opened) == ["conv1", "conv2"]
    list(galleries.make(opened))
    settings = galleries.usual()
    made = actions.kept_patterns(opened, "conv2", range(8), settings)
    shutil.rmtree(runs / ".patterns")
    packed = actions.kept_patterns(opened, "conv2", range(8), settings)
    assert [one.filter for one in packed] == [one.filter for one in made] == list(range(8))
    assert all(np.array_equal(one.picture, other.picture) for one, other in zip(packed, made, strict=True))
    small = galleries.usual(opened.recipe.input_shape[0])
    classes = actions.kept_objectives(opened, ["class:1", "class:3", "class:9"], small)
    assert [one.filter for one in classes] == [0, 1]  # The first four classes are packed.
    assert not actions.kept_patterns(opened, "conv2", range(8), galleries.usual(48))


def test_sums_are_written_of_what_is_packed_into_a_shipped_run(copied: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(galleries, "CHECKPOINTS", copied.path.parent)
    list(galleries.make(actions.open_run(copied)))
    assert sums.unknown(copied.path.parent) == []
    assert sums.broken(copied.path.parent) == []


def test_a_run_without_weights_has_no_gallery(copied: Run) -> None:
    opened = actions.open_run(copied)
    for file in ("model.keras", "last.npz"):
        (copied.path / file).unlink(missing_ok=True)
    with pytest.raises(CnnvizError, match="nothing to make patterns of"):
        next(galleries.make(opened))


@pytest.mark.parametrize("name", [run.name for run in checkpoints()])
def test_each_shipped_network_comes_with_a_gallery(name: str) -> None:
    assert list((CHECKPOINTS / name / "patterns").glob("*.npz"))
