"""Two checks of heat maps: deletion and insertion of pixels, and the sanity check with shuffled weights."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from cnnviz import figures, images
from cnnviz.figures import attribution
from cnnviz.ui.inside.attribution import AttributionRequest, Heat
from cnnviz.ui.parts import job, pictures
from cnnviz.ui.parts.charts import saved
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.job import LOCK
from cnnviz.ui.parts.messages import escaped
from cnnviz.ui.parts.state import session

if TYPE_CHECKING:
    from cnnviz.explore.attribution.faithfulness import Curves
    from cnnviz.explore.attribution.methods import Method
    from cnnviz.explore.attribution.sanity_check import Stage

SMALL = 112
STAGES = 8
"""Stages of the sanity check, the trained network not counted."""
RANDOM = "A random map"


def show_deletion_and_insertion(
    request: AttributionRequest, methods: dict[str, Method], heats: dict[str, Heat]
) -> None:
    """Delete pixels, and insert them again, in the order of each heat map, and show the probability of the class.

    Args:
        request: The question that the heat maps answer.
        methods: The methods, by name.
        heats: The heat map of each.
    """
    with fold("Believe it? Take away what it calls important", ":material/visibility_off:", "courses") as shown:
        if not shown or not heats:
            return
        noise = np.random.default_rng(0).random((7, 7)).astype("float32")
        maps = {methods[name].title: heat for name, heat in heats.items()} | {RANDOM: noise}
        curves = {title: _curves(request.key, heat, request) for title, heat in maps.items()}
        shares = next(iter(curves.values())).shares
        left, right = st.columns(2)
        with left:
            st.markdown("**Deletion**: painted grey, the most important first. The sooner it falls, the better.")
            lines = {title: curve.deletion for title, curve in curves.items()}
            _show_curves("deletion", attribution.courses(shares, lines, "gone"))
        with right:
            st.markdown("**Insertion**: brought back into the blurred picture. The sooner it rises, the better.")
            lines = {title: curve.insertion for title, curve in curves.items()}
            _show_curves("insertion", attribution.courses(shares, lines, "back"))
        _show_areas(curves)
        st.caption(
            f"Probability of {escaped(request.label)}, the network’s own; the table has the mean along each curve "
            "(Petsiuk et al., 2018). Maps of single pixels scatter: a grey dot here and there hides nothing from a "
            "network."
        )


def _show_curves(name: str, figure: Any) -> None:
    st.plotly_chart(figure, key=name, config=saved(name), alt=f"Curves of {name}; the table below has their means")


def _show_areas(curves: dict[str, Curves]) -> None:
    deletion, insertion = "deletion, lower is better", "insertion, higher is better"
    column = st.column_config.NumberColumn(format="%.3f")
    st.dataframe(
        [
            {"method": title, deletion: curve.deletion_area, insertion: curve.insertion_area}
            for title, curve in curves.items()
        ],
        hide_index=True,
        column_config={deletion: column, insertion: column},
        alt="Mean probability along each curve",
    )


@st.cache_data(max_entries=256, show_spinner="Taking pixels away …", show_time=True)
def _curves(key: tuple[str, str, int], heat: Heat, _request: AttributionRequest) -> Curves:
    """Return the class's probability as pixels go and come; ``key`` tells network, picture and class from others."""
    from cnnviz import actions

    network = _request.entry.load()
    with LOCK:
        return actions.deletion_and_insertion(network, _request.picture, heat, _request.index)


def show_sanity_check(request: AttributionRequest, methods: dict[str, Method]) -> None:
    """Shuffle the weights of a copy of the network, from the last layer on, and show whether the heat maps change."""
    with fold("Sanity check: does it change when the network forgets?", ":material/psychology_alt:", "sanity") as shown:
        if not shown or not methods:
            return
        st.markdown(
            "Layer after layer, from the last to the first, what a copy of the network has learned is shuffled. A "
            "map that stays the same does not show what the network knows (Adebayo et al., 2018)."
        )
        key = (*request.key, *methods)
        if st.button("Let it forget", type="primary", icon=":material/shuffle:", key="forget"):
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
            yield f"Forgotten down to {stage.layer}" if stage.layer else "As it was trained"

    job.run_steps(
        steps(),
        lambda text: (len(stages) / (STAGES + 1), text),
        first="Copying the network …",
        key="stop_forgetting",
    )


def _show_stages(request: AttributionRequest, methods: dict[str, Method], stages: list[Stage]) -> None:
    layers = ["nothing", *(stage.layer for stage in stages[1:])]
    lines = {method.title: [stage.likeness[name] for stage in stages] for name, method in methods.items()}
    ends = ", ".join(f"{title} {values[-1]:.2f}" for title, values in lines.items())
    st.plotly_chart(
        attribution.forgetting(layers, lines),
        key="forgetting_chart",
        config=saved("forgetting"),
        alt=f"Likeness to the first map at the end: {ends}",
    )
    for name, method in methods.items():
        tiles = np.stack([request.overlaid(stage.heats[name], SMALL) for stage in stages])
        pictures.show(
            images.montage(tiles, per_row=len(tiles), gap=6, background=figures.GAP),
            f"{method.title} at each of {len(tiles)} stages",
            f"{method.title}: as trained, then forgotten down to {', '.join(layers[1:])}",
            "stretch",
        )
    st.caption(
        "Likeness: rank correlation of the two maps, 1 the same order of all places, 0 nothing in common. Seed 0. Slow "
        "methods look in fewer steps here than above."
    )
