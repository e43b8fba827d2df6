"""No finished epoch is lost when processes are killed, the disk fills or a file is damaged.

Faults strike at random moments of real trainings. Each meets a real worker, a process forked from this one after
Keras was imported, so that a case takes seconds. Then the app is, in effect, started again: within `TRUTH_S` every
state must be true, and the run is resumed until it is done, with the figures of the same training without a fault.
"""

from __future__ import annotations

import argparse
import importlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks import processes
from benchmarks.fault_kinds import KINDS, Inject, Pace, fill_disk, make_room, start_workers
from benchmarks.measure import BenchmarkError, Case, Report
from cnnviz import recipes
from cnnviz.base.settings import runs_dir
from cnnviz.recipes import EarlyStopping, Recipe
from cnnviz.training.queueing import queue, worker
from cnnviz.training.runs import Run, damaged, runs
from cnnviz.training.runs.status import ACTIVE

COUNT, SEED = 36, 0
TRUTH_S, END_S = 20.0, 300.0
DISK = "size=48m"
TINY = recipes.get("tiny").edited(epochs=3)
RECIPES = (TINY, TINY.edited(early_stopping=(EarlyStopping("val_loss", 5),)))


@dataclass(frozen=True)
class Reference:
    """The same training without a fault.

    Attributes:
        epochs: Its figures without the seconds.
        loss: On the test pictures.
        pace: How it goes.
    """

    epochs: list[dict[str, float]]
    loss: float
    pace: Pace


@dataclass
class Outcome:
    """What became of a run.

    Attributes:
        fault: What was done to it.
        truth_s: Seconds until its state was true; None where that took too long.
        state: Its state when the app was started again.
        lost: Epochs whose figures are gone, or are others.
        again: Epochs that had been finished and were trained again.
        complaint: What the app reports as unreadable.
        wrong: What should not have happened.
    """

    fault: str
    truth_s: float | None = None
    state: str = ""
    lost: int = 0
    again: int = 0
    complaint: str = ""
    wrong: list[str] = field(default_factory=list)

    @property
    def unharmed(self) -> bool:
        """Whether nothing was lost and nothing went wrong."""
        return self.truth_s is not None and not (self.lost or self.wrong)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--count", type=int, default=COUNT, help=f"how many faults ({COUNT})")
    parser.add_argument("--seed", type=int, default=SEED, help=f"decides which and when ({SEED})")


def run(options: argparse.Namespace) -> Report:
    """Inject the faults; the ratio is the share of runs that lost nothing."""
    if sys.platform != "linux":
        raise BenchmarkError("The benchmark of faults counts the writes of forked processes: run it on Linux.")
    importlib.import_module("cnnviz.training.learning.train")  # Before the first fork, so that every worker is warm.
    processes.adopt()
    dice, outcomes = random.Random(options.seed), dict[str, list[Outcome]]()
    with _settings(), _small_disk() as small:
        known = {recipe: _reference(recipe) for recipe in RECIPES}
        kinds = {name: inject for name, inject in KINDS.items() if small or inject is not fill_disk}
        for number in range(options.count):
            name = list(kinds)[number % len(kinds)]
            with _folder(small if kinds[name] is fill_disk else None):
                outcomes.setdefault(name, []).append(outcome := _one(kinds[name], dice, known))
            print(f"{number + 1} of {options.count}: {name}, {outcome}", file=sys.stderr, flush=True)
    return Report("faults", "as many trainings", [_case(*each) for each in outcomes.items()])


def _case(name: str, outcomes: list[Outcome]) -> Case:
    unharmed = sum(outcome.unharmed for outcome in outcomes)
    truths = [outcome.truth_s for outcome in outcomes if outcome.truth_s is not None]
    more = {
        "untrue_states": len(outcomes) - len(truths),
        "slowest_truth_s": max(truths, default=0.0),
        "epochs_lost": sum(outcome.lost for outcome in outcomes),
        "epochs_trained_again": sum(outcome.again for outcome in outcomes),
        "told_in_a_sentence": sum(bool(outcome.complaint) for outcome in outcomes),
        "states": sorted({outcome.state for outcome in outcomes}),
        "wrong": [f"{outcome.fault}: {wrong}" for outcome in outcomes for wrong in outcome.wrong],
        "lost_by": [outcome.fault for outcome in outcomes if outcome.lost],
    }
    return Case(name, unharmed / len(outcomes), unharmed, len(outcomes), "runs unharmed", more)


