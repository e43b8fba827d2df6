"""Are the patterns with which the page begins found in the network's folder, with nothing made anew?"""

import shutil
from pathlib import Path

import numpy as np
import pytest

from cnnviz import actions
from cnnviz.actions import shipped_patterns
from cnnviz.base.errors import CnnvizError
from cnnviz.base.settings import CHECKPOINTS
from cnnviz.training.runs import Run, checkpoints
from cnnviz.training.runs.contents import checksums


@pytest.fixture
def copied(trained: Run, tmp_path: Path) -> Run:
    """A run whose folder may be written to."""
    return Run(Path(shutil.copytree(trained.path, tmp_path / "copied")))


def test_what_was_packed_is_what_was_made(copied: Run, runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = actions.open_run(copied)
    assert shipped_patterns.layers(opened) == ["conv1", "conv2"]
    list(shipped_patterns.make(opened))
    settings = shipped_patterns.usual()
    made = actions.kept_patterns(opened, "conv2", range(8), settings)
    shutil.rmtree(runs / ".patterns")
    packed = actions.kept_patterns(opened, "conv2", range(8), settings)
    assert [one.filter for one in packed] == [one.filter for one in made] == list(range(8))
    assert all(np.array_equal(one.picture, other.picture) for one, other in zip(packed, made, strict=True))
    small = shipped_patterns.usual(opened.recipe.input_shape[0])
    classes = actions.kept_objectives(opened, ["class:1", "class:3", "class:9"], small)
    assert [one.filter for one in classes] == [0, 1]  # The first four classes are packed.
    assert not actions.kept_patterns(opened, "conv2", range(8), shipped_patterns.usual(48))


def test_sums_are_written_of_what_is_packed_into_a_shipped_run(copied: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipped_patterns, "CHECKPOINTS", copied.path.parent)
    list(shipped_patterns.make(actions.open_run(copied)))
    assert checksums.unknown(copied.path.parent) == []
    assert checksums.broken(copied.path.parent) == []


def test_a_run_without_weights_has_no_gallery(copied: Run) -> None:
    opened = actions.open_run(copied)
    for file in ("model.keras", "last.npz"):
        (copied.path / file).unlink(missing_ok=True)
    with pytest.raises(CnnvizError, match="nothing to make patterns of"):
        next(shipped_patterns.make(opened))


@pytest.mark.parametrize("name", [run.name for run in checkpoints()])
def test_each_shipped_network_comes_with_a_gallery(name: str) -> None:
    assert list((CHECKPOINTS / name / "patterns").glob("*.npz"))
