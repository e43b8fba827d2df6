"""How are all channels of all layers shown, and one of them large?"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures, images
from cnnviz.base.cache import Cache
from cnnviz.base.dimensions import dimensions
from cnnviz.ui.inside import strongest as strongest_views
from cnnviz.ui.inside.layer_words import without_kernel
from cnnviz.ui.parts import linked
from cnnviz.ui.parts.charts import Settled, drawn, saved
from cnnviz.ui.parts.words import HELP

if TYPE_CHECKING:
    from cnnviz.explore.activations.layer_fields import Field
    from cnnviz.ui.choices.models import Maps
    from cnnviz.ui.inside.beside import Beside

STILL = {"displayModeBar": False}
SCALES = {"own": "Each on its own", "shared": "One scale a layer"}
GRIDS = Cache[dict[str, Settled]](2**27, size=lambda grids: sum(map(_bytes, grids.values())))
"""The grids of a network, its weights, a picture, from some layer on, up to 128 MB: drawn once for a whole class."""
HALF = 0.47
"""Of the page's width, for each of two grids side by side."""
AT_ONCE = 12
"""Layers on the page at once: a browser needs up to 0.2 s to draw each, and a network may have a hundred."""


def choose(maps: Maps) -> tuple[str | None, int]:
    """Let a layer and a channel be chosen by keyboard, as a click on a tile does; no layer means none shown large."""
    run, shapes = maps.network.run.name, maps.shapes
    layer = linked.select(
        "Layer shown large", list(shapes), name="layer", of=(run,), start=None, placeholder="click a tile, or choose",
        help=HELP["layer"],
    )  # fmt: skip
    if not layer:
        return None, 0
    last = shapes[layer][-1] - 1
    return layer, linked.number(
        f"Channel, 0 to {last}", 0, last, name="channel", of=(run, layer), start=0, help=HELP["channel"]
    )


def _pick_part(run: str, names: list[str], layer: str | None) -> list[str]:
    """Let some layers of a deep network be picked, those at the start first, or those around the one shown large."""
    if len(names) <= AT_ONCE:
        return names
    parts = [names[start : start + AT_ONCE] for start in range(0, len(names), AT_ONCE)]
    chosen = linked.select(
        f"Layers, of {len(names)}", range(len(parts)), name="layers", of=(run, layer or ""),
        start=names.index(layer) // AT_ONCE if layer in names else 0, carried=False, help=HELP["layer"],
        shown=lambda part: f"{parts[part][0]} to {parts[part][-1]}, part {part + 1} of {len(parts)}",
    )  # fmt: skip
    return parts[chosen]


def pick_scale() -> bool:
    """Let it be picked whether the channels of a layer share one scale."""
    kind = st.segmented_control(
        "Brightness of a channel", list(SCALES), default="own", format_func=SCALES.__getitem__, key="scale",
        bind="query-params", required=True, wrap=True,
        help="On a scale of its own even a faint answer can be seen. On one scale for the layer it can be seen which channels answer at all.",
    )  # fmt: skip
    return kind == "shared"


def show_layers(
    maps: Maps,
    layer: str | None,
    channel: int,
    shared: bool = False,
    beside: Beside | None = None,
) -> None:
    """Show layers, some at a time, as grids of their channels, 16 a row, and the chosen channel large below its grid.

    Args:
        maps: What the layers of a network give for a picture.
        layer: The one of which a channel is shown large.
        channel: Number of the channel.
        shared: Whether the channels of a layer share one scale.
        beside: What stands beside them.
    """
    network = maps.network
    names = _pick_part(network.run.name, list(maps), layer)
    grids = _drawn_grids(maps, names, shared, HALF if beside else 1.0)
    others = [name for name in names if name in beside.maps.shapes] if beside else []
    other_grids = _drawn_grids(beside.maps, others, shared, HALF) if beside and others else {}
    seen, strongest = network.fields, strongest_views.known(network)
    for tap in map(network.graph.tap, names):
        shape = maps.shapes[tap.name]
        shown = channel if tap.name == layer else None
        st.markdown(f"**{tap.name}** · {type(tap.layer).__name__} · {dimensions(shape)}{_field(seen[tap.name])}")
        if tap.name in strongest and (silent := strongest_views.stuck(strongest[tap.name])):
            st.caption(f":material/volume_off: {silent}")
        left, right = st.columns(2) if beside else (st.container(), None)
        with left:
            _show_grid(tap.name, grids[tap.name], shape, shown)
        if beside and right:
            with right:
                if tap.name in others:
                    _show_grid(tap.name, other_grids[tap.name], beside.maps.shapes[tap.name], shown, "beside")
                else:
                    st.caption(f"The other network has no layer {tap.name}.")
        if shown is not None:
            _show_channel(maps, tap.name, shown, beside.maps if beside else None)
            if tap.name in strongest:
                strongest_views.show_channel(network, tap.name, shown, strongest[tap.name])
            else:
                strongest_views.offer(network)
            _downloads(maps, tap.name, shared)


def _downloads(maps: Maps, layer: str, shared: bool) -> None:
    """Offer a layer's channels as files."""
    name = layer.replace("/", ".")
    with st.container(horizontal=True):
        st.download_button(
            "PNG", partial(_png, maps, layer, shared), f"{name}.png", "image/png", key="layer_png", on_click="ignore",
            icon=":material/download:", help=f"All channels of {layer}, as they are shown.",
        )  # fmt: skip
        st.download_button(
            "NPZ", partial(_npz, maps, layer), f"{name}.npz", key="layer_npz", on_click="ignore",
            icon=":material/download:", help=f"What {layer} gives, (rows, columns, channels), and the picture.",
        )  # fmt: skip


