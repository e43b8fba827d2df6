"""Filter patterns excite their filters more than any real picture, and more than the peers' patterns.

A picture that excites a filter less than a photo does is noise with a name. One that excites it more by fine noise,
or by flat colours at their limits, shows nothing either: so the share of fine waves and of saturated pixels is
reported with it, for real pictures as well.
"""

from __future__ import annotations

import argparse
import importlib.util
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import memory
from benchmarks.measure import BenchmarkError, Case, Report
from benchmarks.patterns import Task, document
from benchmarks.scatter import Point, svg
from cnnviz import device
from cnnviz.training.runs import find

if TYPE_CHECKING:
    import keras

    from cnnviz.actions import Opened
    from cnnviz.explore.patterns.ascent import Pattern, Settings

NETWORKS = ("deeper_batchnorm_before", "flowers_mobilenet_finetuned_augmented", "cats_and_dogs_hed")
"""Of 32 pixels, MobileNetV2, VGG16; those whose weights and pictures are here are measured."""
FILTERS, SIZE, SEEDS = 16, 64, (0, 1, 2)
FINE, NEAR_LIMIT = 0.25, 2
"""Waves above this many a pixel are fine; grey levels this near to 0 or 255 are saturated."""

Maker = Callable[[str, "keras.Model", list[int], int], NDArray[np.uint8]]
"""(layer, model from pixels to it, filters, seed) -> one picture a filter."""


@dataclass(frozen=True)
class Quality:
    """One side's patterns of one layer, over all seeds.

    Attributes:
        ratios: Largest activation ÷ the largest of any real picture, shape (seeds, filters that are not stuck).
        fine: Share of the energy in fine waves.
        saturated: Share of the values at their limits.
        seconds: For all filters, one a seed.
        memory_mb: By which the process grew at most, with the first seed.
    """

    ratios: NDArray[np.float32]
    fine: float
    saturated: float
    seconds: list[float]
    memory_mb: float


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--networks", nargs="*", default=NETWORKS, help="runs or shipped networks")
    seeds, text = len(SEEDS), "with how many seeds the peers are measured, which take most of the time (3)"
    parser.add_argument("--peer-seeds", type=int, choices=range(1, seeds + 1), default=seeds, help=text)
    parser.add_argument("--svg", type=Path, help="draw quality against seconds into this file as well")


def run(options: argparse.Namespace) -> Report:
    """Measure three depths of each network that is here, 16 filters each, with three seeds."""
    if importlib.util.find_spec("tf_keras_vis") is None:
        raise BenchmarkError(
            "The benchmark of patterns' quality compares with tf-keras-vis: pip install -r requirements-bench.txt."
        )
    device.start()
    cases = [
        case
        for name in options.networks
        if find(name).weights
        for case in _of_network(name, SEEDS[: options.peer_seeds])
    ]
    if options.svg:
        options.svg.write_text(_drawn(cases), encoding="utf-8")
    return Report("pattern_quality", "tf-keras-vis' defaults; generate_pattern of document 003", cases)


def _of_network(name: str, peer_seeds: Sequence[int]) -> Iterator[Case]:
    from cnnviz import actions
    from cnnviz.surgery.graph import lay_out

    opened = actions.open_run(name)
    *_, (strongest, _) = actions.strongest(opened)
    convolutions = [tap.name for tap in opened.graph.picture_layers() if type(tap.layer).__name__ == "Conv2D"]
    pictures = actions.looked_at(opened).x_test
    for place in (1 / 6, 1 / 2, 5 / 6):
        layer = convolutions[int(len(convolutions) * place)]
        one = strongest[layer]
        live = [channel for channel in range(len(one.values)) if channel not in one.stuck][:FILTERS]
        graph = lay_out(opened.model, (SIZE, SIZE, pictures.shape[-1]), last=layer)
        real = one.values[live, 0]
        sides: dict[str, Maker] = {"ours": _ours(opened), "tf-keras-vis": _tf_keras_vis, "document": _document}
        measured = {
            side: _measured(maker, layer, graph.until(layer), live, real, SEEDS if side == "ours" else peer_seeds)
            for side, maker in sides.items()
        }
        best = _patches(pictures[one.pictures[live, 0]], opened, layer, live)
        ours = measured["ours"]
        for peer in ("tf-keras-vis", "document"):
            title = f"{name}, {layer}, {len(live)} filters, {one.seen} real pictures; {peer}"
            reached = _to_reach(opened, layer, graph.until(layer), live, measured[peer].ratios[0] * real)
            yield _compared(title, ours, measured[peer], best, reached)


