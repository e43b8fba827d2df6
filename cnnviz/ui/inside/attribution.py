"""The page Which pixels decided: the heat map of one attribution method large, those of others beside it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Generator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures, images
from cnnviz.base.cache import Cache
from cnnviz.base.dimensions import dimensions
from cnnviz.datasets.class_names import class_label
from cnnviz.locale import _, number
from cnnviz.ui.choices.models import explainer
from cnnviz.ui.parts import job, linked, pictures
from cnnviz.ui.parts.job import LOCK
from cnnviz.ui.use.networks import ListedNetwork

if TYPE_CHECKING:
    from cnnviz.explore.attribution.methods import Method

Heat = NDArray[np.float32]
STARTING = ("grad_cam", "integrated_gradients", "occlusion")
WIDE, NARROW = 640, 160
"""Pixels of the longer side of the large map and of a small one, about."""
HEATS = Cache[tuple[Heat, float]](2**25, size=lambda timed: timed[0].nbytes, idle_s=3600)
"""Heat maps with the seconds that each took, up to 32 MB in all, for an hour: some took seconds, and all are small."""


@dataclass(frozen=True, eq=False)
class AttributionRequest:
    """A question about one class of one picture.

    Attributes:
        entry: The network.
        picture: As the network receives it, shape (rows, cols, channels), 0..255.
        name: What the picture is.
        label: The class, in the visitor's language.
        index: Number of the class.
        opacity: Opacity of a heat map over the picture, 0 to 1.
    """

    entry: ListedNetwork
    picture: NDArray[np.uint8]
    name: str
    label: str
    index: int
    opacity: float

    @property
    def key(self) -> tuple[str, str, int]:
        """What a heat map depends on besides the method."""
        return self.entry.version, _digest(self.picture), self.index

    def overlaid(self, heat: Heat, side: int) -> NDArray[np.uint8]:
        """Return the picture with a heat map over it, its longer side about that many pixels, 0..255."""
        picture = images.enlarge(self.picture, max(1, round(side / max(self.picture.shape[:2]))))
        return figures.overlaid(picture, heat, self.opacity)


def _digest(picture: NDArray[np.uint8]) -> str:
    return hashlib.sha256(np.ascontiguousarray(picture).data).hexdigest()[:16]


def choose(entry: ListedNetwork, pixels: NDArray[np.uint8], name: str) -> tuple[AttributionRequest, dict[str, Method]]:
    """Draw the fields for class, methods and opacity, and return the request and the chosen methods by name.

    Args:
        entry: The network.
        pixels: The picture, shape (rows, cols, channels), 0..255, of any size.
        name: What the picture is.
    """
    network, labels = entry.load(), entry.labels()
    with LOCK:
        (answer,) = network.answers([pixels])
    received = images.fit(pixels, network.shape)
    order = [labels[index] for index in answer.order]
    probabilities = dict(zip(labels, answer.calibrated, strict=True))
    # Of this picture: for another one the likeliest class is another, and each has another probability.
    label = linked.select(
        _("Pixels in favour of"),
        order,
        name="class",
        of=(entry.version, _digest(received)),
        start=order[0],
        shown=lambda label: f"{class_label(label)} · {number(probabilities[label], '.3f')}",
        carried=False,
        help=_(
            "Any class can be asked for. Beside each stands the probability that the network gives it; the likeliest "
            "comes first."
        ),
    )
    methods = _choose_methods()
    opacity = linked.number(
        _("Opacity"),
        0.0,
        1.0,
        name="why_opacity",
        start=0.5,
        field=st.slider,
        step=0.05,
        help=_("Of the heat map over the picture."),
    )
    return AttributionRequest(entry, received, name, class_label(label), labels.index(label), opacity), methods


def _choose_methods() -> dict[str, Method]:
    from cnnviz.explore.attribution.methods import methods

    known = methods()
    names = linked.several(
        _("Methods"), list(known), name="methods", start=STARTING, shown=lambda name: _(known[name].title)
    )
    return {name: known[name] for name in names}


def show(request: AttributionRequest, methods: dict[str, Method]) -> dict[str, Heat]:
    """Show one method's heat map large and the others small beside it; return them by the method's name."""
    if not methods:
        return {}
    large, wide, narrow = next(iter(methods)), st.container(), st.container()
    if len(methods) > 1:
        large = linked.select(
            _("Main picture"),
            list(methods),
            name="method",
            start=large,
            shown=lambda name: _(methods[name].title),
            field=wide.pills,
            required=True,
            wrap=True,
        )
        wide, narrow = st.columns([5.2, 1], gap="small")
    with wide:
        heats = {large: _show_large(request, methods[large])}
    with narrow:
        heats |= {name: _show_small(request, method) for name, method in methods.items() if name != large}
    return {name: heats[name] for name in methods}


def _show_large(request: AttributionRequest, method: Method) -> Heat:
    heat, seconds = _heat(request, method)
    size = dimensions(heat.shape[::-1])
    _show_map(
        request,
        method,
        heat,
        _("{size} values, {seconds:.2f} s. Yellow counts most.", size=size, seconds=seconds),
        WIDE,
    )
    if not heat.any():
        st.caption(_("Nothing in this picture raises the score of that class."))
    st.markdown(f"**{_(method.title)}**: {_(method.text)}")
    _show_downloads(request, method.name, heat)
    return heat


def _show_small(request: AttributionRequest, method: Method) -> Heat:
    heat, _seconds = _heat(request, method)
    _show_map(request, method, heat, _(method.title), NARROW)
    return heat


def _show_map(request: AttributionRequest, method: Method, heat: Heat, caption: str, side: int) -> None:
    alt = _(
        "Heat map by {method} for {label}: {picture}",
        method=_(method.title),
        label=request.label,
        picture=request.name,
    )
    pictures.show(request.overlaid(heat, side), alt, caption, "stretch")


def _heat(request: AttributionRequest, method: Method) -> tuple[Heat, float]:
    """Return a heat map and the seconds it took, computed where it is not kept."""
    return HEATS.get((request.key, method.name), lambda: _computed(request, method))


def _show_downloads(request: AttributionRequest, name: str, heat: Heat) -> None:
    with st.container(horizontal=True):
        st.download_button(
            "PNG",
            lambda: images.png(request.overlaid(heat, 2 * WIDE)),
            f"{name}.png",
            "image/png",
            key=f"png_{name}",
            icon=":material/download:",
            on_click="ignore",
            help=_("The picture with the heat map over it."),
        )
        st.download_button(
            "NPZ",
            partial(images.npz, heat=heat, picture=request.picture),
            f"{name}.npz",
            key=f"npz_{name}",
            icon=":material/download:",
            on_click="ignore",
            help=_("The values of the heat map, 0 to 1, and the picture as the network receives it."),
        )


def prepare(entry: ListedNetwork, pixels: NDArray[np.uint8]) -> None:
    """Compute what the page begins with for a network and a picture, where no page waits for it.

    Args:
        entry: The network.
        pixels: The picture, shape (rows, cols, channels), 0..255, of any size.
    """
    from cnnviz import actions

    network = entry.load()
    with LOCK:
        (answer,) = network.answers([pixels])
    request = AttributionRequest(entry, images.fit(pixels, network.shape), "", "", int(answer.order[0]), 0.5)
    for name in STARTING:
        explain = explainer(entry.version, name, network)
        steps = _timed(actions.attributing(explain, request.picture, request.index))
        HEATS.get((request.key, name), partial(_stepwise, steps))


def _stepwise(steps: Generator[float, None, tuple[Heat, float]]) -> tuple[Heat, float]:
    """Return the result of a computation that lets visitors go first between any two of its steps."""
    while True:
        try:
            with LOCK:
                next(steps)
        except StopIteration as end:
            timed: tuple[Heat, float] = end.value
            return timed


def _computed(request: AttributionRequest, method: Method) -> tuple[Heat, float]:
    """Return a heat map and the seconds it took; where the method reports its progress, beside a bar."""
    from cnnviz import actions
    from cnnviz.explore.attribution.progressive import result

    explain = explainer(request.entry.version, method.name, request.entry.load())
    steps = _timed(actions.attributing(explain, request.picture, request.index))
    if method.reports_progress:
        return job.run_to_result(steps, _("Computing the heat map"))
    with st.spinner(_("Computing the heat map …"), show_time=True), LOCK:
        return result(steps)


def _timed(steps: Generator[float, None, Heat]) -> Generator[float, None, tuple[Heat, float]]:
    """Pass on the steps of a computation; return its result and the seconds they took, without the waits between."""
    seconds = 0.0
    while True:
        started = time.perf_counter()
        try:
            share = next(steps)
        except StopIteration as end:
            return end.value, seconds + time.perf_counter() - started
        seconds += time.perf_counter() - started
        yield share
