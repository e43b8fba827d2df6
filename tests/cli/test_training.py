"""Do the commands that train keep their contract, and go on where a training was broken off?"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from cnnviz import recipes
from cnnviz.base.settings import ROOT
from cnnviz.recipes import Recipe
from cnnviz.training.runs import Run, find, runs
from cnnviz.training.runs import status as states
from cnnviz.training.runs.status import Status
from tests.cli.test_cli import Said, answer, cnnviz


def test_the_recipes_are_listed_as_the_contract_says() -> None:
    command = [sys.executable, "-m", "cnnviz", "recipes", "--json"]
    rows = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    assert [row["name"] for row in rows] == list(recipes.recipes())
    for row in rows:
        keys = "name title source network dataset parameters reported measured checkpoint"
        assert list(row) == keys.split()
        assert row["measured"] or row["checkpoint"] is None  # Of some runs the figures alone are shipped.
    mnist = next(row for row in rows if row["name"] == "mnist")
    assert (mnist["parameters"], mnist["network"], mnist["dataset"]) == (93_322, "mnist", "mnist")
    assert mnist["reported"] == {"accuracy": 0.993, "loss": None, "split": "test"}


def test_the_recipes_are_listed_for_people(capsys: Said) -> None:
    assert cnnviz("recipes") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(recipes.recipes())
    assert any(line.startswith("mnist") and "93,322" in line and "reported 0.993" in line for line in lines)


def test_train_prints_the_directory_of_a_finished_run_and_resume_goes_on(capsys: Said, tmp_path: Path) -> None:
    assert cnnviz("train", "tiny", "--epochs", 1, "--seed", 3, "--run-dir", tmp_path / "mine") == 0
    printed = capsys.readouterr()
    assert printed.out == f"{tmp_path / 'mine'}\n"
    assert "epoch 1/1" in printed.err
    assert "Test accuracy" in printed.err
    run = find(tmp_path / "mine")
    assert (run.status().state, run.recipe().epochs, run.recipe().seed) == ("done", 1, 3)
    before = run.metrics()
    states.write(run.path, Status("interrupted"))
    assert cnnviz("train", "tiny", "--resume", "--epochs", 2, "--run-dir", run.path) == 0
    assert run.metrics()[: len(before)] == before
    assert [record["epoch"] for record in run.epochs()] == [1, 2]
    assert run.recipe().epochs == 2


def test_train_reads_a_recipe_from_a_file(capsys: Said, tmp_path: Path) -> None:
    recipe = recipes.get("tiny").edited(epochs=1, optimizer="sgd", validation_split=0.0)
    (tmp_path / "mine.json").write_text(recipe.to_json())
    assert cnnviz("train", tmp_path / "mine.json") == 0
    (run,) = runs()
    assert capsys.readouterr().out == f"{run.path}\n"
    assert run.recipe() == recipe == Recipe.from_json((run.path / "recipe.json").read_text())


def test_resume_takes_the_newest_unfinished_run_of_the_recipe(capsys: Said) -> None:
    done, unfinished, other = (Run.create(recipes.get(name)) for name in ("tiny", "tiny", "mnist"))
    for second, (run, state) in enumerate([(done, "done"), (unfinished, "stopped"), (other, "stopped")]):
        states.write(run.path, Status(state, queued=float(second)))
    unfinished.request_stop()
    assert cnnviz("train", "tiny", "--resume", "--epochs", 1) == 0
    assert capsys.readouterr().out == f"{unfinished.path}\n"
    assert unfinished.status().state == "done"


def test_the_keyboard_stops_a_training_that_can_go_on(capsys: Said) -> None:
    def interrupt() -> None:
        while not (runs() and runs()[0].epochs()):
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGINT)

    # A shell that starts the tests in the background has them ignore the keyboard.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=interrupt, daemon=True).start()
    try:
        assert cnnviz("train", "tiny", "--epochs", 1000) == 130
    finally:
        signal.signal(signal.SIGINT, before)
    assert capsys.readouterr().err.endswith("Stopped.\n")
    assert runs()[0].status().state == "stopped"
    assert "Resume goes on from there." in runs()[0].status().message


def test_a_training_that_fails_has_exit_status_1(capsys: Said, tmp_path: Path) -> None:
    (tmp_path / "small.json").write_text(recipes.get("tiny").edited(input_shape=(5, 5, 1)).to_json())
    assert cnnviz("train", tmp_path / "small.json") == 1
    assert "Layer conv2 (Conv2D) cannot follow" in capsys.readouterr().err


def test_the_cost_of_a_training_is_printed_for_a_program(capsys: Said) -> None:
    cost = answer(capsys, "cost", "tiny", "--json")
    assert (cost["epochs"], cost["learns"], cost["pictures"], cost["seconds_once"]) == (5, 1_898, 1_293, 0)
    assert cost["seconds"] == pytest.approx(5 * cost["seconds_an_epoch"])
