"""Was this pattern made before?  (weights, layer, settings) -> a folder with one file a finished filter."""

import functools
import hashlib
import os
import threading
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cnnviz.explore.patterns import Pattern, Settings
from cnnviz.settings import runs_dir


def file_digest(file: Path) -> str:
    """Return the SHA-256 of a file, which is read again only when it has changed."""
    status = file.stat()
    return _digest(file, status.st_mtime_ns, status.st_size)


@functools.lru_cache(maxsize=64)
def _digest(file: Path, changed: int, size: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


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
        digest = file_digest(weights)[:16]
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
