"""Recipes for a network that the user builds, and for the user's own classes."""

from cnnviz.recipes.recipe import Augmentation, Recipe

PERSONAL_NETWORK = Recipe(
    name="own",
    title="A network of your own: scanned digits",
    source="cnnviz",
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
    title="My classes on MobileNetV2’s features",
    source="cnnviz",
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
    notes="Made for a few dozen photos of each class; on the page My classes it learns from one’s own.",
    lesson="What ImageNet taught stays as it is: one layer learns, so a few photos and a few seconds are enough.",
)
TUNED = FEATURES.then(
    "my_classes",
    "My classes, the end of MobileNetV2 learns too",
    network="mobilenet_v2_few",
    input_shape=(288, 288, 3),
    learning_rate=5e-4,
    schedule="cosine",
    label_smoothing=0.1,
    epochs=8,
    frozen=116,
    head_epochs=20,
    mirrors=True,
    notes="The size, what is frozen, the learning rate and the epochs were chosen on photos of flowers that no test "
    "uses.",
    lesson="The last quarter of the layers goes on from what ImageNet taught: better on what looks unlike its photos.",
)
SMALL = FEATURES.then(
    "my_classes_small",
    "My classes with a small network, from nothing",
    network="tiny",
    input_shape=(64, 64, 3),
    dataset="shapes",
    epochs=30,
    learning_rate=2e-3,
    augmentation=Augmentation(shift=0.1, zoom=0.1, flip=True),
    weights="",
    frozen=0,
    lesson="A network that knows nothing yet needs many more photos.",
)
RECIPES = (TUNED, FEATURES, SMALL, PERSONAL_NETWORK)
