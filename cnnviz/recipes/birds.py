"""ResNet50 on 200 species of birds with 15 training photos each, from two student reports."""

from typing import Any

from cnnviz.locale import N_
from cnnviz.recipes.documents import AFTER, ALONSO, COIN
from cnnviz.recipes.recipe import Ladder, Recipe, Reported

MOMENTUM = N_("The report names SGD without momentum; here SGD has Nesterov momentum of 0.9, as in BaseNet’s recipes.")

E1 = Recipe(
    name="birds_features",
    title=N_("Birds: ResNet50, feature extraction"),
    source=COIN.section("Extracción de características"),
    network="resnet50",
    dataset="birds",
    input_shape=(224, 224, 3),
    optimizer="sgd",
    learning_rate=0.01,
    momentum=0.9,
    batch_size=64,
    epochs=10,
    weights="imagenet",
    frozen=175,
    reported=Reported(0.3004, 2.898),
    notes=MOMENTUM,
    rung="E1",
    lesson=N_(
        "Feature extraction: ResNet50 turns each photo into 2,048 features, computed once, and one dense layer learns "
        "to tell the species apart by them."
    ),
)
E2 = E1.then(
    "birds_two_dense",
    N_("Birds: ResNet50, two dense layers and dropout"),
    network="resnet50_two_dense",
    epochs=50,
    reported=Reported(0.4527, 2.418),
    notes=MOMENTUM,
    rung="E2",
    lesson=N_(
        "More layers on the same features can combine them into traits of these birds. Strong dropout regularises: "
        "with 15 photos of a species, overfitting begins early."
    ),
)
E3 = E2.then(
    "birds_convolution",
    N_("Birds: ResNet50, a convolution on its feature maps"),
    network="resnet50_convolution",
    reported=Reported(0.3881, 3.169),
    notes=N_(
        "The report prints no number of epochs for this network: 50, as for the one before. It names SGD without "
        "momentum; here SGD has Nesterov momentum of 0.9, as in BaseNet’s recipes."
    ),
    rung="E3",
    lesson=N_(
        "The feature maps keep where in the photo something was found. With so few photos that is one more thing to "
        "overfit to."
    ),
)
E4 = E1.then(
    "birds_finetuned",
    N_("Birds: ResNet50 fine-tuned"),
    source=COIN.section("Fine-tuning"),
    network="resnet50_dense1024",
    frozen=0,
    epochs=15,
    reported=Reported(0.4497, 2.398),
    notes=MOMENTUM,
    rung="E4",
    lesson=N_(
        "Fine-tuning: every weight may change. The report ends no higher than with dense layers on fixed features, but "
        "after fewer epochs, each of which takes far longer."
    ),
)
E5 = E1.then(
    "birds_dense400",
    N_("Birds: ResNet50, a dense layer of 400 neurons"),
    source=ALONSO.section("ResNET50 y Caltech-UCSD"),
    network="resnet50_dense400",
    optimizer="adam",
    momentum=0.0,
    learning_rate=1e-3,
    batch_size=32,
    epochs=40,
    reported=Reported(0.4121, 2.354),
    rung="E5",
    lesson=N_("Feature extraction again, with another optimiser and one smaller dense layer."),
)
E6 = E5.then(
    "birds_dense400_finetuned",
    N_("Birds: ResNet50 fine-tuned, a dense layer of 400 neurons"),
    frozen=0,
    notes=N_("The author could not finish this training: an epoch took 40 minutes."),
    rung="E6",
    lesson=N_(
        "Features are computed once. Fine-tuning passes every photo forward and backward through all layers of "
        "ResNet50 in every epoch."
    ),
)

V15_NOTES = N_(
    "Stands in for the recipe on ResNet50: its weights of Keras were not at hand where this was measured, Uber’s for "
    "ResNet50 v1.5 were. Their licence is non-commercial. Its BatchNorm layers stay as they were trained."
)
V15_HALF = N_(
    "Stands in for the recipe on ResNet50: its weights of Keras were not at hand where this was measured, Uber’s for "
    "ResNet50 v1.5 were. Their licence is non-commercial. Its BatchNorm layers stay as they were trained. When "
    "measured, its pretrained layers computed in bfloat16, with weights in float32: 1.6 times as fast on that "
    "processor."
)
V15_SHORT = N_(
    "Stands in for the recipe on ResNet50, with 10 of its 40 epochs, each of which took over two minutes. Its "
    "weights of Keras were not at hand where this was measured, Uber’s for ResNet50 v1.5 were. Their licence is "
    "non-commercial. Its BatchNorm layers stay as they were trained. When measured, its pretrained layers "
    "computed in bfloat16, with weights in float32."
)
V15_LESSON = N_("The same head and the same training as in the report, on ResNet50 v1.5.")


def _v15(recipe: Recipe, title: str, **changes: Any) -> Recipe:
    """Return a document's recipe on ResNet50 v1.5, which has three layers more than ResNet50, with further changes."""
    return recipe.then(
        recipe.name.replace("birds", "birds_v15", 1),
        title,
        source=AFTER + recipe.source,
        network=recipe.network.replace("resnet50", "resnet50_v15", 1),
        frozen=178 if recipe.frozen else 0,
        lesson=V15_LESSON,
        **({"notes": V15_NOTES if recipe.frozen else V15_HALF} | changes),
    )


V15 = (
    _v15(E1, N_("Birds: ResNet50 v1.5, feature extraction")),
    _v15(E2, N_("Birds: ResNet50 v1.5, two dense layers and dropout")),
    _v15(E3, N_("Birds: ResNet50 v1.5, a convolution on its feature maps")),
    _v15(E4, N_("Birds: ResNet50 v1.5 fine-tuned")),
    _v15(E5, N_("Birds: ResNet50 v1.5, a dense layer of 400 neurons")),
    _v15(
        E6,
        N_("Birds: ResNet50 v1.5 fine-tuned for 10 epochs, a dense layer of 400 neurons"),
        epochs=10,
        notes=V15_SHORT,
    ),
)
STAND_INS = {recipe.name: other.name for recipe, other in zip((E1, E2, E3, E4, E5, E6), V15, strict=True)}
"""Name of the recipe that was measured in place of a document's: the same training from weights that could be had."""
LADDERS = (
    Ladder(
        "birds_000",
        N_("Birds: ResNet50"),
        str(COIN),
        N_("Which layers should follow a pretrained network?"),
        (E1, E2, E3, E4),
        branches=((E4.name, E1.name),),
    ),
    Ladder(
        "birds_001",
        N_("Birds: ResNet50, a smaller head"),
        str(ALONSO),
        N_("What does it cost to fine-tune all of a large network?"),
        (E5, E6),
    ),
)
RECIPES = (*(recipe for ladder in LADDERS for recipe in ladder.recipes), *V15)
