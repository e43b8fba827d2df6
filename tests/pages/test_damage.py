"""Does a run that is damaged, or from another version, cost a sentence and nothing else, on every page and command?"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cnnviz import recipes
from cnnviz.training.queueing import queue
from cnnviz.training.runs import Run, RunError, damaged
from cnnviz.training.runs import runs as all_runs
from cnnviz.training.runs.titles import title
from tests.cli.test_cli import Said, cnnviz
from tests.pages.pages import opened, words

NEWER = json.loads(recipes.get("tiny").to_json())
BROKEN = {
    "empty": (b"", "is not valid JSON"),
    "half": (recipes.get("tiny").to_json().encode()[:90], "is not valid JSON"),
    "noise": (b"\xff\xfe\x00", "is damaged"),
    "newer": (
        json.dumps(NEWER | {"colour": "red"}).encode(),
        "does not know, 'colour': open it with the newer version",
    ),
    "types": (json.dumps(NEWER | {"network": 5}).encode(), "network must be a text, not 5"),
}


def put(folder: Path, trained: Run, name: str = "mine", **files: bytes) -> Run:
    """A finished run of its own with some files replaced; the last _ of a name stands for the dot."""
    run = Run(Path(shutil.copytree(trained.path, folder / name)))
    for file, content in files.items():
        (run.path / ".".join(file.rsplit("_", 1))).write_bytes(content)
    return run


def test_recipes_that_cannot_be_read_are_told_and_every_list_works(trained: Run, runs: Path, capsys: Said) -> None:
    good = Run.create(recipes.get("tiny"))
    for kind, (content, _) in BROKEN.items():
        put(runs, trained, kind, recipe_json=content)
    assert all_runs() == queue.waiting() == [good]
    assert set(damaged()) == {Run(runs / kind) for kind in BROKEN}
    for page in ("home.py", "train.py", "runs.py"):
        shown = words(opened(page)).replace("\\", "")
        assert all(says in shown for _, says in BROKEN.values())
    for page in ("compare.py", "ladder.py", "activations.py"):
        opened(page)
    for kind, (_, says) in BROKEN.items():
        capsys.readouterr()
        assert cnnviz("evaluate", kind) == 2
        shown = capsys.readouterr().err
        assert says in shown
        assert shown.count("\n") == 1


@pytest.mark.parametrize("page", ["train.py", "compare.py", "evaluate.py", "classify.py", "ladder.py"])
def test_every_page_stands_beside_a_run_of_which_every_file_is_damaged(page: str, trained: Run, runs: Path) -> None:
    noise = b'{"epoch": 1, "st\n\x00\xff\n'
    put(
        runs,
        trained,
        status_json=b'{"state": "sleeping", "colour": 1}',
        evaluation_json=b'{"test_accuracy": ',
        metrics_jsonl=noise,
        epochs_jsonl=noise,
        labels_json=b"[]",
        model_keras=b"no model",
        calibration_npz=b"PK",
        calibration_json=b"[1]",
    )
    opened(page, run="mine", runs="mine")


@pytest.mark.parametrize("name", ["model.keras", "last.npz"])
def test_a_network_that_cannot_be_opened_is_told_where_it_would_have_been(name: str, trained: Run, runs: Path) -> None:
    run = put(runs, trained)
    if name == "last.npz":
        (run.path / "model.keras").unlink()
    (run.path / name).write_bytes(b"no model")
    assert "cannot be read" in words(opened("activations.py", run="mine"))


def test_half_a_line_in_the_middle_is_left_out_and_told(trained: Run, runs: Path) -> None:
    run = put(runs, trained)
    lines = (run.path / "metrics.jsonl").read_bytes().splitlines(keepends=True)
    ends = [place for place, line in enumerate(lines) if b"seconds" in line]
    lines[ends[0]] = lines[ends[0]][:20] + b"\n"
    (run.path / "metrics.jsonl").write_bytes(b"".join(lines))
    assert [record["epoch"] for record in run.epochs()] == [1, 2, 3]
    app = opened("train.py", run="mine")
    assert "A line of the run’s metrics.jsonl cannot be read and is left out." in words(app)


def test_a_state_that_this_version_does_not_know_is_told(trained: Run, runs: Path) -> None:
    run = put(runs, trained, status_json=b'{"state": "sleeping", "queued": 5}')
    assert run.status().state == "failed"
    assert "does not know the state 'sleeping': a newer version wrote it" in run.status().message
    assert "sleeping" in words(opened("train.py", run="mine"))


def test_a_film_with_a_damaged_frame_says_so(trained: Run, runs: Path) -> None:
    run = put(runs, trained)
    (run.path / "film" / "0001.npz").write_bytes(b"PK")
    shown = words(opened("film.py", run="mine")).replace("\\", "")
    assert f"The weights of {title(run)} after epoch 1 cannot be read: train it again." in shown


@pytest.fixture
def closed(runs: Path, trained: Run) -> Iterator[Path]:
    """A folder of runs with a stopped run, in which nothing can be written."""
    put(runs, trained, status_json=b'{"state": "stopped"}')
    if os.geteuid():
        shut, reopen = f"chmod -R a-w {runs}", f"chmod -R u+w {runs}"
    else:  # Nothing but the disk itself says no to root.
        shut, reopen = f"mount --bind {runs} {runs} && mount -o remount,ro,bind {runs}", f"umount {runs}"
    if subprocess.run(shut, shell=True, capture_output=True).returncode:
        pytest.skip("root that may not mount a folder can write everywhere")
    try:
        yield runs
    finally:
        subprocess.run(reopen, shell=True, check=True)


def test_in_a_folder_that_cannot_be_written_to_every_page_stands_and_says_so(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNNVIZ_WARM_WORKER", "1")
    for page in ("home.py", "train.py", "runs.py"):
        app = opened(page, run="mine")
        shown = " ".join(box.value.replace("\\", "") for box in app.sidebar.warning)
        assert "cannot be written to: allow the app to write there" in shown


def click(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


@pytest.mark.parametrize("label", ["Train", "Resume"])
def test_in_a_folder_that_cannot_be_written_to_a_click_is_answered_in_a_sentence(label: str, closed: Path) -> None:
    app = click(opened("train.py", run="mine"), label)
    assert not app.exception
    assert "cannot be" in " ".join(box.value for box in app.error)


def test_a_stop_that_cannot_be_written_is_told(closed: Path) -> None:
    run = Run(closed / "mine")
    with pytest.raises(RunError, match=r"Run mine cannot be changed\. .*: allow the app to write there\.$"):
        run.request_stop()
