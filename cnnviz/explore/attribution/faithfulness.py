"""Is a heat map to be believed?  Take away what it calls important; make the network forget, and see whether it changes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import keras
import numpy as np
from numpy.typing import NDArray

from cnnviz.base.patches import flat_layers
from cnnviz.images import stretched

Pixels = NDArray[np.float32]
Predict = Callable[[Pixels], Pixels]
"""Pictures, shape (n, rows, cols, channels), 0..255 -> probabilities, shape (n, classes)."""
STEPS = 20
COARSE = 8
"""Side of the blurred picture that stands for one of which nothing can be seen."""


@dataclass(frozen=True, eq=False)
class Curves:
    """What becomes of a class's probability as pixels go, or come, the most important first.

    Attributes:
        shares: Shares of the pixels that have gone or come, from 0 to 1, shape (steps + 1,).
        deletion: Probability after each share has been painted grey; the faster it falls, the better.
        insertion: Probability after each share has come back into the blurred picture; the faster it rises, the better.
    """

    shares: Pixels
    deletion: Pixels
    insertion: Pixels

    @property
    def deletion_area(self) -> float:
        """Mean height of the curve of deletion, 0 to 1; lower is better."""
        return float(np.trapezoid(self.deletion, self.shares))

    @property
    def insertion_area(self) -> float:
        """Mean height of the curve of insertion, 0 to 1; higher is better."""
        return float(np.trapezoid(self.insertion, self.shares))


def curves(predict: Predict, picture: NDArray[np.uint8], heat: Pixels, index: int, steps: int = STEPS) -> Curves:
    """Take pixels away, and put them back, in the order of a heat map.

    Args:
        predict: The network.
        picture: Shape (rows, cols, channels), 0..255.
        heat: Shape (any rows, any cols); the higher, the more important.
        index: Number of the class.
        steps: In how many equal parts pixels go.

    Reference: Petsiuk et al., 2018, RISE.
    """
    rows, cols = picture.shape[:2]
    order = np.argsort(-stretched(heat, rows, cols).ravel(), kind="stable")
    own = picture.astype("float32").reshape(rows * cols, -1)
    grey, unclear = np.broadcast_to(own.mean(0), own.shape), blurred(picture).reshape(own.shape)
    shares = np.linspace(0, 1, steps + 1, dtype="float32")
    gone, come = [], []
    for share in shares:
        chosen = order[: round(float(share) * len(order))]
        left, back = own.copy(), unclear.copy()
        left[chosen], back[chosen] = grey[chosen], own[chosen]
        gone.append(left)
        come.append(back)
    said = predict(np.stack([*gone, *come]).reshape(-1, *picture.shape))[:, index]
    return Curves(shares, said[: steps + 1], said[steps + 1 :])


def blurred(picture: NDArray[np.uint8]) -> Pixels:
    """Return a picture, shape (rows, cols, channels), of which nothing can be seen but rough colours, in 0..255."""
    rows, cols, channels = picture.shape
    edges = [np.linspace(0, size, min(COARSE, size) + 1).astype(int)[:-1] for size in (rows, cols)]
    sums = np.add.reduceat(np.add.reduceat(picture.astype("float32"), edges[0], 0), edges[1], 1)
    counts = np.outer(*(np.diff([*edge, size]) for edge, size in zip(edges, (rows, cols), strict=True)))
    means = np.asarray(sums / counts[:, :, None], np.float32)
    return np.stack([stretched(means[..., channel], rows, cols) for channel in range(channels)], axis=-1)


def randomised(model: keras.Model, seed: int = 0) -> Iterator[str]:
    """Make a model forget, a layer at a time from the last to the first, and say after each which it was.

    The numbers of each layer are shuffled: what it learned is lost, how large they are is not.

    Args:
        model: Is changed: give a copy.
        seed: Seed of the random numbers.

    Reference: Adebayo et al., 2018, Sanity checks for saliency maps.
    """
    dice = np.random.default_rng(seed)
    for layer in reversed(_learned(model)):
        layer.set_weights([_random_like(weights, dice) for weights in layer.get_weights()])
        yield layer.name


def _learned(model: keras.Model) -> list[keras.Layer]:
    """Return the layers that learned something, in order, those of nested models too."""
    flat = [layer for layer in flat_layers(model) if not isinstance(layer, keras.Model)]
    return [layer for layer in flat if not isinstance(layer, keras.layers.Normalization) and layer.get_weights()]


def _random_like(weights: NDArray[np.floating], dice: np.random.Generator) -> NDArray[np.floating]:
    """Return the same numbers in another order."""
    return dice.permutation(weights.ravel()).reshape(weights.shape)


@dataclass(frozen=True, eq=False)
class Stage:
    """What heat maps show of a network that has forgotten.

    Attributes:
        layer: The layer that was forgotten last; empty before the first.
        heats: Heat map of each method by its name.
        likeness: How alike each is to that of the network as it was trained, by the method's name.
    """

    layer: str
    heats: dict[str, Pixels]
    likeness: dict[str, float]


def stages(
    model: keras.Model,
    makers: dict[str, Callable[[keras.Model], Callable[[NDArray[np.uint8], int], Pixels]]],
    picture: NDArray[np.uint8],
    index: int,
    most: int = 8,
    seed: int = 0,
) -> Iterator[Stage]:
    """Let a copy of a network forget from the last layer to the first, and ask each method at some stages of it.

    A method whose map stays as it was does not look at what the network has learned.

    Args:
        model: Is left as it is.
        makers: What makes each method of a model, by its name.
        picture: Shape (rows, cols, channels), 0..255, of the network's own size.
        index: Number of the class.
        most: Stages at most, the trained network not counted.
        seed: Seed of the random numbers.

    Reference: Adebayo et al., 2018, Sanity checks for saliency maps.
    """
    copy = keras.models.clone_model(model)
    copy.set_weights(model.get_weights())
    methods = {name: make(copy) for name, make in makers.items()}
    first = {name: method(picture, index) for name, method in methods.items()}
    count = len(_learned(copy))
    asked = {round(place) for place in np.linspace(1, count, min(most, count))}
    yield Stage("", first, dict.fromkeys(first, 1.0))
    for number, layer in enumerate(randomised(copy, seed), start=1):
        if number in asked:
            heats = {name: method(picture, index) for name, method in methods.items()}
            alike = {name: likeness(first[name], heat) for name, heat in heats.items()}
            yield Stage(layer, heats, alike)


def likeness(one: Pixels, other: Pixels) -> float:
    """Return how alike two heat maps order their places, -1 to 1 (Spearman's rank correlation); 0 where one is flat.

    >>> round(likeness(np.array([[0.0, 1.0, 4.0]]), np.array([[0.0, 2.0, 3.0]])), 6)
    1.0
    """
    first, second = _ranks(one), _ranks(other)
    if not first.std() or not second.std():
        return 0.0
    return float(np.corrcoef(first, second)[0, 1])


def _ranks(values: Pixels) -> NDArray[np.float64]:
    """Return the place of each value in their order, shape (values,); equal ones share theirs."""
    _, inverse, counts = np.unique(values.ravel(), return_inverse=True, return_counts=True)
    return np.asarray((counts.cumsum() - (counts - 1) / 2)[inverse], float)
