"""Recipes for a network that the user builds, for the user's own classes, and for a first try of a few seconds."""

from cnnviz.locale import N_
from cnnviz.recipes.documents import OURS
from cnnviz.recipes.recipe import Augmentation, Recipe

PERSONAL_NETWORK = Recipe(
    name="own",
    title=N_("Your own network: scanned digits"),
    source=OURS,
    network="own",
    dataset="digits",
    input_shape=(28, 28, 1),
    optimizer="adam",
    learning_rate=0.001,
    batch_size=32,
    epochs=10,
    validation_split=0.1,
)
FEATURES = Recipe(
    name="my_classes_features",
    title=N_("My classes: MobileNetV2, feature extraction"),
    source=OURS,
    network="mobilenet_v2",
    dataset="flowers",
    input_shape=(224, 224, 3),
    optimizer="adam",
    learning_rate=1e-3,
    batch_size=16,
    epochs=40,
    validation_split=0.0,
    weights="imagenet",
    frozen=154,
    notes=N_("Made for a few dozen photos of each class; the page My classes trains it on your own."),
    lesson=N_("Feature extraction: one layer trains on ImageNet’s features, so few photos and seconds are enough."),
)
TUNED = FEATURES.then(
    "my_classes",
    N_("My classes: MobileNetV2 fine-tuned"),
    network="mobilenet_v2_few",
    input_shape=(288, 288, 3),
    learning_rate=5e-4,
    schedule="cosine",
    label_smoothing=0.1,
    epochs=8,
    frozen=116,
    head_epochs=20,
    mirrors=True,
    notes=N_(
        "The size, the frozen layers, the learning rate and the epochs were chosen on photos of flowers that no test "
        "uses."
    ),
    lesson=N_("Fine-tuning: the last quarter of the layers adapts to what looks unlike the photos of ImageNet."),
)
SMALL = FEATURES.then(
    "my_classes_small",
    N_("My classes: a small network from scratch"),
    network="tiny",
    input_shape=(64, 64, 3),
    dataset="shapes",
    epochs=30,
    learning_rate=2e-3,
    augmentation=Augmentation(shift=0.1, zoom=0.1, flip=True),
    weights="",
    frozen=0,
    lesson=N_("A network that begins with random weights needs many more photos."),
)
TINY = Recipe(
    name="tiny",
    title=N_("Scanned digits: a first try in seconds"),
    source=OURS,
    network="tiny",
    dataset="digits",
    input_shape=(16, 16, 1),
    optimizer="adam",
    learning_rate=0.003,
    batch_size=32,
    epochs=5,
    validation_split=0.1,
)
RECIPES = (TUNED, FEATURES, SMALL, PERSONAL_NETWORK, TINY)
