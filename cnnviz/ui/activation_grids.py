"""How are all channels of all layers shown, and one of them large?"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures
from cnnviz.ui import strongest_views
from cnnviz.ui.pickers import forget_unknown
from cnnviz.ui.words import HELP, sizes

if TYPE_CHECKING:
    from cnnviz.actions import Opened
    from cnnviz.explore.receptive import Field

Maps = dict[str, NDArray[np.float32]]
STILL = {"displayModeBar": False}
AT_ONCE = 12
"""Layers on the page at once: a browser needs up to 0.2 s to draw each, and a network may have a hundred."""


def choose(maps: Maps) -> tuple[str | None, int]:
    """Let a layer and a channel be chosen by keyboard, as a click on a tile does; no layer means none shown large."""
    names = list(maps)
    forget_unknown("layer", names)
    layer = st.selectbox(
        "Layer shown large", names, None, placeholder="click a tile, or choose", key="layer", bind="query-params",
        help=HELP["layer"], on_change=_turn_to_layer, args=(names,),
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


def _turn_to_layer(names: list[str]) -> None:
    """Turn to the layers among which the chosen one is."""
    if (layer := st.session_state.get("layer")) in names:
        st.session_state["layers_part"] = names.index(layer) // AT_ONCE


def _pick_part(names: list[str]) -> list[str]:
    """Let some layers of a deep network be picked, those at the start first, or those around the chosen one."""
    if len(names) <= AT_ONCE:
        return names
    parts = [names[start : start + AT_ONCE] for start in range(0, len(names), AT_ONCE)]
    if st.session_state.get("layers_part", len(parts)) >= len(parts):
        st.session_state["layers_part"] = 0
        _turn_to_layer(names)
    label = {number: f"{part[0]} to {part[-1]}, part {number + 1} of {len(parts)}" for number, part in enumerate(parts)}
    chosen = st.selectbox(
        f"Layers, of {len(names)}", list(label), format_func=label.__getitem__, key="layers_part", help=HELP["layer"]
    )
    return parts[chosen or 0]


def show_layers(network: Opened, picture: NDArray[np.uint8], maps: Maps, layer: str | None, channel: int) -> None:
    """Show layers, some at a time, as grids of their channels, 16 a row, and the chosen channel large below its grid."""
    from cnnviz.explore.receptive import fields

    weights = network.run.weights
    changed = weights.stat().st_mtime_ns if weights else 0
    names = _pick_part(list(maps))
    key = (str(network.run.path), changed, hashlib.sha256(picture.data).hexdigest(), names[0])
    grids = _grids(key, {name: maps[name] for name in names})
    seen, strongest = fields(network.graph), strongest_views.known(network)
    for tap in map(network.graph.tap, names):
        values = maps[tap.name]
        shown = channel if tap.name == layer else None
        st.markdown(f"**{tap.name}** · {type(tap.layer).__name__} · {sizes(values.shape)}{_field(seen[tap.name])}")
        if tap.name in strongest and (silent := strongest_views.stuck(strongest[tap.name])):
            st.caption(f":material/volume_off: {silent}")
        grid, place = grids[tap.name], f"grid_{tap.name}"
        st.plotly_chart(
            grid if shown is None else figures.framed(grid, values.shape, shown),
            key=place,
            on_select=lambda name=tap.name, place=place: _clicked(name, place),
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


@st.cache_resource(max_entries=4, show_spinner=False)
def _grids(key: tuple[str, int, str, str], _maps: Maps) -> dict[str, go.Figure]:
    """Draw each layer's grid; ``key`` says of which network, its weights, which picture, and from which layer on."""
    from cnnviz.explore.activations import normalized

    drawn = {}
    for name, values in _maps.items():
        known = zip(values.mean((0, 1)), values.max((0, 1)), strict=True)
        hover = [f"channel {at}<br>mean {mean:.3f}, largest {largest:.3f}" for at, (mean, largest) in enumerate(known)]
        drawn[name] = figures.grid(normalized(values), hover)
    return drawn


def _field(seen: Field | None) -> str:
    """Say how much of the picture a value knows, where that is known."""
    return f" · each value sees {sizes((seen.rows.extent, seen.cols.extent))} pixels" if seen else ""


def _clicked(layer: str, key: str) -> None:
    """Make the clicked tile the chosen channel."""
    points = st.session_state[key].selection.points
    if points:
        st.session_state["layer"], st.session_state["channel"] = layer, int(points[0]["point_index"])


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