def _patches(pictures: NDArray[np.uint8], opened: Opened, layer: str, channels: list[int]) -> NDArray[np.uint8]:
    """Crop the part that excites each channel most to a pattern's size: larger parts would have coarser waves.

    Args:
        pictures: One for each channel, shape (n, rows, cols, colours).
        opened: The network.
        layer: Whose channels.
        channels: Which.
    """
    from cnnviz import actions

    parts = []
    for picture, (top, left, bottom, right) in zip(
        pictures, actions.places(opened, layer, channels, pictures), strict=True
    ):
        rows, cols = (
            max(0, min((first + last - SIZE) // 2, length - SIZE))
            for first, last, length in ((top, bottom, len(picture)), (left, right, picture.shape[1]))
        )
        parts.append(picture[rows : rows + SIZE, cols : cols + SIZE])
    return np.stack(parts)


def _drawn(cases: list[Case]) -> str:
    """Draw each layer once for ours and once for each peer."""
    series: dict[str, list[Point]] = {"cnnviz, waves": [], "tf-keras-vis' defaults": [], "document 003's 40 steps": []}
    for case in cases:
        layer, peer = case.case.split(", 16 filters")[0], case.case.rsplit("; ", 1)[-1]
        name = "tf-keras-vis' defaults" if peer == "tf-keras-vis" else "document 003's 40 steps"
        series[name].append(Point(case.more["peer_seconds"], case.peer, layer))
        if peer == "tf-keras-vis":
            series["cnnviz, waves"].append(Point(case.more["seconds"], case.ours, layer))
    return svg(
        series,
        "Filter patterns: largest activation, as a multiple of the strongest real picture, against the seconds",
        "× the strongest real picture",
        1.0,
    )


def _measured(
    maker: Maker,
    layer: str,
    until: keras.Model,
    filters: list[int],
    real: NDArray[np.float32],
    seeds: Sequence[int],
) -> Quality:
    maker(layer, until, filters[:1], 0)  # TensorFlow compiles.
    ratios, made, took, grown = [], [], list[float](), list[float]()
    for seed in seeds:
        with memory.peak() as more:
            started = time.perf_counter()
            pictures = maker(layer, until, filters, seed)
            took.append(time.perf_counter() - started)
        grown += more
        maps = np.asarray(until(pictures.astype("float32"), training=False))
        ratios.append(maps[np.arange(len(filters)), ..., filters].max((1, 2)) / real)
        made.append(pictures)
    every = np.concatenate(made)
    return Quality(np.stack(ratios), fine_share(every), saturated_share(every), took, grown[0])


def _to_reach(
    opened: Opened, layer: str, until: keras.Model, filters: list[int], wanted: NDArray[np.float32]
) -> float | None:
    """Return the seconds until half of each batch's filters reach the peer's activation; None if they never do."""
    from cnnviz.explore.patterns.ascent import patterns

    goal = dict(zip(filters, wanted, strict=True))
    total = 0.0
    steps = _timed(patterns(opened.model, layer, filters, _settings(SEEDS[0])))
    for _, batch_steps in groupby(steps, key=lambda step: step[1][0].filter):
        spent, reached = 0.0, None
        for seconds, batch in batch_steps:
            spent += seconds
            if reached is None:
                numbers = [one.filter for one in batch]
                maps = np.asarray(until(np.stack([one.picture for one in batch]).astype("float32"), training=False))
                best = maps[np.arange(len(batch)), ..., numbers].max((1, 2))
                reached = spent if np.mean(best >= [goal[number] for number in numbers]) >= 0.5 else None
        if reached is None:
            return None
        total += reached
    return total


def _timed(batches: Iterator[list[Pattern]]) -> Iterator[tuple[float, list[Pattern]]]:
    """Yield each step with its seconds, not counting the time between steps."""
    while True:
        started = time.perf_counter()
        batch = next(batches, None)
        if batch is None:
            return
        yield time.perf_counter() - started, batch


def _compared(title: str, ours: Quality, peer: Quality, real: NDArray[np.uint8], reached: float | None) -> Case:
    mine, theirs = (float(np.median(side.ratios)) for side in (ours, peer))
    sides = {"": ours, "peer_": peer}
    more: dict[str, Any] = {
        f"{prefix}{name}": value
        for prefix, side in sides.items()
        for name, value in {
            "share_above_real": float((side.ratios >= 1).mean()),
            "median_of_each_seed": [float(value) for value in np.median(side.ratios, 1)],
            "fine": side.fine,
            "saturated": side.saturated,
            "seconds": median(side.seconds),
            "memory_mb": side.memory_mb,
        }.items()
    }
    more |= {"seconds_to_the_peers_activation": reached}
    more |= {"real_fine": fine_share(real), "real_saturated": saturated_share(real)}
    return Case(title, mine / theirs, mine, theirs, "× the strongest real picture", more)


def fine_share(pictures: NDArray[np.uint8]) -> float:
    """Return the median share of a picture's energy, without its mean, in waves above a quarter a pixel."""
    grey = pictures.mean(-1)
    energy = np.abs(np.fft.fft2(grey - grey.mean((1, 2), keepdims=True))) ** 2
    rows, cols = (np.fft.fftfreq(size) for size in grey.shape[1:])
    fine = np.sqrt(rows[:, None] ** 2 + cols[None] ** 2) > FINE
    return float(np.median(energy[:, fine].sum(1) / np.maximum(energy.sum((1, 2)), 1e-9)))


def saturated_share(pictures: NDArray[np.uint8]) -> float:
    """Return the mean share of the values that are nearly 0 or 255."""
    return float(((pictures <= NEAR_LIMIT) | (pictures >= 255 - NEAR_LIMIT)).mean())


def _ours(opened: Opened) -> Maker:
    from cnnviz.explore.patterns.ascent import patterns

    def make(layer: str, until: keras.Model, filters: list[int], seed: int) -> NDArray[np.uint8]:
        made = {}
        for batch in patterns(opened.model, layer, filters, _settings(seed)):
            made.update({pattern.filter: pattern.picture for pattern in batch})
        return np.stack([made[number] for number in filters])

    return make


def _settings(seed: int) -> Settings:
    from cnnviz.actions import shipped_patterns

    return replace(shipped_patterns.usual(SIZE), seed=seed)


def _document(layer: str, until: keras.Model, filters: list[int], seed: int) -> NDArray[np.uint8]:
    """Do exactly what the document does: see `benchmarks.patterns`."""
    from cnnviz.explore.patterns.ascent import Settings

    made = document(Task(layer, until, until, layer, filters, Settings(40, SIZE, seed)))
    return np.stack([made.pictures[number] for number in filters])


def _tf_keras_vis(layer: str, until: keras.Model, filters: list[int], seed: int) -> NDArray[np.uint8]:
    """Do what its documentation shows, all filters at once, with its default steps and regularisers.

    These are made for pixels of about 0 to 1: on 0 to 255 they hold the picture at grey.
    """
    import keras
    from tf_keras_vis.activation_maximization import ActivationMaximization
    from tf_keras_vis.utils.scores import CategoricalScore

    shape = until.input_shape[1:]
    pixels = keras.Input(shape)
    model = keras.Model(pixels, until(keras.layers.Rescaling(255.0)(pixels)))
    start = np.random.default_rng(seed).uniform(0, 1, (len(filters), *shape)).astype("float32")
    made = ActivationMaximization(model, clone=False)(CategoricalScore(filters), seed_input=start, input_range=(0, 1))
    return np.asarray(np.clip(np.rint(np.asarray(made, "float32") * 255), 0, 255), np.uint8)
