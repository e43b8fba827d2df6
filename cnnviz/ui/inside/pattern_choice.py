"""Which patterns are asked for?  Of filters, of classes, or of a mix of both; the choices stand in the link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from cnnviz.explore.patterns import filter_numbers
from cnnviz.ui.parts import linked
from cnnviz.ui.parts.messages import escaped, show_error
from cnnviz.ui.parts.words import HELP

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from cnnviz.actions import Opened
    from cnnviz.explore.patterns.ascent import Settings

AIMS = {"filters": "Filters of a layer", "classes": "Classes", "mix": "A mix"}
STYLES = {"natural": "Waves, as in photos", "pixels": "Plain pixels"}
SIZES = (32, 48, 64, 96, 128)
MOST_CLASSES = 24
LONGEST_MIX = 300
LONGEST_FILTERS = 500


@dataclass(frozen=True)
class Wish:
    """What a person asked for.

    Attributes:
        layer: Whose filters; empty where objectives are asked for.
        filters: Their numbers.
        objectives: What else to climb towards, as `cnnviz.explore.patterns.objectives.parse` reads it.
        settings: How to climb.
        asked: Whether the button was pressed just now.
    """

    layer: str
    filters: list[int]
    objectives: list[str]
    settings: Settings
    asked: bool

    @property
    def numbers(self) -> list[int]:
        """By which numbers the patterns are called."""
        return self.filters or list(range(len(self.objectives)))

    @property
    def what(self) -> str:
        """What the pictures show, from left to right."""
        if self.layer:
            first, last, many = self.filters[0], self.filters[-1], len(self.filters) > 1
            whole = self.filters == list(range(first, last + 1))
            which = f"{first} to {last}" if whole and many else filter_numbers.written(self.filters)
            return f"filter{'s' * many} {which} of layer {self.layer}"
        return ", ".join(text.removeprefix("class:") for text in self.objectives)


def choose(network: Opened, action: DeltaGenerator) -> Wish:
    """Let it be chosen what to climb towards, and how; the button that makes it stands in another place."""
    aims = [aim for aim in AIMS if aim != "classes" or network.labels]
    aim = linked.select(
        "A picture for", aims, name="aim", of=aims, start="filters", shown=AIMS.__getitem__, field=st.segmented_control,
        required=True, wrap=True,
        help="What the picture climbs towards: what one filter answers to, what the network takes for a class, or a sum or difference "
        "of filters, single neurons and classes.",
    )  # fmt: skip
    layer, filters, objectives = "", list[int](), list[str]()
    if aim == "classes":
        objectives = _classes(network)
    elif aim == "mix":
        objectives = _mix(network)
    else:
        layer, filters = _filters(network)
    settings = _settings(network, sized=aim != "classes")
    asked = action.button(
        "Make patterns", type="primary", icon=":material/landscape:", disabled=not filters + objectives
    )
    return Wish(layer, filters, objectives, settings, asked)


def _filters(network: Opened) -> tuple[str, list[int]]:
    from cnnviz.actions import shipped_patterns

    taps = network.graph.picture_layers()
    names = [tap.name for tap in taps]
    # The deepest convolution has the richest patterns; the first layer's hardly leave the noise.
    start = max(index for index, tap in enumerate(taps) if tap.role == "convolution")
    run = network.run.name
    layer = linked.select("Layer", names, name="pattern_layer", of=(run,), start=names[start], help=HELP["layer"])
    count = network.graph.tap(layer).tensor.shape[-1]
    text = linked.text(
        f"Filters, 0 to {count - 1}", name="filters", of=(run, layer), start=f"0-{min(shipped_patterns.FILTERS, count) - 1}",
        longest=LONGEST_FILTERS, valid=lambda text: bool(filter_numbers.read(text, count)),
        help="Single ones and ranges, apart by commas: 0-15, 37.",
    )  # fmt: skip
    try:
        return layer, filter_numbers.read(text, count)
    except filter_numbers.NumbersError as error:
        show_error(error)
        return layer, []


def _classes(network: Opened) -> list[str]:
    from cnnviz.actions import shipped_patterns

    chosen = linked.several(
        "Classes", network.labels, name="pattern_classes", of=(network.run.name,), shown=escaped,
        start=network.labels[: shipped_patterns.CLASSES], max_selections=MOST_CLASSES,
        help="The picture climbs until the network is as sure as can be that it sees this class.",
    )  # fmt: skip
    return [f"class:{label}" for label in chosen]


def _mix(network: Opened) -> list[str]:
    from cnnviz.explore.patterns.objectives import MOST

    layer = [tap.name for tap in network.graph.picture_layers() if tap.role == "convolution"][-1]
    classed = f" A class: class:{network.labels[0]}." if network.labels else ""
    text = linked.text(
        "Climb towards", name="mix", of=(network.run.name,), start=f"{layer}:0 + {layer}:1", longest=LONGEST_MIX, carried=False,
        help=f"A layer and a channel: {layer}:0. One neuron, in the middle of the feature map: {layer}:0@middle.{classed} "
        f"Up to {MOST} of them with + and − between spaces, and a number in front to weigh one: "
        f"{layer}:0 − 0.5 {layer}:1.",
    )  # fmt: skip
    return [text] if text.strip() else []


def _settings(network: Opened, sized: bool) -> Settings:
    from cnnviz.actions import shipped_patterns
    from cnnviz.explore.patterns.ascent import Settings

    style = st.segmented_control(
        "Grown from", list(STYLES), default="natural", format_func=STYLES.__getitem__, key="style", bind="query-params",
        required=True, wrap=True,
        help="Waves and colours as photos have them, moved about at each step: clear pictures, as the network would see them. "
        "Plain pixels: the document’s way, which finds noise that excites the filter just as well.",
    )  # fmt: skip
    natural = style == "natural"
    left, right = st.columns(2)
    steps = left.number_input(
        "Steps",
        1,
        1000,
        shipped_patterns.STEPS,
        key="steps",
        bind="query-params",
        help="Each step changes the picture a little.",
    )
    size: int | None = network.recipe.input_shape[0]
    if sized:
        size = right.selectbox(
            "Size",
            SIZES,
            SIZES.index(shipped_patterns.SIZE),
            key="size",
            bind="query-params",
            help="Rows and columns of the picture.",
        )
    seed = left.number_input(
        "Seed", 0, 2**31 - 1, 0, key="noise", bind="query-params", help="Decides the noise that it starts from."
    )
    before = st.toggle(
        "Wake silent filters",
        True,
        key="before",
        bind="query-params",
        help="The document aims at a filter after its ReLU: one that is silent at the start has no slope to climb, and "
        "stays noise. On: the aim is the filter before its ReLU, so every one starts. Off: as in the document.",
    )
    return Settings(steps, size or shipped_patterns.SIZE, seed, before, natural)
