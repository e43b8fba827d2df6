"""Flowers with 500, 700 or 750 frozen layers, from a blog post about fine-tuning."""

from cnnviz.locale import N_
from cnnviz.recipes.documents import FINE_TUNING
from cnnviz.recipes.recipe import Ladder, Recipe, Reported

F700 = Recipe(
    name="flowers_frozen_700",
    title=N_("Flowers: Inception-ResNet v2, 700 layers frozen"),
    source=FINE_TUNING.section("Congelado de capas"),
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
    notes=N_(
        "The post rotates each photo by 0°, 90°, 270° and 180° and then splits at random, so rotated views of test "
        "photos are among its training pictures and raise its accuracy; here photos are split first and tested "
        "upright. The shape that it prints, 3,670, is not four times the photos, so its results may be of unrotated "
        "ones. On its validation pictures it has 0.8404 (loss 0.816) after the first epoch and 0.8238 (loss 0.671) "
        "after a second."
    ),
    rung="F700",
    lesson=N_("Fine-tuning of the last 80 of 780 layers: in the post the best of three tries."),
)
F750 = F700.then(
    "flowers_frozen_750",
    N_("Flowers: Inception-ResNet v2, 750 layers frozen"),
    frozen=750,
    rung="F750",
    epochs=2,
    reported=Reported(0.7738, 1.081, split="validation"),
    notes=N_(
        "Photos are split before they are rotated, unlike in the post. It speaks of two epochs and prints "
        "the result of one only."
    ),
    lesson=N_("With fewer layers to train, the features stay nearer to what ImageNet needed."),
)
F500 = F700.then(
    "flowers_frozen_500",
    N_("Flowers: Inception-ResNet v2, 500 layers frozen"),
    frozen=500,
    rung="F500",
    epochs=2,
    reported=Reported(0.7224, 3.444, split="validation"),
    notes=N_(
        "Photos are split before they are rotated, unlike in the post. After the first epoch it has 0.5673 (loss "
        "5.416)."
    ),
    lesson=N_("With more layers to train, an epoch takes longer, and in the post two were too few to converge."),
)

LADDERS = (
    Ladder(
        "flowers_004",
        N_("Flowers: how many layers to freeze"),
        str(FINE_TUNING),
        N_("How many layers of a pretrained network should stay frozen?"),
        (F700, F750, F500),
        branches=((F500.name, F700.name),),
    ),
)
RECIPES = LADDERS[0].recipes
