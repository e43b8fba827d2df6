"""The page Training as a film: the kept epochs of a run, played one after the other."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnnviz import images
from cnnviz.base.errors import CnnvizError
from cnnviz.figures import film as film_figures
from cnnviz.training.learning import film
from cnnviz.training.runs import Run
from cnnviz.ui.inside import film_frames
from cnnviz.ui.inside.film_frames import TESTED, Film, Frames
from cnnviz.ui.parts import linked, player
from cnnviz.ui.parts.charts import drawn, saved
from cnnviz.ui.parts.messages import show_error
from cnnviz.ui.parts.words import HELP

LOOK_S = 3.0
FRAME_S = 0.6


def choose_layer(run: Run) -> str:
    """Draw the field for the layer whose channels the film shows, and return its name."""
    layers = film_frames.layers(run)
    return linked.select("Layer", layers, name="film_layer", of=(run.name,), start=layers[0], help=HELP["layer"])


def choose_parts() -> tuple[bool, bool]:
    """Draw the switches for patterns and for a confusion matrix, and return whether each is on."""
    with st.container(horizontal=True):
        with_patterns = linked.switch(
            "Patterns too",
            name="film_sought",
            help="What the layer’s first eight channels searched for at each epoch, each climbed from the same "
            "noise. It takes a second an epoch at first, with a large network longer.",
        )
        with_matrix = linked.switch(
            "Test pictures too",
            name="film_tested",
            help=f"What the network took for what at each epoch, over {TESTED} test pictures: a confusion matrix "
            "that plays. It takes some seconds at first.",
        )
    return with_patterns, with_matrix


def show(shown: Film, caption: str) -> None:
    """Show a film; while the training goes on it grows by itself, without touching the rest of the page.

    Args:
        shown: The film.
        caption: What its picture shows.
    """
    run = shown.run
    active = run.status().active

    def epochs() -> list[int]:
        if run.status().active != active:
            st.rerun()  # It has ended, or goes on again: begin or cease to look.
        return list(film.frames(run.path))

    def show_frame(epoch: int) -> None:
        try:
            frames = shown.frames()
        except CnnvizError as error:
            show_error(error)
        else:
            _show_epoch(shown, frames, epoch, caption)

    player.play(
        "After epoch",
        epochs,
        name="film_epoch",
        of=(run.name,),
        seconds=FRAME_S,
        show=show_frame,
        look_again=LOOK_S if active else None,
        help="The arrow keys step through the film epoch by epoch, Play goes on from here. 0 is before the first step.",
    )


def _show_epoch(shown: Film, frames: Frames, epoch: int, caption: str) -> None:
    run, labels, scenes = shown.run, shown.run.labels(), frames.scenes
    epochs, probabilities = list(scenes), scenes[epoch].probabilities
    answer = f"{labels[int(probabilities.argmax())]} with probability {probabilities.max():.2f}"
    st.plotly_chart(
        drawn(
            film_figures.frame,
            {number: scene.probabilities for number, scene in scenes.items()},
            [scene.kernels for scene in scenes.values()],
            [scene.maps for scene in scenes.values()],
            labels,
            shown.layer,
            epoch,
            frames.patterns,
            frames.confusions,
        ),
        key=f"film_{run.name}_{shown.layer}",
        config=saved(f"{run.name}_film"),
        alt=f"The network after epoch {epoch} of {epochs[-1]} says: {answer}{_right_answers(frames, epoch)}",
    )
    sentences = [
        f"{_kept_epochs(epochs)}; {caption}. All kernels share one scale; each channel is scaled on its own to mean "
        "128, deviation 64."
    ]
    if frames.patterns:
        sentences.append("The patterns climb from the same noise, seed 0, in 40 steps.")
    if frames.confusions:
        sentences.append("In the matrix each row is a class and each column an answer, in the same order.")
    st.caption(" ".join(sentences))
    st.download_button(
        "NPZ",
        lambda: _npz(frames),
        f"{run.name}_film.npz",
        icon=":material/download:",
        on_click="ignore",
        key="film_npz",
        help="Kernels, channels and probabilities of every epoch that is shown; patterns and confusion where they "
        "are asked for.",
    )


def _right_answers(frames: Frames, epoch: int) -> str:
    """Return how many test pictures are named correctly after an epoch; empty where that is not shown."""
    if not frames.confusions:
        return ""
    counts = frames.confusions[list(frames.scenes).index(epoch)]
    return f"; it names {int(counts.trace())} of {int(counts.sum())} test pictures rightly"


def _kept_epochs(epochs: list[int]) -> str:
    """Return a sentence on which epochs a film has."""
    if len(epochs) == 1:
        return "Before the first step; the next frame comes after the first epoch"
    return f"The start and {len(epochs) - 1} of {epochs[-1]} epochs"


def _npz(frames: Frames) -> bytes:
    scenes = frames.scenes
    return images.npz(
        epochs=np.array(list(scenes)),
        kernels=np.stack([scene.kernels for scene in scenes.values()]),
        maps=np.stack([scene.maps for scene in scenes.values()]),
        probabilities=np.stack([scene.probabilities for scene in scenes.values()]),
        **({"patterns": np.stack(frames.patterns)} if frames.patterns else {}),
        **({"confusion": np.stack(frames.confusions)} if frames.confusions else {}),
    )
