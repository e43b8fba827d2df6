"""Does a training go on, with the same figures, whatever became of its files?"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import keras
import pytest

from cnnviz import recipes
from cnnviz.recipes import EarlyStopping
from cnnviz.training.learning.train import train
from cnnviz.training.runs import Run

RECIPE = recipes.get("tiny").edited(epochs=3, early_stopping=(EarlyStopping("val_loss", 5),))


class Leave(keras.callbacks.Callback):
    """Ends the process's work, as a person at the keyboard does, before an epoch."""

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        if epoch == 2:
            raise KeyboardInterrupt


@pytest.fixture(scope="module")
def halfway(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run of which two of three epochs are finished; to be copied."""
    run = Run.create(RECIPE, tmp_path_factory.mktemp("halfway") / "run")
    with pytest.raises(KeyboardInterrupt):
        train(run, callbacks=(Leave(),))
    return run


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The same run, to which nothing happened."""
    run = Run.create(RECIPE, tmp_path_factory.mktemp("whole") / "run")
    train(run)
    return run


def figures(run: Run) -> list[dict[str, float]]:
    return [{name: value for name, value in record.items() if name != "seconds"} for record in run.epochs()]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("damaged", "kept"),
    [
        ([], 2),
        (["last.npz"], 1),
        (["last.npz", "before.npz"], 0),
        (["network.keras", "labels.json", "status.json", "best-val_loss.npz"], 2),
    ],
    ids=["nothing", "the last weights", "all weights", "what is written anew"],
)
def test_a_run_goes_on_from_what_is_whole(
    damaged: list[str], kept: int, halfway: Run, whole: Run, tmp_path: Path
) -> None:
    run = Run(Path(shutil.copytree(halfway.path, tmp_path / "run")))
    for name in damaged:
        content = (run.path / name).read_bytes()
        (run.path / name).unlink()  # The last weights may be another name of the ones before.
        (run.path / name).write_bytes(content[: len(content) // 2])
    for file in (run.path / "metrics.jsonl", run.path / "epochs.jsonl"):
        records = [json.loads(line) for line in file.read_text().splitlines()]
        marked = [{**record, "seconds": 9999.0} if "seconds" in record else record for record in records]
        file.write_text("".join(json.dumps(record) + "\n" for record in marked))
    train(run, resume=True)
    assert run.status().state == "done"
    assert figures(run) == figures(whole)
    trained_again = [record["seconds"] != 9999.0 for record in run.epochs()]
    assert trained_again == [False] * kept + [True] * (len(trained_again) - kept)
    if "best-val_loss.npz" not in damaged:
        assert (run.evaluation() or {})["test_loss"] == (whole.evaluation() or {})["test_loss"]
    assert not (run.path / "before.npz").exists()


@pytest.mark.slow
@pytest.mark.parametrize("file", ["metrics.jsonl", "epochs.jsonl"])
@pytest.mark.parametrize("damage", [b"", b"\0\0\0\n", b'{"epoch": 1, "st'], ids=["emptied", "garbled", "cut off"])
def test_the_epochs_outlive_the_damage_of_one_of_their_files(
    damage: bytes, file: str, halfway: Run, whole: Run, tmp_path: Path
) -> None:
    run = Run(Path(shutil.copytree(halfway.path, tmp_path / "run")))
    before = run.epochs()
    (run.path / file).write_bytes(damage)
    assert run.epochs() == before
    train(run, resume=True)
    assert figures(run) == figures(whole)
    assert run.complaints() == []


@pytest.mark.slow
def test_a_line_of_figures_that_is_gone_does_not_shift_the_others(halfway: Run, tmp_path: Path) -> None:
    run = Run(Path(shutil.copytree(halfway.path, tmp_path / "run")))
    for name in ("metrics.jsonl", "epochs.jsonl"):
        lines = (run.path / name).read_bytes().splitlines(keepends=True)
        first = next(place for place, line in enumerate(lines) if b"seconds" in line)
        (run.path / name).write_bytes(b"".join([*lines[:first], b"\0\0\0\n", *lines[first + 1 :]]))
    train(run, resume=True)
    assert [(record["epoch"], record["step"]) for record in run.epochs()] == [(2, 82), (3, 123)]
    assert run.complaints() == ["The loss and accuracy of 1 of 3 finished epochs are gone."]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(folder)]
    if (
        not hasattr(os, "geteuid")
        or os.geteuid()
        or subprocess.run(command, capture_output=True, check=False).returncode
    ):
        pytest.skip("only root can make a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.slow
def test_a_full_disk_is_told_and_the_run_goes_on_when_there_is_room(disk: Path, whole: Run) -> None:
    run = Run.create(RECIPE, disk / "run")

    class Fill(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
            if epoch == 1:
                free = os.statvfs(disk)
                (disk / "ballast").write_bytes(bytes(free.f_bavail * free.f_frsize))

    train(run, callbacks=(Fill(),))
    assert run.status().state == "failed"
    assert "The disk is full: make room on it. Then press Resume." in run.status().message
    (disk / "ballast").unlink()
    train(run, resume=True)
    assert run.status().state == "done"
    assert figures(run) == figures(whole)
