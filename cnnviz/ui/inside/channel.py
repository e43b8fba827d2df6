"""One channel of a layer shown large: its feature map, histogram and kernel, and another feature map beside it."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures
from cnnviz.base.dimensions import dimensions
from cnnviz.lessons.layer_descriptions import without_kernel
from cnnviz.locale import _
from cnnviz.ui.inside.cached_maps import CachedMaps
from cnnviz.ui.parts.charts import drawn, saved

Limits = tuple[float, float]
"""The smallest and the largest value of a scale of colours."""


def show_channel(maps: CachedMaps, layer: str, channel: int, beside: CachedMaps | None) -> None:
    """Show a channel large with its statistics, the one beside it on the same scale, and its kernel."""
    from cnnviz.explore.activations.feature_maps import kernel

    feature_map, other = maps.channel(layer, channel), _same_channel(beside, layer, channel)
    limits = None if other is None else _limits(feature_map, other)
    keras_layer = maps.network.graph.tap(layer).layer
    weights = kernel(keras_layer, channel)
    with st.container(border=True):
        left, right = st.columns(2)
        with left:
            _show_map(
                _("Channel {channel} of {layer}", channel=channel, layer=layer), "channel_map", feature_map, limits
            )
        with right:
            if other is not None:
                _show_map(_("The one beside it"), "channel_beside", other, limits)
            elif weights is None:
                st.markdown(without_kernel(keras_layer))
            else:
                _show_kernel(weights, layer, channel)
        if other is not None and weights is not None:
            _show_kernel(weights, layer, channel)


def _same_channel(maps: CachedMaps | None, layer: str, channel: int) -> NDArray[np.float32] | None:
    """Return the channel of that number of the layer of that name; None where there is none."""
    shape = maps.shapes.get(layer) if maps else None
    return maps.channel(layer, channel) if maps and shape and channel < shape[-1] else None


def _limits(*feature_maps: NDArray[np.float32]) -> Limits:
    smallest = min(float(values.min()) for values in feature_maps)
    return smallest, max(float(values.max()) for values in feature_maps)


def _show_map(title: str, key: str, values: NDArray[np.float32], limits: Limits | None) -> None:
    from cnnviz.explore.activations.feature_maps import statistics

    measured = statistics(values)
    parts = [f"**{title}**", dimensions(values.shape), _("true values"), *[_("one scale for both")] * bool(limits)]
    st.markdown(" · ".join(parts))
    st.plotly_chart(drawn(figures.channel, values, limits), key=key, config=saved(key), alt=title)
    # Not a table: in half of a page's width its four columns had no room.
    numbers = [
        _("smallest **{value:.3f}**", value=round(measured.smallest, 3) + 0.0),
        _("mean **{value:.3f}**", value=measured.mean),
        _("largest **{value:.3f}**", value=measured.largest),
        _("zero or less **{share:.0%}**", share=measured.silent),
    ]
    st.markdown(" · ".join(part.replace(" ", "\u00a0") for part in numbers))
    st.plotly_chart(
        drawn(figures.histogram, values),
        key=f"{key}_histogram",
        config=saved("histogram"),
        alt=_("{title}, histogram: {share:.0%} of the values are zero or less", title=title, share=measured.silent),
    )


def _show_kernel(weights: NDArray[np.float32], layer: str, channel: int) -> None:
    inputs = _("for a single input channel") if weights.shape[2] == 1 else _("one tile for each input channel")
    st.markdown(" · ".join([f"**{_('Its learned kernel')}**", dimensions(weights.shape), inputs]))
    st.plotly_chart(
        drawn(figures.kernel, weights),
        key="channel_kernel",
        config=saved("kernel"),
        alt=_("Kernel of channel {channel} of {layer}", channel=channel, layer=layer),
    )
    st.caption(_("Red weights are positive, blue ones negative; all tiles share one scale."))
