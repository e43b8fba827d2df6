"""The benchmarks that inject faults do so where they mean to, and see the consequences."""

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import hostile_files
from benchmarks.processes import writing
from cnnviz.base.settings import ROOT

KILLED = """
import os
from benchmarks.processes import at_act, die
import sys
sys.addaudithook(at_act(3, die))
for number in range(5):
    open(os.environ["CNNVIZ_RUNS_DIR"] + f"/{number}", "w").close()
"""


def test_every_act_of_writing_in_the_folder_of_runs_is_counted_and_no_other(runs: Path) -> None:
    numbers: list[int] = []
    hook = writing(numbers.append)
    hook("open", (str(runs / "a"), "w", os.O_WRONLY | os.O_CREAT))
    hook("open", (str(runs / "a"), "r", os.O_RDONLY))
    hook("open", ("elsewhere", "w", os.O_WRONLY))
    hook("os.rename", (str(runs / "a"), str(runs / "b"), -1, -1))
    hook("import", ("os",))
    assert numbers == [1, 2]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_process_dies_between_two_writes(runs: Path) -> None:
    runs.mkdir()
    done = subprocess.run([sys.executable, "-c", KILLED], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert sorted(path.name for path in runs.iterdir()) == ["0", "1"]


def test_the_same_seed_wounds_a_file_in_the_same_way() -> None:
    whole = hostile_files.pictures()[0]
    made = [[hostile_files.mutated(whole, random.Random(seed)) for _ in range(2)] for seed in range(50)]
    assert all(first == second for first, second in made)
    assert len({first for first, _ in made}) > 40


def test_a_strange_recipe_is_json_with_other_values() -> None:
    made = hostile_files.saved_recipes(random.Random(0))
    assert len(set(made)) > 100
    assert all(isinstance(json.loads(content), dict) for content in made)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="counts the writes of forked processes")
def test_a_fault_is_done_to_a_real_training_and_what_was_lost_is_told() -> None:
    command = [sys.executable, "-m", "benchmarks", "faults", "--json", "--count", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=True)
    (case,) = json.loads(done.stdout)["cases"]
    assert (case["case"], case["ours"], case["peer"]) == ("the worker is killed", 1, 1)
    assert case["epochs_lost"] == case["untrue_states"] == 0
