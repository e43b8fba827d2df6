"""Was this pattern made before?  (weights, layer, settings) -> a folder with one file a finished filter."""

import hashlib
import os
import threading
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cnnviz.explore.patterns import Pattern, Settings
from cnnviz.settings import runs_dir


@dataclass(frozen=True)
class PatternStore:
    """Finished patterns of one layer under one way of making them.

    Attributes:
        folder: Where they are kept.
    """

    folder: Path

    @classmethod
    def of(cls, weights: Path, layer: str, settings: Settings) -> "PatternStore":
        """Return the store for a model's file: another training of the same recipe gets another one."""
        digest = hashlib.sha256(weights.read_bytes()).hexdigest()[:16]
        goal = "before" if settings.before_relu else "after"
        style = "_natural_strongest" if settings.natural else ""
        kind = f"{layer.replace('/', '.')}_{settings.size}px_{settings.steps}steps_seed{settings.seed}_{goal}{style}"
        return cls(runs_dir() / ".patterns" / digest / kind)

    def keep(self, pattern: Pattern) -> None:
        """Keep a finished pattern; the file appears whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        new = self.folder / f".{pattern.filter:04d}.{os.getpid()}.{threading.get_ident()}.npz"
        np.savez(new, picture=pattern.picture, score=pattern.score, step=pattern.step, silent=pattern.silent)
        new.replace(self._file(pattern.filter))

    def get(self, number: int) -> Pattern | None:
        """Return the finished pattern of a filter, or None if it was not made yet."""
        try:
            with self._file(number).open("rb") as file, np.load(file) as kept:
                return Pattern(number, int(kept["step"]), kept["picture"], float(kept["score"]), bool(kept["silent"]))
        except (FileNotFoundError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None

    def _file(self, number: int) -> Path:
        return self.folder / f"{number:04d}.npz"
