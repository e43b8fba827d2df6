"""How is a training played as a film?  The run's kept epochs, what each saw and said of a picture, the figure that plays them."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import images
from cnnviz.base.errors import CnnvizError
from cnnviz.figures import film as film_figures
from cnnviz.training.learning import film
from cnnviz.training.runs import Run, RunError
from cnnviz.training.runs.network_file import FAULTS
from cnnviz.ui.parts import linked, player
from cnnviz.ui.parts.charts import drawn, saved
from cnnviz.ui.parts.job import LOCK
from cnnviz.ui.parts.messages import show_error
from cnnviz.ui.parts.words import HELP, duration

if TYPE_CHECKING:
    from cnnviz.datasets import Dataset
    from cnnviz.explore.patterns.scenes import Projector, Scene

LOOK_S = 3.0
FRAME_S = 0.6
TESTED = 200
"""Test pictures that the network is asked about at each epoch."""


def pick_layer(run: Run) -> str:
    """Let the layer be chosen whose channels the film shows."""
    layers = _projector(str(run.path), _changed(run)).layers
    return linked.select("Layer", layers, name="film_layer", of=(run.name,), start=layers[0], help=HELP["layer"])


def ask_for_more() -> tuple[bool, bool]:
    """Let be chosen whether the film also shows what channels search for, and what the network takes for what."""
    place = st.container(horizontal=True)
    sought = place.toggle(
        "Patterns too", key="film_sought", bind="query-params",
        help="What the layer’s first eight channels searched for at each epoch, each climbed from the same noise. It takes a "
        "second an epoch at first, with a large network longer.",
    )  # fmt: skip
    tested = place.toggle(
        "Test pictures too", key="film_tested", bind="query-params",
        help=f"What the network took for what at each epoch, over {TESTED} test pictures: a confusion matrix that plays. It "
        "takes some seconds at first.",
    )  # fmt: skip
    return sought, tested


def show(run: Run, picture: NDArray[np.uint8], caption: str, layer: str, sought: bool, tests: Dataset | None) -> None:
    """Show the film; while the training goes on it grows by itself, without touching the rest of the page.

    Args:
        run: The run.
        picture: Of the network's own size.
        caption: What it is.
        layer: Whose channels are shown.
        sought: Whether the film shows what they search for.
        tests: Of whose test pictures the film shows what they are taken for; without any, it does not.
    """
    active, digest = run.status().active, hashlib.sha256(picture.tobytes()).hexdigest()

    def epochs() -> list[int]:
        if run.status().active != active:
            st.rerun()  # It has ended, or goes on again: begin or cease to look.
        return list(film.frames(run.path))

    def frame(epoch: int) -> None:
        kept = film.frames(run.path)
        try:
            scenes = {each: _scene(run, path, picture, digest, layer) for each, path in kept.items()}
            patterns = _all_patterns(run, kept, layer) if sought else []
            taken = _all_taken(run, kept, tests) if tests and len(tests.x_test) else []
        except CnnvizError as error:
            show_error(error)
        else:
            _show_epoch(run, scenes, epoch, patterns, taken, caption, layer)

    player.play(
        "After epoch", epochs, name="film_epoch", of=(run.name,), seconds=FRAME_S, show=frame,
        look_again=LOOK_S if active else None,
        help="The arrow keys step through the film epoch by epoch, Play goes on from here. 0 is before the first step.",
    )  # fmt: skip


def _show_epoch(
    run: Run,
    scenes: dict[int, Scene],
    epoch: int,
    patterns: list[NDArray[np.uint8]],
    taken: list[NDArray[np.int64]],
    caption: str,
    layer: str,
) -> None:
    epochs, labels = list(scenes), run.labels()
    here = scenes[epoch].probabilities
    said = f"{labels[int(here.argmax())]} with probability {here.max():.2f}"
    st.plotly_chart(
        drawn(
            film_figures.frame,
            {each: scene.probabilities for each, scene in scenes.items()},
            [scene.kernels for scene in scenes.values()],
            [scene.maps for scene in scenes.values()],
            labels,
            layer,
            epoch,
            patterns,
            taken,
        ),
        key=f"film_{run.name}_{layer}",
        config=saved(f"{run.name}_film"),
        alt=f"The network after epoch {epoch} of {epochs[-1]} says: {said}"
        f"{_right(taken[epochs.index(epoch)]) if taken else ''}",
    )
    st.caption(
        f"{_kept(epochs)}; {caption}. All kernels share one scale; each channel is scaled on its own "
        "to mean 128, deviation 64."
        f"{' The patterns climb from the same noise, seed 0, in 40 steps.' if patterns else ''}"
        f"{' In the matrix each row is a class and each column an answer, in the same order.' if taken else ''}"
    )
    _download(run, scenes, patterns, taken)


def _right(counts: NDArray[np.int64]) -> str:
    return f"; it names {int(counts.trace())} of {int(counts.sum())} test pictures rightly"


def _kept(epochs: list[int]) -> str:
    """Say which epochs a film has."""
    if len(epochs) == 1:
        return "Before the first step; the next frame comes after the first epoch"
    return f"The start and {len(epochs) - 1} of {epochs[-1]} epochs"


def _download(
    run: Run, scenes: dict[int, Scene], patterns: list[NDArray[np.uint8]], taken: list[NDArray[np.int64]]
) -> None:
    st.download_button(
        "NPZ", lambda: images.npz(
            epochs=np.array(list(scenes)),
            kernels=np.stack([scene.kernels for scene in scenes.values()]),
            maps=np.stack([scene.maps for scene in scenes.values()]),
            probabilities=np.stack([scene.probabilities for scene in scenes.values()]),
            **({"patterns": np.stack(patterns)} if patterns else {}),
            **({"confusion": np.stack(taken)} if taken else {}),
        ), f"{run.name}_film.npz", icon=":material/download:", on_click="ignore", key="film_npz",
        help="Kernels, channels and probabilities of every epoch that is shown; patterns and confusion where they are asked for.",
    )  # fmt: skip


def _scene(run: Run, path: Path, picture: NDArray[np.uint8], digest: str, layer: str) -> Scene:
    return _worked_out((str(path), path.stat().st_mtime_ns, digest, layer), run, path, picture)


@st.cache_data(max_entries=512, show_spinner="Looking at each epoch …")
def _worked_out(key: tuple[str, int, str, str], _run: Run, _path: Path, _picture: NDArray[np.uint8]) -> Scene:
    """Return what the network saw and said after an epoch; ``key`` says what it depends on."""
    projector = _projector(str(_run.path), _changed(_run))
    try:
        with LOCK:
            return projector.scene(_path, _picture, key[-1])
    except FAULTS as error:
        raise _unreadable(_run, _path) from error


def _all_taken(run: Run, kept: dict[int, Path], tests: Dataset) -> list[NDArray[np.int64]]:
    """Return what is taken for what at each epoch, and say how far that is."""
    chosen = np.linspace(0, len(tests.x_test) - 1, min(TESTED, len(tests.x_test))).round().astype(int)
    pictures, truth = tests.x_test[chosen], tests.y_test[chosen]
    return [
        _taken((str(path), path.stat().st_mtime_ns, tests.origin), run, path, pictures, truth)
        for path in _told(run, kept, f"Asking about {len(chosen)} test pictures")
    ]


def _all_patterns(run: Run, kept: dict[int, Path], layer: str) -> list[NDArray[np.uint8]]:
    """Return what the layer's first channels search for at each epoch, and say how far that is."""
    return [
        _patterns((str(path), path.stat().st_mtime_ns, layer), run, path)
        for path in _told(run, kept, f"Climbing to the patterns of {layer}")
    ]


