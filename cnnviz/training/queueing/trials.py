"""How is a search carried out?  Search -> its trials, each trained as a run, the hopeless ones given up early.

The cuts are few and in order, so `next_cut` chooses among them; Optuna keeps the score, and its median rule gives up a trial
that at the same epoch is behind half of those that came to their end.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import keras
import optuna
from filelock import FileLock, Timeout
from optuna.trial import TrialState

from cnnviz.base import files
from cnnviz.base.errors import CnnvizError
from cnnviz.training.learning import film
from cnnviz.training.learning.callbacks import StopRequested
from cnnviz.training.learning.train import train
from cnnviz.training.queueing import queue
from cnnviz.training.runs.pulse import Pulse
from cnnviz.training.runs.run import Run
from cnnviz.training.runs.search import Plan, Search, SearchError, candidates, next_cut
from cnnviz.training.transfer import frozen as transfer

WORDS = {
    TrialState.RUNNING: "running",
    TrialState.COMPLETE: "done",
    TrialState.PRUNED: "pruned",
    TrialState.FAIL: "stopped",
    TrialState.WAITING: "running",
}
COUNTED = (TrialState.COMPLETE, TrialState.PRUNED)
FIRST_WHOLE = 2
"""Trials that come to their end before one is given up."""
HEAVY = ("model.keras", "network.keras", "last.npz", "before.npz", "best-val_loss.npz", "best-val_accuracy.npz")
"""Files of a trial that only the best keeps."""
LOOK_S = 0.5

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
        raise SearchError(f"The search {search.name} is at work already: watch it on its page.") from None
    if search.status().state != "stopping":  # Else the stop is meant for this process, which has only just begun.
        (search.path / "stop").unlink(missing_ok=True)
    with held, Pulse(search.path, overdue=lambda: os._exit(1)) as pulse:
        try:
            plan = search.plan()
            pulse.state("preparing", "Starting.", epochs=plan.trials, steps=1)
            score = _Score(search, plan, pulse, also)
            why = score.complete()
            score.measure_best()
            pulse.state("done", score.conclusion(why))
        except (StopRequested, KeyboardInterrupt) as stop:
            pulse.state("stopped", "Stopped; Resume goes on with the trial that was at work.")
            if isinstance(stop, KeyboardInterrupt):
                raise
        except CnnvizError as error:
            pulse.state("failed", str(error))
        except Exception as error:
            log.exception("The search failed.")
            pulse.state("failed", f"The search failed ({type(error).__name__}); log.txt in {search.name} says more.")


class _Score:
    """The trials so far, in Optuna's study, and what is done next."""

    def __init__(self, search: Search, plan: Plan, pulse: Pulse, also: Callable[[Run], Callbacks]) -> None:
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self.search, self.plan, self.pulse, self.also = search, plan, pulse, also
        self.study = optuna.create_study(
            study_name=search.name,
            storage=f"sqlite:///{(search.path / 'study.db').resolve()}",
            direction="maximize",
            pruner=optuna.pruners.MedianPruner(n_startup_trials=FIRST_WHOLE, n_warmup_steps=1),
            sampler=optuna.samplers.RandomSampler(seed=plan.recipe.seed),  # Is never asked: each trial is enqueued.
            load_if_exists=True,
        )
        self.gone = set[int]()  # Cuts that failed in this process; those of an earlier one are tried again.
        # The lock is ours, so the process of a trial that seems to run is dead.
        for broken in self.study.get_trials(states=(TrialState.RUNNING,)):
            self.study.tell(broken.number, state=TrialState.FAIL)
        self.tell()

    def complete(self) -> str:
        """Make one trial after the other, and say why no other is made."""
        while True:
            if self._made() >= self.plan.trials:
                return f"{self._made()} trials were made"
            if self.seconds_left() <= 0:
                return f"the {self.plan.minutes:g} minutes are used up"
            frozen = self._next()
            if frozen is None:
                return "every cut was tried"
            with self._turn():
                self._try(frozen)
            if self.search.status().state == "stopping":
                raise StopRequested

    def measure_best(self) -> None:
        """Finish the best trial's run, which measures it on the test pictures; the others are never shown these."""
        best = self.search.best()
        if best and self.search.run(best.frozen).status().state != "done":
            with self._turn():
                self.pulse.state("running", "Measuring the best on the test pictures.")
                self.search.run(best.frozen).forget_stop()
                train(self.search.run(best.frozen), resume=True)

    def seconds_left(self) -> float:
        """Return what is left of the minutes; a trial that was broken off counts as long as it was at work."""
        spent = [trial.duration for trial in self.study.get_trials(deepcopy=False) if trial.duration]
        return self.plan.minutes * 60 - sum(duration.total_seconds() for duration in spent)

    def tell(self) -> None:
        """Write down where the trials are, for readers without Optuna, and give away the weights of all but the best."""
        told = {
            trial.params["frozen"]: "failed"
            if trial.state is TrialState.FAIL and self._failed(trial.params["frozen"])
            else WORDS[trial.state]
            for trial in self.study.get_trials(deepcopy=False)
            if "frozen" in trial.params
        }
        files.write(self.search.path / "trials.json", json.dumps(told))
        self.pulse.progress(epoch=self._made(), step=self._made())
        best = self.search.best()
        for frozen, state in told.items():
            if state in ("done", "pruned") and not (best and best.frozen == frozen):
                for name in HEAVY:
                    (self.search.run(frozen).path / name).unlink(missing_ok=True)
                film.forget_after(self.search.run(frozen).path, -1)

    def _made(self) -> int:
        return len(self.study.get_trials(deepcopy=False, states=COUNTED))

    def _failed(self, frozen: int) -> bool:
        return self.search.run(frozen).status().state == "failed"

    def _next(self) -> int | None:
        """Return the layers to freeze next: a trial that was broken off comes first; None when every cut was tried."""
        tried: dict[int, float] = {}
        for trial in self.search.trials():
            if trial.state == "stopped" or (trial.state == "failed" and trial.frozen not in self.gone):
                return trial.frozen
            tried[trial.frozen] = trial.accuracy or 0.0
        return next_cut(tried, candidates(self.plan.backbone))

    def _try(self, frozen: int) -> None:
        run, recipe = self.search.run(frozen), self.plan.recipe.edited(frozen=frozen)
        self.study.enqueue_trial({"frozen": frozen})
        trial = self.study.ask()
        trial.suggest_int("frozen", 0, self.plan.backbone.layers)
        self.tell()
        block = self.plan.backbone.cut(frozen)
        where = f"frozen up to {block.name}" if block else "nothing frozen"
        self.pulse.state("running", f"Trial {self._made() + 1} of {self.plan.trials}: {where}.")
        known = transfer.worked_out(recipe, self.plan.backbone)
        if not (run.path / "recipe.json").exists():
            Run.create(recipe, run.path, pid=os.getpid())
        run.forget_stop()
        keras.backend.clear_session()
        judge = Judge(trial, run, self)
        train(run, (run.path / "last.npz").exists(), callbacks=(*self.also(run), judge))
        if judge.hopeless:
            self.study.tell(trial, state=TrialState.PRUNED)
        elif judge.whole or run.status().state == "done":
            self.study.tell(trial, max(record["val_accuracy"] for record in run.epochs()))
        else:
            self.study.tell(trial, state=TrialState.FAIL)
        self.tell()
        if self._failed(frozen):
            self.gone.add(frozen)
            if not self._made():
                raise SearchError(run.status().message)
        best, broken_off = self.search.best(), not (judge.hopeless or judge.whole)
        if not (known or broken_off or (best and best.frozen == frozen)):
            transfer.forget(
                recipe, self.plan.backbone
            )  # Of an early block they are as large as all other files together.

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """Wait until no other training is at work or waits for its turn; a person's own comes before a trial."""
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
            self.pulse.state("preparing", "Another training is at work; the search goes on when it has ended.")
            time.sleep(LOOK_S)
        try:
            yield
        finally:
            lock.release()

    def conclusion(self, why: str) -> str:
        """Say which was best, and why the search has ended."""
        best = self.search.best()
        if best is None or best.accuracy is None:
            return f"Ended without a whole trial: {why}. Resume with more."
        return f"Best with {best.frozen} layers frozen, validation accuracy {best.accuracy:.3f}: {why}."


class Judge(keras.callbacks.Callback):
    """Reports each epoch, and ends the trial after its last one, where it is hopeless, or where the time is used up.

    Args:
        trial: Optuna's.
        run: The run that is trained.
        score: Knows how much time is left.
    """

    def __init__(self, trial: optuna.trial.Trial, run: Run, score: _Score) -> None:
        super().__init__()
        self.trial, self.run, self.hopeless, self.whole = trial, run, False, False
        self.deadline = time.monotonic() + score.seconds_left()

    def on_train_begin(self, logs: dict[str, float] | None = None) -> None:
        """Report the epochs that a run that goes on has behind it."""
        for record in self.run.epochs():
            self.trial.report(record["val_accuracy"], int(record["epoch"]))

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Report the epoch.

        Raises:
            StopRequested: The training shall end here.
        """
        self.trial.report(float((logs or {})["val_accuracy"]), epoch + 1)
        self.whole = epoch + 1 == self.run.recipe().epochs or self.model.stop_training
        self.hopeless = not self.whole and self.trial.should_prune()
        if self.whole or self.hopeless or time.monotonic() > self.deadline or (self.run.path / "stop").exists():
            raise StopRequested
