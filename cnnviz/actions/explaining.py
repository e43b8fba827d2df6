"""Attribution: heat maps of the pixels on which a prediction rests, and tests of whether to believe them."""

from collections.abc import Generator, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cnnviz.actions.answering import naming_classes
from cnnviz.actions.opening import Opened
from cnnviz.explore.attribution import faithfulness
from cnnviz.explore.attribution import sanity_check as sanity
from cnnviz.explore.attribution.faithfulness import Curves
from cnnviz.explore.attribution.methods import Explain, Method, methods
from cnnviz.explore.attribution.progressive import Progressive, result
from cnnviz.explore.attribution.sanity_check import Stage
from cnnviz.explore.classify.classifier import Classifier
from cnnviz.explore.classify.probabilities import probabilities
from cnnviz.locale import Message
from cnnviz.training.runs import Run, RunError

Heat = NDArray[np.float32]


def attribution(network: Opened | Classifier, method: str) -> Explain:
    """Return a method of attribution, ready for a network: making it takes longer than asking it, so keep it.

    Args:
        network: The network.
        method: One of `cnnviz.explore.attribution.methods.methods`.

    Raises:
        RunError: There is no such method.
        LayerError: The network has no layer that the method needs.
    """
    return _method(method).build(network.model)


def attributing(explain: Explain, picture: NDArray[np.uint8], index: int) -> Generator[float, None, Heat]:
    """Ask a method of attribution in steps; one that reports no progress does all in a single step.

    Args:
        explain: As `attribution` gives it.
        picture: As the network receives it, shape (rows, cols, channels), 0..255.
        index: Number of the class.

    Yields:
        The share that is done, above 0 and up to 1; a method that needs fewer steps than it may take ends earlier.

    Returns:
        Heat map, shape (rows, cols) of any size, 0 to 1.
    """
    if isinstance(explain, Progressive):
        return (yield from explain.steps(picture, index))
    heat = explain(picture, index)
    yield 1.0
    return heat


def attribute(
    run: Opened | Run | str | Path, picture: NDArray[np.uint8], label: str | None = None, method: str = "grad_cam"
) -> Heat:
    """Return which part of a picture argued for a class.

    Args:
        run: The run, or what `open_run` returned.
        picture: Shape (rows, cols, channels), 0..255, of any size.
        label: Name of the class; by default the likeliest.
        method: One of `cnnviz.explore.attribution.methods.methods`.

    Returns:
        Heat map, shape (rows, cols) of any size, 0 to 1; stretched over the picture, it shows the place.

    Raises:
        RunError: There is no such run, class or method.
    """
    _method(method)  # Before the network is loaded.
    opened = naming_classes(run)
    received = opened.fit(picture)
    if label is None:
        index = int(probabilities(opened.model, received[None])[0].argmax())
    elif label in opened.labels:
        index = opened.labels.index(label)
    else:
        raise RunError(
            Message(
                "The network knows no class “{label}”: choose one of {labels}.",
                label=label,
                labels=", ".join(opened.labels),
            )
        )
    return result(attributing(attribution(opened, method), received, index))


def deletion_and_insertion(
    network: Opened | Classifier, picture: NDArray[np.uint8], heat: Heat, index: int, steps: int = faithfulness.STEPS
) -> Curves:
    """Take pixels away, and put them back, in the order of a heat map: how far does the probability of a class follow?

    Args:
        network: The network.
        picture: As the network receives it, shape (rows, cols, channels), 0..255.
        heat: Shape (any rows, any cols); the higher, the more important.
        index: Number of the class.
        steps: In how many equal parts pixels go.
    """
    return faithfulness.curves(partial(probabilities, network.model), picture, heat, index, steps)


def sanity_check(
    network: Opened | Classifier, names: Sequence[str], picture: NDArray[np.uint8], index: int, most: int = 8
) -> Iterator[Stage]:
    """Shuffle the weights of a copy of the network, layer by layer from the last to the first, and ask methods again.

    Methods that have a quick variant use it, as many maps are wanted.

    Args:
        network: The network; it is left as it is.
        names: Names of methods, as for `attribution`.
        picture: As the network receives it, shape (rows, cols, channels), 0..255.
        index: Number of the class.
        most: Stages at most, the trained network not counted.

    Yields:
        The heat maps of each stage, that of the trained network first: at most ``most`` + 1 stages.

    Raises:
        RunError: There is no such method.
    """
    chosen = {name: _method(name) for name in names}
    builders = {name: method.quick or method.build for name, method in chosen.items()}
    return sanity.stages(network.model, builders, picture, index, most)


def _method(name: str) -> Method:
    if name not in methods():
        raise RunError(
            Message("There is no method “{name}”: choose one of {names}.", name=name, names=", ".join(methods()))
        )
    return methods()[name]
