"""The request for filter patterns: of filters, of classes, or of a mix of both; its fields stand in the link."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from cnnviz.datasets.class_names import class_label
from cnnviz.explore.patterns import filter_numbers
from cnnviz.locale import N_, _, ngettext
from cnnviz.ui.parts import linked
from cnnviz.ui.parts.folds import first
from cnnviz.ui.parts.messages import escaped, show_error
from cnnviz.ui.parts.words import help_text

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from cnnviz.actions import Opened
    from cnnviz.explore.patterns.ascent import Settings

AIMS = {"filters": N_("Filters of a layer"), "classes": N_("Classes"), "mix": N_("A mix")}
STYLES = {"natural": N_("Natural"), "pixels": N_("Raw")}
BEFORE = {"Waves, as in photos": "natural", "Plain pixels": "pixels"}
"""What links of earlier versions call the styles."""
CLASS = "class:"
"""What the objective of a class begins with."""
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
            numbers = filter_numbers.written(self.filters).replace("-", "–")
            return ngettext(
                "Filter {numbers} of layer {layer}",
                "Filters {numbers} of layer {layer}",
                len(self.filters),
                numbers=numbers,
                layer=self.layer,
            )
        return ", ".join(map(shown_objective, self.objectives))


def shown_objective(text: str) -> str:
    """Return an objective as it is shown: a class by its name, a sum or difference as it was typed."""
    alone = text.startswith(CLASS) and not re.search(r"\s[-+−]\s", text)
    return class_label(text.removeprefix(CLASS)) if alone else text


def choose(network: Opened, action: DeltaGenerator) -> PatternRequest:
    """Draw the fields for what the pictures are made for, and how; return the request.

    Args:
        network: The network.
        action: The place of the button that submits the request.
    """
    aims = [aim for aim in AIMS if aim != "classes" or network.labels]
    aim = linked.select(
        _("A picture for"),
        aims,
        name="aim",
        of=aims,
        start="filters",
        shown=lambda aim: _(AIMS[aim]),
        field=st.segmented_control,
        required=True,
        wrap=True,
        help=_(
            "What gradient ascent raises: the activation of a filter, the score of a class, or a sum or difference of "
            "filters, single neurons and classes."
        ),
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
        _("Make patterns"), type="primary", icon=":material/landscape:", disabled=not filters + objectives
    )
    return PatternRequest(layer, filters, objectives, settings, submitted)


def _choose_filters(network: Opened) -> tuple[str, list[int]]:
    from cnnviz.actions import shipped_patterns

    taps = network.graph.picture_layers()
    names = [tap.name for tap in taps]
    # The deepest convolution has the richest patterns; the first layer's hardly leave the noise.
    start = max(index for index, tap in enumerate(taps) if tap.role == "convolution")
    run = network.run.name
    layer = linked.select(
        _("Layer"),
        names,
        name="pattern_layer",
        of=(run,),
        start=names[start],
        field=first("layer").selectbox,
        help=help_text("layer"),
    )
    count = network.graph.tap(layer).tensor.shape[-1]
    text = linked.text(
        _("Filters, 0 to {last}", last=count - 1),
        name="filters",
        of=(run, layer),
        start=f"0-{min(shipped_patterns.FILTERS, count) - 1}",
        longest=LONGEST_FILTERS,
        valid=lambda text: bool(filter_numbers.read(text, count)),
        help=_("Numbers and ranges, separated by commas: 0-15, 37."),
    )
    try:
        return layer, filter_numbers.read(text, count)
    except filter_numbers.NumbersError as error:
        show_error(error)
        return layer, []


def _choose_classes(network: Opened) -> list[str]:
    from cnnviz.actions import shipped_patterns

    labels = linked.several(
        _("Classes"),
        network.labels,
        name="pattern_classes",
        of=(network.run.name,),
        shown=lambda name: escaped(class_label(name)),
        start=network.labels[: shipped_patterns.CLASSES],
        max_selections=MOST_CLASSES,
        help=_("Gradient ascent raises the score of the class, so that the network becomes as sure of it as it can."),
    )
    return [f"{CLASS}{label}" for label in labels]


def _enter_mix(network: Opened) -> list[str]:
    from cnnviz.explore.patterns.objectives import MOST

    layer = [tap.name for tap in network.graph.picture_layers() if tap.role == "convolution"][-1]
    help = _(
        "A layer and a channel: {layer}:0. One neuron, in the middle of the feature map: {layer}:0@middle. Up to "
        "{most} of them with + and − between spaces, and a number in front to weight one: {layer}:0 − 0.5 {layer}:1.",
        layer=layer,
        most=MOST,
    )
    if network.labels:
        help = " ".join([help, _("A class: {example}.", example=f"{CLASS}{network.labels[0]}")])
    text = linked.text(
        _("Objective"),
        name="mix",
        of=(network.run.name,),
        start=f"{layer}:0 + {layer}:1",
        longest=LONGEST_MIX,
        carried=False,
        help=help,
    )
    return [text] if text.strip() else []


def _choose_settings(network: Opened, sized: bool) -> Settings:
    from cnnviz.actions import shipped_patterns
    from cnnviz.explore.patterns.ascent import Settings

    linked.reworded("style", BEFORE)
    style = linked.select(
        _("Style"),
        list(STYLES),
        name="style",
        start="natural",
        shown=lambda style: _(STYLES[style]),
        field=st.segmented_control,
        required=True,
        wrap=True,
        help=_(
            "Natural: waves and colours as photos have them, shifted a little at each step, which gives clear "
            "pictures. Raw: every pixel changes by itself, as in Wílmer Pereira, “Redes Neuronales Convolucionales”; "
            "this finds noise that activates the filter just as well."
        ),
    )
    left, right = st.columns(2)
    steps = linked.number(
        _("Steps"),
        1,
        1000,
        name="steps",
        start=shipped_patterns.STEPS,
        field=left.number_input,
        help=_("Each step changes the picture a little."),
    )
    size = network.recipe.input_shape[0] or shipped_patterns.SIZE
    if sized:
        size = linked.select(
            _("Size"),
            SIZES,
            name="size",
            start=shipped_patterns.SIZE,
            field=right.selectbox,
            help=_("Rows and columns of the picture."),
        )
    seed = linked.number(
        _("Seed"),
        0,
        2**31 - 1,
        name="noise",
        start=0,
        field=left.number_input,
        help=_("Decides the noise that it starts from."),
    )
    before_relu = linked.switch(
        _("Avoid blank patterns"),
        name="before",
        start=True,
        help=_(
            "Where the ReLU gives 0 for the starting noise, the gradient is 0 too and the picture stays noise. "
            "On: gradient ascent raises the filter’s output before its ReLU, so that every one can start. Off: "
            "after its ReLU, as in Wílmer Pereira, “Redes Neuronales Convolucionales”."
        ),
    )
    return Settings(steps, size, seed, before_relu, style == "natural")
