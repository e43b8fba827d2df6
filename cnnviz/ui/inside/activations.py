"""The page Activations: all channels of all layers as grids, and one channel large."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures, images
from cnnviz.base.dimensions import dimensions
from cnnviz.locale import N_, _
from cnnviz.ui.choices.photo import Photo, show_received
from cnnviz.ui.inside import layer_grids, strongest
from cnnviz.ui.inside.beside import Beside
from cnnviz.ui.inside.cached_maps import CachedMaps
from cnnviz.ui.inside.channel import show_channel
from cnnviz.ui.parts import linked, pictures
from cnnviz.ui.parts.state import session
from cnnviz.ui.parts.words import help_text

if TYPE_CHECKING:
    from cnnviz.actions import Opened
    from cnnviz.explore.activations.layer_fields import Field
    from cnnviz.explore.patterns.strongest import Strongest
    from cnnviz.surgery.graph import Tap
    from cnnviz.ui.parts.charts import Settled

SCALES = {"own": N_("Per channel"), "shared": N_("Per layer")}
BEFORE = {"Each on its own": "own", "One scale a layer": "shared"}
"""What links of earlier versions call the scales."""
HALF = 0.47
"""Share of the page's width for each of two grids side by side."""
PROJECTED = 1.6
"""How much wider grids are that are projected."""
PAIR_SIDE = 560
"""Pixels of the longer side of the photo and of the channel beside it, about."""
AT_ONCE = 12
"""Layers on the page at once: a browser needs up to 0.2 s to draw each, and a network may have a hundred."""


@dataclass(frozen=True)
class Selection:
    """What is shown of the feature maps.

    Attributes:
        layer: The layer of which a channel is shown large; None for none.
        channel: Number of the channel.
        shared_scale: Whether the channels of a layer share one scale of brightness.
    """

    layer: str | None
    channel: int
    shared_scale: bool


def choose(maps: CachedMaps) -> Selection:
    """Draw the fields for the scale of brightness and the channel shown large, which a click on a tile chooses too."""
    run, shapes = maps.network.run.name, maps.shapes
    layer = linked.select(
        _("Layer in the main picture"),
        list(shapes),
        name="layer",
        of=(run,),
        start=None,
        placeholder=_("click a tile, or choose"),
        help=help_text("layer"),
    )
    channel = _choose_channel(run, layer, shapes[layer][-1] - 1) if layer else 0
    return Selection(layer, channel, _choose_scale() == "shared")


def _choose_channel(run: str, layer: str, last: int) -> int:
    label = _("Channel, 0 to {last}", last=last)
    return linked.number(label, 0, last, name="channel", of=(run, layer), start=0, help=help_text("channel"))


def _choose_scale() -> str:
    linked.renamed("scale", "brightness")
    linked.reworded("brightness", BEFORE)
    return linked.select(
        _("Contrast"),
        list(SCALES),
        name="brightness",
        start="own",
        shown=lambda scale: _(SCALES[scale]),
        field=st.segmented_control,
        required=True,
        wrap=True,
        help=_(
            "Per channel, each has a scale of its own, so that even a weak activation can be seen. Per layer, all "
            "channels share one scale, so that it can be seen which are active at all."
        ),
    )


def _choose_part(run: str, names: list[str], layer: str | None) -> list[str]:
    """Draw the field for a part of a deep network, at first that of the layer shown large; return its layers."""
    if len(names) <= AT_ONCE:
        return names
    parts = [names[start : start + AT_ONCE] for start in range(0, len(names), AT_ONCE)]
    number = linked.select(
        _("Layers, of {n}", n=len(names)),
        range(len(parts)),
        name="layers",
        of=(run, layer or ""),
        start=names.index(layer) // AT_ONCE if layer in names else 0,
        carried=False,
        help=help_text("layer"),
        shown=lambda part: _(
            "{first} to {last}, part {number} of {n}",
            first=parts[part][0],
            last=parts[part][-1],
            number=part + 1,
            n=len(parts),
        ),
    )
    return parts[number]


