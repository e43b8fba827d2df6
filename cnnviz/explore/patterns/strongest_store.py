"""Which real pictures were found before?  (weights, pictures) -> a file with what was found of every layer."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cnnviz.base import files
from cnnviz.base.settings import runs_dir
from cnnviz.explore.patterns.store import file_digest
from cnnviz.explore.patterns.strongest import Strongest


@dataclass(frozen=True)
class StrongestStore:
    """What was found of one network on one set of pictures, kept on disk.

    Attributes:
        file: Where it is kept.
    """

    file: Path

    @classmethod
    def of(cls, weights: Path, pictures: str) -> StrongestStore:
        """Return the store for a model's file and pictures, of which any text tells which they are."""
        digest = hashlib.sha256(f"{file_digest(weights)} {pictures}".encode()).hexdigest()[:16]
        return cls(runs_dir() / ".strongest" / f"{digest}.npz")

    def keep(self, found: dict[str, Strongest]) -> None:
        """Keep what was found; the file appears whole or not at all."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        with files.replacing(self.file, concurrent=True, durable=False) as new:
            np.savez(
                new, **{f"{part} {layer}": value for layer, one in found.items() for part, value in vars(one).items()}
            )

    def get(self) -> dict[str, Strongest]:
        """Return what was found, by layer; empty if nothing was yet."""
        layers: dict[str, dict[str, Any]] = {}
        try:
            with self.file.open("rb") as file, np.load(file) as kept:
                for key in kept.files:
                    part, layer = key.split(" ", 1)
                    layers.setdefault(layer, {})[part] = kept[key]
            return {layer: Strongest(**parts | {"seen": int(parts["seen"])}) for layer, parts in layers.items()}
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
            return {}
