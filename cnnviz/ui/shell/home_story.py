"""The picture of Home: a photo goes through a network, stage by stage, each with the page that explains it."""

from __future__ import annotations

from typing import NamedTuple

import streamlit as st

from cnnviz.datasets.class_names import class_label
from cnnviz.images import samples
from cnnviz.locale import N_, _, number
from cnnviz.training.runs import Run
from cnnviz.training.runs.contents import story
from cnnviz.training.runs.contents.story import Story
from cnnviz.ui.parts import pictures
from cnnviz.ui.parts.messages import escaped

NARROW = 150
"""Least width of a stage, in pixels."""


class Stage(NamedTuple):
    """A stage on the way from the photo to the answer.

    Attributes:
        name: One of `cnnviz.training.runs.contents.story.STAGES`.
        label: The link's label.
        text: What happens there.
        alt: What its picture shows.
        page: The page that explains it.
    """

    name: str
    label: str
    text: str
    alt: str
    page: str


STAGES = (
    Stage(
        "photo",
        N_("A photo"),
        N_("Kernels slide over its pixels."),
        N_("The photo of a cat’s face, as the network receives it"),
        "kernels",
    ),
    Stage(
        "edges",
        N_("Edges"),
        N_("The first layer marks edges and light."),
        N_("Four feature maps of the first layer: bright where the cat’s face has edges of one direction, or is light"),
        "activations",
    ),
    Stage(
        "parts",
        N_("Parts"),
        N_("Deeper layers look for shapes such as these."),
        N_("Four patterns that excite filters of a deep layer most: eyes, muzzles and fur can be made out"),
        "patterns",
    ),
    Stage(
        "pixels",
        N_("What counts"),
        N_("Bright places decided."),
        N_("The same photo under a heat map: brightest beside the cat’s nose and whiskers"),
        "attribution",
    ),
)


def show(run: Run | None) -> None:
    """Show how a photo goes through a network; nothing where no such pictures came with it."""
    known = story.read(run) if run else None
    if run is None or known is None:
        return
    with st.grid(len(STAGES) + 1, min_column_width=NARROW, key="story") as grid:
        for stage in STAGES:
            with grid.cell():
                pictures.show(known.pictures[stage.name], _(stage.alt), width="stretch")
                _link(stage.page, _(stage.label), _query(stage.name, run, known))
                st.caption(_(stage.text))
        with grid.cell():
            st.metric(
                _("The answer"),
                class_label(known.label),
                number(known.probability, ".1%"),
                delta_color="off",
                delta_arrow="off",
                border=True,
            )
            _link("classify", _("Classify"), {"run": run.name})
            st.caption(_("Try it with photos of yours."))


def _query(name: str, run: Run, known: Story) -> dict[str, str]:
    if name == "photo":
        return {"gallery": samples.DEFAULT}
    layers = {"edges": known.edges, "parts": known.parts}
    return {"run": run.name} | ({"layer": layers[name]} if name in layers else {})


def _link(page: str, label: str, query: dict[str, str]) -> None:
    st.page_link(
        f"pages/{page}.py",
        label=escaped(label),
        icon=":material/arrow_forward:",
        icon_position="right",
        query_params=query,
    )
