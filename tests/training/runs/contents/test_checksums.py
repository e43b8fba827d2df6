"""Is a shipped file that has changed noticed, and is every shipped file looked at?"""

import shutil
from pathlib import Path

import pytest

from cnnviz.base import settings
from cnnviz.base.settings import CHECKPOINTS
from cnnviz.training.runs import Run, RunError
from cnnviz.training.runs.contents import checksums


def test_the_shipped_files_are_as_they_were_shipped() -> None:
    assert checksums.broken(CHECKPOINTS) == []
    assert checksums.unknown(CHECKPOINTS) == []


@pytest.fixture
def shipped(tmp_path: Path) -> Path:
    """A folder with one shipped run."""
    shutil.copytree(CHECKPOINTS / "mnist", tmp_path / "shipped" / "mnist")
    checksums.write(tmp_path / "shipped")
    return tmp_path / "shipped"


def test_a_changed_and_a_missing_file_are_found(shipped: Path) -> None:
    assert checksums.broken(shipped) == []
    changed, gone = shipped / "mnist" / "model.keras", shipped / "mnist" / "log.txt"
    changed.write_bytes(changed.read_bytes()[:-1] + b"x")
    gone.unlink()
    assert set(checksums.broken(shipped)) == {changed, gone}
    assert checksums.broken(shipped, "other") == []
    (shipped / "mnist" / "more.txt").touch()
    assert checksums.unknown(shipped) == [shipped / "mnist" / "more.txt"]
    pattern = next((shipped / "mnist" / "patterns").iterdir())
    pattern.write_bytes(b"")
    assert set(checksums.broken(shipped)) == {changed, gone, pattern}


def test_a_shipped_network_that_does_not_open_says_which_file_has_changed(
    shipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "CHECKPOINTS", shipped)
    (shipped / "mnist" / "model.keras").write_bytes(b"no network")
    with pytest.raises(
        RunError, match=r"model\.keras differs from the published file, so get the app’s files again\.$"
    ):
        Run(shipped / "mnist").model()
