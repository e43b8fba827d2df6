"""The contents of a film's frames, computed once for all sessions: feature maps, predictions, patterns, confusions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.locale import Message, _
from cnnviz.training.learning import film
from cnnviz.training.runs import Run, RunError
from cnnviz.training.runs.network_file import FAULTS
from cnnviz.training.runs.titles import title
from cnnviz.ui.parts import job
from cnnviz.ui.parts.job import LOCK
from cnnviz.ui.parts.state import session

if TYPE_CHECKING:
    from cnnviz.datasets import Dataset
    from cnnviz.explore.patterns.scenes import Projector, Scene

T = TypeVar("T")
TESTED = 200
"""Test pictures that are predicted at each epoch."""


@dataclass(frozen=True, eq=False)
class Film:
    """A film of a run: what is shown of its kept epochs.

    Attributes:
        run: The run.
        picture: The picture that is predicted, of the network's own size, shape (rows, cols, channels), 0..255.
        layer: The layer whose channels are shown.
        with_patterns: Whether it shows the patterns of the layer's first channels.
        tests: The data set whose test pictures it shows a confusion matrix of; None for no matrix.
    """

    run: Run
    picture: NDArray[np.uint8]
    layer: str
    with_patterns: bool
    tests: Dataset | None

    def frames(self) -> Frames:
        """Return what is shown of each epoch that is kept now; what is computed first shows how far it is.

        Raises:
            RunError: The weights of an epoch cannot be read.
            PatternError: The pictures are too small for patterns of the layer.
        """
        kept = film.frames(self.run.path)
        with st.spinner(_("Looking at each epoch …")):
            scenes = {epoch: self._scene(path) for epoch, path in kept.items()}
        patterns = self._patterns(kept) if self.with_patterns else []
        confusions = self._confusions(kept, self.tests) if self.tests and len(self.tests.x_test) else []
        return Frames(scenes, patterns, confusions)

    def _scene(self, weights: Path) -> Scene:
        digest = hashlib.sha256(self.picture.tobytes()).hexdigest()
        return _scene((*_version(weights), digest, self.layer), self.run, weights, self.picture)

    def _patterns(self, kept: dict[int, Path]) -> list[NDArray[np.uint8]]:
        def patterns(weights: Path) -> NDArray[np.uint8]:
            return _patterns((*_version(weights), self.layer), self.run, weights)

        doing = _("Making the patterns of {layer}", layer=self.layer)
        return _each_epoch(self.run, kept, ("patterns", self.layer), doing, patterns)

    def _confusions(self, kept: dict[int, Path], tests: Dataset) -> list[NDArray[np.int64]]:
        chosen = np.linspace(0, len(tests.x_test) - 1, min(TESTED, len(tests.x_test))).round().astype(int)
        pictures, truth = tests.x_test[chosen], tests.y_test[chosen]

        def confusion(weights: Path) -> NDArray[np.int64]:
            return _confusion((*_version(weights), tests.origin), self.run, weights, pictures, truth)

        doing = _("Predicting {n} test pictures", n=len(chosen))
        return _each_epoch(self.run, kept, ("confusions", tests.origin), doing, confusion)


@dataclass(frozen=True, eq=False)
class Frames:
    """What a film shows.

    Attributes:
        scenes: Kernels, feature maps and prediction of each epoch.
        patterns: Patterns of the layer's first channels at each epoch, shape (channels, rows, cols, colours), 0..255;
            empty if they are not shown.
        confusions: Confusion matrix of each epoch, shape (classes, classes); empty if they are not shown.
    """

    scenes: dict[int, Scene]
    patterns: list[NDArray[np.uint8]]
    confusions: list[NDArray[np.int64]]


def layers(run: Run) -> list[str]:
    """Return the names of the layers whose channels a film can show."""
    with st.spinner(_("Loading the network …")):
        return _projector(str(run.path), _changed(run)).layers


def _each_epoch(
    run: Run, kept: dict[int, Path], what: tuple[str, str], doing: str, compute: Callable[[Path], T]
) -> list[T]:
    """Compute something for the weights of each epoch, beside a bar unless the session did so before: it is cached.

    Args:
        run: The run.
        kept: The weights of each epoch.
        what: Tells what is computed from anything else.
        doing: What is being done, in the visitor's language.
        compute: Computes it for the weights of an epoch.
    """
    part, results = (run.name, " ".join(what), len(kept)), list[T]()
    if part in session().film_parts:
        return [compute(weights) for weights in kept.values()]

    def steps() -> Iterator[int]:
        for epoch, weights in kept.items():
            results.append(compute(weights))
            yield epoch

    job.run_steps(
        steps(),
        lambda epoch: (len(results) / len(kept), " · ".join([doing, _("epoch {epoch}", epoch=epoch)])),
        first=f"{doing} …",
        lock=None,  # `compute` holds it where it is not in the cache.
    )
    session().film_parts.add(part)
    return results


def _version(weights: Path) -> tuple[str, int]:
    return str(weights), weights.stat().st_mtime_ns


@st.cache_data(max_entries=512, show_spinner=False)
def _scene(key: tuple[str, int, str, str], _run: Run, _weights: Path, _picture: NDArray[np.uint8]) -> Scene:
    """Return kernels, feature maps and prediction after an epoch; ``key`` is what they depend on, the layer last."""
    with _reading(_run, _weights) as projector:
        return projector.scene(_weights, _picture, key[-1])


@st.cache_data(max_entries=256, show_spinner=False)
def _patterns(key: tuple[str, int, str], _run: Run, _weights: Path) -> NDArray[np.uint8]:
    """Return patterns of a layer's first channels after an epoch; ``key`` is what they depend on, the layer last."""
    with _reading(_run, _weights) as projector:
        return projector.patterns(_weights, key[-1])


@st.cache_data(max_entries=256, show_spinner=False)
def _confusion(
    key: tuple[str, int, str], _run: Run, _weights: Path, _pictures: NDArray[np.uint8], _truth: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the confusion matrix after an epoch; ``key`` is what it depends on."""
    with _reading(_run, _weights) as projector:
        return projector.confusion(_weights, _pictures, _truth)


@contextmanager
def _reading(run: Run, weights: Path) -> Iterator[Projector]:
    """Lend the projector while holding the lock; weights that cannot be read become an error of the run."""
    projector = _projector(str(run.path), _changed(run))
    try:
        with LOCK:
            yield projector
    except FAULTS as error:
        raise RunError(
            Message(
                "The weights of {network} after epoch {epoch} cannot be read: train it again.",
                network=title(run),
                epoch=int(weights.stem),
            )
        ) from error


def _changed(run: Run) -> int:
    return run.plan.stat().st_mtime_ns


@st.cache_resource(max_entries=2, show_spinner=False)
def _projector(path: str, changed: int) -> Projector:
    """Return the projector of a run's network; ``changed``, the time of its file, makes a new network a new entry."""
    with LOCK:
        from cnnviz import device

        device.start()
        from cnnviz.explore.patterns.scenes import Projector

        return Projector(Run(Path(path)).blank())
