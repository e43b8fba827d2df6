"""How is one picture shown with what each network says of it, why, and what it was given?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures, images
from cnnviz.ui.choices.models import explainer
from cnnviz.ui.parts import pictures
from cnnviz.ui.parts.charts import drawn, saved
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.job import LOCK
from cnnviz.ui.parts.messages import escaped, show_error
from cnnviz.ui.use.answers import told
from cnnviz.ui.use.chosen_networks import Entry
from cnnviz.ui.use.given_pictures import Picture

if TYPE_CHECKING:
    from cnnviz.explore.classify.classifier import Answer, Classifier

SHOWN = 5
WIDE = 280


def show_picture(entries: Sequence[Entry], picture: Picture, number: int) -> None:
    """Show one picture beside the answers of all networks."""
    answers = [(entry, told().get((entry.version, picture.key))) for entry in entries]
    wrong = next((answer for _, answer in answers if isinstance(answer, str)), None)
    if wrong:
        show_error(wrong)
        return
    found = [(entry, answer) for entry, answer in answers if answer is not None and not isinstance(answer, str)]
    if not found:
        return
    pixels, network = picture.read(), entries[0].load()
    with st.container(border=True):
        left, *rest = st.columns([1, *(2 if len(found) == 1 else 1.4 for _ in found)])
        with left:
            _show_received(network, pixels, picture.name)
        for place, (entry, answer) in zip(rest, found, strict=True):
            with place:
                _show_answer(entry, answer, number, several=len(found) > 1)
        with fold("Why?", ":material/center_focus_strong:", f"why_{number}") as open_:
            if open_:
                _show_why(found, pixels, picture, number)
        with fold("As the network gets it, step by step", ":material/route:", f"steps_{number}") as open_:
            if open_:
                _show_steps(network, pixels)


def _show_received(network: Classifier, pixels: NDArray[np.uint8], name: str) -> None:
    received = images.fit(pixels, network.shape)
    rows, cols = received.shape[:2]
    pictures.show(
        images.enlarge(received, max(1, WIDE // max(rows, cols))),
        caption=f"As the network receives it: {cols}×{rows}, {escaped(name)}",
        alt=f"The picture as the network receives it: {name}",
    )


def _show_answer(entry: Entry, answer: Answer, number: int, several: bool) -> None:
    found = answer.predictions(entry.labels(), SHOWN)
    if several:
        st.caption(entry.title)
    st.markdown(verdict(answer, found[0].label, found[0].probability))
    words = ", ".join(f"{one.label} {one.probability:.3f}" for one in found)
    st.plotly_chart(
        drawn(figures.bars, [one.label for one in found], [one.probability for one in found]),
        key=f"bars_{number}_{entry.name}",
        config=saved("answer"),
        alt=f"Likeliest: {words}",
    )
    if answer.evidence is not None and answer.threshold is not None:
        st.caption(
            f"Evidence {answer.evidence:.3f}; below {answer.threshold:.3f} it is probably none of its classes.",
            help="How much of what the network finds in the picture is of a kind that its training pictures have, 0 to 1. "
            "Of pictures of its own classes, 1 in 20 stays below the threshold. The probabilities are calibrated: on the "
            f"whole they are as high as the network is right. Uncalibrated, the first would be {answer.probabilities.max():.3f}.",
        )


def verdict(answer: Answer, label: str, probability: float) -> str:
    """Say in one line what a network says of a picture."""
    if answer.stranger:
        return (
            ":orange[:material/help:] **Probably none of its classes.** "
            f"Nearest is {escaped(label)} with probability {probability:.3f}"
        )
    return f"**{escaped(label)}** with probability {probability:.3f}"


def _show_why(found: Sequence[tuple[Entry, Answer]], pixels: NDArray[np.uint8], picture: Picture, number: int) -> None:
    """Lay over the picture what argued for a class, one map a network."""
    opacity = st.slider("Opacity", 0.0, 1.0, 0.5, 0.05, key=f"opacity_{number}", help="Of the heat map.")
    for place, (entry, answer) in zip(st.columns(max(2, len(found))), found, strict=False):
        with place:
            labels = entry.labels()
            label = st.selectbox(
                "Argues for" if len(found) == 1 else f"Argues for, says {entry.title}",
                [labels[index] for index in answer.order],
                key=f"why_{number}_{entry.name}",
            )
            heat = _heat(entry, images.fit(pixels, entry.load().shape), picture.key, labels.index(label or labels[0]))
            pictures.show(
                figures.overlaid(_seen(pixels), heat, opacity),
                caption=f"Grad-CAM for {escaped(label or '')}: yellow argues most for it",
                alt=f"Where the picture argues for {label}, by Grad-CAM",
            )
            if not heat.any():
                st.caption("Nothing in this picture argues for that class.")


def _heat(entry: Entry, received: NDArray[np.uint8], key: str, index: int) -> NDArray[np.float32]:
    network = entry.load()
    explain = explainer(entry.version, "grad_cam", network)
    with LOCK:
        return explain(received, index)


def _seen(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture large enough for a map to be seen on it, shape (rows, cols, channels)."""
    shaped = pixels if pixels.ndim == 3 else pixels[:, :, None]
    return images.enlarge(shaped, max(1, WIDE // max(shaped.shape[:2])))


def _show_steps(network: Classifier, pixels: NDArray[np.uint8]) -> None:
    """Show the picture after each step on its way to the first layer that learned."""
    from cnnviz.explore.activations.scaled_picture import scaled

    rows, cols, _ = network.shape
    original, colours, size = (array for _, array in images.steps(pixels, network.shape))
    square = abs(original.shape[0] / original.shape[1] / (rows / cols) - 1) < 0.01
    shown = [(f"1. Yours: {original.shape[1]}×{original.shape[0]}", original)]
    if network.shape[2] == 1 and original.ndim == 3 and original.shape[2] == 3:
        shown.append((f"{len(shown) + 1}. In grey", colours))
    how = "nothing is cropped" + ("" if square else ", the whole picture is squashed")
    shown.append((f"{len(shown) + 1}. Resized to {cols}×{rows}: {how}. {_figures(size)}", size))
    with LOCK:
        after = scaled(network.model, size)
    for step in after:
        low, high = step.values.min(), step.values.max()
        visible = np.rint((step.values - low) * (255 / ((high - low) or 1))).astype("uint8")
        shown.append((f"{len(shown) + 1}. {step.layer}: {_figures(step.values)}, drawn from dark to bright", visible))
    for place, (caption, picture) in zip(st.columns(len(shown)), shown, strict=True):
        pictures.show(_seen(picture), caption, caption, place=place)


def _figures(values: NDArray[np.generic]) -> str:
    """Say the range of an array.

    >>> _figures(np.array([0, 255], np.uint8))
    'Values 0 to 255, mean 127.5'
    """
    return f"Values {values.min():.4g} to {values.max():.4g}, mean {values.mean():.4g}"
