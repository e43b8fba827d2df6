"""Filter patterns by gradient ascent: (model, layer, filters) -> pictures that activate the filters, step by step."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz.base.errors import CnnvizError
from cnnviz.explore.patterns.canvases import Canvas, PlainPixels, Waves
from cnnviz.explore.patterns.strongest import peaks
from cnnviz.locale import Message
from cnnviz.surgery.gradients import with_gradient
from cnnviz.surgery.graph import Tap, lay_out, lay_out_sized, unwrapped
from cnnviz.surgery.tracing import before_activation

Slope = Callable[[Any], tuple[Any, Any]]

BATCH = 8
SHARPNESS = 0.7
"""Temperature of the weights of places, in standard deviations.

With this and the rates and decay of `canvases.Waves`, `benchmarks.pattern_quality` was best.
"""


class PatternError(CnnvizError):
    """A pattern that cannot be made; the message says what to change."""


@dataclass(frozen=True)
class Settings:
    """How a pattern is made.

    Attributes:
        steps: Steps of gradient ascent.
        size: Rows and columns of the picture.
        seed: Seed of the grey noise that it starts from.
        before_relu: Whether to raise the channel before its ReLU, which works also where the ReLU gives 0 everywhere;
            the slides of Wílmer Pereira raise it after.
        natural: Whether the picture is made of waves and colours like those of photos, must withstand small shifts, and
            raises the places where the filter answers most, instead of plain pixels and the filter's mean.
    """

    steps: int = 40
    size: int = 64
    seed: int = 0
    before_relu: bool = False
    natural: bool = False

    def __post_init__(self) -> None:
        """Refuse settings that would run forever or show nothing."""
        for name, low, high in (("steps", 1, 1000), ("size", 8, 512), ("seed", 0, 2**31 - 1)):
            if not low <= getattr(self, name) <= high:
                raise PatternError(
                    Message("For a pattern, {name} must be between {low} and {high}.", name=name, low=low, high=high)
                )

    def canvas(self, shape: tuple[int, int, int], generators: Sequence[np.random.Generator]) -> Canvas:
        """Return a canvas with a picture of (rows, cols, channels) for each generator of random numbers."""
        return (Waves if self.natural else PlainPixels)(shape, generators)


@dataclass(frozen=True)
class Pattern:
    """One filter's pattern, finished or not.

    Attributes:
        filter: Number of the filter.
        step: Steps of ascent so far.
        picture: Shape (rows, cols, channels), 0..255; plain pixels are brought to mean 128 and deviation 25, as in the
            slides of Wílmer Pereira.
        score: The objective for the raw picture: the filter's mean activation, or for natural pictures a mean in which
            the strongest places weigh most.
        silent: Whether the gradient was always 0, so that the picture is still the noise that it began with.
    """

    filter: int
    step: int
    picture: NDArray[np.uint8]
    score: float
    silent: bool


def patterns(
    model: keras.Model, layer: str, filters: Sequence[int], settings: Settings | None = None
) -> Iterator[list[Pattern]]:
    """Make the patterns of filters by gradient ascent from grey noise, eight filters at a time.

    Args:
        model: Any model with one input of pictures, raw pixels 0..255.
        layer: Name of a convolution, activation or pooling layer.
        filters: Numbers of the filters, from 0.
        settings: How patterns are made; by default as in Wílmer Pereira, “Redes Neuronales Convolucionales”.

    Yields:
        After each step, the patterns of the current filters; those of the last step are finished.

    Raises:
        LayerError: There is no such layer.
        PatternError: There is no such filter, or the picture is too small for the layer.

    References: `cnnviz.explore.patterns.canvases`.
    """
    ascent = Ascent(model, layer, filters, settings or Settings())
    yield from ascent.climb()


def ascend(slope: Slope, canvas: Canvas, numbers: Sequence[int], steps: int) -> Iterator[list[Pattern]]:
    """Run gradient ascent on a canvas, on all its pictures at once.

    Args:
        slope: Pixels -> the score of each picture, and its gradient.
        canvas: The pictures, at least one for each number.
        numbers: Number of each pattern.
        steps: Number of steps.

    Yields:
        The patterns after each step.
    """

    def measured(pixels: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        scores, gradient = (keras.ops.convert_to_numpy(part) for part in slope(pixels))
        return scores, gradient

    first, gradient = measured(canvas.pictures())
    silent = np.full(len(gradient), True)
    for step in range(1, steps + 1):
        silent &= ~gradient.any((1, 2, 3))
        canvas.climb(gradient, (step - 1) / max(1, steps - 1))
        if step == steps:
            canvas.settle(lambda pixels: measured(pixels)[0], first)
        # A finished pattern is measured as it is shown.
        scores, gradient = measured(canvas.still() if step == steps else canvas.pictures())
        rows = zip(numbers, canvas.still(), scores, silent, strict=False)
        yield [
            Pattern(number, step, canvas.visible(raw), float(score), bool(mute)) for number, raw, score, mute in rows
        ]


def excitement(model: keras.Model, layer: str, made: Sequence[Pattern]) -> NDArray[np.float32]:
    """Return the largest activation of each filter for its pattern, exactly as it is shown, shape (patterns,).

    It is to be compared with `cnnviz.explore.patterns.strongest.Strongest.values`: a pattern that activates its filter
    less than a real picture does not show what the filter responds to.
    """
    pictures = np.stack([pattern.picture for pattern in made])
    full = lay_out(model).tap(layer).name
    graph = lay_out(model, pictures.shape[1:], last=full)
    return peaks(graph, full, pictures, [pattern.filter for pattern in made])[0]


def _reach(model: keras.Model, layer: str, size: int) -> tuple[Any, Tap]:
    """Return symbolic pixels of size × size, or of the model's only size, and the layer computed from them."""
    full = lay_out(model).tap(layer).name
    try:
        graph = lay_out_sized(model, size, size, full)
        return graph.pixels, graph.tap(full)
    except ValueError as error:
        raise PatternError(
            Message(
                "A picture of {size}×{size} is too small for layer {layer}: choose a larger size.",
                size=size,
                layer=layer,
            )
        ) from error


