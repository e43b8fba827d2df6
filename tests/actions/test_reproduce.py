"""Is a ladder trained rung by rung, and is nothing repeated after it was broken off?"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cnnviz import recipes
from cnnviz.actions.reproduce import reproduce
from cnnviz.base.settings import ROOT
from cnnviz.recipes import Ladder
from cnnviz.training.learning.train import train
from cnnviz.training.runs import Run, RunError

TINY = recipes.get("tiny")
LADDER = Ladder("small", "", "", "", (TINY, TINY.then("tiny_faster", "", learning_rate=0.01, rung="2")))
CLIMB = """
import sys
from pathlib import Path
from cnnviz import recipes
from cnnviz.recipes import Ladder
from cnnviz.actions.reproduce import reproduce
from cnnviz.training.learning.train import train

tiny = recipes.get("tiny")
ladder = Ladder("small", "", "", "", (tiny, tiny.then("tiny_faster", "", learning_rate=0.01, rung="2")))
for run in reproduce(ladder, Path(sys.argv[1]), train, epochs=8):
    print(run.name, flush=True)
"""


def test_each_rung_is_trained_once(tmp_path: Path) -> None:
    trained: list[tuple[str, bool]] = []

    def learn(run: Run, begun: bool) -> None:
        trained.append((run.name, begun))
        train(run, begun)

    made = list(reproduce(LADDER, tmp_path, learn, epochs=1))
    assert [run.status().state for run in made] == ["done", "done"]
    assert trained == [("tiny_epochs-1", False), ("tiny_faster_epochs-1", False)]
    again = list(reproduce(LADDER, tmp_path, learn, epochs=1))
    assert (again, len(trained)) == (made, 2)


def test_a_ladder_ends_at_a_rung_that_fails(tmp_path: Path) -> None:
    broken = Ladder("broken", "", "", "", (TINY.edited(dataset="mnist"), TINY))
    made = list(reproduce(broken, tmp_path, train))
    assert [run.status().state for run in made] == ["failed"]


def test_a_folder_with_another_recipe_is_refused(tmp_path: Path) -> None:
    Run.create(TINY.edited(batch_size=7), tmp_path / "tiny")
    with pytest.raises(RunError, match=r"holds a run of another recipe: move it away"):
        next(reproduce(LADDER, tmp_path, train))


@pytest.mark.slow
def test_what_was_done_before_a_kill_is_not_done_again(tmp_path: Path) -> None:
    command = [sys.executable, "-c", CLIMB, str(tmp_path)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    second = Run(tmp_path / "tiny_faster_epochs-8")
    deadline = time.monotonic() + 120
    while len(second.epochs()) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    first, kept = (tmp_path / "tiny_epochs-8" / "metrics.jsonl").read_bytes(), second.epochs()
    assert second.status().state == "interrupted"
    assert [run.status().state for run in reproduce(LADDER, tmp_path, train, epochs=8)] == ["done", "done"]
    assert (tmp_path / "tiny_epochs-8" / "metrics.jsonl").read_bytes() == first
    assert second.status().state == "done"
    assert len(second.epochs()) == 8
    assert second.epochs()[: len(kept) - 1] == kept[:-1]  # Durations too: these lines are the old ones.
