"""Carrying out of a freeze search: its trials, each trained as a run, the hopeless ones given up early."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import keras
from filelock import FileLock, Timeout

from cnnviz.base.errors import CnnvizError
from cnnviz.locale import N_, Message
from cnnviz.training.learning import film
from cnnviz.training.learning.callbacks import StopRequested
from cnnviz.training.learning.train import train
from cnnviz.training.queueing import queue
from cnnviz.training.queueing.cuts import candidates, hopeless, next_cut
from cnnviz.training.runs.pulse import Pulse
from cnnviz.training.runs.run import Run
from cnnviz.training.runs.search import Plan, Search, SearchError
from cnnviz.training.transfer import frozen_features

COUNTED = ("done", "pruned")
"""States of a trial that counts as made."""
HEAVY = ("model.keras", "network.keras", "last.npz", "before.npz", "best-val_loss.npz", "best-val_accuracy.npz")
"""Files of a trial that only the best keeps."""
LOOK_S = 0.5
ANOTHER = N_("Another training is at work; the search goes on when it has ended.")

log = logging.getLogger("cnnviz.training")
Callbacks = tuple[keras.callbacks.Callback, ...]


def conduct(search: Search, also: Callable[[Run], Callbacks] = lambda run: ()) -> None:
    """Carry the search out in this process, to its end, to a stop, or to a failure; its status tells which.

    Args:
        search: A new search, or one to go on with: a trial that was broken off goes on after its last epoch.
        also: Gives further Keras callbacks for a run, such as a progress bar.

    Raises:
        SearchError: Another process carries it out.
        KeyboardInterrupt: Passed on, after the search is marked as stopped.
    """
    try:
        held = FileLock(search.path / ".lock").acquire(timeout=2)
    except Timeout:
        raise SearchError(
            Message("The search {name} is at work already: watch it on its page.", name=search.name)
        ) from None
    if search.status().state != "stopping":  # Else the stop is meant for this process, which has only just begun.
        (search.path / "stop").unlink(missing_ok=True)
    with held, Pulse(search.path, overdue=lambda: os._exit(1)) as pulse:
        try:
            plan = search.plan()
            pulse.state("preparing", Message("Starting."), epochs=plan.trials, steps=1)
            trials = _Trials(search, plan, pulse, also)
            trials.write()
            reason = trials.complete()
            trials.measure_best()
            pulse.state("done", trials.conclusion(reason))
        except (StopRequested, KeyboardInterrupt) as stop:
            pulse.state("stopped", Message("Stopped; Resume goes on with the trial that was at work."))
            if isinstance(stop, KeyboardInterrupt):
                raise
        except CnnvizError as error:
            pulse.state("failed", error.message)
        except Exception as error:
            log.exception("The search failed.")
            pulse.state(
                "failed",
                Message(
                    "The search failed ({error}). The file log.txt in {name} has the details.",
                    error=type(error).__name__,
                    name=search.name,
                ),
            )


class _Trials:
    """The trials of a search so far, and what is done next."""

    def __init__(self, search: Search, plan: Plan, pulse: Pulse, also: Callable[[Run], Callbacks]) -> None:
        self.search, self.plan, self.pulse, self.also = search, plan, pulse, also
        self.failed_now = set[int]()  # Cuts that failed in this process; those of an earlier one are tried again.
        # This process holds the lock, so the process of a trial that seems to run is dead.
        self.states = {
            trial.frozen: "stopped" if trial.state == "running" else trial.state for trial in search.trials()
        }

    def complete(self) -> Message:
        """Make one trial after the other, and return why no other is made."""
        while True:
            if self._made() >= self.plan.trials:
                return Message.plural("{n} trial was made", "{n} trials were made", self._made())
            if self.seconds_left() <= 0:
                return Message("the {minutes:g} minutes are used up", minutes=self.plan.minutes)
            frozen = self._next()
            if frozen is None:
                return Message("every cut was tried")
            with self._turn():
                self._try(frozen)
            if self.search.status().state == "stopping":
                raise StopRequested

    def measure_best(self) -> None:
        """Finish the best trial's run, which measures it on the test pictures; the others are never shown these."""
        best = self.search.best()
        if best and self.search.run(best.frozen).status().state != "done":
            with self._turn():
                self.pulse.state("running", Message("Measuring the best on the test pictures."))
                self.search.run(best.frozen).forget_stop()
                train(self.search.run(best.frozen), resume=True)

    def seconds_left(self) -> float:
        """Return what is left of the minutes; a trial that was broken off counts as long as it was at work."""
        return self.plan.minutes * 60 - sum(self.search.spent().values())

    def write(self) -> None:
        """Write the states of the trials, and delete the weights of all but the best."""
        self.search.keep_trials(self.states)
        self.pulse.progress(epoch=self._made(), step=self._made())
        best = self.search.best()
        for frozen, state in self.states.items():
            if state in COUNTED and not (best and best.frozen == frozen):
                for name in HEAVY:
                    (self.search.run(frozen).path / name).unlink(missing_ok=True)
                film.forget_after(self.search.run(frozen).path, -1)

    def _made(self) -> int:
        return sum(state in COUNTED for state in self.states.values())

    def _next(self) -> int | None:
        """Return the layers to freeze next: a trial that was broken off comes first; None when every cut was tried."""
        tried: dict[int, float] = {}
        for trial in self.search.trials():
            if trial.state == "stopped" or (trial.state == "failed" and trial.frozen not in self.failed_now):
                return trial.frozen
            tried[trial.frozen] = trial.accuracy or 0.0
        return next_cut(tried, candidates(self.plan.backbone))

    def _try(self, frozen: int) -> None:
        run, recipe = self.search.run(frozen), self.plan.recipe.edited(frozen=frozen)
        self.states[frozen] = "running"
        self.write()
        block = self.plan.backbone.cut(frozen)
        known = {"trial": self._made() + 1, "trials": self.plan.trials}
        nothing = Message("Trial {trial} of {trials}: nothing frozen.", **known)
        some = Message("Trial {trial} of {trials}: frozen up to {block}.", **known, block=block.name) if block else None
        self.pulse.state("running", some or nothing)
        computed_before = frozen_features.worked_out(recipe, self.plan.backbone)
        if not (run.path / "recipe.json").exists():
            Run.create(recipe, run.path, pid=os.getpid())
        run.forget_stop()
        keras.backend.clear_session()
        further, judge = self.also(run), Judge(self.search, frozen, self.seconds_left())
        try:
            train(run, (run.path / "last.npz").exists(), callbacks=(*further, judge))
        finally:
            judge.clock()
        self.states[frozen] = self._outcome(judge)
        self.write()
        if self.states[frozen] == "failed":
            self.failed_now.add(frozen)
            if not self._made():
                raise SearchError(run.status().sentence)
        best = self.search.best()
        if not computed_before and self.states[frozen] in COUNTED and not (best and best.frozen == frozen):
            # Of an early block they are as large as all other files together.
            frozen_features.forget(recipe, self.plan.backbone)

    def _outcome(self, judge: Judge) -> str:
        """Return the state of a trial that has just ended."""
        state = judge.run.status().state
        if judge.hopeless:
            return "pruned"
        if judge.whole or state == "done":
            return "done"
        return "failed" if state == "failed" else "stopped"

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait until no other training is at work or waits for its turn: what a user asked for comes before a trial."""
        lock = queue.turn()
        while True:
            if (self.search.path / "stop").exists():
                raise StopRequested
            if not (queue.waiting() and queue.worker_alive()):
                try:
                    lock.acquire(timeout=LOOK_S)
                    break
                except Timeout:
                    pass
            self.pulse.state("preparing", Message(ANOTHER))
            time.sleep(LOOK_S)
        try:
            yield
        finally:
            lock.release()

    def conclusion(self, reason: Message) -> Message:
        """Return a sentence that names the best trial, and why the search has ended."""
        best = self.search.best()
        if best is None or best.accuracy is None:
            return Message("No trial was completed: {reason}. Resume with more trials or minutes.", reason=reason)
        return Message(
            "Best result: {frozen} layers frozen, validation accuracy {accuracy:.3f} ({reason}).",
            frozen=best.frozen,
            accuracy=best.accuracy,
            reason=reason,
        )


class Judge(keras.callbacks.Callback):
    """Ends a trial after its last epoch, where it is hopeless, or where the time is used up; keeps the time it takes.

    Args:
        search: The search.
        frozen: Frozen layers of the trial.
        seconds_left: What the trial may take.
    """

    def __init__(self, search: Search, frozen: int, seconds_left: float) -> None:
        super().__init__()
        self.search, self.frozen, self.run = search, frozen, search.run(frozen)
        self.finished = [trial.accuracies for trial in search.trials() if trial.state == "done"]
        self.hopeless, self.whole = False, False
        self.begun, self.spent_before = time.monotonic(), search.spent().get(frozen, 0.0)
        self.deadline = self.begun + seconds_left

    def clock(self) -> None:
        """Write how long the trial was at work until now, so that a kill loses an epoch of it at most."""
        self.search.keep_spent(self.frozen, self.spent_before + time.monotonic() - self.begun)

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Take over the epochs that a run that goes on has behind it."""
        self.accuracies = [record["val_accuracy"] for record in self.run.epochs()]

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Judge the epoch.

        Raises:
            StopRequested: The training shall end here.
        """
        self.clock()
        self.accuracies.append(float((logs or {})["val_accuracy"]))
        self.whole = epoch + 1 == self.run.recipe().epochs or self.model.stop_training
        self.hopeless = not self.whole and hopeless(self.accuracies, self.finished)
        if self.whole or self.hopeless or time.monotonic() > self.deadline or (self.run.path / "stop").exists():
            raise StopRequested