def _png(maps: Maps, layer: str, shared: bool) -> bytes:
    from cnnviz.explore.activations.feature_maps import normalized, on_one_scale

    return images.png(figures.colour_grid((on_one_scale if shared else normalized)(maps[layer])))


def _npz(maps: Maps, layer: str) -> bytes:
    return images.npz(maps=maps[layer], picture=maps.picture)


def _drawn_grids(maps: Maps, names: list[str], shared: bool, share: float) -> dict[str, Settled]:
    """Return the grid of each layer, drawn once for everybody."""
    return GRIDS.get((maps.key, *names, shared, share), lambda: _grids(maps, names, shared, share))


def _show_grid(layer: str, grid: Settled, shape: tuple[int, ...], shown: int | None, where: str = "grid") -> None:
    place = f"{where}_{layer}"
    st.plotly_chart(
        grid if shown is None or shown >= shape[-1] else Settled(figures.framed(grid.to_dict(), shape, shown)),
        key=place,
        on_select=lambda: _clicked(layer, place),
        selection_mode="points",
        config=STILL,
        alt=f"{shape[-1]} channels of layer {layer}; choose one by number beside the grids",
    )


def _grids(maps: Maps, names: list[str], shared: bool, share: float) -> dict[str, Settled]:
    """Draw each layer's grid."""
    from cnnviz.explore.activations.feature_maps import normalized, on_one_scale

    drawn, every = {}, maps.arrays()
    for name in names:
        values = every[name]
        known = zip(values.mean((0, 1)), values.max((0, 1)), strict=True)
        hover = [f"channel {at}<br>mean {mean:.3f}, largest {largest:.3f}" for at, (mean, largest) in enumerate(known)]
        drawn[name] = Settled(figures.grid((on_one_scale if shared else normalized)(values), hover, share))
    return drawn


def _bytes(grid: Settled) -> int:
    """Return what a grid takes: nearly all is its picture, which stands in its JSON once more."""
    return 2 * len(grid.to_dict()["data"][0]["source"])


def _channel(maps: Maps | None, layer: str, channel: int) -> NDArray[np.float32] | None:
    there = maps.shapes.get(layer) if maps else None
    return maps.channel(layer, channel) if maps and there and channel < there[-1] else None


def _field(seen: Field | None) -> str:
    """Say how much of the picture a value knows, where that is known."""
    return f" · each value sees {dimensions((seen.rows.extent, seen.cols.extent))} pixels" if seen else ""


def _clicked(layer: str, key: str) -> None:
    """Make the clicked tile the chosen channel."""
    points = st.session_state[key].selection.points
    if points:
        linked.pick("layer", layer)
        linked.pick("channel", int(points[0]["point_index"]))


def _show_channel(maps: Maps, layer: str, channel: int, beside: Maps | None) -> None:
    """Show a channel large with its figures, what stands beside it on the same scale, and its kernel."""
    from cnnviz.explore.activations.feature_maps import kernel

    feature_map, other = maps.channel(layer, channel), _channel(beside, layer, channel)
    both = [feature_map, *([] if other is None else [other])]
    limits = None if other is None else (min(float(one.min()) for one in both), max(float(one.max()) for one in both))
    layer_there = maps.network.graph.tap(layer).layer
    weights = kernel(layer_there, channel)
    with st.container(border=True):
        left, right = st.columns(2)
        with left:
            _show_map(f"Channel {channel} of {layer}", "channel_map", feature_map, limits)
        with right:
            if other is not None:
                _show_map("What stands beside it", "channel_beside", other, limits)
            elif weights is None:
                st.markdown(without_kernel(layer_there))
            else:
                _show_kernel(weights, layer, channel)
        if other is not None and weights is not None:
            _show_kernel(weights, layer, channel)


def _show_map(title: str, key: str, values: NDArray[np.float32], limits: tuple[float, float] | None) -> None:
    from cnnviz.explore.activations.feature_maps import statistics

    found = statistics(values)
    st.markdown(f"**{title}**, {dimensions(values.shape)}, true values{', one scale for both' if limits else ''}")
    st.plotly_chart(drawn(figures.channel, values, limits), key=key, config=saved(key), alt=title)
    st.markdown(
        # Not a table: in half of a page's width its four columns had no room.
        f"smallest\u00a0**{round(found.smallest, 3) + 0.0:.3f}** · mean\u00a0**{found.mean:.3f}** · "
        f"largest\u00a0**{found.largest:.3f}** · zero\u00a0or\u00a0less\u00a0**{found.silent:.0%}**"
    )
    st.plotly_chart(
        drawn(figures.histogram, values), key=f"{key}_histogram", config=saved("histogram"),
        alt=f"How often {title} has which value: {found.silent:.0%} of the places are at zero or less",
    )  # fmt: skip


def _show_kernel(weights: NDArray[np.float32], layer: str, channel: int) -> None:
    seen = "it looks at one channel alone" if weights.shape[2] == 1 else "one tile a channel that it looks at"
    st.markdown(f"**Its learned kernel**, {dimensions(weights.shape)}: {seen}")
    st.plotly_chart(
        drawn(figures.kernel, weights),
        key="channel_kernel",
        config=saved("kernel"),
        alt=f"Kernel of channel {channel} of {layer}",
    )
    st.caption("Red weights count for the filter, blue ones against it; all tiles share one scale.")
