"""What is a Run?  A directory that holds one training: its recipe, its figures, its state and its model."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from cnnviz.base import files, ownership
from cnnviz.base.errors import CnnvizError
from cnnviz.base.ownership import Ownership
from cnnviz.base.settings import CHECKPOINTS, runs_dir
from cnnviz.recipes import Recipe, RecipeError
from cnnviz.training.runs import checksums, reading, without_backbone
from cnnviz.training.runs import status as states
from cnnviz.training.runs.reading import Records
from cnnviz.training.runs.status import Status

if TYPE_CHECKING:
    import keras

Metrics = dict[str, float]
MEASURED = ("test_loss", "test_accuracy", "images", "epoch", "seed", "origin", "device")
"""What every evaluation.json says."""
EPOCHS = "epochs.jsonl"
"""The figures of the finished epochs once more."""
LONGEST_NAME = 200
"""Bytes of a folder's name; a file system takes 255 at most."""
WELL_KNOWN = ("mnist", "basenet", "cats_and_dogs_mobilenet_finetuned")
"""Networks that come with the app, as examples."""
NOTES = "notes.json"
"""What was changed or assumed when a network came in from a file."""
UPLOADS = ".uploads"
"""Folder among the runs for the networks that people opened from a file of theirs; it is not listed with the runs."""


FAULTS = (OSError, TypeError, ValueError, KeyError, EOFError, BadZipFile)
"""What a damaged file of a model raises."""


class RunError(CnnvizError):
    """A run that cannot be used as asked: the text says why and what to do."""


