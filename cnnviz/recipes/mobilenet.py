"""What does a small trained network buy on a laptop?  MobileNetV2 on the documents' photos: frozen or not, augmented or not."""

from cnnviz.recipes.recipe import Augmentation, Ladder, Recipe

CHANGES = Augmentation(shift=0.1, zoom=0.2, rotation=15, flip=True)


def _ladder(dataset: str, title: str, validation_split: float, turns: bool) -> Ladder:
    """Return the four rungs for one data set.

    Args:
        dataset: Name of the data set.
        title: What it is, for people.
        validation_split: Share held back to validate on, 0 where the data set brings its own photos for it.
        turns: Whether the augmentation is four turns, which are worked out once, instead of random changes.
    """
    frozen = Recipe(
        name=f"{dataset}_mobilenet",
        title=f"{title} on MobileNetV2’s features",
        source="Ours, after document 003",
        network="mobilenet_v2",
        dataset=dataset,
        input_shape=(224, 224, 3),
        optimizer="adam",
        learning_rate=1e-3,
        batch_size=32,
        epochs=20,
        validation_split=validation_split,
        weights="imagenet",
        frozen=154,
        lesson="All of MobileNetV2 stays as it is: one layer learns, within seconds once the features are worked out.",
    )
    augmentation = {"turns": True} if turns else {"augmentation": CHANGES}
    augmented = frozen.then(
        f"{dataset}_mobilenet_augmented",
        f"{title} on MobileNetV2, augmented",
        epochs=10,
        lesson="More views of each photo, but what is looked at in them stays what ImageNet needed.",
        **augmentation,
    )
    tuned = frozen.then(
        f"{dataset}_mobilenet_finetuned",
        f"{title}, MobileNetV2’s end learns too",
        frozen=116,
        head_epochs=10,
        learning_rate=2e-4,
        schedule="cosine",
        epochs=8,
        lesson="The last four blocks learn in tiny steps, after the new layer has learned alone.",
    )
    both = tuned.then(
        f"{dataset}_mobilenet_finetuned_augmented",
        f"{title}, MobileNetV2’s end learns too, augmented",
        lesson="With more weights that learn, more views of each photo are worth more.",
        **augmentation,
    )
    return Ladder(
        f"{dataset}_mobilenet",
        f"{title} with MobileNetV2",
        "Ours",
        "Frozen or fine-tuned, augmented or not: what pays on a laptop?",
        (frozen, augmented, tuned, both),
    )


LADDERS = (
    _ladder("cats_and_dogs", "Cats and dogs", 0.0, turns=False),
    _ladder("flowers", "Flowers", 0.0, turns=True),
    _ladder("birds", "Birds", 0.1, turns=False),
)
RECIPES = tuple(recipe for ladder in LADDERS for recipe in ladder.recipes)
