"""Controls of the Kernels page: the kernels and how they are applied; their values stand in the link."""

from __future__ import annotations

import streamlit as st

from cnnviz.explore.convolution.kernels import CLASSIC, Kernel
from cnnviz.explore.convolution.sliding import AFTERWARDS, BORDERS, Treatment
from cnnviz.locale import N_, _
from cnnviz.ui.parts import linked

LONG_SIDE = 640
"""A larger photo is reduced to this, so that a result follows at once."""
STARTING = ["sharpen", "emboss", "blur", "edge_enhance", "edge_detect"]
BORDER_NAMES = {
    "zero": N_("zeros (black)"),
    "one": N_("ones (white)"),
    "edge": N_("its edge goes on"),
    "reflect": N_("its mirror image"),
}
AFTERWARDS_NAMES = {"nothing": N_("Nothing"), "absolute": N_("Absolute"), "relu": N_("ReLU")}


def pick_kernels() -> list[Kernel]:
    """Draw the field in which classic kernels are chosen, any number in any order, and return them."""
    chosen = linked.several(
        _("Kernels"),
        list(CLASSIC),
        name="kernels",
        start=STARTING,
        shown=lambda name: _(CLASSIC[name].title),
        wrap=True,
        help=_(
            "A kernel is a small table of numbers. It slides over the picture; at each place the numbers are "
            "multiplied by the pixels under them and added up. The first five are those of Wílmer Pereira’s slides."
        ),
    )
    return [CLASSIC[name] for name in chosen]


def pick_treatment() -> tuple[Treatment, bool]:
    """Draw the fields that say how kernels are applied; return that, and whether they are applied one after another."""
    help = _("Each kernel gets the result of the one before, in the order of the list, as layers do.")
    chained = linked.switch(_("One after another"), name="chain", help=help)
    help = _("Otherwise red, green and blue are treated each on its own.")
    grey = linked.switch(_("Grey picture"), name="grey", help=help)
    border = linked.select(
        _("Padding of the picture"),
        BORDERS,
        name="border",
        start="reflect",
        shown=lambda border: _(BORDER_NAMES[border]),
        help=_("At the rim the window reaches beyond the picture: what does it find there?"),
    )
    left, right = st.columns(2)
    help = _("How many pixels the window moves at a time.")
    stride = linked.number(_("Stride"), 1, 8, name="stride", start=1, field=left.number_input, help=help)
    afterwards = linked.select(
        _("Then"),
        AFTERWARDS,
        name="afterwards",
        start=AFTERWARDS[0],
        shown=lambda name: _(AFTERWARDS_NAMES[name]),
        field=right.selectbox,
        help=_("Absolute: the sign goes. ReLU: what is negative becomes 0, as after a convolution in a network."),
    )
    return Treatment(grey, border, stride, afterwards), chained
