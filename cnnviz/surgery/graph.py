"""A model laid out flat: any Keras model -> one graph with a tap at every layer.

Works for Sequential and Functional models and for backbones nested in either, where looking an inner layer up by name
and asking for its output fails: the graph is laid out anew, with the same layers, and each layer's output is
noted. A model of a user's own class becomes Functional first, by `as_functional`; one that is nested does so by itself.
Feature maps are always (rows, cols, channels): where a layer puts its channels first, they are turned round to be seen,
and back to go on.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import keras

from cnnviz.base import patches
from cnnviz.base.errors import CnnvizError
from cnnviz.locale import Message

PICTURE_LAYERS = {
    "convolution": ("Conv2D", "DepthwiseConv2D", "SeparableConv2D", "Conv2DTranspose"),
    "activation": (
        *("Activation", "ReLU", "LeakyReLU", "PReLU", "ELU", "Softmax", "Relu", "Relu6", "LeakyRelu", "Elu", "Selu"),
        *("Silu", "Gelu", "HardSilu", "HardSigmoid", "Sigmoid", "Tanh", "Softplus"),
    ),
    "pooling": ("MaxPooling2D", "AveragePooling2D"),
}
"""Kinds of layers and operations whose outputs are worth seeing as pictures, by what they do."""


After = Callable[[keras.Layer, Any], Any]


class LayerError(CnnvizError):
    """A layer that cannot be looked into: the text lists those that can."""


@dataclass(frozen=True)
class Tap:
    """One layer's place in the flat graph.

    Attributes:
        name: Name of the layer; inside a nested model, ``model/layer``. Where a layer is used again, as one that two
            branches share, the second use is called ``layer~2``.
        layer: The layer itself, with its weights.
        source: Symbolic tensor that goes into it; a list where there are several.
        tensor: Its symbolic output, (batch, rows, cols, channels) for a picture layer, whatever order the layer itself
            has.
    """

    name: str
    layer: keras.Layer
    source: Any
    tensor: Any

    @property
    def role(self) -> str | None:
        """Whether it is a ``convolution``, an ``activation`` or a ``pooling`` of pictures; None for any other layer."""
        if len(getattr(self.tensor, "shape", ())) != 4:
            return None
        kind = type(unwrapped(self.layer)).__name__
        return next((role for role, kinds in PICTURE_LAYERS.items() if kind in kinds), None)


@dataclass(frozen=True)
class Graph:
    """A model laid out flat.

    Attributes:
        pixels: Symbolic input, (batch, rows, cols, channels).
        taps: Every layer in order, by name.
        answer: Symbolic output of the model; of a graph that ends at a layer, that layer's.
    """

    pixels: Any
    taps: dict[str, Tap]
    answer: Any

    def picture_layers(self) -> list[Tap]:
        """Return the convolution, activation and pooling layers, in order."""
        return [tap for tap in self.taps.values() if tap.role]

    def tap(self, name: str) -> Tap:
        """Return the layer of that name; the last part is enough where only one layer has it.

        Raises:
            LayerError: There is none, or its output is no picture.
        """
        whole = [self.taps[name]] if name in self.taps else []
        matches = whole or [tap for full, tap in self.taps.items() if full.endswith(f"/{name}")]
        if len(matches) != 1 or not matches[0].role:
            choices = ", ".join(tap.name for tap in self.picture_layers())
            raise LayerError(
                Message("There is no layer {name!r} to look into: choose one of {choices}.", name=name, choices=choices)
            )
        return matches[0]

    def until(self, *names: str) -> keras.Model:
        """Return the model from pixels to those layers' outputs; more than one give a list."""
        tensors = [self.tap(name).tensor for name in names]
        return keras.Model(self.pixels, tensors if len(names) > 1 else tensors[0])


def lay_out(
    model: keras.Model,
    shape: tuple[int | None, int | None, int] | None = None,
    last: str | None = None,
    after: After | None = None,
) -> Graph:
    """Lay a model out flat, sharing its layers and weights.

    Args:
        model: Sequential or Functional, with one input of pictures; any other models may be nested in it.
        shape: (rows, cols, channels) of the pictures that go in; by default the model's own.
        last: Full name of the last layer to lay out, for a shape that the layers after it could not take.
        after: What to do with each layer's output before it goes on, such as changing its gradient.
    """
    pixels = keras.Input(shape or tuple(model.inputs[0].shape[1:]), name="pixels")
    walk = _Walk({}, last, after)
    try:
        answer = keras.tree.flatten(walk.follow(model, pixels, ""))[0]
    except _Reached:
        answer = next(reversed(walk.taps.values())).tensor
    return Graph(pixels, walk.taps, answer)


def lay_out_sized(model: keras.Model, rows: int, cols: int, last: str) -> Graph:
    """Lay a model out up to a layer for pictures of another size; of its own size where it takes no other.

    It takes no other where a Reshape comes before the layer.

    Raises:
        ValueError: The pictures are too small for the layer.
    """
    try:
        return lay_out(model, (rows, cols, model.inputs[0].shape[-1]), last)
    except ValueError:
        if not takes_one_size(model, last):
            raise
        return lay_out(model, last=last)


