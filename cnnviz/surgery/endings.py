"""The ending of a network: a laid-out graph -> one score a class, and how the scores become probabilities.

A network may end with softmax, with a sigmoid for each class, with one sigmoid for the second of two classes, or with
bare scores (logits); the activation may be an argument of the last layer, a layer or an operation, and may be followed
by what only rearranges its values. Gradients of a probability vanish where the network is sure, so the explorers ask
for the scores before that activation.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import Any

import keras

from cnnviz.base.dimensions import dimensions
from cnnviz.locale import N_, Message
from cnnviz.surgery.graph import Graph, LayerError, lay_out
from cnnviz.surgery.loss_names import LABELS, NUMBERS
from cnnviz.surgery.tracing import activation, bounds, rearranged

SIGMOIDS = ("sigmoid", "log_sigmoid")
TINY = 1e-30
NO_SOFTMAX = N_("It ends without softmax: here a softmax turns its scores (logits) into probabilities.")
ONE_NUMBER = N_(
    "It ends with one number and no sigmoid: here a sigmoid turns it into the probability of the second class."
)
LOGARITHMS = N_("It gives logarithms of probabilities: here they are turned into probabilities.")
NO_SIGMOID = N_(
    "It ends without sigmoid and was trained to say yes or no to each class: here a sigmoid turns each score into a "
    "probability, several may be right at once, and the probabilities need not sum to 1."
)
NO_PROBABILITY = N_(
    "It was trained with {loss}, as networks are that estimate numbers: its output is no probability, so it names no "
    "classes."
)
NEVER_BELOW = N_(
    "Its output is one number that is never below 0 and no probability, as for an age or a count: it names no classes."
)
ALWAYS_ONE = N_(
    "Its softmax is over a single number and so always gives 1: it names no classes. One number takes a sigmoid."
)
A_WHOLE_NUMBER = N_(
    "Its output is whole numbers, as argmax gives them, not a score for each class: it names no classes. Save it "
    "without its last step."
)
SEVERAL = N_(
    "Each class has a sigmoid of its own: several may be right at once, and the probabilities need not sum to 1."
)


@dataclass(frozen=True)
class Ending:
    """How a network answers.

    Attributes:
        scores: Symbolic, (batch, classes), before any softmax or sigmoid; of one neuron, minus and plus its own for the
            first and the second class.
        exclusive: Whether the probabilities are the softmax of the scores, so that one class's gain is the others'
            loss; else each is the sigmoid of its own score.
        missing: Activation that would turn the network's own answer into these probabilities (of one neuron: into that
            of the second class), as Keras calls it; empty where its answer is probabilities already.
        note: A sentence for users about it, in English; empty where there is nothing unusual.
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

        Of one neuron with score z they are sigmoid(-z) and sigmoid(z): a tiny probability of the first class is not
        rounded to zero, as it would be in one minus the second.
        """
        return keras.ops.softmax(self.scores) if self.exclusive else keras.ops.sigmoid(self.scores)


def ending(graph: Graph, loss: str = "") -> Ending | None:
    """Return how a network answers; None where it does not answer with one value a class, such as with a picture.

    Args:
        graph: The network.
        loss: What it was trained with, as `cnnviz.surgery.loss_names.known_loss` gives it; it says what bare numbers
            mean.
    """
    count, answer = _count(graph), graph.answer
    if not count or not keras.backend.is_float_dtype(answer.dtype):
        return None
    tensor = answer
    while (before := rearranged(tensor)) is not None:
        tensor = before
    name, scores = activation(tensor, count)
    if name == "softmax" and count > 1:
        return Ending(_row(scores, count), exclusive=True)
    if name == "log_softmax" and count > 1:
        return Ending(_row(scores, count), exclusive=True, missing="exponential", note=LOGARITHMS)
    if name in SIGMOIDS:
        return _apart(_row(scores, count), "exponential" if name == "log_sigmoid" else "")
    most, total = bounds(tensor) or (None, None)
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


def _no_classes(graph: Graph, loss: str) -> str | Message:
    """Return why a network that answers with numbers names no classes; empty for one whose answer is a picture."""
    if not _count(graph):
        return ""
    if not keras.backend.is_float_dtype(graph.answer.dtype):
        return A_WHOLE_NUMBER
    if loss in NUMBERS:
        return Message(NO_PROBABILITY, loss=loss)
    return ALWAYS_ONE if activation(graph.answer, 1)[0] == "softmax" else NEVER_BELOW


def answering_with_probabilities(model: keras.Model, loss: str = "") -> tuple[keras.Model, int, str | Message]:
    """Add the Keras layers that a model lacks to answer with a row of probabilities, so that it can be saved.

    Args:
        model: Takes pictures; has one output.
        loss: What it was trained with; see `ending`.

    Returns:
        The model, of one neuron with the probability of the second class alone; the number of its classes, 0 where it
        names none; and the note of `Ending`, or why it names none, both in English until a page translates them.
    """
    graph = lay_out(model)
    how = ending(graph, loss)
    if how is None:
        return model, 0, _no_classes(graph, loss)
    answer = model.outputs[0]
    if len(answer.shape) == 2 and not how.missing:
        return model, how.classes, how.note
    if len(answer.shape) != 2:
        answer = keras.layers.Flatten(name=_new_name("one_row", model))(answer)
    if how.missing:
        answer = keras.layers.Activation(how.missing, name=_new_name("probabilities", model))(answer)
    return keras.Model(model.inputs[0], answer, name=model.name), how.classes, how.note


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
    how = ending(graph)
    if how is None:
        shape = dimensions(graph.answer.shape[1:])
        raise LayerError(
            Message(
                "This network names no classes: its output has the shape {shape}. Its layers and its filter patterns "
                "can be looked into.",
                shape=shape,
            )
        )
    return how


def _apart(scores: Any, missing: str = "", note: str = "") -> Ending:
    """Return the ending of a network that gives each class a sigmoid of its own; of one neuron, both its classes."""
    if scores.shape[-1] == 1:
        return Ending(keras.ops.concatenate([-scores, scores], axis=-1), exclusive=False, missing=missing, note=note)
    return Ending(scores, exclusive=False, missing=missing, note=note or SEVERAL)


def _log_odds(values: Any) -> Any:
    return keras.ops.log(keras.ops.maximum(values, TINY)) - keras.ops.log(keras.ops.maximum(1 - values, TINY))


def _row(tensor: Any, count: int) -> Any:
    return tensor if tuple(tensor.shape[1:]) == (count,) else keras.ops.reshape(tensor, (-1, count))
