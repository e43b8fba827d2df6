"""Controls of the Kernels page: the kernels and how they are applied; their values stand in the link."""

from __future__ import annotations

import streamlit as st

from cnnviz.explore.convolution.kernels import CLASSIC, Kernel
from cnnviz.explore.convolution.sliding import AFTERWARDS, BORDERS, Treatment
from cnnviz.ui.parts import linked

LONG_SIDE = 640
"""A larger photo is reduced to this, so that an answer follows at once."""
STARTING = ["sharpen", "emboss", "blur", "edge_enhance", "edge_detect"]
BORDER_NAMES = {
    "zero": "zeros (black)",
    "one": "ones (white)",
    "edge": "its edge goes on",
    "reflect": "its mirror image",
}
AFTERWARDS_NAMES = {"nothing": "Nothing", "absolute": "Absolute", "relu": "ReLU"}


def pick_kernels() -> list[Kernel]:
    """Draw the field in which classic kernels are chosen, any number in any order, and return them."""
    chosen = linked.several(
        "Kernels",
        list(CLASSIC),
        name="kernels",
        start=STARTING,
        shown=lambda name: CLASSIC[name].title,
        wrap=True,
        help="A kernel is a small table of numbers. It slides over the picture; at each place the numbers are "
        "multiplied with the pixels under them and added up. The first five are the document’s.",
    )
    return [CLASSIC[name] for name in chosen]


def pick_treatment() -> tuple[Treatment, bool]:
    """Draw the fields that say how kernels are applied; return that, and whether they are applied one after another."""
    help = "Each kernel gets what the one before gave, in the order of the list, as layers do."
    chained = linked.switch("One after another", name="chain", help=help)
    help = "Else red, green and blue are treated each on its own."
    grey = linked.switch("Grey picture", name="grey", help=help)
    border = linked.select(
        "Around the picture are",
        BORDERS,
        name="border",
        start="reflect",
        shown=BORDER_NAMES.__getitem__,
        help="At the rim the window reaches beyond the picture: what does it find there?",
    )
    left, right = st.columns(2)
    help = "How many pixels the window moves at a time."
    stride = linked.number("Stride", 1, 8, name="stride", start=1, field=left.number_input, help=help)
    afterwards = linked.select(
        "Then",
        AFTERWARDS,
        name="afterwards",
        start=AFTERWARDS[0],
        shown=AFTERWARDS_NAMES.__getitem__,
        field=right.selectbox,
        help="Absolute: the sign goes. ReLU: what is negative becomes 0, as after a convolution in a network.",
    )
    return Treatment(grey, border, stride, afterwards), chained
