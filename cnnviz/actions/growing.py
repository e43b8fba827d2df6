"""Filter patterns, kept on disk, and dreams: pictures that are optimised while the network stays the same."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cnnviz.actions.opening import Opened
from cnnviz.explore.patterns.ascent import Pattern, Settings
from cnnviz.explore.patterns.ascent import patterns as climb
from cnnviz.explore.patterns.dream import Dream
from cnnviz.explore.patterns.dream import Settings as DreamSettings
from cnnviz.explore.patterns.dream import dream as dreamt
from cnnviz.explore.patterns.objectives import Objective, parse
from cnnviz.explore.patterns.objectives import climb as climb_objectives
from cnnviz.explore.patterns.objectives import name as objective_name
from cnnviz.explore.patterns.pattern_store import PatternStore


def patterns(
    opened: Opened, layer: str, filters: Sequence[int], settings: Settings | None = None
) -> Iterator[list[Pattern]]:
    """Make the patterns that filters look for; finished ones are kept on disk and come back at once.

    Yields:
        First those that were made before; then, after each step, those at work.

    Raises:
        LayerError: There is no such layer.
        PatternError: There is no such filter, or the picture is too small for the layer.
    """
    settings = settings or Settings()
    name = opened.graph.tap(layer).name
    store = _pattern_store(opened, name, settings)
    kept = kept_patterns(opened, name, filters, settings)
    if kept:
        yield kept
    missing = sorted(set(filters) - {pattern.filter for pattern in kept})
    if not missing:
        return
    for batch in climb(opened.checked().model, name, missing, settings):
        if store and batch[0].step == settings.steps:
            for pattern in batch:
                store.keep(pattern)
        yield batch


def kept_patterns(opened: Opened, layer: str, filters: Sequence[int], settings: Settings) -> list[Pattern]:
    """Return the patterns that were made before, or came with the network."""
    store = _pattern_store(opened, opened.graph.tap(layer).name, settings)
    return [pattern for number in filters if store and (pattern := store.get(number))]


def objective_patterns(
    opened: Opened, objectives: Sequence[str], settings: Settings | None = None
) -> Iterator[list[Pattern]]:
    """Make pictures of classes, neurons, sums and differences; finished ones are kept on disk and come back at once.

    Args:
        opened: The network.
        objectives: What to climb towards, such as ``class:cat``, ``conv2:3@middle`` or ``conv2:3 + 0.5 conv1:7 -
            class:dog``.
        settings: How to climb.

    Yields:
        First those that were made before, then, after each step, those at work; each is called by its number in the
        list.

    Raises:
        LayerError: There is no such layer.
        PatternError: An objective cannot be read, or the picture is too small for a layer.
    """
    settings = settings or Settings()
    parsed = [parse(text, opened.graph, opened.labels) for text in objectives]
    kept = kept_objectives(opened, objectives, settings)
    if kept:
        yield kept
    missing = sorted(set(range(len(parsed))) - {pattern.filter for pattern in kept})
    if not missing:
        return
    for batch in climb_objectives(opened.checked().model, [parsed[number] for number in missing], settings):
        named = [replace(pattern, filter=missing[pattern.filter]) for pattern in batch]
        for pattern in named if named[0].step == settings.steps else ():
            if store := _objective_store(opened, parsed[pattern.filter], settings):
                store.keep(replace(pattern, filter=0))
        yield named


def kept_objectives(opened: Opened, objectives: Sequence[str], settings: Settings) -> list[Pattern]:
    """Return the pictures that were made before, or came with the network, called by their numbers in the list.

    Raises:
        LayerError: There is no such layer.
        PatternError: An objective cannot be read.
    """
    parsed = [parse(text, opened.graph, opened.labels) for text in objectives]
    return [
        replace(pattern, filter=number)
        for number, objective in enumerate(parsed)
        if (store := _objective_store(opened, objective, settings)) and (pattern := store.get(0))
    ]


def _pattern_store(opened: Opened, place: str, settings: Settings) -> PatternStore | None:
    weights = opened.run.weights
    return PatternStore.of(weights, place, settings) if weights else None


def _objective_store(opened: Opened, objective: Objective, settings: Settings) -> PatternStore | None:
    return _pattern_store(opened, objective_name(objective), settings)


def dream(
    opened: Opened,
    layer: str,
    photo: NDArray[np.uint8],
    channel: int | None = None,
    settings: DreamSettings | None = None,
) -> Iterator[Dream]:
    """Change a photo so that a layer, or one channel of it, answers more strongly; see `cnnviz.explore.patterns.dream`.

    Yields:
        The picture after each step.

    Raises:
        LayerError: There is no such layer.
        PatternError: There is no such channel, or the photo is too small or too large.
    """
    yield from dreamt(opened.checked().model, opened.graph.tap(layer).name, photo, channel, settings)
