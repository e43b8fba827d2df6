"""Finished patterns on disk: a folder with one file for each filter, and the patterns shipped with a network."""

import functools
import hashlib
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cnnviz.base import files
from cnnviz.base.settings import runs_dir
from cnnviz.explore.patterns.ascent import Pattern, Settings
from cnnviz.explore.patterns.canvases import Waves

SHIPPED = "patterns"
"""Folder of patterns within that of a shipped network."""
DAMAGED = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error)


def file_digest(file: Path) -> str:
    """Return the SHA-256 of a file, which is read again only when it has changed."""
    status = file.stat()
    return _digest(file, status.st_mtime_ns, status.st_size)


@functools.lru_cache(maxsize=64)
def _digest(file: Path, changed: int, size: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@functools.lru_cache(maxsize=64)
def _packed(file: Path, changed: int) -> dict[int, Pattern]:
    """Return the patterns of a packed file, by filter; ``changed`` makes a new file a new entry."""
    with np.load(file) as kept:
        columns = (kept["filters"], kept["steps"], kept["pictures"], kept["scores"], kept["silent"])
    return {
        int(number): Pattern(int(number), int(step), picture, float(score), bool(silent))
        for number, step, picture, score, silent in zip(*columns, strict=True)
    }


@dataclass(frozen=True)
class PatternStore:
    """Finished patterns of one layer, made with the same settings.

    Attributes:
        folder: Folder of their files.
        shipped: File of the patterns shipped with the network; it need not exist.
    """

    folder: Path
    shipped: Path

    @classmethod
    def of(cls, weights: Path, layer: str, settings: Settings) -> "PatternStore":
        """Return the store for a model's file; another training of the same recipe has another store."""
        digest = file_digest(weights)[:16]
        goal = "before" if settings.before_relu else "after"
        style = f"_waves{Waves.RATES[0]}to{Waves.RATES[1]}_kept{Waves.KEPT}" if settings.natural else ""
        kind = f"{layer.replace('/', '.')}_{settings.size}px_{settings.steps}steps_seed{settings.seed}_{goal}{style}"
        return cls(runs_dir() / ".patterns" / digest / kind, weights.parent / SHIPPED / f"{kind}.npz")

    def keep(self, pattern: Pattern) -> None:
        """Save a finished pattern; the file appears whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with files.replacing(self._file(pattern.filter), concurrent=True, durable=False) as new:
            np.savez(new, picture=pattern.picture, score=pattern.score, step=pattern.step, silent=pattern.silent)

    def get(self, number: int) -> Pattern | None:
        """Return the finished pattern of a filter, or None if there is none yet."""
        return self._shipped().get(number) or self._kept(number)

    def ship(self, finished: Sequence[Pattern]) -> None:
        """Pack finished patterns into the file that is shipped with the network."""
        self.shipped.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(
            self.shipped,
            filters=[pattern.filter for pattern in finished],
            steps=[pattern.step for pattern in finished],
            pictures=np.stack([pattern.picture for pattern in finished]),
            scores=[pattern.score for pattern in finished],
            silent=[pattern.silent for pattern in finished],
        )

    def _kept(self, number: int) -> Pattern | None:
        try:
            with self._file(number).open("rb") as file, np.load(file) as kept:
                return Pattern(number, int(kept["step"]), kept["picture"], float(kept["score"]), bool(kept["silent"]))
        except DAMAGED:
            return None

    def _shipped(self) -> dict[int, Pattern]:
        try:
            return _packed(self.shipped, self.shipped.stat().st_mtime_ns)
        except DAMAGED:
            return {}

    def _file(self, number: int) -> Path:
        return self.folder / f"{number:04d}.npz"
