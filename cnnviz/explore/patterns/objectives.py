"""Objectives of gradient ascent: classes, neurons, and sums and differences of them and of channels.

Reference: Olah et al., 2017, “Feature Visualization”, and the objectives of its library lucid.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from cnnviz.explore.patterns.ascent import Pattern, PatternError, Settings, answer, ascend, narrow, target_channels
from cnnviz.locale import Message
from cnnviz.surgery.endings import class_scores
from cnnviz.surgery.gradients import with_gradient
from cnnviz.surgery.graph import Graph, Tap, lay_out, lay_out_sized

CLASS, MIDDLE = "class", "@middle"
MOST = 8
"""Most parts of one objective."""
LARGE, FEW, MANY = 128, 2, 8
"""Rows from which pictures are large; large pictures made at a time, so that the first is finished soon; small ones."""
EXAMPLE = "layer:3 + layer:7"


@dataclass(frozen=True)
class Part:
    """One term of an objective.

    Attributes:
        place: Full name of a layer, or ``class`` for the network's scores before its softmax.
        number: Number of the channel or the class, from 0.
        factor: Its weight; below 0 the picture moves away from it.
        neuron: Whether only the value in the middle of the feature map counts, not the whole map.
    """

    place: str
    number: int
    factor: float = 1.0
    neuron: bool = False


Objective = tuple[Part, ...]


def name(objective: Objective) -> str:
    """Return a name under which its picture can be saved."""
    return f"objective_{hashlib.sha256(repr(objective).encode()).hexdigest()[:16]}"


def parse(text: str, graph: Graph, labels: Sequence[str]) -> Objective:
    """Read an objective that a user wrote, such as ``conv2:3 + 0.5 conv2:7@middle - class:cat``.

    Plus and minus stand between spaces, ``@middle`` is one neuron, a class is named or numbered.

    Args:
        text: What the user typed.
        graph: The network.
        labels: Name of each class.

    Raises:
        PatternError: It cannot be read, or refers to something that does not exist; the message says which part.
        LayerError: There is no such layer.
    """
    signed = text.strip() if re.match(r"\s*[-+−]\s", text) else f"+ {text.strip()}"
    matches = re.findall(r"([-+−])\s+(\S.*?)(?=\s+[-+−]\s|\s*$)", signed)
    if not 1 <= len(matches) <= MOST:
        raise PatternError(Message("Name 1 to {most} objectives, such as {example}.", most=MOST, example=EXAMPLE))
    return tuple(_part(written, 1.0 if sign == "+" else -1.0, graph, labels) for sign, written in matches)


def _part(written: str, sign: float, graph: Graph, labels: Sequence[str]) -> Part:
    match = re.fullmatch(r"(?:(\d+(?:\.\d+)?)\s*[*·×]?\s+)?([^:]+):(.+?)(@middle)?", written)
    if not match:
        raise PatternError(
            Message(
                "{written!r} cannot be read: write a layer and a channel, such as {example}.",
                written=written,
                example=EXAMPLE,
            )
        )
    factor, place, what, middle = match.groups()
    if place == CLASS:
        names = [*labels, *map(str, range(len(labels)))]
        if what not in names or middle:
            raise PatternError(
                Message(
                    "There is no class {name!r}: choose one of {classes}.", name=what, classes=", ".join(labels[:20])
                )
            )
        return Part(CLASS, names.index(what) % len(labels), sign * float(factor or 1))
    tap = graph.tap(place)
    count = tap.tensor.shape[-1]
    if not what.isdecimal() or int(what) >= count:
        raise PatternError(
            Message(
                "Layer {layer} has channels 0 to {last}: there is no channel {channel}.",
                layer=tap.name,
                last=count - 1,
                channel=what,
            )
        )
    return Part(tap.name, int(what), sign * float(factor or 1), bool(middle))


def climb(model: keras.Model, objectives: Sequence[Objective], settings: Settings) -> Iterator[list[Pattern]]:
    """Make a picture for each objective by gradient ascent from grey noise, some at a time.

    Args:
        model: Any model with one input of pictures, raw pixels 0..255.
        objectives: The objectives.
        settings: How patterns are made. With a class, the pictures are of the network's own size.

    Yields:
        After each step, the current patterns, numbered as their objectives; those of the last step are finished.

    Raises:
        PatternError: The picture is too small for a layer.
    """
    parts_model = _PartsModel(model, objectives, settings)
    many = min(len(objectives), FEW if parts_model.shape[0] >= LARGE else MANY)
    for start in range(0, len(objectives), many):
        numbers = range(start, min(start + many, len(objectives)))
        # The same noise for each, so that a picture is the same whichever others are made beside it.
        canvas = settings.canvas(parts_model.shape, [np.random.default_rng(settings.seed) for _ in numbers])
        slope = with_gradient(parts_model.scores([objectives[number] for number in numbers]))
        yield from ascend(slope, canvas, numbers, settings.steps)


class _PartsModel:
    """Computes every part of some objectives from pixels.

    Attributes:
        shape: (rows, cols, channels) of the pictures.
    """

    def __init__(self, model: keras.Model, objectives: Sequence[Objective], settings: Settings) -> None:
        self.parts = list(dict.fromkeys(part for each in objectives for part in each))
        self.natural = settings.natural
        places = {part.place for part in self.parts}
        last = None if CLASS in places else [name for name in lay_out(model).taps if name in places][-1]
        try:
            graph = lay_out_sized(model, settings.size, settings.size, last) if last else lay_out(model)
        except ValueError as error:
            raise PatternError(
                Message(
                    "A picture of {size}×{size} is too small for layer {layer}: choose a larger size.",
                    size=settings.size,
                    layer=last,
                )
            ) from error
        self.shape = tuple(graph.pixels.shape[1:])
        outputs = [
            class_scores(graph) if place == CLASS else _channels(graph.tap(place), numbers, settings.before_relu)
            for place, numbers in self._numbers().items()
        ]
        self.head = keras.Model(graph.pixels, outputs)

    def _numbers(self) -> dict[str, list[int]]:
        """Return the channels or classes of the parts, by their place."""
        numbers: dict[str, list[int]] = {}
        for part in self.parts:
            numbers.setdefault(part.place, []).append(part.number)
        return {place: list(dict.fromkeys(many)) for place, many in numbers.items()}

    def scores(self, objectives: Sequence[Objective]) -> Callable[[Any], Any]:
        """Return a function: pixels, one picture an objective -> the value of each objective, shape (objectives,)."""
        factors = np.zeros((len(objectives), len(self.parts)), "float32")
        for row, objective in enumerate(objectives):
            for part in objective:
                factors[row, self.parts.index(part)] += part.factor

        def score(pixels: Any) -> Any:
            outputs = dict(zip(self._numbers(), keras.tree.flatten(self.head(pixels, training=False)), strict=True))
            reached = keras.ops.stack([self._reached(part, outputs[part.place]) for part in self.parts], axis=-1)
            return keras.ops.sum(reached * factors, axis=-1)

        return score

    def _reached(self, part: Part, output: Any) -> Any:
        """Return the value of one part for each picture, shape (pictures,)."""
        if part.place == CLASS:
            return output[:, part.number]
        values = output[..., self._numbers()[part.place].index(part.number)]
        if part.neuron:
            return values[:, values.shape[1] // 2, values.shape[2] // 2]
        return answer(keras.ops.reshape(values, (-1, values.shape[1] * values.shape[2])), self.natural)


def _channels(tap: Tap, channels: list[int], before_relu: bool) -> Any:
    """Return some channels of a layer, symbolic; a plain convolution does not compute the others."""
    if narrowed := narrow(tap, len(channels), before_relu):
        maps = narrowed(tap.source)
        narrowed.set_weights([weights[..., channels] for weights in tap.layer.get_weights()])
        return maps
    return keras.ops.take(target_channels(tap, before_relu), channels, axis=-1)
