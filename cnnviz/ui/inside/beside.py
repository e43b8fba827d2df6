"""What stands beside it?  Another picture in the same network, or the same picture in another network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.training.runs import Run, checkpoints
from cnnviz.ui.choices.models import Maps, opened
from cnnviz.ui.choices.pickers import by_name, pick_sample
from cnnviz.ui.parts import linked, visitor
from cnnviz.ui.parts.words import origin, run_label

if TYPE_CHECKING:
    from cnnviz.actions import Opened

KINDS = {"nothing": "Nothing", "picture": "Another picture", "network": "Another network"}


@dataclass(frozen=True, eq=False)
class Beside:
    """What a layer's channels are shown beside.

    Attributes:
        maps: What the layers of a network give for a picture.
        title: What it is, in a few words.
    """

    maps: Maps
    title: str


def pick(run: Run, network: Opened, picture: NDArray[np.uint8]) -> Beside | None:
    """Let it be picked what stands beside the picture in the network; None for nothing."""
    kind = st.segmented_control(
        "Beside it", list(KINDS), default="nothing", format_func=KINDS.__getitem__, key="beside", bind="query-params",
        required=True, wrap=True,
        help="Two pictures show what a filter finds in one and not in the other; two networks what a training, or one more layer, changed.",
    )  # fmt: skip
    if kind == "picture":
        found = pick_sample(network, "image_beside", 1)
        return Beside(Maps(network, found[0]), found[1]) if found else None
    if kind == "network":
        return _in_another(run, picture)
    return None


def _in_another(run: Run, picture: NDArray[np.uint8]) -> Beside | None:
    others = [each for each in (*visitor.runs(), *checkpoints()) if each.weights and each != run]
    if not others:
        st.caption("There is no other trained network yet.")
        return None
    there = by_name(*others)
    name = linked.select(
        "The other network", list(there), name="run_beside", start=others[0].name, always=True,
        shown=lambda name: run_label(there[name]),
    )  # fmt: skip
    other = there[name]
    network = opened(other)
    return Beside(Maps(network, picture), origin(other, network.recipe)) if network else None
