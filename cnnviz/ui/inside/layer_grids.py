"""The channels of a layer as a grid of tiles: drawn once for all sessions, clicked on the page, downloaded as files."""

from __future__ import annotations

from functools import partial

import streamlit as st

from cnnviz import figures, images
from cnnviz.base.cache import Cache
from cnnviz.locale import _, language, ngettext
from cnnviz.ui.inside.cached_maps import CachedMaps
from cnnviz.ui.parts import linked
from cnnviz.ui.parts.charts import Settled
from cnnviz.ui.parts.state import field_value

NO_TOOLBAR = {"displayModeBar": False}
GRIDS = Cache[dict[str, Settled]](2**27, size=lambda grids: sum(map(_bytes, grids.values())))
"""The grids of some layers of a network, for a picture, up to 128 MB: drawn once for a whole class."""


def drawn_grids(maps: CachedMaps, layers: list[str], shared_scale: bool, share: float) -> dict[str, Settled]:
    """Return the grid of each layer, drawn once for all sessions.

    Args:
        maps: The feature maps.
        layers: Names of the layers.
        shared_scale: Whether the channels of a layer share one scale of brightness.
        share: Share of the page's width that a grid gets, 0 to 1.
    """
    key = (maps.key, *layers, shared_scale, share, language())
    return GRIDS.get(key, lambda: _draw(maps, layers, shared_scale, share))


def show_grid(layer: str, grid: Settled, shape: tuple[int, ...], framed: int | None, name: str = "grid") -> None:
    """Show the grid of a layer; a click on a tile chooses its channel.

    Args:
        layer: Name of the layer.
        grid: As `drawn_grids` returns it.
        shape: Shape of the feature maps, (rows, cols, channels).
        framed: The channel with a frame around it; None for none.
        name: Part of the chart's key; each grid of a layer on the page has another.
    """
    key = f"{name}_{layer}"
    st.plotly_chart(
        grid if framed is None or framed >= shape[-1] else Settled(figures.framed(grid.to_dict(), shape, framed)),
        key=key,
        on_select=partial(_choose_clicked, layer, key),
        selection_mode="points",
        config=NO_TOOLBAR,
        alt=ngettext(
            "{n} channel of layer {layer}",
            "{n} channels of layer {layer}; choose one by number beside the grids",
            shape[-1],
            layer=layer,
        ),
    )


def show_downloads(maps: CachedMaps, layer: str, shared_scale: bool) -> None:
    """Offer all channels of a layer as files."""
    name = layer.replace("/", ".")
    with st.container(horizontal=True):
        st.download_button(
            "PNG",
            partial(png, maps, layer, shared_scale),
            f"{name}.png",
            "image/png",
            key="layer_png",
            on_click="ignore",
            icon=":material/download:",
            help=_("All channels of {layer}, as they are shown.", layer=layer),
        )
        st.download_button(
            "NPZ",
            partial(npz, maps, layer),
            f"{name}.npz",
            key="layer_npz",
            on_click="ignore",
            icon=":material/download:",
            help=_("The activations of {layer} (rows, columns, channels), and the picture.", layer=layer),
        )


def png(maps: CachedMaps, layer: str, shared_scale: bool) -> bytes:
    """Return all channels of a layer as one PNG file."""
    from cnnviz.explore.activations.feature_maps import normalized, on_one_scale

    return images.png(figures.colour_grid((on_one_scale if shared_scale else normalized)(maps[layer])))


def npz(maps: CachedMaps, layer: str) -> bytes:
    """Return the feature maps of a layer and the picture as an NPZ file."""
    return images.npz(maps=maps[layer], picture=maps.picture)


def _draw(maps: CachedMaps, layers: list[str], shared_scale: bool, share: float) -> dict[str, Settled]:
    from cnnviz.explore.activations.feature_maps import normalized, on_one_scale

    grids, arrays = {}, maps.arrays()
    for name in layers:
        values = arrays[name]
        statistics = zip(values.mean((0, 1)), values.max((0, 1)), strict=True)
        hover = [
            _(
                "channel {channel}<br>mean {mean:.3f}, largest {largest:.3f}",
                channel=channel,
                mean=mean,
                largest=largest,
            )
            for channel, (mean, largest) in enumerate(statistics)
        ]
        grids[name] = Settled(figures.grid((on_one_scale if shared_scale else normalized)(values), hover, share))
    return grids


def _bytes(grid: Settled) -> int:
    """Return the bytes of a grid: nearly all is its picture, which its JSON holds once more."""
    return 2 * len(grid.to_dict()["data"][0]["source"])


def _choose_clicked(layer: str, key: str) -> None:
    """Choose the channel of the clicked tile."""
    points = field_value(key).selection.points
    if points:
        linked.pick("layer", layer)
        linked.pick("channel", int(points[0]["point_index"]))
