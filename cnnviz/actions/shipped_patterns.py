"""The patterns that come with a network: those that Filter patterns shows first, of some layers and classes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from cnnviz import actions
from cnnviz.actions import Opened
from cnnviz.base.errors import CnnvizError
from cnnviz.base.settings import CHECKPOINTS
from cnnviz.explore.patterns.ascent import Pattern, Settings
from cnnviz.explore.patterns.objectives import name, parse
from cnnviz.explore.patterns.pattern_store import PatternStore
from cnnviz.training.runs.contents import checksums

FILTERS, CLASSES, LAYERS = 8, 4, 8
"""Filters of a layer; classes of a network; layers of a deep network, evenly spread, with the last."""
STEPS, SIZE = 40, 64


def usual(size: int = SIZE) -> Settings:
    """Return the settings with which the page begins, for pictures of so many rows."""
    return Settings(STEPS, size, 0, before_relu=True, natural=True)


def make(opened: Opened) -> Iterator[str]:
    """Make the gallery of a network and pack it into its folder.

    Yields:
        The name of what is ready.

    Raises:
        CnnvizError: The network's weights are missing.
    """
    weights = opened.run.weights
    if weights is None:
        raise CnnvizError(f"{opened.run.name} has no network here: there is nothing to make patterns of.")
    for layer in layers(opened):
        filters = range(min(FILTERS, int(opened.graph.tap(layer).tensor.shape[-1])))
        made = _finished(actions.patterns(opened, layer, filters, usual()))
        PatternStore.of(weights, layer, usual()).ship(made)
        yield layer
    texts, settings = [f"class:{label}" for label in opened.labels[:CLASSES]], usual(opened.recipe.input_shape[0])
    for text, pattern in zip(texts, _finished(actions.objective_patterns(opened, texts, settings)), strict=True):
        place = name(parse(text, opened.graph, opened.labels))
        PatternStore.of(weights, place, settings).ship([replace(pattern, filter=0)])
        yield text
    if opened.run.path.parent == CHECKPOINTS:
        checksums.write(CHECKPOINTS)


def layers(opened: Opened) -> list[str]:
    """Return the convolutions whose patterns come with the network, in order."""
    names = [tap.name for tap in opened.graph.picture_layers() if tap.role == "convolution"]
    chosen = np.linspace(len(names) - 1, 0, min(LAYERS, len(names))).round().astype(int)
    return [names[at] for at in sorted(set(chosen.tolist()))]


def _finished(batches: Iterator[list[Pattern]]) -> list[Pattern]:
    made = {pattern.filter: pattern for batch in batches for pattern in batch}
    return [made[number] for number in sorted(made)]