def _told(run: Run, kept: dict[int, Path], what: str) -> Iterator[Path]:
    """Give the weights of each epoch, and show how far it is and how much longer it takes, where it is not known already."""
    known = st.session_state.setdefault("film_known", set())
    if (work := (run.name, what, len(kept))) in known:
        yield from kept.values()
        return
    bar, began = st.empty(), time.monotonic()
    for number, (epoch, path) in enumerate(kept.items()):
        left = (time.monotonic() - began) / number * (len(kept) - number) if number else 0.0
        bar.progress(number / len(kept), f"{what}, epoch {epoch}{f', {duration(left)} left' if left > 1 else ''} …")
        yield path
    bar.empty()
    known.add(work)


@st.cache_data(max_entries=256, show_spinner=False)
def _patterns(key: tuple[str, int, str], _run: Run, _path: Path) -> NDArray[np.uint8]:
    """Return what a layer's first channels search for after an epoch; ``key`` says what it depends on."""
    projector = _projector(str(_run.path), _changed(_run))
    try:
        with LOCK:
            return projector.patterns(_path, key[-1])
    except FAULTS as error:
        raise _unreadable(_run, _path) from error


@st.cache_data(max_entries=256, show_spinner=False)
def _taken(
    key: tuple[str, int, str], _run: Run, _path: Path, _pictures: NDArray[np.uint8], _truth: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return what the network took for what after an epoch; ``key`` says what it depends on."""
    projector = _projector(str(_run.path), _changed(_run))
    try:
        with LOCK:
            return projector.confusion(_path, _pictures, _truth)
    except FAULTS as error:
        raise _unreadable(_run, _path) from error


def _unreadable(run: Run, path: Path) -> RunError:
    return RunError(f"The weights after epoch {int(path.stem)} of run {run.name} cannot be read: train it again.")


def _changed(run: Run) -> int:
    return run.plan.stat().st_mtime_ns


@st.cache_resource(max_entries=2, show_spinner="Loading the network …")
def _projector(path: str, changed: int) -> Projector:
    """Return what shows a run's network at any epoch; ``changed`` makes a new network a new entry."""
    with LOCK:
        from cnnviz import device

        device.start()
        from cnnviz.explore.patterns.scenes import Projector

        return Projector(Run(Path(path)).blank())
