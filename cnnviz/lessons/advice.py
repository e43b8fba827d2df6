"""Advice on transfer learning: (photos a class, similarity to ImageNet) -> one of four pieces of advice.

The two questions and the four answers are those of document 003, “Entonación fina o transferencia total”, with the
reasons that document 004 gives. The documents do not define large and similar: both limits are conventions.
"""

from dataclasses import dataclass

LARGE = 2000
"""Photos a class from which a data set is large: the 1,000 of document 003 are few, MNIST's 6,000 are many."""
SIMILAR = 0.5
"""Similarity from which a data set is similar to ImageNet."""


@dataclass(frozen=True)
class Advice:
    """The advice for one quadrant.

    Attributes:
        large: Whether there are many photos a class.
        similar: Whether they resemble ImageNet's.
        title: The advice in two or three words.
        todo: The advice as a sentence.
        why: Its reason.
        frozen: Layers of MobileNetV2 to freeze; None to train from scratch.
        ending: End of the name of the recipe on MobileNetV2 that does this.
    """

    large: bool
    similar: bool
    title: str
    todo: str
    why: str
    frozen: int | None
    ending: str = ""

    @property
    def name(self) -> str:
        """Return the name of the quadrant."""
        return f"{'many' if self.large else 'few'} photos, {'similar' if self.similar else 'different'}"


QUADRANTS = (
    Advice(
        large=False,
        similar=True,
        title="Keep everything",
        todo="Freeze the whole trained network and train only a new last layer on its features.",
        why="What the network sees in ImageNet's photos is what matters in yours too. With so few photos, layers that "
        "learned would learn the photos by heart.",
        frozen=154,
        ending="_mobilenet",
    ),
    Advice(
        large=True,
        similar=True,
        title="Fine-tune the end",
        todo="Begin with the trained network, train a new last layer, then let the last blocks learn too, in tiny "
        "steps.",
        why="The trained network is a good place to start from, and there are enough photos to move it further without "
        "learning them by heart.",
        frozen=116,
        ending="_mobilenet_finetuned",
    ),
    Advice(
        large=False,
        similar=False,
        title="Keep the first layers",
        todo="Freeze only the first layers, let the others learn in tiny steps, and augment the photos.",
        why="Edges and colours serve any picture, but the later layers know things that yours do not show. Few photos "
        "are quickly learned by heart: augmentation makes each one count more often. It is the hardest of the four.",
        frozen=63,
        ending="_mobilenet_finetuned_augmented",
    ),
    Advice(
        large=True,
        similar=False,
        title="Train from scratch",
        todo="Train a whole network of your own, or a trained one with nothing frozen.",
        why="What was learned from ImageNet helps little here, and there are enough photos to learn everything from "
        "them.",
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
"""Similarity of some data sets, measured by `cnnviz.lessons.similarity.measure` with seed 0 on their usual pictures."""


def advise(photos_a_class: float, similarity: float) -> Advice:
    """Return the advice for a data set.

    Args:
        photos_a_class: Training photos a class, above 0.
        similarity: To ImageNet, 0 to 1.

    >>> advise(660, 0.7).title, advise(6000, 0.1).title
    ('Keep everything', 'Train from scratch')
    """
    return next(
        each for each in QUADRANTS if (each.large, each.similar) == (photos_a_class >= LARGE, similarity >= SIMILAR)
    )


def answered(objects: bool, photographs: bool) -> float:
    """Return a similarity from two plain answers, where it cannot be measured.

    Args:
        objects: Whether the classes are things that ImageNet has: animals, plants, food, tools, vehicles.
        photographs: Whether they are ordinary photos, not drawings, scans, X-rays or pictures from above.

    >>> answered(True, True), answered(True, False), answered(False, False)
    (0.8, 0.4, 0.1)
    """
    return {(True, True): 0.8, (True, False): 0.4, (False, True): 0.4, (False, False): 0.1}[objects, photographs]
