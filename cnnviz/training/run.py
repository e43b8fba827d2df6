"""What is a Run?  A directory that holds one training: its recipe, its figures, its state and its model."""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from cnnviz.errors import CnnvizError
from cnnviz.recipes import Recipe
from cnnviz.settings import CHECKPOINTS, runs_dir
from cnnviz.training import part
from cnnviz.training import status as states
from cnnviz.training.status import Status

if TYPE_CHECKING:
    import keras

Metrics = dict[str, float]
UPLOADS = ".uploads"
"""Folder among the runs for the networks that people opened from a file of theirs; it is not listed with the runs."""


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
    def shipped(self) -> bool:
        """Whether it is a checkpoint that came with the app."""
        return self.path.parent == CHECKPOINTS

    @property
    def uploaded(self) -> bool:
        """Whether it is no training, but a network that somebody opened from a file."""
        return self.path.parent.name == UPLOADS

    def recipe(self) -> Recipe:
        """Return the recipe it trains.

        Raises:
            RunError: The directory has none.
        """
        try:
            return Recipe.from_json((self.path / "recipe.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise RunError(f"{self.path} is no run: it holds no recipe.json.") from None

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
        new = self.path / ".labels.json"
        new.write_text(text, encoding="utf-8")
        new.replace(self.path / "labels.json")

    def _learned_from(self) -> dict[str, Any]:
        try:
            kept: dict[str, Any] = json.loads((self.path / "labels.json").read_text(encoding="utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):
            return {}
        return kept

    def status(self) -> Status:
        """Return its state now."""
        return states.read(self.path)

    def metrics(self) -> list[Metrics]:
        """Return every record so far: some of single steps, one with ``seconds`` at the end of each epoch."""
        try:
            text = (self.path / "metrics.jsonl").read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
        # The last line may be half written at this moment.
        whole = text[: text.rfind("\n") + 1]
        return [json.loads(line) for line in whole.splitlines()]

    def epochs(self) -> list[Metrics]:
        """Return the record of each finished epoch."""
        return [record for record in self.metrics() if "seconds" in record]

    def evaluation(self) -> dict[str, Any] | None:
        """Return the test figures and how they were made, or None while there are none."""
        try:
            figures: dict[str, Any] = json.loads((self.path / "evaluation.json").read_text(encoding="utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):
            return None
        return figures

    @property
    def weights(self) -> Path | None:
        """The file of the finished model; during a training, that of the last finished epoch; else None.

        A file that holds only what learned counts while the weights that it learned on are here.
        """
        for name in ("model.keras", part.LEARNED, "last.npz"):
            if (self.path / name).exists() and (name != part.LEARNED or part.whole(self.recipe())):
                return self.path / name
        return None

    def model(self) -> keras.Model:
        """Load the model; it takes raw pixels, (n, rows, cols, channels) in 0..255.

        Raises:
            RunError: No epoch has ended yet, or the file is damaged.
        """
        weights = self.weights
        if weights is None:
            raise RunError(f"Run {self.name} has no model yet: wait until its first epoch has ended.")
        import keras

        from cnnviz.training import snapshot

        learning = weights.name == "last.npz"
        try:
            if weights.name == part.LEARNED:
                return part.load(self.path, self.recipe())
            model: keras.Model = keras.saving.load_model(
                self.path / ("network.keras" if learning else "model.keras"), compile=False
            )
            if learning:
                snapshot.load(weights, model)
        except (OSError, TypeError, ValueError, EOFError, BadZipFile) as error:
            raise RunError(f"The model of run {self.name} cannot be read ({error}): train it again.") from error
        return model

    def blank(self) -> keras.Model:
        """Load the network as it was before its first step, into which the weights of any epoch fit.

        Raises:
            RunError: The run has not kept it, or the file is damaged.
        """
        import keras

        try:
            model: keras.Model = keras.saving.load_model(self.path / "network.keras", compile=False)
        except (OSError, TypeError, ValueError, EOFError, BadZipFile) as error:
            raise RunError(f"Run {self.name} has not kept the plan of its network: train it again.") from error
        return model

    def request_stop(self) -> None:
        """Ask whoever trains it to stop; at once, without waiting."""
        (self.path / "stop").touch()

    def forget_stop(self) -> None:
        """Take back the wish to stop, so that the run can go on."""
        (self.path / "stop").unlink(missing_ok=True)

    @classmethod
    def create(cls, recipe: Recipe, path: Path | None = None, pid: int | None = None) -> Run:
        """Make the directory of a new run, in state ``queued``.

        Args:
            recipe: What it will train.
            path: The directory; by default a new one, named by time and recipe, among the runs.
            pid: The process that will train it; by default any worker may.

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
            now, host = time.time(), states.hostname() if pid else ""
            states.write(path, Status("queued", "Waiting to start.", pid, host, now, queued=now, epochs=recipe.epochs))
            new = path / ".recipe.json"
            new.write_text(recipe.to_json(), encoding="utf-8")
            new.replace(path / "recipe.json")  # Last and at once: a folder with a recipe is a run.
        except OSError as error:
            raise RunError(
                f"The run cannot be written to {path or runs_dir()} ({error.strerror}): choose another directory."
            ) from error
        return cls(path)


def _new_folder(name: str, number: int = 1) -> Path:
    """Make a folder among the runs; its name gets a number where another run of the same second has it."""
    plain = re.sub(r"[^\w.-]+", "-", name)  # So that `find` knows it by its name, whatever the recipe is called.
    path = runs_dir() / (plain if number == 1 else f"{plain}_{number}")
    try:
        path.mkdir(parents=True)
    except FileExistsError:
        return _new_folder(name, number + 1)
    return path


def runs() -> list[Run]:
    """Return every run in the folder of runs, the newest first."""
    folder = runs_dir()
    if not folder.is_dir():
        return []
    found = [Run(path) for path in folder.iterdir() if (path / "recipe.json").exists()]
    return sorted(found, key=lambda run: (run.status().queued, run.name), reverse=True)


def checkpoints() -> list[Run]:
    """Return every finished run that came with the app and can be opened."""
    return [run for run in records() if run.weights]


def records() -> list[Run]:
    """Return every finished run that came with the app, also those of which only the figures did, without the network."""
    if not CHECKPOINTS.is_dir():
        return []
    return [Run(path) for path in sorted(CHECKPOINTS.iterdir()) if (path / "recipe.json").exists()]


def find(name: str | Path) -> Run:
    """Return the run of that name: a directory, the name of a run, or the name of a shipped checkpoint.

    Raises:
        RunError: There is none.
    """
    candidates = [Path(name)]
    if re.fullmatch(r"[\w.-]+", str(name)):
        candidates += [runs_dir() / str(name), CHECKPOINTS / str(name)]
    for path in candidates:
        if (path / "recipe.json").is_file():
            return Run(path.resolve())
    shipped = ", ".join(run.name for run in checkpoints()) or "none"
    raise RunError(f"There is no run {str(name)!r}: give a run directory or a shipped checkpoint ({shipped}).")
