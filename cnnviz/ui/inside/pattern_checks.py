"""Checks of filter patterns: real pictures beside them, activations in both, and the network's predictions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.datasets.class_names import class_label
from cnnviz.locale import _, ngettext
from cnnviz.ui.inside import strongest
from cnnviz.ui.inside.pattern_request import PatternRequest, shown_objective
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.job import LOCK
from cnnviz.ui.parts.messages import show_notice
from cnnviz.ui.parts.words import table

if TYPE_CHECKING:
    from cnnviz.actions import Opened
    from cnnviz.explore.patterns.ascent import Pattern
    from cnnviz.explore.patterns.strongest import Strongest


def show_checks(network: Opened, request: PatternRequest, made: dict[int, Pattern], per_row: int) -> None:
    """Show by what patterns can be judged.

    Args:
        network: The network.
        request: The patterns that were asked for.
        made: Those that are made, by their numbers.
        per_row: Real pictures in a row, as many as patterns.
    """
    if request.layer:
        _show_real_pictures(network, request.layer, made, per_row)
    elif any("class:" in text for text in request.objectives):
        _show_predictions(network, request, made)


def _show_predictions(network: Opened, request: PatternRequest, made: dict[int, Pattern]) -> None:
    """Show the network's prediction for each picture that was grown for a class."""
    numbers = [number for number in request.numbers if number in made]
    probabilities = _probabilities(_version(network), np.stack([made[number].picture for number in numbers]), network)
    grown_for, probability = _("made for"), _("probability")
    rows = [
        {
            grown_for: shown_objective(request.objectives[number]),
            _("prediction"): class_label(network.labels[likeliest]),
            probability: float(of_classes[likeliest]),
        }
        for number, of_classes, likeliest in zip(numbers, probabilities, probabilities.argmax(1), strict=True)
    ]
    table(rows, {probability: ".1%"}, hide_index=True)
    st.caption(
        _(
            "A network can be as sure of such pictures as of a photo: a high probability says that a picture activates "
            "its class, not that it shows the thing."
        )
    )


def _version(network: Opened) -> tuple[str, int]:
    """Return what tells a network from others, and from itself after more training."""
    weights = network.run.weights
    return str(network.run.path), weights.stat().st_mtime_ns if weights else 0


@st.cache_data(max_entries=64, show_spinner=False)
def _probabilities(version: tuple[str, int], grown: NDArray[np.uint8], _network: Opened) -> NDArray[np.float32]:
    """Return the probability of each class for each picture; ``version`` tells the network from others."""
    from cnnviz import actions

    with LOCK:
        return actions.probabilities(_network, grown)


@st.cache_data(max_entries=64, show_spinner=False)
def _largest_activations(
    version: tuple[str, int], layer: str, made: list[Pattern], _network: Opened
) -> NDArray[np.float32]:
    """Return the largest activation of each filter in its pattern; ``version`` tells the network from others."""
    from cnnviz.explore.patterns.ascent import excitement

    with LOCK:
        return excitement(_network.model, layer, made)


def _show_real_pictures(network: Opened, layer: str, made: dict[int, Pattern], per_row: int) -> None:
    """Show the real pictures that activate the same filters most, and the activations in both."""
    silent = [str(number) for number, pattern in made.items() if pattern.silent]
    if silent:
        still_noise = ngettext(
            "Without a gradient from the start, so still noise: filter {numbers}.",
            "Without a gradient from the start, so still noise: filters {numbers}.",
            len(silent),
            numbers=", ".join(silent),
        )
        show_notice(still_noise, icon=":material/volume_off:")
    real = strongest.measured(network).get(layer)
    if real is None:
        strongest.offer(network)
    else:
        with st.container(border=True):
            st.markdown(
                _(
                    "**What activates the same filters most in real pictures** · only the place that does, from "
                    "{n:,} pictures",
                    n=real.seen,
                )
            )
            strongest.show_patches(network, layer, list(made), real, per_row)
    _show_activations(network, layer, made, real)


def _show_activations(network: Opened, layer: str, made: dict[int, Pattern], real: Strongest | None) -> None:
    with fold(_("How strongly each pattern activates its filter"), ":material/table:", "excitement") as shown:
        if not shown:
            return
        largest = _largest_activations(_version(network), layer, list(made.values()), network)
        rows = [
            {_("filter"): number, _("in its pattern"): float(activation)}
            | ({} if real is None else _beside_real(float(activation), float(real.values[number, 0])))
            | {_("steps"): pattern.step}
            for (number, pattern), activation in zip(made.items(), largest, strict=True)
        ]
        table(rows, {name: ".4g" for name, value in rows[0].items() if isinstance(value, float)}, hide_index=True)
        st.caption(
            _(
                "Largest activation of the filter anywhere in its pattern, as shown, and in the real picture that "
                "activates it most. A pattern that stays below the real picture does not show what the filter looks "
                "for."
            )
        )


def _beside_real(in_pattern: float, in_picture: float) -> dict[str, float | None]:
    ratio = in_pattern / in_picture if in_picture > 0 else None
    return {_("in a real picture"): in_picture, _("pattern ÷ real"): ratio}
