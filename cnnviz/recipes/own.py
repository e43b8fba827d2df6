"""How is a network of one's own trained at first?  On pictures that need no download, in seconds."""

from cnnviz.recipes.recipe import Recipe

RECIPES = (
    Recipe(
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
    ),
)
