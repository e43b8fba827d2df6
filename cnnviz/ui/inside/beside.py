"""The feature maps shown beside those of Activations: of another picture, or of another network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz.locale import N_, _
from cnnviz.training.runs import Run, checkpoints
from cnnviz.ui.choices.models import opened
from cnnviz.ui.choices.photo_sources import begins_with_example, data_set_picture, example
from cnnviz.ui.choices.run_choice import by_name
from cnnviz.ui.inside.cached_maps import CachedMaps
from cnnviz.ui.parts import linked, visitor
from cnnviz.ui.parts.messages import escaped
from cnnviz.ui.parts.words import origin, run_label

if TYPE_CHECKING:
    from cnnviz.actions import Opened

KINDS = {"nothing": N_("Nothing"), "picture": N_("Another picture"), "network": N_("Another network")}


@dataclass(frozen=True, eq=False)
class Beside:
    """The feature maps shown beside others.

    Attributes:
        maps: The feature maps.
        title: A short description of the picture, or of the network, in Markdown.
    """

    maps: CachedMaps
    title: str


def choose(run: Run, network: Opened, picture: NDArray[np.uint8]) -> Beside | None:
    """Draw the fields for what is shown beside the picture in the network, and return it; None for nothing."""
    kind = linked.select(
        _("Compare with"),
        list(KINDS),
        name="beside",
        of=(run.name,),
        start="nothing",
        shown=lambda kind: _(KINDS[kind]),
        field=st.segmented_control,
        required=True,
        wrap=True,
        help=_(
            "Two pictures show what a filter finds in one and not in the other, two networks what another training, or "
            "one more layer, changes."
        ),
    )
    if kind == "picture":
        if begins_with_example(network):
            photo = example(network, "image_beside_photo", 1)
        else:
            photo = data_set_picture(network, "image_beside", 1)
        return Beside(CachedMaps(network, photo.read()), escaped(photo.caption)) if photo else None
    if kind == "network":
        return _in_another_network(run, picture)
    return None


def _in_another_network(run: Run, picture: NDArray[np.uint8]) -> Beside | None:
    others = by_name(*(other for other in (*visitor.runs(), *checkpoints()) if other.weights and other != run))
    if not others:
        st.caption(_("There is no other trained network yet."))
        return None
    name = linked.select(
        _("The other network"),
        list(others),
        name="run_beside",
        start=next(iter(others)),
        always=True,
        shown=lambda name: run_label(others[name]),
    )
    other = others[name]
    network = opened(other)
    return Beside(CachedMaps(network, picture), origin(other, network.recipe)) if network else None
