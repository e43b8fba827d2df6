"""How does a network learn a person's own classes while they wait?  MobileNetV2's features, or a small network from nothing."""

from cnnviz.recipes.recipe import Augmentation, Recipe

OWN = Recipe(
    name="my_classes",
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
    lesson="What ImageNet taught stays as it is: one layer learns, so a few photos and a minute are enough.",
)
SMALL = OWN.then(
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
RECIPES = (OWN, SMALL)