@dataclass(frozen=True)
class Run:
    """One training on disk; every call reads what the directory holds now.

    Attributes:
        path: The directory.
    """

    path: Path

    @property
    def name(self) -> str:
        """Name of the directory, by which pages and commands refer to the run."""
        return self.path.name

    @property
    def when(self) -> str:
        """When it was asked for, by which a log names it: the rest of its name may be somebody's own words."""
        return self.name[:19]

    @property
    def shipped(self) -> bool:
        """Whether it is a checkpoint that came with the app."""
        return self.path.parent == CHECKPOINTS

    @property
    def uploaded(self) -> bool:
        """Whether it is no training, but a network that somebody opened from a file."""
        return self.path.parent.name == UPLOADS

    @property
    def ownership(self) -> Ownership:
        """Who made it, and whether everybody may see it, as the directory says now."""
        return ownership.read(self.path)

    def share(self, shared: bool = True) -> None:
        """Let everybody see it, or its owner alone again.

        Raises:
            RunError: The directory cannot be written to.
        """
        try:
            ownership.write(self.path, Ownership(self.ownership.owner, shared))
        except OSError as error:
            raise RunError(f"Run {self.name} cannot be changed ({error.strerror}): make room on the disk.") from error

    def recipe(self) -> Recipe:
        """Return the recipe it trains.

        Raises:
            RunError: The directory has none, or one that cannot be read.
        """
        file = self.path / "recipe.json"
        try:
            about = file.stat()
            return _recipe(file, about.st_ino, about.st_mtime_ns, about.st_size)
        except FileNotFoundError:
            raise RunError(f"{self.path} is no run: it holds no recipe.json.") from None
        except OSError as error:
            raise RunError(f"Run {self.name} cannot be read: its recipe.json gives {error.strerror}.") from error
        except UnicodeDecodeError:
            raise RunError(f"Run {self.name} cannot be read: its recipe.json is damaged.") from None
        except RecipeError as error:
            raise RunError(f"Run {self.name} cannot be read. {error}") from None

    def labels(self) -> tuple[str, ...]:
        """Return the name of each class, as it was when the run was trained: a data set of one's own may be gone since.

        Raises:
            DataError: The run has kept no names, and there is no such data set.
        """
        kept = self._learned_from().get("labels")
        if kept is None:
            from cnnviz import datasets

            return datasets.get(self.recipe().dataset).labels
        return tuple(kept)

    def origin(self) -> str:
        """Return which pictures it learned from, or nothing where it has not said."""
        return str(self._learned_from().get("origin", ""))

    def keep_labels(self, labels: tuple[str, ...], origin: str) -> None:
        """Write down what the classes are called and where the pictures came from."""
        text = json.dumps({"labels": labels, "origin": origin}, ensure_ascii=False, indent=2) + "\n"
        files.write(self.path / "labels.json", text)

    def notes(self) -> list[str]:
        """Return what was changed or assumed when it came in from a file, a sentence each; nothing of a training."""
        notes = reading.json_object(self.path / NOTES).get("notes", [])
        return [note for note in notes if isinstance(note, str)] if isinstance(notes, list) else []

    def keep_notes(self, notes: list[str]) -> None:
        """Write down what was changed or assumed when it came in from a file."""
        files.write(self.path / NOTES, json.dumps({"notes": notes}, ensure_ascii=False, indent=2) + "\n")

    def _learned_from(self) -> dict[str, Any]:
        kept = reading.json_object(self.path / "labels.json")
        labels = kept.get("labels")
        return kept if isinstance(labels, list) and all(isinstance(label, str) for label in labels) else {}

    def status(self) -> Status:
        """Return its state now."""
        return states.read(self.path)

    def metrics(self) -> Records:
        """Return every record so far: some of single steps, one with ``seconds`` at the end of each epoch.

        An epoch's that cannot be read in metrics.jsonl is taken from epochs.jsonl.
        """
        found, second = reading.records(self.path / "metrics.jsonl"), reading.records(self.path / EPOCHS)
        there = {record["epoch"] for record in found if "seconds" in record}
        gone = [record for record in second if record["epoch"] not in there]
        if not gone:
            return found
        every = sorted([*found, *gone], key=lambda record: (record["epoch"], record["step"]))
        return Records(every, (found.version, second.version), found.unread)

    def keep_epochs(self, records: list[Metrics]) -> None:
        """Write down the figures of the finished epochs a second time, as one act, for where a disk damages the first."""
        files.write(self.path / EPOCHS, "".join(json.dumps(record) + "\n" for record in records))

    def epochs(self) -> list[Metrics]:
        """Return the record of each finished epoch."""
        return [record for record in self.metrics() if "seconds" in record]

    def evaluation(self) -> dict[str, Any] | None:
        """Return the test figures and how they were made, or None while there are none that can be read."""
        figures = reading.json_object(self.path / "evaluation.json")
        numbers = all(isinstance(figures.get(name), int | float) for name in MEASURED[:3])
        return figures if numbers and all(name in figures for name in MEASURED) else None

    def complaints(self) -> list[str]:
        """Return what of the run cannot be read, a sentence each; the rest of it can be used."""
        said = []
        if count := self.metrics().unread:
            lines = "A line" if count == 1 else f"{count} lines"
            said.append(
                f"{lines} of the run's metrics.jsonl cannot be read and {'is' if count == 1 else 'are'} left out."
            )
        status, there = self.status(), len(self.epochs())
        if not status.active and there < status.epoch:
            said.append(f"The figures of {status.epoch - there} of {status.epoch} finished epochs are gone.")
        if (self.path / "evaluation.json").exists() and not self.evaluation():
            said.append(
                "The run's test figures cannot be read (evaluation.json is damaged): measure it on the Evaluate page."
            )
        return said

    @property
    def weights(self) -> Path | None:
        """The file of the finished model; during a training, that of the last finished epoch; else None.

        A file that holds only what learned counts while the weights that it learned on are here.
        """
        for name in ("model.keras", without_backbone.LEARNED, "last.npz"):
            if (self.path / name).exists() and (
                name != without_backbone.LEARNED or without_backbone.whole(self.recipe())
            ):
                return self.path / name
        return None

    def model(self) -> keras.Model:
        """Load the model; it takes raw pixels, (n, rows, cols, channels) in 0..255.

        Raises:
            RunError: There is none, or the file is damaged.
        """
        weights = self.weights
        if weights is None:
            raise RunError(self.without_network())
        import keras

        from cnnviz.training.runs import snapshot

        learning = weights.name == "last.npz"
        try:
            if weights.name == without_backbone.LEARNED:
                return without_backbone.load(self.path, self.recipe())
            model: keras.Model = keras.saving.load_model(
                self.path / ("network.keras" if learning else "model.keras"), compile=False
            )
            if learning:
                snapshot.load(weights, model)
        except FAULTS as error:
            # Keras says of a damaged file that it is not there, and in which folder.
            why = getattr(error, "strerror", None) or f"{weights.name} is damaged"
            raise RunError(f"The model of run {self.name} cannot be read ({why}): {self._cure()}.") from error
        return model

    def without_network(self) -> str:
        """Say why there is no network in it, and what can be done."""
        if self.shipped and (self.path / without_backbone.LEARNED).exists():
            return (
                f"Of {self.name} the layers that learned come with the app, and the published weights that they build on are not on "
                "this machine: put them into CNNVIZ_DATA_DIR/weights, or train it, which downloads them."
            )
        if self.shipped:
            others = [run.name for run in checkpoints()]
            some = ", ".join([name for name in WELL_KNOWN if name in others] or others[:3])
            return (
                f"Of {self.name} only the figures come with the app, not the network: train it (python -m cnnviz train "
                f"{self.recipe().name}, or the page Train), or take one of the {len(others)} whose network comes with the app, such as {some}."
            )
        if self.uploaded:
            return f"The network {self.name} that came from a file is gone, as it is after a day: open the file again."
        status = self.status()
        if status.active or status.state == "queued":
            return f"Run {self.name} has no model yet: wait until its first epoch has ended."
        return (
            f"Run {self.name} has no model: it ended before its first epoch did ({status.state}). Continue it with resume, or train "
            "it again."
        )

    def check_measurable(self) -> None:
        """Make sure that it is known which pictures the network is to be measured on.

        Raises:
            RunError: It came from a file.
        """
        if self.uploaded:
            raise RunError(
                f"{self.recipe().title} came from a file, and nobody here knows its test pictures: it cannot be evaluated or "
                "calibrated. Measure it where these are, with model.evaluate."
            )

    def _cure(self) -> str:
        """Say what helps where the model cannot be read."""
        if not self.shipped:
            return "train it again"
        broken = ", ".join(path.name for path in checksums.broken(CHECKPOINTS, self.name))
        return (
            f"{broken} is not as it was shipped, get the app's files again" if broken else "get the app's files again"
        )

    @property
    def plan(self) -> Path:
        """The file of its network as it was before the first step; of a shipped run, which lacks that, the trained one."""
        early, trained = self.path / "network.keras", self.path / "model.keras"
        return trained if self.shipped and not early.exists() else early

    def blank(self) -> keras.Model:
        """Load its network, into which the weights of any epoch fit.

        Raises:
            RunError: The run has not kept it, or the file is damaged.
        """
        import keras

        try:
            model: keras.Model = keras.saving.load_model(self.plan, compile=False)
        except FAULTS as error:
            raise RunError(f"Run {self.name} has not kept the plan of its network: train it again.") from error
        return model

    def request_stop(self) -> None:
        """Ask whoever trains it to stop; at once, without waiting.

        Raises:
            RunError: The run's folder cannot be written to.
        """
        with self._written():
            (self.path / "stop").touch()

    def forget_stop(self) -> None:
        """Take back the wish to stop, so that the run can go on.

        Raises:
            RunError: The run's folder cannot be written to.
        """
        with self._written():
            (self.path / "stop").unlink(missing_ok=True)

    def change(self, status: Status) -> None:
        """Write down another state.

        Raises:
            RunError: The run's folder cannot be written to.
        """
        with self._written():
            states.write(self.path, status)

    @contextmanager
    def _written(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            said = files.fault(error) or f"{error.strerror}."
            raise RunError(f"Run {self.name} cannot be changed. {said}") from error

    @classmethod
    def create(cls, recipe: Recipe, path: Path | None = None, pid: int | None = None, owner: str = "") -> Run:
        """Make the directory of a new run, in state ``queued``.

        Args:
            recipe: What it will train.
            path: The directory; by default a new one, named by time and recipe, among the runs.
            pid: The process that will train it; by default any worker may.
            owner: Who alone sees it; empty for everybody.

        Raises:
            RunError: The directory holds a run already, or cannot be made.
        """
        if path and (path / "recipe.json").exists():
            raise RunError(f"{path} holds a run already: choose another directory, or continue it with --resume.")
        try:
            if path:
                path.mkdir(parents=True, exist_ok=True)
            else:
                path = _new_folder(f"{time.strftime('%Y-%m-%d_%H-%M-%S')}_{recipe.name}_{recipe.dataset}")
            if owner:
                ownership.write(path, Ownership(owner))
            now, host = time.time(), states.hostname() if pid else ""
            states.write(path, Status("queued", "Waiting to start.", pid, host, now, queued=now, epochs=recipe.epochs))
            files.write(path / "recipe.json", recipe.to_json())  # Last and at once: a folder with a recipe is a run.
        except OSError as error:
            raise RunError(
                f"The run cannot be written to {path or runs_dir()} ({error.strerror}): choose another directory."
            ) from error
        return cls(path)


@lru_cache(maxsize=1024)
def _recipe(file: Path, *_: int) -> Recipe:
    """Read a recipe; the further values tell that the file is another one."""
    return Recipe.from_json(file.read_text(encoding="utf-8"))


def _new_folder(name: str, number: int = 1) -> Path:
    """Make a folder among the runs; its name gets a number where another run of the same second has it."""
    plain = re.sub(r"[^\w.-]+", "-", name)  # So that `find` knows it by its name, whatever the recipe is called.
    plain = plain.encode()[:LONGEST_NAME].decode(errors="ignore")
    path = runs_dir() / (plain if number == 1 else f"{plain}_{number}")
    try:
        path.mkdir(parents=True)
    except FileExistsError:
        return _new_folder(name, number + 1)
    return path


def runs(owner: str | None = None) -> list[Run]:
    """Return the runs in the folder of runs that can be read and that a person may see, the newest first; None sees every one."""
    found = [run for run in _in(runs_dir(), owner) if not _fault(run)]
    return sorted(found, key=lambda run: (run.status().queued, run.name), reverse=True)


def damaged(owner: str | None = None) -> dict[Run, str]:
    """Return each run in the folder of runs that a person may see and that cannot be read, and why not; None sees every one."""
    return {run: said for run in _in(runs_dir(), owner) if (said := _fault(run))}


def _fault(run: Run) -> str | None:
    try:
        run.recipe()
    except RunError as error:
        return str(error) if (run.path / "recipe.json").exists() else None  # It may have been deleted meanwhile.
    return None


def _in(folder: Path, owner: str | None = None) -> list[Run]:
    try:
        found = [Run(path) for path in sorted(folder.iterdir()) if (path / "recipe.json").exists()]
    except OSError:
        return []
    return found if owner is None else [run for run in found if run.ownership.visible_to(owner)]


def checkpoints() -> list[Run]:
    """Return every finished run that came with the app and can be opened."""
    return [run for run in records() if run.weights]


def records() -> list[Run]:
    """Return every finished run that came with the app, also those of which only the figures did, without the network."""
    try:
        changed = CHECKPOINTS.stat().st_mtime_ns
    except OSError:
        return []
    return list(_records(CHECKPOINTS, changed))


@lru_cache(maxsize=4)
def _records(folder: Path, changed: int) -> list[Run]:
    """Look through what came with the app, of which a folder can come or go, but none changes."""
    return [run for run in _in(folder) if not _fault(run)]


def find(name: str | Path, owner: str | None = None) -> Run:
    """Return the run of that name: a directory, the name of a run, or the name of a shipped checkpoint.

    Args:
        name: Of a person other than None, the directory does not count as a name.
        owner: Who asks; None may see every run.

    Raises:
        RunError: There is none that the person may see.
    """
    candidates = [Path(name)] if owner is None else []
    if re.fullmatch(r"[\w.-]+", str(name)):
        candidates += [runs_dir() / str(name), CHECKPOINTS / str(name)]
    for path in candidates:
        if (path / "recipe.json").is_file() and ownership.read(path).visible_to(owner):
            return Run(path.resolve())
    shipped = ", ".join(run.name for run in checkpoints()) or "none"
    raise RunError(f"There is no run {str(name)!r}: give a run directory or a shipped checkpoint ({shipped}).")
