"""A search for how much of a trained network should stay frozen: a directory with a run for each trial; loads no Keras.

`cnnviz.training.queueing.trials` carries it out.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from cnnviz import networks
from cnnviz.base import files, ownership
from cnnviz.base.errors import CnnvizError
from cnnviz.base.ownership import Ownership
from cnnviz.base.settings import ROOT, runs_dir
from cnnviz.locale import Message
from cnnviz.locale.sentences import Sentence
from cnnviz.networks.backbones import Backbone
from cnnviz.recipes import Recipe
from cnnviz.training.queueing import priority
from cnnviz.training.runs import status as states
from cnnviz.training.runs.contents.reading import json_object
from cnnviz.training.runs.run import Run
from cnnviz.training.runs.status import Status

TRIALS, SPENT = "trials.json", "spent.json"
"""Files of the state of each trial, and of the seconds that each was at work, by its number of frozen layers."""


class SearchError(CnnvizError):
    """A search that is not possible: the text says why and what to do."""


@dataclass(frozen=True)
class Plan:
    """What is searched, and with how much effort.

    Attributes:
        recipe: Trained in each trial, with other layers frozen.
        trials: Trials at most.
        minutes: Of training at most, all trials together.
    """

    recipe: Recipe
    trials: int
    minutes: float

    @property
    def backbone(self) -> Backbone:
        """The trained network of which a part is frozen."""
        backbone = networks.of(self.recipe).trained
        assert backbone is not None
        return backbone


@dataclass(frozen=True)
class Trial:
    """One number of frozen layers, as far as it was tried.

    Attributes:
        frozen: Layers that stay as they are.
        state: ``running``, ``done``, ``pruned``, ``stopped`` or ``failed``.
        accuracies: On the validation pictures after each epoch, 0 to 1.
        seconds: Of its epochs.
    """

    frozen: int
    state: str
    accuracies: tuple[float, ...]
    seconds: float

    @property
    def accuracy(self) -> float | None:
        """The best of its epochs, None before the first has ended."""
        return max(self.accuracies, default=None)


@dataclass(frozen=True)
class Search:
    """A search on disk; every call reads what the directory holds now.

    Attributes:
        path: The directory.
    """

    path: Path

    @property
    def name(self) -> str:
        """Name of the directory, by which the page and the command refer to the search."""
        return self.path.name

    @property
    def ownership(self) -> Ownership:
        """Its owner, as the directory says now."""
        return ownership.read(self.path)

    def plan(self) -> Plan:
        """Return what is searched.

        Raises:
            SearchError: The directory holds no search, or a damaged one.
        """
        try:
            values = json.loads((self.path / "search.json").read_text(encoding="utf-8"))
            return Plan(Recipe.from_json(json.dumps(values["recipe"])), values["trials"], values["minutes"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise SearchError(
                Message("{path} holds no search that can be read: start another one.", path=str(self.path))
            ) from error

    def status(self) -> Status:
        """Return its state now; ``epoch`` and ``epochs`` count trials."""
        return states.read(self.path)

    def run(self, frozen: int) -> Run:
        """Return the run of a trial, whether it is there yet or not."""
        return Run(self.path / f"frozen_{frozen}")

    def trials(self) -> list[Trial]:
        """Return the trials in the order in which they began."""
        states_of_trials = json_object(self.path / TRIALS)
        ended = not self.status().active
        return [
            self._trial(int(frozen), "stopped" if ended and state == "running" else state)
            for frozen, state in states_of_trials.items()
        ]

    def _trial(self, frozen: int, state: str) -> Trial:
        epochs = self.run(frozen).epochs()
        accuracies = tuple(record["val_accuracy"] for record in epochs if "val_accuracy" in record)
        return Trial(frozen, state, accuracies, sum(record["seconds"] for record in epochs))

    def keep_trials(self, states_of_trials: dict[int, str]) -> None:
        """Write the state of each trial, by its frozen layers, in the order in which they began."""
        files.write(self.path / TRIALS, json.dumps(states_of_trials))

    def spent(self) -> dict[int, float]:
        """Return the seconds of work by the trial's frozen layers; in older searches the seconds of its epochs."""
        written = {int(frozen): seconds for frozen, seconds in json_object(self.path / SPENT).items()}
        return {trial.frozen: trial.seconds for trial in self.trials()} | written

    def keep_spent(self, frozen: int, seconds: float) -> None:
        """Write the seconds that a trial was at work, in all."""
        files.write(self.path / SPENT, json.dumps(self.spent() | {frozen: round(seconds, 1)}))

    def best(self) -> Trial | None:
        """Return the trial with the highest validation accuracy among those that came to their end."""
        done = [trial for trial in self.trials() if trial.state == "done" and trial.accuracies]
        return max(done, key=lambda trial: max(trial.accuracies), default=None)

    def request_stop(self) -> None:
        """Ask its process to stop, without waiting for that."""
        (self.path / "stop").touch()
        for trial in self.trials():
            if trial.state == "running":
                self.run(trial.frozen).request_stop()

    def replan(self, trials: int | None, minutes: float | None) -> None:
        """Change how much effort it gets; None leaves a limit as it is."""
        plan = self.plan()
        self._write(Plan(plan.recipe, trials or plan.trials, minutes or plan.minutes))

    def _write(self, plan: Plan) -> None:
        values = {"recipe": json.loads(plan.recipe.to_json()), "trials": plan.trials, "minutes": plan.minutes}
        files.write(self.path / "search.json", json.dumps(values, indent=2) + "\n")

    @classmethod
    def create(cls, recipe: Recipe, trials: int = 8, minutes: float = 30, name: str = "", owner: str = "") -> Search:
        """Make the directory of a new search.

        Args:
            recipe: Trained in each trial.
            trials: Trials at most.
            minutes: Of training at most.
            name: Of the directory; by default the time and the recipe.
            owner: The only person who sees it; empty for everybody.

        Raises:
            SearchError: The recipe has nothing to freeze or to choose by, the name is taken, or the folder cannot be
                written.
        """
        if networks.of(recipe).trained is None:
            raise SearchError(
                Message(
                    "{network} has no pretrained layers to freeze: choose a recipe on a pretrained network, such as "
                    "flowers_mobilenet.",
                    network=recipe.network,
                )
            )
        if not validates(recipe):
            raise SearchError(Message("The best is chosen on validation pictures: choose a validation share above 0."))
        plain = re.sub(r"[^\w.-]+", "-", name or f"{time.strftime('%Y-%m-%d_%H-%M-%S')}_{recipe.name}").strip(".-")
        search = cls(folder() / plain)
        try:
            search.path.mkdir(parents=True)
            if owner:
                ownership.write(search.path, Ownership(owner))
            search._write(Plan(recipe, trials, minutes))
        except FileExistsError:
            raise SearchError(
                Message("There is a search {name!r} already: choose another name, or go on with it.", name=plain)
            ) from None
        except OSError as error:
            raise SearchError(
                Message(
                    "The search cannot be written to {folder} ({reason}).",
                    folder=str(search.path),
                    reason=files.reason(error),
                )
            ) from error
        search.announce("queued", "Starting.")
        return search

    def announce(self, state: str, message: Sentence, pid: int | None = None) -> None:
        """Write its state, before and after a process carries it out."""
        now, host = time.time(), states.hostname() if pid else ""
        states.write(self.path, Status(state, message, pid, host, now, queued=now, epochs=self.plan().trials))