class Ascent:
    """The gradient ascent of some filters, compiled once; it can run again when the model has other weights.

    Args:
        model, layer, filters, settings: Those of `patterns`, with the same errors.

    Attributes:
        head: Computes the wanted channels from pixels, (width, rows, cols, channels).
        wanted: One row for each current filter, 1 at its channel of the head, shape (width, channels).
    """

    def __init__(self, model: keras.Model, layer: str, filters: Sequence[int], settings: Settings) -> None:
        pixels, tap = _reach(model, layer, settings.size)
        count = tap.tensor.shape[-1]
        wrong = [number for number in filters if not 0 <= number < count]
        if wrong:
            raise PatternError(
                Message(
                    "Layer {layer} has filters 0 to {last}: there is no filter {number}.",
                    layer=layer,
                    last=count - 1,
                    number=wrong[0],
                )
            )
        self.filters, self.settings, self.shape, self.layer = list(filters), settings, pixels.shape[1:], tap.layer
        self.width = width = min(BATCH, len(filters))
        self.narrow = narrow(tap, width, settings.before_relu)
        self.head = keras.Model(
            pixels, self.narrow(tap.source) if self.narrow else target_channels(tap, settings.before_relu)
        )
        self.wanted = keras.Variable(np.eye(width, self.head.output.shape[-1]), trainable=False)
        self.slope = with_gradient(self._scores)

    def climb(self) -> Iterator[list[Pattern]]:
        """Run the ascent of every filter from noise; see `patterns` for what is yielded."""
        for start in range(0, len(self.filters), BATCH):
            yield from self._batch(self.filters[start : start + BATCH])

    def _batch(self, filters: list[int]) -> Iterator[list[Pattern]]:
        """Run the ascent of at most ``width`` filters; yield their patterns after each step."""
        # A short last batch is filled up, so that nothing has to be compiled again.
        chosen = [*filters, *filters[:1] * (self.width - len(filters))]
        self._choose(chosen)
        generators = [np.random.default_rng((self.settings.seed, number)) for number in chosen]
        yield from ascend(self.slope, self.settings.canvas(self.shape, generators), filters, self.settings.steps)

    def _choose(self, filters: list[int]) -> None:
        if self.narrow:
            self.narrow.set_weights([weights[..., filters] for weights in self.layer.get_weights()])
        else:
            self.wanted.assign(np.eye(self.wanted.shape[1])[filters])

    def _scores(self, pixels: Any) -> Any:
        maps = self.head(pixels, training=False)
        wanted = keras.ops.reshape(keras.ops.cast(self.wanted, maps.dtype), (self.width, 1, 1, -1))
        return answer(keras.ops.reshape(keras.ops.sum(maps * wanted, axis=-1), (self.width, -1)), self.settings.natural)


def answer(values: Any, natural: bool) -> Any:
    """Return the objective of a feature map, shape (...), from its values, shape (..., places): their mean.

    A plain mean is highest where a filter answers a little everywhere, for a first layer to a flat colour. The weighted
    mean of ``natural`` patterns favours places to which it answers as strongly as it can: the strongest values weigh
    most, by e for each 0.7 standard deviations.
    """
    if not natural:
        return keras.ops.mean(values, axis=-1)
    spread = keras.ops.std(values, axis=-1, keepdims=True) + 1e-6
    weights = keras.ops.softmax(values / (SHARPNESS * spread), axis=-1)
    return keras.ops.sum(keras.ops.stop_gradient(weights) * values, axis=-1)


def target_channels(tap: Tap, before_relu: bool) -> Any:
    """Return the channels of a layer, symbolic, if wanted before the activation that the layer ends with."""
    layer = unwrapped(tap.layer)
    activation = getattr(layer, "activation", None)
    ends = tap.role == "convolution" and activation not in (None, keras.activations.linear)
    # The output of a layer with channels first was transposed after its activation.
    if before_relu and ends and getattr(layer, "data_format", "") != "channels_first":
        return before_activation(layer, tap.source)
    return tap.tensor


def narrow(tap: Tap, width: int, before_relu: bool) -> keras.Layer | None:
    """Return a convolution that computes the wanted kernels only.

    None for a layer that is no plain convolution, or has its channels first.
    """
    if type(tap.layer) is not keras.layers.Conv2D or tap.layer.groups > 1 or tap.layer.data_format == "channels_first":
        return None
    config = tap.layer.get_config() | {"filters": width, "name": f"{tap.layer.name}_wanted"}
    return keras.layers.Conv2D.from_config(config | ({"activation": None} if before_relu else {}))