def _one(inject: Inject, dice: random.Random, known: dict[Recipe, Reference]) -> Outcome:
    """Inject a fault, start the app again, resume, and compare the result with the reference."""
    recipe = dice.choice(RECIPES)
    outcome = Outcome(inject(recipe, known[recipe].pace, dice))
    before = {made: (made.epochs(), _kept(made)) for made in runs()}
    start_workers()
    began = time.monotonic()
    while (untrue := _untrue()) and time.monotonic() - began < TRUTH_S:
        time.sleep(0.05)
    outcome.wrong += untrue
    outcome.truth_s = None if untrue else time.monotonic() - began
    outcome.state = ", ".join(made.status().state for made in runs()) or "none"
    outcome.complaint = " ".join([*damaged().values(), *(text for made in runs() for text in made.complaints())])
    make_room()
    for made in runs():
        _go_on(made, outcome)
        _compare(made, known[recipe], *before.get(made, ([], 0)), outcome)
    return outcome


def _untrue() -> list[str]:
    """Return the untrue statements about runs."""
    living, untrue = processes.living(), []
    for made in runs():
        status = made.status()
        if status.active and status.pid not in living:
            untrue.append(f"{status.state}, but nobody trains it")
        if status.state == "done" and not (made.weights and (made.evaluation() or made.complaints())):
            untrue.append("done, but without a network or figures")
    return untrue


def _go_on(made: Run, outcome: Outcome) -> None:
    """Do what a user and the pages do until the run is done."""
    deadline, resumed = time.monotonic() + END_S, 0
    while (state := made.status().state) != "done":
        if time.monotonic() > deadline or resumed > 3:
            output = (runs_dir() / processes.OUTPUT).read_text(encoding="utf-8", errors="replace")[-3000:]
            outcome.wrong.append(f"stuck: {state}, {made.status().message} {output}")
            return
        if state == "queued":
            queue.ensure_worker()
        elif state == "stopping":
            queue.enforce_stops()
        elif state not in ACTIVE:
            resumed += 1
            queue.resume(made)
        time.sleep(0.05)


def _compare(made: Run, reference: Reference, epochs: list[dict[str, float]], kept: int, outcome: Outcome) -> None:
    """Compare a finished run with the one without a fault.

    Args:
        made: The run.
        reference: What it should have become.
        epochs: Its records before it went on.
        kept: Epochs whose weights were there before it went on.
        outcome: Gets each difference.
    """
    after = {record["epoch"]: record for record in made.epochs()}
    gone = [record for record in reference.epochs if _figures(after.get(record["epoch"], {})) != record]
    outcome.lost += len(gone)
    repeated = [record["epoch"] for record in epochs if after.get(record["epoch"], record) != record]
    outcome.again += len(repeated)
    if any(epoch <= kept for epoch in repeated):
        outcome.wrong.append("an epoch was trained again whose weights were there")
    figures = made.evaluation()
    if (figures and figures["test_loss"] != reference.loss) or not (figures or outcome.complaint):
        outcome.wrong.append("the finished network is another one")


def _figures(record: dict[str, float]) -> dict[str, float]:
    return {name: value for name, value in record.items() if name != "seconds"}


def _kept(made: Run) -> int:
    """Return how many epochs went into the weights that a resume would start from."""
    from cnnviz.training.learning.task import newest

    if not (weights := newest(made)):
        return 0
    with np.load(weights) as kept:
        steps = next(int(kept[name]) for name in kept.files if kept[name].shape == () and kept[name].dtype.kind == "i")
    return steps // max((made.status().steps, *(int(record["step"] / record["epoch"]) for record in made.epochs())))


def _reference(recipe: Recipe) -> Reference:
    """Train once, with no fault."""
    with _folder(None):
        made, acts = Run.create(recipe), Path(tempfile.gettempdir()) / f".acts.{os.getpid()}"
        began = time.monotonic()
        processes.spawn(worker.main, processes.writing(lambda times: acts.write_text(str(times))))
        while made.status().state != "done" and time.monotonic() - began < END_S:
            time.sleep(0.05)
        if made.status().state != "done":
            raise BenchmarkError(f"The training without a fault is not done: {made.status().message}")
        reference = Reference(
            [_figures(record) for record in made.epochs()],
            (made.evaluation() or {})["test_loss"],
            Pace(time.monotonic() - began, int(acts.read_text())),
        )
        acts.unlink()
        return reference


@contextmanager
def _settings() -> Iterator[None]:
    """Keep no worker waiting for work."""
    before = dict(os.environ)
    os.environ["CNNVIZ_WARM_WORKER"] = "0"
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _folder(disk: Path | None) -> Iterator[None]:
    """Provide a temporary runs folder on the disk; the processes that train in it end with it."""
    folder = Path(tempfile.mkdtemp(prefix="cnnviz-benchmark-", dir=disk))
    os.environ["CNNVIZ_RUNS_DIR"] = str(folder)
    try:
        yield
    finally:
        processes.bury()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _small_disk() -> Iterator[Path | None]:
    """Yield a disk that can be filled, or None if this process may not mount one, which takes root."""
    folder = Path(tempfile.mkdtemp(prefix="cnnviz-benchmark-"))
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", DISK, "none", str(folder)], capture_output=True, check=False)
    try:
        yield None if made.returncode else folder
    finally:
        if not made.returncode:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)  # A killed process may still hold it.
        folder.rmdir()