def validates(recipe: Recipe) -> bool:
    """Return whether a training of the recipe has pictures to validate on."""
    from cnnviz import datasets

    return recipe.validation_split > 0 or datasets.get(recipe.dataset).own_validation


def folder() -> Path:
    """Return where the searches are kept; it is no run, as it holds no recipe.json."""
    return runs_dir() / "searches"


def searches(owner: str | None = None) -> list[Search]:
    """Return the searches that an owner may see, the newest first; None sees all of them."""
    visible = [Search(path.parent) for path in folder().glob("*/search.json")]
    if owner is not None:
        visible = [search for search in visible if search.ownership.visible_to(owner)]
    return sorted(visible, key=lambda search: (search.path / "search.json").stat().st_mtime, reverse=True)


def find(name: str, owner: str | None = None) -> Search:
    """Return the search of that name.

    Raises:
        SearchError: There is none that the owner may see.
    """
    for search in searches(owner):
        if search.name == name:
            return search
    known = ", ".join(search.name for search in searches(owner)) or Message("none yet")
    raise SearchError(Message("There is no search {name!r}. Available: {names}.", name=name, names=known))


def at_work() -> Search | None:
    """Return the search that a process carries out now, if there is one."""
    return next((search for search in searches() if search.status().active), None)


def named(search: Search, owner: str | None) -> str:
    """Return words for a search; for an owner who may not see it, without its name."""
    return str(_named(search, owner))


def _named(search: Search, owner: str | None) -> Message:
    if search.ownership.visible_to(owner):
        return Message("The search {name}", name=search.name)
    return Message("The search of somebody else")


def carry_out(search: Search) -> None:
    """Begin or go on with a search in a process of its own, which outlasts the one that started it.

    Raises:
        SearchError: It is at work already, or another one is.
    """
    if other := at_work():
        name = _named(other, search.ownership.owner)
        raise SearchError(Message("{search} is at work: stop it first, or wait until it has ended.", search=name))
    (search.path / "stop").unlink(missing_ok=True)
    with (search.path / "log.txt").open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "cnnviz", "search-freeze", "--resume", "--name", search.name],
            cwd=ROOT,
            env={**os.environ, "CNNVIZ_RUNS_DIR": str(runs_dir().resolve()), "COLUMNS": "120"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    priority.step_back(process.pid)
    search.announce("preparing", Message("Starting TensorFlow."), process.pid)
