"""Cats and dogs on a VGG16 that was fine-tuned to find edges, instead of ImageNet's."""

from cnnviz.recipes.recipe import Ladder, Recipe

HED = Recipe(
    name="cats_and_dogs_hed",
    title="Cats and dogs on an edge finder’s VGG16",
    source="cnnviz, after document 003",
    network="vgg16_features",
    dataset="cats_and_dogs",
    input_shape=(150, 150, 3),
    optimizer="adam",
    learning_rate=1e-4,
    batch_size=32,
    epochs=20,
    validation_split=0.0,
    weights="hed",
    frozen=19,
    rung="1",
    lesson="This VGG16 began with ImageNet and then learned to draw outlines, which cost it some of what tells cats "
    "from dogs: compare it with D3, where VGG16 is as ImageNet left it.",
)
LADDERS = (
    Ladder(
        "edges",
        "Another teacher than ImageNet",
        "cnnviz",
        "What is left of ImageNet in a network that went on to learn edges?",
        (HED,),
    ),
)
RECIPES = LADDERS[0].recipes
