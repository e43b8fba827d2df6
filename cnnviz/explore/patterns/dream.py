"""DeepDream: a photo changed by gradient ascent on a layer: (model, layer, photo) -> pictures, step by step.

Reference: Mordvintsev, Olah and Tyka, 2015, “Inceptionism: Going Deeper into Neural Networks”.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz.explore.patterns.ascent import PatternError
from cnnviz.images import fit, stretched
from cnnviz.locale import Message
from cnnviz.surgery.gradients import with_gradient
from cnnviz.surgery.graph import lay_out, takes_one_size

Pixels = NDArray[np.float32]
LARGEST = 640
"""Most rows or columns of a photo."""


@dataclass(frozen=True)
class Settings:
    """Settings of a dream.

    Attributes:
        steps: Steps of gradient ascent at each size.
        strength: Grey levels by which the pixels move in a step, on average.
        octaves: Number of sizes, from small to the photo's own; large structures grow at small sizes.
        ratio: Ratio of each size to the one before.
        seed: Seed of the shifts of the photo at each step.
    """

    steps: int = 20
    strength: float = 2.0
    octaves: int = 3
    ratio: float = 1.4
    seed: int = 0

    def __post_init__(self) -> None:
        """Refuse settings that would run forever or show nothing."""
        for name, low, high in (("steps", 1, 200), ("strength", 0.1, 20), ("octaves", 1, 8), ("ratio", 1.1, 2)):
            if not low <= getattr(self, name) <= high:
                raise PatternError(
                    Message("For a dream, {name} must be between {low} and {high}.", name=name, low=low, high=high)
                )


@dataclass(frozen=True)
class Dream:
    """A photo after a step of a dream.

    Attributes:
        share: Share of the steps that are done, 0 to 1.
        picture: Shape (rows, cols, channels), 0..255; smaller than the photo until the last octave.
    """

    share: float
    picture: NDArray[np.uint8]


def dream(
    model: keras.Model,
    layer: str,
    photo: NDArray[np.uint8],
    channel: int | None = None,
    settings: Settings | None = None,
) -> Iterator[Dream]:
    """Change a photo so that the activations of a layer rise.

    Args:
        model: Any model with one input of pictures, raw pixels 0..255.
        layer: Name of a convolution, activation or pooling layer: early ones draw strokes, deep ones draw things.
        photo: Shape (rows, cols, 3), 0..255, no side above 640; a network of grey pictures makes it grey.
        channel: The channel to raise; by default each channel grows by as much as it is active already.
        settings: Steps, sizes and strength.

    Yields:
        The picture after each step.

    Raises:
        LayerError: There is no such layer.
        PatternError: There is no such channel, or the photo is too small or too large.
    """
    settings = settings or Settings()
    whole = _as_received(model, photo)
    sizes = _sizes(whole.shape[0], whole.shape[1], settings)
    slope = _slope(model, layer, channel, sizes[0])
    generator = np.random.default_rng(settings.seed)
    now, done = _resized(whole, *sizes[0]), 0
    for number, size in enumerate(sizes):
        if number:  # Details of the photo that the smaller size lost come back; what was dreamt at that size stays.
            lost = _resized(whole, *size) - _resized(_resized(whole, *sizes[number - 1]), *size)
            now = _resized(now, *size) + lost
        for _ in range(settings.steps):
            now = _step(now, slope, settings.strength, generator)
            done += 1
            yield Dream(done / (settings.steps * len(sizes)), now.round().astype(np.uint8))


def _as_received(model: keras.Model, photo: NDArray[np.uint8]) -> Pixels:
    rows, cols = photo.shape[:2]
    if max(rows, cols) > LARGEST:
        raise PatternError(
            Message(
                "A photo to dream in may have at most {most} pixels a side: this one is {rows}×{cols}.",
                most=LARGEST,
                rows=rows,
                cols=cols,
            )
        )
    return fit(photo, (rows, cols, int(model.inputs[0].shape[-1]))).astype(np.float32)


def _sizes(rows: int, cols: int, settings: Settings) -> list[tuple[int, int]]:
    shares = [settings.ratio**-step for step in reversed(range(settings.octaves))]
    return [(max(1, round(rows * share)), max(1, round(cols * share))) for share in shares]


def _one_size(model: keras.Model, layer: str) -> PatternError:
    rows, cols, _ = model.inputs[0].shape[1:]
    return PatternError(
        Message(
            "Layer {layer} takes pictures of {rows}×{cols} pixels alone, and a dream goes through several sizes: "
            "choose an earlier layer or another network.",
            layer=layer,
            rows=rows,
            cols=cols,
        )
    )


def _slope(model: keras.Model, layer: str, channel: int | None, smallest: tuple[int, int]) -> Any:
    """Return a function: pixels, (1, rows, cols, channels) of any size -> the score and its gradient."""
    tap = lay_out(model).tap(layer)
    count = tap.tensor.shape[-1]
    if channel is not None and not 0 <= channel < count:
        raise PatternError(
            Message(
                "Layer {layer} has channels 0 to {last}: there is no channel {channel}.",
                layer=tap.name,
                last=count - 1,
                channel=channel,
            )
        )
    depth = model.inputs[0].shape[-1]
    try:
        lay_out(model, (*smallest, depth), tap.name)
    except ValueError as error:
        if takes_one_size(model, tap.name):
            raise _one_size(model, tap.name) from error
        raise PatternError(
            Message(
                "A photo of {rows}×{cols} pixels, the smallest size, is too small for layer {layer}: choose fewer "
                "sizes, an earlier layer or a larger photo.",
                rows=smallest[0],
                cols=smallest[1],
                layer=tap.name,
            )
        ) from error
    try:
        until = lay_out(model, (None, None, depth), tap.name).until(tap.name)
    except ValueError as error:
        raise _one_size(model, tap.name) from error

    def score(pixels: Any) -> Any:
        maps = until(pixels, training=False)
        if channel is not None:
            return keras.ops.mean(maps[..., channel], axis=(1, 2))
        # With the mean square, each channel grows by as much as it is active already.
        return keras.ops.mean(keras.ops.square(maps), axis=(1, 2, 3))

    return with_gradient(score)


def _step(now: Pixels, slope: Any, strength: float, generator: np.random.Generator) -> Pixels:
    """Move the pixels a step, with the photo shifted at random, so that no grid of the network's strides shows."""
    down, right = (int(generator.integers(side)) for side in now.shape[:2])
    _, gradient = slope(np.roll(now, (down, right), (0, 1))[None])
    back = np.roll(keras.ops.convert_to_numpy(gradient)[0], (-down, -right), (0, 1))
    moved: Pixels = np.clip(now + strength * back / (np.abs(back).mean() + 1e-12), 0, 255).astype(np.float32)
    return moved


def _resized(picture: Pixels, rows: int, cols: int) -> Pixels:
    if picture.shape[:2] == (rows, cols):
        return picture
    return np.stack([stretched(picture[..., at], rows, cols) for at in range(picture.shape[-1])], axis=-1)
