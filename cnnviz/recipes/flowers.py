"""Flowers with 500, 700 or 750 frozen layers, from document 004."""

from cnnviz.recipes.recipe import Ladder, Recipe, Reported

F700 = Recipe(
    name="flowers_frozen_700",
    title="Flowers, 700 layers frozen",
    source="Document 004, “Congelado de capas”",
    network="inception_resnet_v2",
    dataset="flowers",
    input_shape=(224, 224, 3),
    optimizer="adam",
    learning_rate=1e-3,
    batch_size=128,
    epochs=1,
    validation_split=0.0,
    weights="imagenet",
    frozen=700,
    turns=True,
    reported=Reported(0.8651),
    notes="As in the document each photo is learned in four turns; the published loop turns the turned picture "
    "again, here it is the original by 0, 90, 180 and 270°. Tested on upright photos, and never on one that was "
    "learned turned.",
    rung="F",
    lesson="The last 80 of 780 layers learn. The document found this the best of three tries.",
)
F750 = F700.then(
    "flowers_frozen_750",
    "Flowers, 750 layers frozen",
    frozen=750,
    epochs=2,
    reported=Reported(0.7738, split="validation"),
    lesson="With fewer layers to learn, too much stays as ImageNet needed it.",
)
F500 = F700.then(
    "flowers_frozen_500",
    "Flowers, 500 layers frozen",
    frozen=500,
    epochs=2,
    reported=Reported(0.7224, split="validation"),
    lesson="With more layers to learn, an epoch takes longer, and two are not enough for them to settle.",
)

LADDERS = (
    Ladder(
        "flowers_004",
        "Flowers, from frozen to fine-tuned",
        "Document 004",
        "How many layers of a trained network should stay frozen?",
        (F700, F750, F500),
    ),
)
RECIPES = LADDERS[0].recipes
