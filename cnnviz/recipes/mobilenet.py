"""MobileNetV2 on the documents' photos: frozen or fine-tuned, with and without augmentation."""

from typing import Any

from cnnviz.recipes.recipe import Ladder, Recipe


def _ladder(dataset: str, title: str, views: dict[str, bool], tuning: dict[str, Any], **settings: Any) -> Ladder:
    """Return the four rungs for one data set.

    Args:
        dataset: Name of the data set.
        title: Its title for people.
        views: The recipe's fields for augmentation: views of each photo whose features can be computed once, unlike
            those of random changes.
        tuning: Changed fields where the end of the backbone learns too; tried on photos held back from training.
        settings: Changed fields on every rung.
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
        validation_split=0.0,
        weights="imagenet",
        frozen=154,
        lesson="All of MobileNetV2 stays as it is: one layer learns, within seconds once the features are worked out.",
    ).edited(**settings)
    augmented = frozen.then(
        f"{dataset}_mobilenet_augmented",
        f"{title} on MobileNetV2, augmented",
        lesson="More views of each photo, but what is looked at in them stays what ImageNet needed.",
        **views,
    )
    tuned = frozen.then(
        f"{dataset}_mobilenet_finetuned",
        f"{title}, MobileNetV2’s end learns too",
        schedule="cosine",
        label_smoothing=0.1,
        averaging=0.99,
        lesson="The last blocks learn in tiny steps, after the new layer has learned alone; BatchNorm stays as it "
        "was trained.",
        **{"head_epochs": 10} | tuning,
    )
    both = tuned.then(
        f"{dataset}_mobilenet_finetuned_augmented",
        f"{title}, MobileNetV2’s end learns too, augmented",
        lesson="Both: the last blocks learn, and from more views of each photo.",
        **views,
    )
    return Ladder(
        f"{dataset}_mobilenet",
        f"{title} with MobileNetV2",
        "Ours",
        "Frozen or fine-tuned, augmented or not: what pays on a laptop?",
        (frozen, augmented, tuned, both),
    )


MIRRORED = {"mirrors": True}
LADDERS = (
    _ladder("cats_and_dogs", "Cats and dogs", MIRRORED, {"frozen": 72, "learning_rate": 1e-4, "epochs": 6}),
    _ladder("flowers", "Flowers", {"turns": True}, {"frozen": 116, "learning_rate": 2e-4, "epochs": 6}),
    _ladder(
        "birds",
        "Birds",
        MIRRORED,
        {"frozen": 116, "learning_rate": 3e-4, "epochs": 10, "head_epochs": 20},
        notes="All 3,000 training photos are learned from. The settings were chosen with a tenth of them held back.",
    ),
)
RECIPES = tuple(recipe for ladder in LADDERS for recipe in ladder.recipes)
