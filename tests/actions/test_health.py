"""Does the health say what is so, and is every problem one sentence?"""

import json
import os
import shutil
import time
from collections import namedtuple
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from cnnviz import recipes
from cnnviz.actions.health import GIB, health
from cnnviz.training.runs import Run
from cnnviz.training.runs import status as states
from tests.cli.test_cli import Said, cnnviz

TINY = recipes.get("tiny")
Disk = namedtuple("Disk", "total used free")


def test_a_fresh_machine_is_well(runs: Path) -> None:
    facts = health()
    assert (facts["ok"], facts["problems"]) == (True, [])
    assert facts["worker"] == {"alive": False, "state": "none", "memory_gb": 0.0}
    assert facts["queue"] == {"training": 0, "waiting": 0, "damaged": 0}
    assert 0 < facts["memory_gb"]["free"] <= facts["memory_gb"]["total"]
    assert not runs.exists()


def test_runs_are_counted_by_what_they_do() -> None:
    Run.create(TINY)
    trained, broken = Run.create(TINY), Run.create(TINY)
    about = {"pid": os.getpid(), "host": states.hostname(), "heartbeat": time.time()}
    states.write(trained.path, replace(trained.status(), state="running", **about))
    (broken.path / "recipe.json").write_text("{")
    assert health()["queue"] == {"training": 1, "waiting": 1, "damaged": 1}


def test_a_run_that_nobody_takes_is_a_problem() -> None:
    run = Run.create(TINY)
    assert health()["ok"]
    states.write(run.path, replace(run.status(), queued=time.time() - 600))
    assert health()["problems"] == ["A run waits and no process takes it: open the Train page, which starts one."]


def test_little_room_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = psutil.virtual_memory()
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Disk(GIB, GIB, 0.25 * GIB))
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory._replace(available=0.25 * GIB))
    assert health()["problems"] == [
        "The disk of the runs has 0.25 GB left: delete old runs.",
        "Only 0.25 GB of memory are free: stop a training.",
    ]


def test_the_command_says_so_and_exits_with_1(capsys: Said) -> None:
    assert cnnviz("health", "--json") == 0
    assert json.loads(capsys.readouterr().out)["ok"]
    assert cnnviz("health", "--server", "http://127.0.0.1:9") == 1
    printed = capsys.readouterr().out
    assert "0 training, 0 waiting" in printed
    assert "No server answers at http://127.0.0.1:9: start it" in printed
