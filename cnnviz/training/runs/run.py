"""A run: a directory that holds one training, with its recipe, its figures, its state and its model."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnnviz.base import files, ownership, settings
from cnnviz.base.ownership import Ownership
from cnnviz.base.settings import runs_dir
from cnnviz.locale import N_, Message
from cnnviz.locale.sentences import Sentence
from cnnviz.recipes import Recipe, RecipeError, current
from cnnviz.training.runs import diagnosis, network_file
from cnnviz.training.runs import status as states
from cnnviz.training.runs.contents import notes, reading
from cnnviz.training.runs.contents.reading import Records
from cnnviz.training.runs.errors import RunError
from cnnviz.training.runs.new_folder import new_folder
from cnnviz.training.runs.status import Status

if TYPE_CHECKING:
    import keras

Metrics = dict[str, float]
MEASURED = ("test_loss", "test_accuracy", "images", "epoch", "seed", "origin", "device")
"""The keys of every evaluation.json."""
EPOCHS = "epochs.jsonl"
"""The figures of the finished epochs once more."""
UPLOADS = ".uploads"
"""Folder among the runs for the networks that users opened from their own files; it is not listed with the runs."""


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
        """When it was created, which names it in logs: the rest of its name may be a user's own words."""
        return self.name[:19]

    @property
    def shipped(self) -> bool:
        """Whether it is a checkpoint that came with the app."""
        return self.path.parent == settings.CHECKPOINTS

    @property
    def uploaded(self) -> bool:
        """Whether it is no training, but a network that a user opened from a file."""
        return self.path.parent.name == UPLOADS

    @property
    def ownership(self) -> Ownership:
        """Its owner, and whether everybody may see it, as the directory says now."""
        return ownership.read(self.path)

    def share(self, shared: bool = True) -> None:
        """Let everybody see it, or its owner alone again.

        Raises:
            RunError: The directory cannot be written to.
        """
        with self._written():
            ownership.write(self.path, Ownership(self.ownership.owner, shared))

    def recipe(self) -> Recipe:
        """Return the recipe it trains.

        Raises:
            RunError: The directory has none, or one that cannot be read.
        """
        file, name = self.path / "recipe.json", self.name
        try:
            about = file.stat()
            return _recipe(file, about.st_ino, about.st_mtime_ns, about.st_size)
        except FileNotFoundError:
            raise RunError(Message("{path} is not a run: it holds no recipe.json.", path=str(self.path))) from None
        except OSError as error:
            gives = N_("Run {name} cannot be read: reading its recipe.json failed ({reason}).")
            raise RunError(Message(gives, name=name, reason=files.reason(error))) from error
        except UnicodeDecodeError:
            raise RunError(Message("Run {name} cannot be read: its recipe.json is damaged.", name=name)) from None
        except RecipeError as error:
            raise RunError(Message("Run {name} cannot be read. {reason}", name=name, reason=error.message)) from None

    def labels(self) -> tuple[str, ...]:
        """Return the name of each class, as it was when the run was trained: a user's own data set may be gone since.

        Raises:
            DataError: The run has kept no names, and there is no such data set.
        """
        kept = self._learned_from().get("labels")
        if kept is None:
            from cnnviz import datasets

            return datasets.get(self.recipe().dataset).labels
        return tuple(kept)

    def origin(self) -> str:
        """Return where the pictures that it learned from came from; empty where that is not known."""
        return str(self._learned_from().get("origin", ""))

    def keep_labels(self, labels: tuple[str, ...], origin: str) -> None:
        """Write the names of the classes and the origin of the pictures."""
        text = json.dumps({"labels": labels, "origin": origin}, ensure_ascii=False, indent=2) + "\n"
        files.write(self.path / "labels.json", text)

    def notes(self) -> list[str]:
        """Return a sentence for each change or assumption made when it was opened from a file; none for a training."""
        return notes.read(self.path)

    def keep_notes(self, sentences: Sequence[Sentence]) -> None:
        """Write what was changed or assumed when it was opened from a file."""
        notes.keep(self.path, sentences)

    def _learned_from(self) -> dict[str, Any]:
        kept = reading.json_object(self.path / "labels.json")
        labels = kept.get("labels")
        return kept if isinstance(labels, list) and all(isinstance(label, str) for label in labels) else {}

    def status(self) -> Status:
        """Return its state now."""
        return states.read(self.path)

    def metrics(self) -> Records:
        """Return all records so far: some of single steps, and one with ``seconds`` at the end of each epoch.

        The record of an epoch that cannot be read in metrics.jsonl is taken from epochs.jsonl.
        """
        first, second = reading.records(self.path / "metrics.jsonl"), reading.records(self.path / EPOCHS)
        ended = {record["epoch"] for record in first if "seconds" in record}
        lost = [record for record in second if record["epoch"] not in ended]
        if not lost:
            return first
        ordered = sorted([*first, *lost], key=lambda record: (record["epoch"], record["step"]))
        return Records(ordered, (first.version, second.version), first.unread)

    def keep_epochs(self, records: list[Metrics]) -> None:
        """Write the figures of the finished epochs a second time, atomically, in case a disk damages the first file."""
        files.write(self.path / EPOCHS, "".join(json.dumps(record) + "\n" for record in records))

    def epochs(self) -> list[Metrics]:
        """Return the record of each finished epoch."""
        return [record for record in self.metrics() if "seconds" in record]

    def evaluation(self) -> dict[str, Any] | None:
        """Return the test figures and how they were made; None while there are none that can be read."""
        figures = reading.json_object(self.path / "evaluation.json")
        numbers = all(isinstance(figures.get(name), int | float) for name in MEASURED[:3])
        return figures if numbers and all(name in figures for name in MEASURED) else None

    def complaints(self) -> list[str]:
        """Return a sentence for each part of the run that cannot be read; the rest of it can be used."""
        return diagnosis.complaints(self)

    def without_network(self) -> str:
        """Return why it has no network, and what can be done."""
        return str(diagnosis.without_network(self))

    @property
    def weights(self) -> Path | None:
        """The file of the finished model; during a training, that of the last finished epoch; else None.

        A file that holds only the layers that learned counts while the weights that they learned on are on this
        machine.
        """
        return network_file.weights(self)

    def model(self) -> keras.Model:
        """Load the model; it takes raw pixels, (n, rows, cols, channels) in 0..255.

        Raises:
            RunError: There is none, or the file is damaged.
        """
        return network_file.load(self)

    @property
    def plan(self) -> Path:
        """The file of its network before the first step; of a shipped run, which lacks that, the trained one."""
        return network_file.plan(self)

    def blank(self) -> keras.Model:
        """Load its network, into which the weights of any epoch fit.

        Raises:
            RunError: The run has not kept it, or the file is damaged.
        """
        return network_file.load_plan(self)

    def check_measurable(self) -> None:
        """Check that the test pictures of its network are known.

        Raises:
            RunError: It came from a file.
        """
        if self.uploaded:
            raise RunError(diagnosis.unmeasurable(self))

    def request_stop(self) -> None:
        """Ask its training to stop, without waiting for that.

        Raises:
            RunError: The run's folder cannot be written to.
        """
        with self._written():
            (self.path / "stop").touch()

    def forget_stop(self) -> None:
        """Withdraw the request to stop, so that the run can go on.

        Raises:
            RunError: The run's folder cannot be written to.
        """
        with self._written():
            (self.path / "stop").unlink(missing_ok=True)

    def change(self, status: Status) -> None:
        """Write another state.

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
            reason = files.fault(error) or Message("{reason}.", reason=files.reason(error))
            raise RunError(Message("Run {name} cannot be changed. {reason}", name=self.name, reason=reason)) from error

    @classmethod
    def create(cls, recipe: Recipe, path: Path | None = None, pid: int | None = None, owner: str = "") -> Run:
        """Make the directory of a new run, in state ``queued``.

        Args:
            recipe: What it will train.
            path: The directory; by default a new one, named by time and recipe, among the runs.
            pid: The process that will train it; by default any worker may.
            owner: The only person who sees it; empty for everybody.

        Raises:
            RunError: The directory holds a run already, or cannot be made.
        """
        if path and (path / "recipe.json").exists():
            raise RunError(
                Message(
                    "{path} holds a run already: choose another directory, or continue it with --resume.",
                    path=str(path),
                )
            )
        try:
            if path:
                path.mkdir(parents=True, exist_ok=True)
            else:
                path = new_folder(f"{time.strftime('%Y-%m-%d_%H-%M-%S')}_{recipe.name}_{recipe.dataset}")
            if owner:
                ownership.write(path, Ownership(owner))
            now, host = time.time(), states.hostname() if pid else ""
            states.write(
                path, Status("queued", Message("Waiting to start."), pid, host, now, queued=now, epochs=recipe.epochs)
            )
            files.write(path / "recipe.json", recipe.to_json())  # Last and at once: a folder with a recipe is a run.
        except OSError as error:
            raise RunError(
                Message(
                    "The run cannot be written to {folder} ({reason}): choose another directory.",
                    folder=str(path or runs_dir()),
                    reason=files.reason(error),
                )
            ) from error
        return cls(path)


@lru_cache(maxsize=1024)
def _recipe(file: Path, *_: int) -> Recipe:
    """Read a recipe; the further values are the cache's key: they change with the file."""
    return current(Recipe.from_json(file.read_text(encoding="utf-8")))
