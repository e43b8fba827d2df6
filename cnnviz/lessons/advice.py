"""Advice on transfer learning: (photos per class, help of ImageNet's features) -> one of four pieces of advice.

The two questions and the four pieces of advice are those of Wílmer Pereira's slides, with the reasons of the post on
fine-tuning. Both ask whether the data set is similar to ImageNet; what can be measured is how much ImageNet's features
help, see `cnnviz.lessons.similarity`. They define neither large nor similar: both limits are conventions.
"""

from dataclasses import dataclass

from cnnviz.locale import N_

LARGE = 2000
"""Photos per class from which a data set is large: the slides' 1,000 are few, MNIST's 6,000 are many."""
SIMILAR = 0.5
"""Value from which ImageNet's features help enough for a data set to count as similar to it."""


@dataclass(frozen=True)
class Advice:
    """The advice for one quadrant.

    Attributes:
        large: Whether there are many photos per class.
        similar: Whether ImageNet's features help with them.
        name: The name of the quadrant.
        title: The advice in a few words.
        todo: The advice as a sentence.
        why: Its reason.
        frozen: Layers of MobileNetV2 to freeze; None to train from scratch.
        ending: End of the name of the recipe on MobileNetV2 that does this.
    """

    large: bool
    similar: bool
    name: str
    title: str
    todo: str
    why: str
    frozen: int | None
    ending: str = ""


QUADRANTS = (
    Advice(
        large=False,
        similar=True,
        name=N_("few photos, ImageNet’s features help"),
        title=N_("Feature extraction"),
        todo=N_("Freeze the whole pretrained network, and train only a new last layer on its features."),
        why=N_(
            "The features learned from ImageNet’s photos are what matters here too. With so few photos, layers that "
            "learn would overfit."
        ),
        frozen=154,
        ending="_mobilenet",
    ),
    Advice(
        large=True,
        similar=True,
        name=N_("many photos, ImageNet’s features help"),
        title=N_("Fine-tune the last layers"),
        todo=N_(
            "Begin with the pretrained network, train a new last layer, then let the last blocks learn too, with a "
            "small learning rate."
        ),
        why=N_(
            "The pretrained weights are a good start, and there are enough photos to adapt them without overfitting."
        ),
        frozen=116,
        ending="_mobilenet_finetuned",
    ),
    Advice(
        large=False,
        similar=False,
        name=N_("few photos, ImageNet’s features help little"),
        title=N_("Freeze the first layers"),
        todo=N_(
            "Freeze only the first layers, fine-tune all others with a small learning rate, and augment the photos."
        ),
        why=N_(
            "Edges and colours are useful in any picture, but the later layers detect things that do not occur here. "
            "Few photos lead to overfitting, which augmentation makes less likely. It is the hardest of the four cases."
        ),
        frozen=63,
        ending="_mobilenet_finetuned_augmented",
    ),
    Advice(
        large=True,
        similar=False,
        name=N_("many photos, ImageNet’s features help little"),
        title=N_("Train from scratch"),
        todo=N_("Train all weights: those of a network of your own, or of a known one with nothing frozen."),
        why=N_("ImageNet’s features help little here, and there are enough photos to learn all features from them."),
        frozen=None,
    ),
)


KNOWN = {
    "birds": 0.65,
    "cats_and_dogs": 0.79,
    "cifar100_25": 0.64,
    "digits": 0.0,
    "flowers": 0.52,
    "mnist": 0.0,
    "shapes": 0.91,
}
"""How much ImageNet's features help with some data sets, by `cnnviz.lessons.similarity.measure` with seed 0."""


def advise(photos_a_class: float, similarity: float) -> Advice:
    """Return the advice for a data set.

    Args:
        photos_a_class: Training photos per class, above 0.
        similarity: How much ImageNet's features help, 0 to 1.

    >>> advise(660, 0.7).title, advise(6000, 0.1).title
    ('Feature extraction', 'Train from scratch')
    """
    return next(
        each for each in QUADRANTS if (each.large, each.similar) == (photos_a_class >= LARGE, similarity >= SIMILAR)
    )


def answered(objects: bool, photographs: bool) -> float:
    """Guess from two plain questions how much ImageNet's features help, where it cannot be measured.

    A rough guess: for the drawn shapes it is 0.1, where 0.91 is measured.

    Args:
        objects: Whether the classes are things that ImageNet has: animals, plants, food, tools, vehicles.
        photographs: Whether they are ordinary photos, not drawings, scans, X-rays or pictures from above.

    >>> answered(True, True), answered(True, False), answered(False, False)
    (0.8, 0.4, 0.1)
    """
    return {(True, True): 0.8, (True, False): 0.4, (False, True): 0.4, (False, False): 0.1}[objects, photographs]
