"""How far does a small network get on 25 classes of photos?  BaseNet of documents 000 and 001.

Expect a test accuracy of about 0.45 after 20 to 40 epochs; an epoch takes about 3 s on two processor cores.
"""

from cnnviz.recipes.recipe import EarlyStopping, Recipe, Reported

RECIPES = (
    Recipe(
        name="basenet",
        title="25 kinds of things with BaseNet",
        source="Document 000, “Modelo basenet”",
        network="basenet",
        dataset="cifar100_25",
        input_shape=(32, 32, 3),
        optimizer="sgd",
        learning_rate=0.01,
        batch_size=64,
        epochs=100,
        validation_split=0.1,
        early_stopping=(EarlyStopping("val_loss", 10), EarlyStopping("val_accuracy", 10)),
        reported=Reported(accuracy=0.4452, loss=2.017),
        notes="The document stopped early after 26 epochs and kept the weights of epoch 16; it names no upper limit.",
    ),
)