@dataclass(frozen=True, eq=False)
class _Side:
    """The feature maps of one network for one picture, and the grids of the layers on the page."""

    maps: CachedMaps
    grids: dict[str, Settled]


def prepare(network: Opened, picture: NDArray[np.uint8]) -> None:
    """Compute and draw what the page begins with for a network and a picture, shape (rows, cols, channels), 0..255."""
    maps = CachedMaps(network, picture)
    layer_grids.drawn_grids(maps, list(maps)[:AT_ONCE], False, 1.0)


def show_pair(maps: CachedMaps, selection: Selection, photo: Photo) -> None:
    """Show the photo as the network receives it beside the channel shown large; without one, of the first layer."""
    from cnnviz.explore.activations.feature_maps import most_varied, normalized

    layer = selection.layer or next(iter(maps))
    channel = selection.channel if selection.layer else most_varied(maps[layer])
    tile = figures.colour_grid(normalized(maps.channel(layer, channel)[:, :, None]))
    left, right = st.columns(2)
    with left:
        show_received(photo, maps.network.recipe.input_shape, PAIR_SIDE, "stretch")
    title = _("Channel {channel} of {layer}", channel=channel, layer=layer)
    shows = _("{channel}: yellow where the filter is most active", channel=title)
    pictures.show(images.enlarge(tile, max(1, PAIR_SIDE // max(tile.shape[:2]))), shows, shows, "stretch", right)


def show_layers(maps: CachedMaps, selection: Selection, beside: Beside | None = None) -> None:
    """Show layers, some at a time, as grids of their channels, 16 a row, and the chosen channel large below its grid.

    Args:
        maps: The feature maps of a network for a picture.
        selection: What is shown of them.
        beside: The feature maps that are shown beside them; None for none.
    """
    network, shared_scale = maps.network, selection.shared_scale
    names = _choose_part(network.run.name, list(maps), selection.layer)
    share = PROJECTED if session().projecting else 1.0
    side = _Side(maps, layer_grids.drawn_grids(maps, names, shared_scale, HALF * share if beside else share))
    other = None
    if beside:
        common = [name for name in names if name in beside.maps.shapes]
        grids = layer_grids.drawn_grids(beside.maps, common, shared_scale, HALF * share) if common else {}
        other = _Side(beside.maps, grids)
    measured = strongest.measured(network)
    for tap in map(network.graph.tap, names):
        _show_layer(tap, selection, side, other, measured.get(tap.name))


def _show_layer(
    tap: Tap, selection: Selection, side: _Side, other: _Side | None, strongest_pictures: Strongest | None
) -> None:
    maps, layer = side.maps, tap.name
    channel = selection.channel if layer == selection.layer else None
    field = maps.network.fields[layer]
    st.markdown(f"**{layer}** · {type(tap.layer).__name__} · {dimensions(maps.shapes[layer])}{_field_size(field)}")
    if strongest_pictures and (constant := strongest.constant_channels(strongest_pictures)):
        st.caption(f":material/volume_off: {constant}")
    left, right = st.columns(2) if other else (st.container(), None)
    with left:
        layer_grids.show_grid(layer, side.grids[layer], maps.shapes[layer], channel)
    if other and right:
        with right:
            if layer in other.grids:
                layer_grids.show_grid(layer, other.grids[layer], other.maps.shapes[layer], channel, "beside")
            else:
                st.caption(_("The other network has no layer {layer}.", layer=layer))
    if channel is None:
        return
    show_channel(maps, layer, channel, other.maps if other else None)
    if strongest_pictures:
        strongest.show_channel(maps.network, layer, channel, strongest_pictures)
    else:
        strongest.offer(maps.network)
    layer_grids.show_downloads(maps, layer, selection.shared_scale)


def _field_size(field: Field | None) -> str:
    """Return how many pixels of the picture a value depends on, where that is known."""
    if field is None:
        return ""
    return " · " + _("each value sees {size} pixels", size=dimensions((field.rows.extent, field.cols.extent)))