def takes_one_size(model: keras.Model, last: str) -> bool:
    """Return whether a model up to a layer takes pictures of its own size alone: twice that size is not too small."""
    rows, cols, channels = model.inputs[0].shape[1:]
    try:
        lay_out(model, (rows and 2 * rows, cols and 2 * cols, channels), last)
    except ValueError:
        return True
    return False


def as_functional(model: keras.Model, shape: tuple[int, int, int]) -> keras.Model:
    """Turn a model of a user's own class into a Functional one that shares its layers; return others as they are.

    Its ``call`` is run once on a symbolic picture, which notes down each layer that it calls, as Keras' functional API
    does.

    Args:
        model: Any model that takes one picture.
        shape: (rows, cols, channels) of the pictures that go in.

    Raises:
        LayerError: Its ``call`` does what cannot be followed, such as leaving Keras for NumPy.
    """
    if isinstance(model, keras.Sequential | keras.Function):
        return model
    pixels = keras.Input(shape, name="pixels")
    try:
        model(pixels)  # Builds it, where it has not seen a picture yet.
        answer = model.call(pixels)
        one = keras.tree.flatten(answer)
        return keras.Model(pixels, one[0] if len(one) == 1 else answer, name=model.name)
    except Exception as error:  # Its code may raise anything.
        raise LayerError(
            Message(
                "Model {name!r} cannot be looked into: its call must only call layers and keras.ops ({error}).",
                name=model.name,
                error=type(error).__name__,
            )
        ) from error


def between(inputs: list[Any], output: Any) -> keras.Model:
    """Return the model from symbolic tensors of a graph, also from within it, to another.

    Made by `keras.Model` alone, the layer that gives a tensor within would be taken for an input wherever it is used
    again.
    """
    way = keras.Function(inputs, output)
    fresh = [keras.Input(batch_shape=one.shape, dtype=one.dtype) for one in inputs]
    return keras.Model(fresh, patches.run_through(way, fresh))


def unwrapped(layer: Any) -> Any:
    """Return the layer itself, or the one within a wrapper that at rest does just what that one does."""
    if isinstance(layer, keras.layers.SpectralNormalization):
        return layer.layer
    in_time = isinstance(layer, keras.layers.TimeDistributed) and isinstance(layer.layer, keras.layers.Dense)
    return layer.layer if in_time else layer  # A dense layer takes any number of axes.


class _Reached(Exception):
    """The last layer to lay out has been reached."""


@dataclass(frozen=True)
class _Walk:
    """The way through a model, and what is noted of it.

    ``models`` are the names of the models in it, ``first`` the tensors that have their channels first.
    """

    taps: dict[str, Tap]
    last: str | None
    after: After | None
    first: set[int] = field(default_factory=set)
    models: set[str] = field(default_factory=set)

    def follow(self, model: keras.Model, tensor: Any, prefix: str) -> Any:
        """Go through a model from a symbolic tensor on, or from several; return its output or outputs."""

        def call(layer: keras.Layer, *args: Any, **kwargs: Any) -> Any:
            if isinstance(layer, keras.Model):
                own = not isinstance(layer, keras.Sequential | keras.Function)
                inner = as_functional(layer, tuple(args[0].shape[1:])) if own else layer
                name = self._unused(prefix + layer.name)
                self.models.add(name)
                return self.follow(inner, args[0], f"{name}/")
            name = self._unused(prefix + layer.name)
            output = layer(*args, **kwargs)
            if self.after:
                output = self.after(layer, output)
            seen, output = self._turned(layer, args, output)
            self.taps[name] = Tap(name, layer, args[0] if len(args) == 1 else list(args), seen)
            if name == self.last:
                raise _Reached
            return output

        if isinstance(model, keras.Sequential):
            for layer in model.layers:
                tensor = call(layer, tensor)
            return tensor
        outputs = patches.run_through(model, tensor, call)
        flat = keras.tree.flatten(outputs)
        return flat[0] if len(flat) == 1 else outputs

    def _unused(self, name: str) -> str:
        """Return a name for one more use of a layer, or of a model in the model."""
        number, unused = 1, name
        while unused in self.taps or unused in self.models:
            number += 1
            unused = f"{name}~{number}"
        return unused

    def _turned(self, layer: keras.Layer, args: tuple[Any, ...], output: Any) -> tuple[Any, Any]:
        """Return a layer's output with its channels last, to be seen, and the same in the order of the layer."""
        if not self._channels_first(layer, args, output):
            return output, output
        seen = keras.ops.transpose(output, (0, 2, 3, 1))
        output = keras.ops.transpose(seen, (0, 3, 1, 2))
        self.first.add(id(output))
        return seen, output

    def _channels_first(self, layer: keras.Layer, args: tuple[Any, ...], output: Any) -> bool:
        """Return whether the output has its channels first: the layer says so, or it keeps the order of its input."""
        if len(getattr(output, "shape", ())) != 4 or isinstance(layer, keras.layers.Permute | keras.layers.Reshape):
            return False
        order = getattr(unwrapped(layer), "data_format", None)
        return order == "channels_first" if order else any(id(one) in self.first for one in keras.tree.flatten(args))
