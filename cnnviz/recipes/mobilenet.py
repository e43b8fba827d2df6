"""MobileNetV2 on the documents' photos: frozen or fine-tuned, with and without augmentation."""

from typing import Any

from cnnviz.locale import N_
from cnnviz.recipes.documents import AFTER, OURS, PEREIRA
from cnnviz.recipes.recipe import Ladder, Recipe

Titles = tuple[str, str, str, str]
"""Titles of the four steps."""


def _ladder(
    dataset: str,
    title: str,
    titles: Titles,
    views: dict[str, bool],
    tuning: dict[str, Any],
    tuned_notes: str = "",
    **settings: Any,
) -> Ladder:
    """Return the four steps for one data set.

    Args:
        dataset: Name of the data set.
        title: Title of the whole.
        titles: Title of each step.
        views: The recipe's fields for augmentation: views of each photo whose features can be computed once, unlike
            those of random changes.
        tuning: Changed fields where the end of the backbone learns too; tried on photos held back from training.
        tuned_notes: Notes of the steps with fine-tuning.
        settings: Changed fields on every step.
    """
    frozen = Recipe(
        name=f"{dataset}_mobilenet",
        title=titles[0],
        source=AFTER + PEREIRA.section("Usos de CNN pre-entrenada"),
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
        lesson=N_(
            "Feature extraction: all of MobileNetV2 stays frozen, and one dense layer trains on its features, within "
            "seconds once these are computed."
        ),
    ).edited(**settings)
    augmented = frozen.then(
        f"{dataset}_mobilenet_augmented",
        titles[1],
        lesson=N_("More views of each photo, but the features stay those that ImageNet needed."),
        **views,
    )
    tuned = frozen.then(
        f"{dataset}_mobilenet_finetuned",
        titles[2],
        schedule="cosine",
        label_smoothing=0.1,
        averaging=0.99,
        notes=tuned_notes,
        lesson=N_(
            "Fine-tuning: after the head has trained alone, the last blocks train in small steps that become ever "
            "smaller; BatchNorm stays as it was."
        ),
        **{"head_epochs": 10} | tuning,
    )
    both = tuned.then(
        f"{dataset}_mobilenet_finetuned_augmented",
        titles[3],
        notes=tuned_notes,
        lesson=N_("Both: the last blocks train, and on more views of each photo."),
        **views,
    )
    return Ladder(
        f"{dataset}_mobilenet",
        title,
        OURS,
        N_("Feature extraction or fine-tuning, augmented or not: what is worth it on a laptop?"),
        (frozen, augmented, tuned, both),
        branches=((tuned.name, frozen.name),),
    )


MIRRORED = {"mirrors": True}
LADDERS = (
    _ladder(
        "cats_and_dogs",
        N_("Cats or dogs: MobileNetV2"),
        (
            N_("Cats or dogs: MobileNetV2, feature extraction"),
            N_("Cats or dogs: MobileNetV2, feature extraction, augmented"),
            N_("Cats or dogs: MobileNetV2 fine-tuned"),
            N_("Cats or dogs: MobileNetV2 fine-tuned, augmented"),
        ),
        MIRRORED,
        {"frozen": 72, "learning_rate": 1e-4, "epochs": 6},
        N_(
            "With label smoothing the network learns to be less sure, so its test loss is higher for the same accuracy."
        ),
    ),
    _ladder(
        "flowers",
        N_("Flowers: MobileNetV2"),
        (
            N_("Flowers: MobileNetV2, feature extraction"),
            N_("Flowers: MobileNetV2, feature extraction, augmented"),
            N_("Flowers: MobileNetV2 fine-tuned"),
            N_("Flowers: MobileNetV2 fine-tuned, augmented"),
        ),
        {"turns": True},
        {"frozen": 116, "learning_rate": 2e-4, "epochs": 6},
    ),
    _ladder(
        "birds",
        N_("Birds: MobileNetV2"),
        (
            N_("Birds: MobileNetV2, feature extraction"),
            N_("Birds: MobileNetV2, feature extraction, augmented"),
            N_("Birds: MobileNetV2 fine-tuned"),
            N_("Birds: MobileNetV2 fine-tuned, augmented"),
        ),
        MIRRORED,
        {"frozen": 116, "learning_rate": 3e-4, "epochs": 10, "head_epochs": 20},
        N_(
            "The test loss is higher than with feature extraction although the accuracy is higher too: with label "
            "smoothing the right one of 200 species is to get 0.9 and not 1, so the network learns to be less sure, "
            "and the loss counts that. The settings were chosen with a tenth of the training photos held back; here "
            "all 3,000 are trained on."
        ),
        notes=N_("All 3,000 training photos are trained on. The settings were chosen with a tenth of them held back."),
    ),
)
RECIPES = tuple(recipe for ladder in LADDERS for recipe in ladder.recipes)
