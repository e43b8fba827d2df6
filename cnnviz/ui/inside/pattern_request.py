"""The request for filter patterns: of filters, of classes, or of a mix of both; its fields stand in the link."""

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
class PatternRequest:
    """The patterns that a visitor asks for.

    Attributes:
        layer: The layer of the filters; empty where the patterns are of objectives.
        filters: Numbers of the filters.
        objectives: Objectives of gradient ascent, as `cnnviz.explore.patterns.objectives.parse` reads them.
        settings: Settings of gradient ascent.
        submitted: Whether the button was pressed just now.
    """

    layer: str
    filters: list[int]
    objectives: list[str]
    settings: Settings
    submitted: bool

    @property
    def numbers(self) -> list[int]:
        """The numbers of the patterns: those of the filters, or the places of the objectives in their list."""
        return self.filters or list(range(len(self.objectives)))

    @property
    def title(self) -> str:
        """What the pictures show, from left to right."""
        if self.layer:
            first, last, many = self.filters[0], self.filters[-1], len(self.filters) > 1
            whole = self.filters == list(range(first, last + 1))
            numbers = f"{first} to {last}" if whole and many else filter_numbers.written(self.filters)
            return f"filter{'s' * many} {numbers} of layer {self.layer}"
        return ", ".join(text.removeprefix("class:") for text in self.objectives)


def choose(network: Opened, action: DeltaGenerator) -> PatternRequest:
    """Draw the fields for what the pictures climb towards, and how; return the request.

    Args:
        network: The network.
        action: The place of the button that submits the request.
    """
    aims = [aim for aim in AIMS if aim != "classes" or network.labels]
    aim = linked.select(
        "A picture for",
        aims,
        name="aim",
        of=aims,
        start="filters",
        shown=AIMS.__getitem__,
        field=st.segmented_control,
        required=True,
        wrap=True,
        help="What the picture climbs towards: what one filter answers to, what the network takes for a class, or a "
        "sum or difference of filters, single neurons and classes.",
    )
    layer, filters, objectives = "", list[int](), list[str]()
    if aim == "classes":
        objectives = _choose_classes(network)
    elif aim == "mix":
        objectives = _enter_mix(network)
    else:
        layer, filters = _choose_filters(network)
    settings = _choose_settings(network, sized=aim != "classes")
    submitted = action.button(
        "Make patterns", type="primary", icon=":material/landscape:", disabled=not filters + objectives
    )
    return PatternRequest(layer, filters, objectives, settings, submitted)


def _choose_filters(network: Opened) -> tuple[str, list[int]]:
    from cnnviz.actions import shipped_patterns

    taps = network.graph.picture_layers()
    names = [tap.name for tap in taps]
    # The deepest convolution has the richest patterns; the first layer's hardly leave the noise.
    start = max(index for index, tap in enumerate(taps) if tap.role == "convolution")
    run = network.run.name
    layer = linked.select("Layer", names, name="pattern_layer", of=(run,), start=names[start], help=HELP["layer"])
    count = network.graph.tap(layer).tensor.shape[-1]
    text = linked.text(
        f"Filters, 0 to {count - 1}",
        name="filters",
        of=(run, layer),
        start=f"0-{min(shipped_patterns.FILTERS, count) - 1}",
        longest=LONGEST_FILTERS,
        valid=lambda text: bool(filter_numbers.read(text, count)),
        help="Single ones and ranges, apart by commas: 0-15, 37.",
    )
    try:
        return layer, filter_numbers.read(text, count)
    except filter_numbers.NumbersError as error:
        show_error(error)
        return layer, []


def _choose_classes(network: Opened) -> list[str]:
    from cnnviz.actions import shipped_patterns

    labels = linked.several(
        "Classes",
        network.labels,
        name="pattern_classes",
        of=(network.run.name,),
        shown=escaped,
        start=network.labels[: shipped_patterns.CLASSES],
        max_selections=MOST_CLASSES,
        help="The picture climbs until the network is as sure as can be that it sees this class.",
    )
    return [f"class:{label}" for label in labels]


def _enter_mix(network: Opened) -> list[str]:
    from cnnviz.explore.patterns.objectives import MOST

    layer = [tap.name for tap in network.graph.picture_layers() if tap.role == "convolution"][-1]
    class_example = f" A class: class:{network.labels[0]}." if network.labels else ""
    text = linked.text(
        "Climb towards",
        name="mix",
        of=(network.run.name,),
        start=f"{layer}:0 + {layer}:1",
        longest=LONGEST_MIX,
        carried=False,
        help=f"A layer and a channel: {layer}:0. One neuron, in the middle of the feature map: {layer}:0@middle."
        f"{class_example} Up to {MOST} of them with + and − between spaces, and a number in front to weigh one: "
        f"{layer}:0 − 0.5 {layer}:1.",
    )
    return [text] if text.strip() else []


def _choose_settings(network: Opened, sized: bool) -> Settings:
    from cnnviz.actions import shipped_patterns
    from cnnviz.explore.patterns.ascent import Settings

    style = linked.select(
        "Grown from",
        list(STYLES),
        name="style",
        start="natural",
        shown=STYLES.__getitem__,
        field=st.segmented_control,
        required=True,
        wrap=True,
        help="Waves and colours as photos have them, moved about at each step: clear pictures, as the network would "
        "see them. Plain pixels: the document’s way, which finds noise that excites the filter just as well.",
    )
    left, right = st.columns(2)
    steps = linked.number(
        "Steps",
        1,
        1000,
        name="steps",
        start=shipped_patterns.STEPS,
        field=left.number_input,
        help="Each step changes the picture a little.",
    )
    size = network.recipe.input_shape[0] or shipped_patterns.SIZE
    if sized:
        size = linked.select(
            "Size",
            SIZES,
            name="size",
            start=shipped_patterns.SIZE,
            field=right.selectbox,
            help="Rows and columns of the picture.",
        )
    seed = linked.number(
        "Seed",
        0,
        2**31 - 1,
        name="noise",
        start=0,
        field=left.number_input,
        help="Decides the noise that it starts from.",
    )
    before_relu = linked.switch(
        "Wake silent filters",
        name="before",
        start=True,
        help="The document aims at a filter after its ReLU: one that is silent at the start has no slope to climb, and "
        "stays noise. On: the aim is the filter before its ReLU, so every one starts. Off: as in the document.",
    )
    return Settings(steps, size, seed, before_relu, style == "natural")
