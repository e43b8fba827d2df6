"""A training of a few seconds: a very small network on pictures that need no download."""

from cnnviz.recipes.recipe import Recipe

RECIPES = (
    Recipe(
        name="tiny",
        title="A first try in seconds: scanned digits",
        source="cnnviz",
        network="tiny",
        dataset="digits",
        input_shape=(16, 16, 1),
        optimizer="adam",
        learning_rate=0.003,
        batch_size=32,
        epochs=5,
        validation_split=0.1,
    ),
)
