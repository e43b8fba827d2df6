"""Strongest pictures on disk: a file with those of every layer, for one network and one set of pictures."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cnnviz.base import files
from cnnviz.base.settings import runs_dir
from cnnviz.explore.patterns.pattern_store import file_digest
from cnnviz.explore.patterns.strongest import Strongest


@dataclass(frozen=True)
class StrongestStore:
    """The strongest pictures of every layer of one network, from one set of pictures, on disk.

    Attributes:
        file: The file.
    """

    file: Path

    @classmethod
    def of(cls, weights: Path, pictures: str) -> StrongestStore:
        """Return the store for a model's file and a set of pictures, identified by any text."""
        digest = hashlib.sha256(f"{file_digest(weights)} {pictures}".encode()).hexdigest()[:16]
        return cls(runs_dir() / ".strongest" / f"{digest}.npz")

    def keep(self, layers: dict[str, Strongest]) -> None:
        """Save the strongest pictures by layer; the file appears whole or not at all."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        parts = ((layer, *item) for layer, strongest in layers.items() for item in vars(strongest).items())
        with files.replacing(self.file, concurrent=True, durable=False) as new:
            np.savez(new, **{f"{part} {layer}": value for layer, part, value in parts})

    def get(self) -> dict[str, Strongest]:
        """Return the saved pictures by layer; empty if there are none yet."""
        layers: dict[str, dict[str, Any]] = {}
        try:
            with self.file.open("rb") as file, np.load(file) as kept:
                for key in kept.files:
                    part, layer = key.split(" ", 1)
                    layers.setdefault(layer, {})[part] = kept[key]
            return {layer: Strongest(**parts | {"seen": int(parts["seen"])}) for layer, parts in layers.items()}
        except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
            return {}
