"""Cards of predictions: a picture as the network receives it, each network's prediction, and the reasons for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures, images
from cnnviz.base.dimensions import dimensions
from cnnviz.base.errors import CnnvizError
from cnnviz.lessons.glossary import explained
from cnnviz.locale import _, number
from cnnviz.ui.choices.models import explainer
from cnnviz.ui.choices.photo import Photo, show_received
from cnnviz.ui.parts import pictures
from cnnviz.ui.parts.charts import drawn, saved
from cnnviz.ui.parts.edits import kept
from cnnviz.ui.parts.fields import DECIMALS
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
JUST = 0.01
"""How far from its limit a familiarity still counts as just there."""
WIDE = 280
"""Pixels of the longer side of a small picture that is enlarged."""


def show_card(networks: Sequence[ListedNetwork], photo: Photo, place: int) -> None:
    """Show one picture beside the answers of all networks.

    Args:
        networks: The networks.
        photo: The picture.
        place: Its number on the page, from 0; part of the fields' keys.
    """
    answers = [(network, answer_of(network, photo)) for network in networks]
    fault = next((answer for _network, answer in answers if isinstance(answer, CnnvizError)), None)
    if fault:
        show_error(fault)
        return
    answered = [(network, answer) for network, answer in answers if answer and not isinstance(answer, CnnvizError)]
    if not answered:
        return
    classifier = networks[0].load()
    with st.container(border=True):
        left, *rest = st.columns([1, *[2 if len(answered) == 1 else 1.4] * len(answered)])
        with left:
            show_received(photo, classifier.shape)
        for column, (network, answer) in zip(rest, answered, strict=True):
            with column:
                _show_answer(network, answer, place, several=len(answered) > 1)
        with fold(_("Why?"), ":material/center_focus_strong:", f"why_{place}") as shown:
            if shown:
                _show_why(answered, photo, place)
        with fold(_("What the network receives, step by step"), ":material/route:", f"steps_{place}") as shown:
            if shown:
                _show_steps(classifier, photo.read())


def _show_answer(network: ListedNetwork, answer: Answer, place: int, several: bool) -> None:
    likeliest = answer.predictions(network.labels(), SHOWN)
    labels = [network.shown(prediction.label) for prediction in likeliest]
    probabilities = [prediction.probability for prediction in likeliest]
    if several:
        st.caption(network.title)
    st.markdown(verdict(answer, labels[0], probabilities[0]))
    pairs = [f"{label} {number(share, '.3f')}" for label, share in zip(labels, probabilities, strict=True)]
    st.plotly_chart(
        drawn(figures.bars, labels, probabilities),
        key=f"bars_{place}_{network.name}",
        config=saved("prediction"),
        alt=_("Likeliest classes: {classes}", classes=", ".join(pairs)),
    )
    if answer.evidence is not None and answer.threshold is not None:
        st.caption(
            familiarity(answer.evidence, answer.threshold),
            help=" ".join(
                [
                    _("Familiarity {value:.3f}, limit {limit:.3f}.", value=answer.evidence, limit=answer.threshold),
                    explained("familiarity"),
                    _(
                        "The probabilities are calibrated: on average they are as high as the network is accurate. "
                        "Uncalibrated, the first would be {probability:.3f}.",
                        probability=answer.probabilities.max(),
                    ),
                ]
            ),
        )


def familiarity(value: float, limit: float) -> str:
    """Return in words how much a picture is like those that the network was trained on."""
    if value < limit - JUST:
        return _("Unlike anything the network was trained on.")
    if value < limit:
        return _("Just outside what the network knows.")
    if value < limit + JUST:
        return _("Just inside what the network knows.")
    return _("Like the pictures the network was trained on.")


def verdict(answer: Answer, label: str, probability: float) -> str:
    """Return a prediction in one line of Markdown; ``label`` is the class's name for people."""
    if answer.stranger:
        return _(
            ":orange[:material/help:] **Probably none of its classes** (out of distribution). "
            "Nearest is {label} with probability {probability:.3f}",
            label=escaped(label),
            probability=probability,
        )
    return _("**{label}** with probability {probability:.3f}", label=escaped(label), probability=probability)


def _show_why(answered: Sequence[Answered], photo: Photo, place: int) -> None:
    """Show for each network a heat map over the picture: which places raise the score of a class."""
    opacity = st.slider(_("Opacity of the heat map"), 0.0, 1.0, 0.5, 0.05, DECIMALS, key=f"opacity_{place}")
    for column, (network, answer) in zip(st.columns(max(2, len(answered))), answered, strict=False):
        with column:
            labels = network.labels()
            options = [labels[index] for index in answer.order]
            label = kept(
                st.selectbox,
                _("Class to explain")
                if len(answered) == 1
                else _("Class to explain, {network}", network=network.title),
                options[0],
                f"why_{place}_{network.name}",
                options=options,
                format_func=network.shown,
            )
            heat, name = _heat(network, photo, labels.index(label)), network.shown(label)
            pictures.show(
                figures.overlaid(_enlarged(photo.read()), heat, opacity),
                caption=_("Grad-CAM for {label}: bright yellow raises its score most", label=escaped(name)),
                alt=_("Which places of the picture raise the score of {label}, by Grad-CAM", label=name),
            )
            if not heat.any():
                st.caption(_("Nothing in this picture raises the score of that class."))


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
    for place, (column, (text, picture)) in enumerate(zip(st.columns(len(steps)), steps, strict=True), 1):
        caption = f"{place}. {text}"
        pictures.show(_enlarged(picture), caption, caption, place=column)


def _steps(classifier: Classifier, pixels: NDArray[np.uint8]) -> list[tuple[str, NDArray[np.uint8]]]:
    """Return the picture after each step, 0..255, and what the step is."""
    from cnnviz.explore.activations.scaled_picture import scaled

    rows, cols, channels = classifier.shape
    original, grey, resized = (array for _step, array in images.steps(pixels, classifier.shape))
    steps = [(_("Original: {size}", size=dimensions((original.shape[1], original.shape[0]))), original)]
    if channels == 1 and original.ndim == 3 and original.shape[2] == 3:
        steps.append((_("In grey"), grey))
    size, values = dimensions((cols, rows)), _values(resized)
    if abs(original.shape[0] / original.shape[1] / (rows / cols) - 1) < 0.01:
        text = _("Resized to {size}: nothing is cropped. {values}", size=size, values=values)
    else:
        text = _(
            "Resized to {size}: nothing is cropped, the whole picture is squashed. {values}", size=size, values=values
        )
    steps.append((text, resized))
    with LOCK:
        layers = scaled(classifier.model, resized)
    for layer in layers:
        low, high = layer.values.min(), layer.values.max()
        visible = np.rint((layer.values - low) * (255 / ((high - low) or 1))).astype("uint8")
        text = _("{layer}: {values}, drawn from dark to bright", layer=layer.layer, values=_values(layer.values))
        steps.append((text, visible))
    return steps


def _values(values: NDArray[np.generic]) -> str:
    """Return the range of an array, and its mean, as a sentence.

    >>> _values(np.array([0, 255], np.uint8))
    'Values 0 to 255, mean 127.5'
    """
    return _("Values {low:.4g} to {high:.4g}, mean {mean:.4g}", low=values.min(), high=values.max(), mean=values.mean())
