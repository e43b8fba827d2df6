"""The kernels of a network's first layer, each beside the nearest classic one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures, images
from cnnviz.base.dimensions import dimensions
from cnnviz.explore.convolution.sliding import grey, respond, strengths
from cnnviz.figures import kernels
from cnnviz.locale import _, ngettext
from cnnviz.locale import number as localised
from cnnviz.ui.choices.models import opened
from cnnviz.ui.choices.run_choice import pick_run
from cnnviz.ui.convolution.kernel_results import how_to_read
from cnnviz.ui.parts import linked, pictures
from cnnviz.ui.parts.charts import drawn, saved
from cnnviz.ui.parts.messages import show_notice, show_success
from cnnviz.ui.parts.words import help_text, origin, table

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from cnnviz.actions import Opened
    from cnnviz.explore.convolution.nearest_kernels import Match

NEAR = 0.8
A_ROW, TILE, GAP = 8, 48, 16
"""Kernels in a row of the sheet, and the pixels of a kernel's side and between two of them."""


def show_learned(photo: NDArray[np.uint8], caption: str, result: DeltaGenerator, controls: DeltaGenerator) -> None:
    """Show what a network learned in its first layer, and apply one of its kernels beside the classic one."""
    with controls:
        run = pick_run()
        network = opened(run) if run else None
    if not run or not network:
        return
    from cnnviz.explore.convolution.nearest_kernels import by_chance, nearest

    layer, learned = first_kernels(network)
    matches = nearest(learned)
    chance = by_chance(*learned.shape[:3])
    best = int(np.argmax([match.cosine for match in matches]))
    with controls:
        last = len(matches) - 1
        number = linked.number(
            _("Kernel, 0 to {last}", last=last),
            0,
            last,
            name="learned",
            of=(run.name,),
            start=None,
            placeholder=_("{kernel}, the nearest", kernel=best),
            carried=False,
            help=help_text("filter"),
        )
    chosen = best if number is None else number
    with result:
        _verdict(layer, matches, best, chance)
        _beside(photo, caption, learned[..., chosen].astype(float), matches[chosen], chosen)
        _sheet(learned, matches)
        _table(matches)
        source = _(
            "Layer {layer}, {numbers} numbers per kernel; {origin}.",
            layer=layer,
            numbers=dimensions(learned.shape[:3]),
            origin=origin(run, network.recipe),
        )
        method = _(
            "A cosine of 1 means the same pattern, however strong; its strength and sign are fitted for each input "
            "channel. Every classic kernel is tried, in each size that fits, rotated in steps of 15°, at each place "
            "of the window."
        )
        st.caption(f"{source} {method}")


def first_kernels(network: Opened) -> tuple[str, NDArray[np.float32]]:
    """Return the name of the first convolution and its kernels, shape (rows, cols, inputs, kernels)."""
    from cnnviz.explore.activations.feature_maps import kernel

    tap = next(tap for tap in network.graph.picture_layers() if tap.role == "convolution")
    kernels = [kernel(tap.layer, number) for number in range(tap.tensor.shape[-1])]
    return tap.name, np.stack([weights for weights in kernels if weights is not None], axis=-1)


def _verdict(layer: str, matches: list[Match], best: int, chance: float) -> None:
    nearest, count = matches[best], sum(match.cosine >= NEAR for match in matches)
    values = {
        "total": len(matches),
        "layer": layer,
        "near": NEAR,
        "best": best,
        "classic": nearest.title,
        "cosine": nearest.cosine,
        "chance": chance,
    }
    if count:
        text = ngettext(
            "{n} of {total} kernels of {layer} is near a classic one (cosine {near} or more). Nearest of all: kernel "
            "{best} is like {classic}, cosine {cosine:.2f}. Kernels of random numbers reach {chance:.2f} on average.",
            "{n} of {total} kernels of {layer} are near a classic one (cosine {near} or more). Nearest of all: kernel "
            "{best} is like {classic}, cosine {cosine:.2f}. Kernels of random numbers reach {chance:.2f} on average.",
            count,
            **values,
        )
        show_success(text, icon=":material/join_inner:")
    else:
        text = _(
            "None of the {total} kernels of {layer} is near a classic one (cosine {near} or more). The nearest, kernel "
            "{best}, is a little like {classic}, cosine {cosine:.2f}. Kernels of random numbers reach {chance:.2f} on "
            "average.",
            **values,
        )
        show_notice(text, icon=":material/join_inner:")


def _beside(photo: NDArray[np.uint8], caption: str, learned: NDArray[np.float64], match: Match, number: int) -> None:
    values = grey(photo / 255) if learned.shape[2] == 1 else photo / 255
    titles = (
        _("Learned kernel {kernel}", kernel=number),
        _("{classic}, cosine {cosine:.2f}", classic=match.title, cosine=match.cosine),
    )
    for column, title, weights, key in zip(
        st.columns(2), titles, (learned, match.weights), ("learned", "classic"), strict=True
    ):
        reading = strengths(respond(values, weights))
        with column.container(border=True):
            st.markdown(f"**{title}**")
            pictures.show(
                reading.pixels,
                caption=f"{caption}. {how_to_read(reading)}",
                alt=_("The photo after {result}", result=title),
                width="stretch",
            )
            st.plotly_chart(
                drawn(kernels.inputs, weights),
                key=f"{key}_numbers",
                config=saved("learned_kernels"),
                alt=_("The numbers of {kernel}", kernel=title),
            )
    colour = learned.shape[2] == 3
    inputs = _("One tile per colour: red, green, blue.") if colour else _("The network sees grey pictures.")
    how = _("The photo has values of 0 to 1 and zeros around it; bias and activation are left out.")
    st.caption(f"{inputs} {how}")


def _sheet(learned: NDArray[np.float32], matches: list[Match]) -> None:
    """Draw every kernel above the nearest classic one; its darkest and lightest numbers are equally far from grey."""
    pairs = [(_tile(learned[..., number]), _tile(match.weights)) for number, match in enumerate(matches)]
    between = np.full_like(pairs[0][0][: GAP // 4], figures.GAP)
    tiles = np.stack([np.concatenate([above, between, below]) for above, below in pairs])
    last = len(matches) - 1
    values = {"last": last, "row": min(A_ROW, last + 1)}
    pictures.show(
        images.montage(tiles, A_ROW, GAP, figures.GAP),
        _("Kernels 0 to {last}, each above the classic kernel nearest to it", last=last),
        _(
            "Kernels 0 to {last}, {row} per row: each above the classic kernel nearest to it; as colours, grey is 0.",
            **values,
        )
        if learned.shape[2] == 3
        else _(
            "Kernels 0 to {last}, {row} per row: each above the classic kernel nearest to it; grey is 0, white "
            "above, black below.",
            **values,
        ),
    )


def _tile(weights: NDArray[np.floating]) -> NDArray[np.uint8]:
    """Return a kernel of shape (rows, cols, inputs) as a picture in which 0 is grey, its numbers as squares."""
    shown = weights if weights.shape[2] in (1, 3) else weights.mean(axis=2, keepdims=True)
    level = np.rint(127.5 + 127.5 * shown / (np.abs(shown).max() or 1.0)).astype(np.uint8)
    return images.enlarge(level, max(1, TILE // len(weights)))


def _table(matches: list[Match]) -> None:
    with st.expander(_("Every kernel and the classic one nearest to it"), icon=":material/table:"):
        rows = [
            {
                _("kernel"): number,
                _("nearest"): str(match.title),
                _("cosine"): localised(match.cosine, ".3f"),
            }
            for number, match in enumerate(matches)
        ]
        table(rows, hide_index=True)
