"""How does a network answer?  A laid-out graph -> one score a class, and how the scores become probabilities.

A network may end with softmax, with a sigmoid for each class, with one sigmoid for the second of two classes, or with bare scores
(logits); the activation may be an argument of the last layer, a layer or an operation, and may be followed by what only rearranges its
values. Gradients of a probability vanish where the network is sure, so the explorers ask for the scores before that activation.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any

import keras

from cnnviz.explore.graph import Graph, LayerError, lay_out, unwrapped
from cnnviz.explore.losses import LABELS, NUMBERS

ACTIVATIONS = {
    "Softmax": "softmax",
    "LogSoftmax": "log_softmax",
    "Sigmoid": "sigmoid",
    "LogSigmoid": "log_sigmoid",
}
"""Layers and operations that turn scores into probabilities or their logarithms, and what they are called as an activation."""
SIGMOIDS = ("sigmoid", "log_sigmoid")
REARRANGING = frozenset(
    [
        "Flatten",
        "Reshape",
        "Permute",
        "Identity",
        "Cast",
        "Squeeze",
        "ExpandDims",
        "Transpose",
        "Ravel",
        "Moveaxis",
        "GetItem",
        "Dropout",
        "SpatialDropout2D",
        "GaussianNoise",
        "GaussianDropout",
        "AlphaDropout",
        "ActivityRegularization",
    ]
)
"""Layers and operations that give the same values, perhaps in another shape, where the network is at rest."""
POOLING = frozenset(
    [
        "GlobalAveragePooling1D",
        "GlobalAveragePooling2D",
        "AveragePooling1D",
        "AveragePooling2D",
        "Mean",
        "Sum",
        "GlobalMaxPooling1D",
        "GlobalMaxPooling2D",
        "MaxPooling1D",
        "MaxPooling2D",
        "Max",
        "Min",
    ]
)
"""Those that leave the values as they are where there is only one place to pool."""
MEANS, EXTREMES = ("Average", "Mean"), ("Max", "Min")
"""Parts of the names of what takes the mean, the largest or the smallest."""
ARITHMETIC = ("Add", "Subtract", "Multiply", "TrueDivide", "Divide", "Concatenate")
TINY = 1e-30
NO_SOFTMAX = "It ends without softmax: here a softmax turns its scores into probabilities."
ONE_NUMBER = "It ends with one number and no sigmoid: here a sigmoid turns it into the probability of the second class."
LOGARITHMS = "It gives logarithms of probabilities: here they are turned into probabilities."
NO_SIGMOID = (
    "It ends without sigmoid and was trained to say yes or no to each class: here a sigmoid turns each score into a probability, several may "
    "be right at once, and the probabilities need not sum to 1."
)
NO_PROBABILITY = "It was trained with {loss}, as networks are that estimate numbers: its answers are no probabilities, so it names no classes."
NEVER_BELOW = "It answers with one number that is never below 0 and no probability, as for an age or a count: it names no classes."
ALWAYS_ONE = (
    "Its softmax goes over a single number and so always gives 1: it names no classes. One number takes a sigmoid."
)
A_WHOLE_NUMBER = "It answers with whole numbers, as argmax gives them, not with a score for each class: it names no classes. Save it without its last step."
SEVERAL = "Each class has a sigmoid of its own: several may be right at once, and the probabilities need not sum to 1."


@dataclass(frozen=True)
class Ending:
    """How a network answers.

    Attributes:
        scores: Symbolic, (batch, classes), before any softmax or sigmoid; of one neuron, minus and plus its own for the first and the
            second class.
        exclusive: Whether the probabilities are the softmax of the scores, so that one class's gain is the others' loss; else each
            is the sigmoid of its own score.
        missing: Activation that would turn the network's own answer into these probabilities (of one neuron: into that of the second
            class), as Keras calls it; empty where its answer is probabilities already.
        note: What has to be said to a person about it; empty where there is nothing unusual.
    """

    scores: Any
    exclusive: bool
    missing: str = ""
    note: str = ""

    @property
    def classes(self) -> int:
        """Return the number of classes."""
        return int(self.scores.shape[-1])

    def probabilities(self) -> Any:
        """Return one probability a class, symbolic, (batch, classes).

        Of one neuron with score z they are sigmoid(-z) and sigmoid(z): a tiny probability of the first class is not rounded to
        zero, as it would be in one minus the second.
        """
        return keras.ops.softmax(self.scores) if self.exclusive else keras.ops.sigmoid(self.scores)


def ending(graph: Graph, loss: str = "") -> Ending | None:
    """Find out how a network answers; None where it does not answer with one value a class, as one whose answer is a picture.

    Args:
        graph: The network.
        loss: What it was trained with, as `cnnviz.explore.losses.known_loss` gives it; it says what bare numbers mean.
    """
    count, answer = _count(graph), graph.answer
    if not count or not keras.backend.is_float_dtype(answer.dtype):
        return None
    tensor = answer
    while (before := _rearranged(tensor)) is not None:
        tensor = before
    name, scores = _activation(tensor, count)
    if name == "softmax" and count > 1:
        return Ending(_row(scores, count), exclusive=True)
    if name == "log_softmax" and count > 1:
        return Ending(_row(scores, count), exclusive=True, missing="exponential", note=LOGARITHMS)
    if name in SIGMOIDS:
        return _apart(_row(scores, count), "exponential" if name == "log_sigmoid" else "")
    most, total = _bounds(tensor) or (None, None)
    if count > 1 and total is not None and abs(total - 1) < 1e-6:
        return Ending(keras.ops.log(keras.ops.maximum(_row(tensor, count), TINY)), exclusive=True)
    if count == 1 and (total is not None or (most is not None and most > 1)):
        return None
    if most is not None and most <= 1:
        return _apart(_log_odds(_row(tensor, count)))
    if loss in NUMBERS:
        return None
    if count == 1:
        return _apart(_row(answer, 1), "sigmoid", ONE_NUMBER)
    if loss in LABELS:
        return _apart(_row(answer, count), "sigmoid", NO_SIGMOID)
    return Ending(_row(answer, count), exclusive=True, missing="softmax", note=NO_SOFTMAX)


def _count(graph: Graph) -> int:
    """Return how many values a network answers with; 0 where they form a picture or their number is open."""
    shape = tuple(graph.answer.shape[1:])
    return 0 if None in shape or sum(side > 1 for side in shape) > 1 else prod(shape)


def _no_classes(graph: Graph, loss: str) -> str:
    """Say why a network that answers with numbers names no classes; nothing of one whose answer is a picture."""
    if not _count(graph):
        return ""
    if not keras.backend.is_float_dtype(graph.answer.dtype):
        return A_WHOLE_NUMBER
    if loss in NUMBERS:
        return NO_PROBABILITY.format(loss=loss)
    return ALWAYS_ONE if _activation(graph.answer, 1)[0] == "softmax" else NEVER_BELOW


def answering_with_probabilities(model: keras.Model, loss: str = "") -> tuple[keras.Model, int, str]:
    """Put after a model what is missing to a row of probabilities, out of layers of Keras, so that it can be saved.

    Args:
        model: Takes pictures; has one output.
        loss: What it was trained with; see `ending`.

    Returns:
        The model, of one neuron with the probability of the second class alone; the number of its classes, 0 where it names none;
        and the note of `Ending`, or why it names none.
    """
    graph = lay_out(model)
    found = ending(graph, loss)
    if found is None:
        return model, 0, _no_classes(graph, loss)
    answer = model.outputs[0]
    if len(answer.shape) == 2 and not found.missing:
        return model, found.classes, found.note
    if len(answer.shape) != 2:
        answer = keras.layers.Flatten(name=_new_name("one_row", model))(answer)
    if found.missing:
        answer = keras.layers.Activation(found.missing, name=_new_name("probabilities", model))(answer)
    return keras.Model(model.inputs, answer, name=model.name), found.classes, found.note


def _new_name(name: str, model: keras.Model) -> str:
    taken = {layer.name for layer in model.layers}
    while name in taken:
        name += "_"
    return name


def class_scores(graph: Graph) -> Any:
    """Return one score a class as they are before softmax or sigmoid, symbolic; of one neuron, minus and plus its own.

    Raises:
        LayerError: The network does not answer with one value a class.
    """
    return named_ending(graph).scores


def named_ending(graph: Graph) -> Ending:
    """Return how a network answers.

    Raises:
        LayerError: It does not answer with one value a class.
    """
    found = ending(graph)
    if found is None:
        shape = "×".join(str(side) for side in graph.answer.shape[1:])
        raise LayerError(
            f"This network names no classes: its answer has the shape {shape}. Its layers and its filter patterns can be looked into."
        )
    return found


def _apart(scores: Any, missing: str = "", note: str = "") -> Ending:
    """Return the ending of a network that gives each class a sigmoid of its own; of one neuron, both its classes."""
    if scores.shape[-1] == 1:
        return Ending(keras.ops.concatenate([-scores, scores], axis=-1), exclusive=False, missing=missing, note=note)
    return Ending(scores, exclusive=False, missing=missing, note=note or SEVERAL)


def _log_odds(values: Any) -> Any:
    return keras.ops.log(keras.ops.maximum(values, TINY)) - keras.ops.log(keras.ops.maximum(1 - values, TINY))


def _row(tensor: Any, count: int) -> Any:
    return tensor if tuple(tensor.shape[1:]) == (count,) else keras.ops.reshape(tensor, (-1, count))


def _made(tensor: Any) -> tuple[Any, Any]:
    """Return the layer or operation that gives a tensor, and the arguments that it was called with."""
    operation, number, _ = tensor._keras_history
    nodes = operation._inbound_nodes
    return operation, nodes[number].arguments if number < len(nodes) else None


def _inputs(tensor: Any) -> list[Any]:
    operation, number, _ = tensor._keras_history
    return list(operation._inbound_nodes[number].input_tensors)


def _rearranged(tensor: Any) -> Any:
    """Return the tensor of which this one holds the same values in the same order; None where there is none."""
    operation, _ = _made(tensor)
    kind, sources = type(operation).__name__, _inputs(tensor)
    if len(sources) != 1:
        return None
    before, after = sources[0].shape[1:], tensor.shape[1:]
    known = None not in before and prod(before) == prod(after) and sum(side > 1 for side in before) <= 1
    if known and (kind in REARRANGING or kind in POOLING or (kind == "Activation" and _name(operation) == "linear")):
        return sources[0]
    return None


def _name(operation: Any) -> str:
    """Return the name of the activation that a layer or an operation is or ends with; ``linear`` where it has none."""
    if kind := ACTIVATIONS.get(type(operation).__name__):
        return kind
    function = getattr(unwrapped(operation), "activation", None)
    if function is None or isinstance(operation, keras.layers.RNN):  # Which uses it within, not at its end.
        return "linear"
    return ACTIVATIONS.get(type(function).__name__) or str(getattr(function, "__name__", "unknown"))


def _activation(tensor: Any, count: int) -> tuple[str, Any]:
    """Return the activation that gives a tensor, and what goes into it; of none that is known here, ``linear`` and the tensor."""
    operation, _ = _made(tensor)
    kind, name, sources = type(operation).__name__, _name(operation), _inputs(tensor)
    if (kind == "Exp" or name == "exponential") and len(sources) == 1:  # Of logarithms of probabilities.
        inner, scores = _activation(_rearranged(sources[0]) or sources[0], count)
        return (inner.removeprefix("log_"), scores) if inner.startswith("log_") else ("linear", tensor)
    if kind == "Log" and len(sources) == 1:
        inner, scores = _activation(_rearranged(sources[0]) or sources[0], count)
        return (f"log_{inner}", scores) if inner in ("softmax", "sigmoid") else ("linear", tensor)
    shares = kind in ("TrueDivide", "Divide") and len(sources) == 2 and _is_sum_of(sources[1], sources[0])
    if shares and type(_made(sources[0])[0]).__name__ == "Exp":  # Softmax written out.
        return "softmax", _inputs(sources[0])[0]
    if name not in ACTIVATIONS.values() or not sources:
        return "linear", tensor
    axis = getattr(operation, "axis", -1) if kind in ACTIVATIONS else -1
    if name.endswith("softmax") and (not isinstance(axis, int) or tensor.shape[axis] != count):
        return "linear", tensor  # It does not go over the classes.
    if kind in ACTIVATIONS or isinstance(operation, keras.layers.Activation):
        return name, sources[0]
    return name, before_activation(unwrapped(operation), sources[0] if len(sources) == 1 else sources)


def _bounds(tensor: Any) -> tuple[float, float | None] | None:
    """Return how large a tensor's values can get and what they sum to over the last axis, if that is known.

    None where they may be below 0. So probabilities are recognised that are put together from others, as by averaging two networks.
    """
    operation, arguments = _made(tensor)
    kind, sources, numbers = type(operation).__name__, _inputs(tensor), _numbers(arguments)
    name, last = _name(operation), len(tensor.shape) - 1
    if name == "softmax":
        return 1.0, 1.0 if getattr(operation, "axis", -1) in (-1, last) else None
    if name in ("sigmoid", "hard_sigmoid", "sparsemax") or kind == "HardSigmoid":
        return 1.0, None
    if kind in ("Exp", "Relu", "ReLU") or name in ("relu", "exponential", "softplus"):
        return float("inf"), None
    if kind in ("TrueDivide", "Divide") and len(sources) == 2 and _is_sum_of(sources[1], sources[0]):
        return (1.0, 1.0) if _bounds(sources[0]) else None
    if kind == "Clip":  # Of the smallest and the largest probabilities, so that a logarithm is finite.
        return _bounds(sources[0])
    means, extremes = (any(word in kind for word in words) for words in (MEANS, EXTREMES))
    if not (means or extremes or kind in REARRANGING or kind in ARITHMETIC):
        return None
    below = [_bounds(source) for source in sources]
    if not below or None in below:
        return None
    known = [one for one in below if one is not None]
    most, totals = [one[0] for one in known], [one[1] for one in known]
    if kind == "Subtract":
        return (1.0, None) if numbers == [1] and arguments.args[0] == 1 and most[0] <= 1 else None
    if kind == "Add":
        return (sum(most), _sum(totals)) if not numbers else None
    if kind in ("Multiply", "TrueDivide", "Divide") and numbers:
        factor = numbers[0] if kind == "Multiply" else 1 / numbers[0] if numbers[0] else -1
        return (most[0] * factor, None if totals[0] is None else totals[0] * factor) if factor >= 0 else None
    if kind in ("TrueDivide", "Divide"):
        return None
    if kind == "Multiply":
        return prod(most), None
    if kind in REARRANGING or means:
        kept = sources[0].shape[-1] == tensor.shape[-1]
        total = _sum(totals)
        return sum(most) / len(most), total / len(totals) if kept and total is not None else None
    return max(most), None


def _sum(totals: list[float | None]) -> float | None:
    known = [total for total in totals if total is not None]
    return sum(known) if len(known) == len(totals) else None


def _numbers(arguments: Any) -> list[float]:
    """Return the plain numbers among what an operation was called with."""
    given = keras.tree.flatten(arguments.args) if arguments is not None else []
    return [float(one) for one in given if isinstance(one, int | float)]


def _is_sum_of(tensor: Any, source: Any) -> bool:
    operation, _ = _made(tensor)
    whole = tensor.shape[-1] == 1 or len(tensor.shape) < len(source.shape)
    return type(operation).__name__ == "Sum" and whole and _same(_inputs(tensor)[0], source)


def _same(one: Any, other: Any) -> bool:
    """Return whether two tensors are one, or the same function of one, such as two exponentials of it."""
    if one is other:
        return True
    kinds = {type(_made(tensor)[0]).__name__ for tensor in (one, other)}
    return kinds == {"Exp"} and _inputs(one)[0] is _inputs(other)[0]


def before_activation(layer: keras.Layer, source: Any) -> Any:
    """Return what a layer gives before the activation that it ends with, symbolic.

    Args:
        layer: One with an ``activation``, such as a convolution or a dense layer.
        source: What goes into it.
    """
    return _BeforeActivation(layer)(source)


class _BeforeActivation(keras.Layer):
    """What a layer gives before its activation, with the layer's own weights, whatever becomes of them."""

    def __init__(self, layer: keras.Layer) -> None:
        super().__init__(dtype=layer.dtype_policy)
        self.layer = layer

    def call(self, values: Any) -> Any:
        """Call the layer without its activation."""
        # copy.copy would build a new layer from the configuration, with weights of its own.
        linear = object.__new__(type(self.layer))
        linear.__dict__.update(self.layer.__dict__)
        linear.__dict__["activation"] = keras.activations.linear
        return linear.call(values)
