"""Two checks of heat maps: deletion and insertion of pixels, and the sanity check with shuffled weights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from cnnviz import figures, images
from cnnviz.figures import attribution
from cnnviz.locale import N_, _, number
from cnnviz.ui.inside.attribution import AttributionRequest, Heat
from cnnviz.ui.parts import job, pictures
from cnnviz.ui.parts.charts import saved
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.job import LOCK
from cnnviz.ui.parts.messages import escaped
from cnnviz.ui.parts.state import session
from cnnviz.ui.parts.words import table

if TYPE_CHECKING:
    from cnnviz.explore.attribution.faithfulness import Curves
    from cnnviz.explore.attribution.methods import Method
    from cnnviz.explore.attribution.sanity_check import Stage

CURVES = {
    "deletion": N_("Deletion curves; the table below has their means"),
    "insertion": N_("Insertion curves; the table below has their means"),
}
SMALL = 112
STAGES = 8
"""Stages of the sanity check, the trained network not counted."""
RANDOM = N_("A random map")


def show_deletion_and_insertion(
    request: AttributionRequest, methods: dict[str, Method], heats: dict[str, Heat]
) -> None:
    """Delete pixels, and insert them again, in the order of each heat map, and show the probability of the class.

    Args:
        request: The question that the heat maps answer.
        methods: The methods, by name.
        heats: The heat map of each.
    """
    with fold(
        _("Deletion and insertion: does the map find what counts?"), ":material/visibility_off:", "courses"
    ) as shown:
        if not shown or not heats:
            return
        noise = np.random.default_rng(0).random((7, 7)).astype("float32")
        maps = {_(methods[name].title): heat for name, heat in heats.items()} | {_(RANDOM): noise}
        with st.spinner(_("Taking pixels away …"), show_time=True):
            curves = {title: _curves(request.key, heat, request) for title, heat in maps.items()}
        shares = next(iter(curves.values())).shares
        left, right = st.columns(2)
        with left:
            st.markdown(
                _(
                    "**Deletion**: pixels are painted over with the picture’s mean colour, the most important first. "
                    "The sooner the probability falls, the better."
                )
            )
            lines = {title: curve.deletion for title, curve in curves.items()}
            _show_curves("deletion", attribution.courses(shares, lines, "deletion"))
        with right:
            st.markdown(
                _(
                    "**Insertion**: pixels are brought back into the blurred picture, the most important first. The "
                    "sooner the probability rises, the better."
                )
            )
            lines = {title: curve.insertion for title, curve in curves.items()}
            _show_curves("insertion", attribution.courses(shares, lines, "insertion"))
        _show_areas(curves)
        st.caption(
            _(
                "Probability of {label}, before calibration; the table has the mean of each curve (Petsiuk et al., "
                "2018). Some methods mark scattered single pixels: painting those over hides little from a network.",
                label=escaped(request.label),
            )
        )


def _show_curves(name: str, figure: Any) -> None:
    st.plotly_chart(figure, key=name, config=saved(name), alt=_(CURVES[name]))


def _show_areas(curves: dict[str, Curves]) -> None:
    deletion, insertion = _("deletion, lower is better"), _("insertion, higher is better")
    table(
        [
            {_("method"): title, deletion: curve.deletion_area, insertion: curve.insertion_area}
            for title, curve in curves.items()
        ],
        {deletion: ".3f", insertion: ".3f"},
        hide_index=True,
        alt=_("Mean probability along each curve"),
    )


@st.cache_data(max_entries=256, show_spinner=False)
def _curves(key: tuple[str, str, int], heat: Heat, _request: AttributionRequest) -> Curves:
    """Return the class's probability as pixels go and come; ``key`` tells network, picture and class from others."""
    from cnnviz import actions

    network = _request.entry.load()
    with LOCK:
        return actions.deletion_and_insertion(network, _request.picture, heat, _request.index)


def show_sanity_check(request: AttributionRequest, methods: dict[str, Method]) -> None:
    """Shuffle the weights of a copy of the network, from the last layer on, and show whether the heat maps change."""
    title = _("Sanity check: does the map change with what the network has learned?")
    with fold(title, ":material/psychology_alt:", "sanity") as shown:
        if not shown or not methods:
            return
        st.markdown(
            _(
                "Layer after layer, from the last to the first, the weights of a copy of the network are shuffled. A "
                "map that stays the same does not show what the network has learned (Adebayo et al., 2018)."
            )
        )
        key = (*request.key, *methods)
        if st.button(_("Shuffle the weights"), type="primary", icon=":material/shuffle:", key="forget"):
            stages: list[Stage] = []
            session().sanity_check = key, stages
            _run_sanity_check(request, list(methods), stages)
        last = session().sanity_check
        if last and last[0] == key and last[1]:
            _show_stages(request, methods, last[1])


def _run_sanity_check(request: AttributionRequest, names: list[str], stages: list[Stage]) -> None:
    """Append each stage to the list when it is done; any click ends it, and what is done is kept."""
    from cnnviz import actions

    def steps() -> Iterator[str]:
        network = request.entry.load()
        for stage in actions.sanity_check(network, names, request.picture, request.index, STAGES):
            stages.append(stage)
            yield _("Shuffled down to {layer}", layer=stage.layer) if stage.layer else _("As it was trained")

    job.run_steps(
        steps(),
        lambda text: (len(stages) / (STAGES + 1), text),
        first=_("Copying the network …"),
        key="stop_forgetting",
    )


def _show_stages(request: AttributionRequest, methods: dict[str, Method], stages: list[Stage]) -> None:
    layers = [_("as trained"), *(stage.layer for stage in stages[1:])]
    lines = {_(method.title): [stage.likeness[name] for stage in stages] for name, method in methods.items()}
    ends = ", ".join(f"{title} {number(values[-1], '.2f')}" for title, values in lines.items())
    st.plotly_chart(
        attribution.forgetting(layers, lines),
        key="forgetting_chart",
        config=saved("forgetting"),
        alt=_("Similarity to the first map at the end: {ends}", ends=ends),
    )
    for name, method in methods.items():
        tiles = np.stack([request.overlaid(stage.heats[name], SMALL) for stage in stages])
        pictures.show(
            images.montage(tiles, per_row=len(tiles), gap=6, background=figures.GAP),
            _("{method} at each of {n} stages", method=_(method.title), n=len(tiles)),
            _(
                "{method}: as trained, then shuffled down to {layers}",
                method=_(method.title),
                layers=", ".join(layers[1:]),
            ),
            "stretch",
        )
    st.caption(
        _(
            "Similarity: rank correlation of the two maps. 1 is the same order of all places, 0 nothing in common. "
            "Seed 0. Slow methods take fewer steps here than above."
        )
    )
