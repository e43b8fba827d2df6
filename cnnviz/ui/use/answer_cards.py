"""Cards of answers: a picture as the network receives it, each network's answer, and the reasons for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures, images
from cnnviz.base.dimensions import dimensions
from cnnviz.ui.choices.models import explainer
from cnnviz.ui.choices.photo import Photo, show_received
from cnnviz.ui.parts import pictures
from cnnviz.ui.parts.charts import drawn, saved
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.job import LOCK
from cnnviz.ui.parts.messages import escaped, show_error
from cnnviz.ui.use.answers import answer_of
from cnnviz.ui.use.networks import ListedNetwork

if TYPE_CHECKING:
    from cnnviz.explore.classify.classifier import Answer, Classifier

    Answered = tuple[ListedNetwork, Answer]

SHOWN = 5
"""Likeliest classes in the chart of an answer."""
WIDE = 280
"""Pixels of the longer side of a small picture that is enlarged."""


def show_card(networks: Sequence[ListedNetwork], photo: Photo, number: int) -> None:
    """Show one picture beside the answers of all networks.

    Args:
        networks: The networks.
        photo: The picture.
        number: Its number on the page, from 0; part of the fields' keys.
    """
    answers = [(network, answer_of(network, photo)) for network in networks]
    fault = next((answer for _, answer in answers if isinstance(answer, str)), None)
    if fault:
        show_error(fault)
        return
    answered = [(network, answer) for network, answer in answers if answer is not None and not isinstance(answer, str)]
    if not answered:
        return
    classifier = networks[0].load()
    with st.container(border=True):
        left, *rest = st.columns([1, *(2 if len(answered) == 1 else 1.4 for _ in answered)])
        with left:
            show_received(photo, classifier.shape)
        for place, (network, answer) in zip(rest, answered, strict=True):
            with place:
                _show_answer(network, answer, number, several=len(answered) > 1)
        with fold("Why?", ":material/center_focus_strong:", f"why_{number}") as shown:
            if shown:
                _show_why(answered, photo, number)
        with fold("As the network gets it, step by step", ":material/route:", f"steps_{number}") as shown:
            if shown:
                _show_steps(classifier, photo.read())


def _show_answer(network: ListedNetwork, answer: Answer, number: int, several: bool) -> None:
    likeliest = answer.predictions(network.labels(), SHOWN)
    if several:
        st.caption(network.title)
    st.markdown(verdict(answer, likeliest[0].label, likeliest[0].probability))
    alt = ", ".join(f"{prediction.label} {prediction.probability:.3f}" for prediction in likeliest)
    st.plotly_chart(
        drawn(
            figures.bars,
            [prediction.label for prediction in likeliest],
            [prediction.probability for prediction in likeliest],
        ),
        key=f"bars_{number}_{network.name}",
        config=saved("answer"),
        alt=f"Likeliest: {alt}",
    )
    if answer.evidence is not None and answer.threshold is not None:
        st.caption(
            f"Evidence {answer.evidence:.3f}; below {answer.threshold:.3f} it is probably none of its classes.",
            help="How much of what the network finds in the picture is of a kind that its training pictures have, 0 to "
            "1. Of pictures of its own classes, 1 in 20 stays below the threshold. The probabilities are calibrated: "
            "on the whole they are as high as the network is right. Uncalibrated, the first would be "
            f"{answer.probabilities.max():.3f}.",
        )


def verdict(answer: Answer, label: str, probability: float) -> str:
    """Return an answer in one line of Markdown."""
    if answer.stranger:
        return (
            ":orange[:material/help:] **Probably none of its classes.** "
            f"Nearest is {escaped(label)} with probability {probability:.3f}"
        )
    return f"**{escaped(label)}** with probability {probability:.3f}"


def _show_why(answered: Sequence[Answered], photo: Photo, number: int) -> None:
    """Show for each network a heat map over the picture: where it argues for a class."""
    opacity = st.slider("Opacity", 0.0, 1.0, 0.5, 0.05, key=f"opacity_{number}", help="Of the heat map.")
    for place, (network, answer) in zip(st.columns(max(2, len(answered))), answered, strict=False):
        with place:
            labels = network.labels()
            label = st.selectbox(
                "Argues for" if len(answered) == 1 else f"Argues for, says {network.title}",
                [labels[index] for index in answer.order],
                key=f"why_{number}_{network.name}",
            )
            heat = _heat(network, photo, labels.index(label or labels[0]))
            pictures.show(
                figures.overlaid(_enlarged(photo.read()), heat, opacity),
                caption=f"Grad-CAM for {escaped(label or '')}: yellow argues most for it",
                alt=f"Where the picture argues for {label}, by Grad-CAM",
            )
            if not heat.any():
                st.caption("Nothing in this picture argues for that class.")


def _heat(network: ListedNetwork, photo: Photo, index: int) -> NDArray[np.float32]:
    classifier = network.load()
    explain = explainer(network.version, "grad_cam", classifier)
    received = images.fit(photo.read(), classifier.shape)
    with LOCK:
        return explain(received, index)


def _enlarged(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture large enough for a map to be seen on it, shape (rows, cols, channels)."""
    shaped = pixels if pixels.ndim == 3 else pixels[:, :, None]
    return images.enlarge(shaped, max(1, WIDE // max(shaped.shape[:2])))


def _show_steps(classifier: Classifier, pixels: NDArray[np.uint8]) -> None:
    """Show the picture after each step on its way to the first layer that learned."""
    steps = _steps(classifier, pixels)
    for number, (place, (text, picture)) in enumerate(zip(st.columns(len(steps)), steps, strict=True), 1):
        caption = f"{number}. {text}"
        pictures.show(_enlarged(picture), caption, caption, place=place)


def _steps(classifier: Classifier, pixels: NDArray[np.uint8]) -> list[tuple[str, NDArray[np.uint8]]]:
    """Return the picture after each step, 0..255, and what the step is."""
    from cnnviz.explore.activations.scaled_picture import scaled

    rows, cols, channels = classifier.shape
    original, grey, resized = (array for _, array in images.steps(pixels, classifier.shape))
    steps = [(f"Yours: {dimensions((original.shape[1], original.shape[0]))}", original)]
    if channels == 1 and original.ndim == 3 and original.shape[2] == 3:
        steps.append(("In grey", grey))
    same_shape = abs(original.shape[0] / original.shape[1] / (rows / cols) - 1) < 0.01
    how = "nothing is cropped" + ("" if same_shape else ", the whole picture is squashed")
    steps.append((f"Resized to {dimensions((cols, rows))}: {how}. {_figures(resized)}", resized))
    with LOCK:
        layers = scaled(classifier.model, resized)
    for layer in layers:
        low, high = layer.values.min(), layer.values.max()
        visible = np.rint((layer.values - low) * (255 / ((high - low) or 1))).astype("uint8")
        steps.append((f"{layer.layer}: {_figures(layer.values)}, drawn from dark to bright", visible))
    return steps


def _figures(values: NDArray[np.generic]) -> str:
    """Return the range of an array, and its mean, as a sentence.

    >>> _figures(np.array([0, 255], np.uint8))
    'Values 0 to 255, mean 127.5'
    """
    return f"Values {values.min():.4g} to {values.max():.4g}, mean {values.mean():.4g}"
