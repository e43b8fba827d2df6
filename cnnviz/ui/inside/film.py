"""The page Training as a film: the kept epochs of a run, played one after the other."""

from __future__ import annotations

import numpy as np
import streamlit as st

from cnnviz import images
from cnnviz.base.errors import CnnvizError
from cnnviz.datasets.class_names import class_label
from cnnviz.figures import film as film_figures
from cnnviz.locale import _
from cnnviz.training.learning import film
from cnnviz.training.runs import Run
from cnnviz.ui.inside import film_frames
from cnnviz.ui.inside.film_frames import TESTED, Film, Frames
from cnnviz.ui.parts import linked, player
from cnnviz.ui.parts.charts import drawn, saved
from cnnviz.ui.parts.messages import escaped, show_error
from cnnviz.ui.parts.words import help_text

LOOK_S = 3.0
FRAME_S = 0.6


def choose_layer(run: Run) -> str:
    """Draw the field for the layer whose channels the film shows, and return its name."""
    layers = film_frames.layers(run)
    return linked.select(
        _("Layer"), layers, name="film_layer", of=(run.name,), start=layers[0], help=help_text("layer")
    )


def choose_parts() -> tuple[bool, bool]:
    """Draw the switches for patterns and for a confusion matrix, and return whether each is on."""
    with st.container(horizontal=True):
        with_patterns = linked.switch(
            _("Patterns too"),
            name="film_sought",
            help=_(
                "What the layer’s first eight channels responded to at each epoch: pictures that activate them "
                "strongly, each grown from the same noise. The first time it takes about a second per epoch, longer "
                "with a large network."
            ),
        )
        with_matrix = linked.switch(
            _("Test pictures too"),
            name="film_tested",
            help=_(
                "What the network took for what at each epoch: a confusion matrix of {n} test pictures. At first it "
                "takes some seconds.",
                n=TESTED,
            ),
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
        _("After epoch"),
        epochs,
        name="film_epoch",
        of=(run.name,),
        seconds=FRAME_S,
        show=show_frame,
        look_again=LOOK_S if active else None,
        help=_("The arrow keys step through the epochs, Play goes on from here. 0 is before the first step."),
    )


def _show_epoch(shown: Film, frames: Frames, epoch: int, caption: str) -> None:
    run, scenes = shown.run, frames.scenes
    labels = [class_label(name) for name in run.labels()]
    epochs, probabilities = list(scenes), scenes[epoch].probabilities
    prediction = _(
        "The network after epoch {epoch} of {last} predicts {label} with probability {probability:.2f}.",
        epoch=epoch,
        last=epochs[-1],
        label=labels[int(probabilities.argmax())],
        probability=probabilities.max(),
    )
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
        alt=" ".join([prediction, *_right_predictions(frames, epoch)]),
    )
    parts = [
        _kept_epochs(epochs),
        escaped(caption),
        _("all kernels share one scale"),
        _("each channel is scaled on its own to mean 128, standard deviation 64"),
    ]
    if frames.patterns:
        parts.append(_("the patterns grow from the same noise, seed 0, in 40 steps"))
    if frames.confusions:
        parts.append(_("in the matrix each row is a class and each column a prediction, in the same order"))
    st.caption(" · ".join(parts))
    st.download_button(
        "NPZ",
        lambda: _npz(frames),
        f"{run.name}_film.npz",
        icon=":material/download:",
        on_click="ignore",
        key="film_npz",
        help=_(
            "Kernels, channels and probabilities of every epoch that is shown, and patterns and confusion matrices "
            "where they are switched on."
        ),
    )


def _right_predictions(frames: Frames, epoch: int) -> list[str]:
    """Return a sentence on how many test pictures are named correctly after an epoch; none where that is not shown."""
    if not frames.confusions:
        return []
    counts = frames.confusions[list(frames.scenes).index(epoch)]
    right, whole = int(counts.trace()), int(counts.sum())
    return [_("It names {right} of {whole} test pictures correctly.", right=right, whole=whole)]


def _kept_epochs(epochs: list[int]) -> str:
    """Return a sentence on which epochs a film has."""
    if len(epochs) == 1:
        return _("Before the first step, the next frame comes after the first epoch")
    return _("The start and {kept} of {last} epochs", kept=len(epochs) - 1, last=epochs[-1])


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
