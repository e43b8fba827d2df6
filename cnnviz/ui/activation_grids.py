"""How are all channels of all layers shown, and one of them large?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures
from cnnviz.ui import strongest_views
from cnnviz.ui.pickers import forget_unknown
from cnnviz.ui.words import HELP, sizes

if TYPE_CHECKING:
    from cnnviz.actions import Opened
    from cnnviz.explore.activations import Statistics
    from cnnviz.explore.receptive import Field

Maps = dict[str, NDArray[np.float32]]
STILL = {"displayModeBar": False}


def choose(maps: Maps) -> tuple[str | None, int]:
    """Let a layer and a channel be chosen by keyboard, as a click on a tile does; no layer means none shown large."""
    names = list(maps)
    forget_unknown("layer", names)
    layer = st.selectbox(
        "Layer shown large", names, None, placeholder="click a tile, or choose", key="layer", bind="query-params",
        help=HELP["layer"],
    )  # fmt: skip
    if not layer:
        return None, 0
    last = maps[layer].shape[-1] - 1
    if (st.session_state.get("channel") or 0) > last:
        del st.session_state["channel"]
    # No default, because a click sets it; Streamlit warns of a default that is set from elsewhere too.
    channel = st.number_input(
        f"Channel, 0 to {last}",
        0,
        last,
        None,
        placeholder="0",
        key="channel",
        bind="query-params",
        help=HELP["channel"],
    )
    return layer, channel or 0


def show_layers(network: Opened, maps: Maps, layer: str | None, channel: int) -> None:
    """Show every layer as a grid of its channels, 16 a row, and the chosen channel large below its grid."""
    from cnnviz.explore.activations import normalized, statistics
    from cnnviz.explore.receptive import fields

    seen, strongest = fields(network.graph), strongest_views.known(network)
    for tap in network.graph.picture_layers():
        values = maps[tap.name]
        shown = channel if tap.name == layer else None
        st.markdown(f"**{tap.name}** · {type(tap.layer).__name__} · {sizes(values.shape)}{_field(seen[tap.name])}")
        if tap.name in strongest and (silent := strongest_views.stuck(strongest[tap.name])):
            st.caption(f":material/volume_off: {silent}")
        hover = [_hover(number, statistics(values[:, :, number])) for number in range(values.shape[-1])]
        key = f"grid_{tap.name}"
        st.plotly_chart(
            figures.grid(normalized(values), hover, shown),
            key=key,
            on_select=lambda name=tap.name, key=key: _clicked(name, key),
            selection_mode="points",
            config=STILL,
            alt=f"{values.shape[-1]} channels of layer {tap.name}; choose one by number beside the grids",
        )
        if shown is not None:
            _show_channel(network, tap.name, values[:, :, shown], shown)
            if tap.name in strongest:
                strongest_views.show_channel(network, tap.name, shown, strongest[tap.name])
            else:
                strongest_views.offer(network)


def _field(seen: Field | None) -> str:
    """Say how much of the picture a value knows, where that is known."""
    return f" · each value sees {sizes((seen.rows.extent, seen.cols.extent))} pixels" if seen else ""


def _clicked(layer: str, key: str) -> None:
    """Make the clicked tile the chosen channel."""
    points = st.session_state[key].selection.points
    if points:
        st.session_state["layer"], st.session_state["channel"] = layer, int(points[0]["point_index"])


def _hover(number: int, found: Statistics) -> str:
    return f"channel {number}<br>mean {found.mean:.3f}, largest {found.largest:.3f}"


def _show_channel(network: Opened, layer: str, feature_map: NDArray[np.float32], channel: int) -> None:
    from cnnviz.explore.activations import kernel, statistics

    found = statistics(feature_map)
    weights = kernel(network.graph.tap(layer).layer, channel)
    with st.container(border=True):
        left, right = st.columns(2)
        with left:
            st.markdown(f"**Channel {channel} of {layer}**, {sizes(feature_map.shape)}, true values")
            st.plotly_chart(
                figures.channel(feature_map), key="channel_map", config=STILL, alt=f"Channel {channel} of {layer}"
            )
            st.markdown(
                "| smallest | mean | largest | zero or less |\n|--:|--:|--:|--:|\n"
                f"| {round(found.smallest, 3) + 0.0:.3f} | {found.mean:.3f} | {found.largest:.3f} | {found.silent:.0%} |"
            )
        with right:
            if weights is None:
                st.markdown("This layer learns no kernel: it only picks from the layer before.")
            else:
                st.markdown(f"**Its learned kernel**, {sizes(weights.shape)}: one tile a channel of the layer before")
                st.plotly_chart(
                    figures.kernel(weights),
                    key="channel_kernel",
                    config=STILL,
                    alt=f"Kernel of channel {channel} of {layer}",
                )
                st.caption("Red weights count for the filter, blue ones against it; all tiles share one scale.")
