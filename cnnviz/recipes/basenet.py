"""BaseNet on 25 classes of photos, and the gain of each improvement, from documents 000 and 001.

Expect a test accuracy of about 0.43 for BaseNet; the document reports 0.73 for its last rung. An epoch takes about 2 s
for BaseNet and about 25 s for the improved BaseNet on two processor cores.
"""

from cnnviz.recipes.recipe import Augmentation, EarlyStopping, Ladder, Recipe, Reported

C1 = Recipe(
    name="basenet",
    title="25 kinds of things with BaseNet",
    source="Document 000, “Modelo basenet”",
    network="basenet",
    dataset="cifar100_25",
    input_shape=(32, 32, 3),
    optimizer="sgd",
    learning_rate=0.01,
    momentum=0.9,
    batch_size=64,
    epochs=100,
    validation_split=0.1,
    early_stopping=(EarlyStopping("val_loss", 10), EarlyStopping("val_accuracy", 10)),
    reported=Reported(accuracy=0.4452, loss=2.017),
    notes="The document stopped early after 26 epochs and kept the weights of epoch 16; it names no upper limit. It "
    "says SGD with a rate of 0.01 and nothing of momentum, but plain SGD needs three times as many epochs here: with "
    "Nesterov's momentum of 0.9, usual where this code comes from, the epochs agree.",
    rung="C1",
    lesson="Where the ladder starts: two convolutions, SGD with momentum, stopped when the validation gets no better.",
)
C2 = C1.then(
    "basenet_standardized",
    "BaseNet, inputs standardised",
    source="Document 000, “Normalización de los datos”",
    standardize=True,
    reported=Reported(accuracy=0.4252, loss=2.038),
    rung="C2",
    lesson="Each colour channel has mean 0 and deviation 1 over the training pictures: the first steps go faster, but "
    "the network has no more capacity than before, so the end is about the same.",
)
C3 = C2.then(
    "basenet_batchnorm",
    "BaseNet with BatchNorm",
    source="Document 000, “Normalización por capas”",
    network="basenet_batchnorm",
    reported=Reported(accuracy=0.4784, loss=1.832),
    rung="C3",
    lesson="What standardising does for the input, BatchNorm does for every layer, batch by batch: larger steps become "
    "safe, and its noise keeps the network from learning pictures by heart.",
)
C4 = C3.then(
    "basenet_augmented",
    "BaseNet with augmentation",
    source="Document 000, “Aumento de datos”",
    augmentation=Augmentation(shift=0.1, zoom=0.2, flip=True),
    reported=Reported(accuracy=0.4820, loss=1.742),
    rung="C4",
    lesson="Shifted, zoomed and mirrored pictures are never the same twice: training and validation curves stay "
    "together, so it can learn for longer; a network this small soon has no room for more.",
)
C5 = C4.then(
    "improved_basenet",
    "Improved BaseNet",
    source="Document 000, “Red más profunda”",
    network="improved_basenet",
    epochs=84,
    early_stopping=(EarlyStopping("val_loss", 30), EarlyStopping("val_accuracy", 30)),
    reported=Reported(accuracy=0.7256, loss=0.916),
    notes="The document stopped early after 84 epochs and kept the weights of epoch 74. With its patience of 10 the "
    "training ended by chance after 39 to 52 epochs here, with 0.66 and still rising: so the patience is 30, within "
    "the document's 84 epochs, and the best were those of epoch 74 too.",
    rung="C5",
    lesson="Four convolutions with many more kernels and three dense layers: 57 times the parameters, held in check by "
    "augmentation, BatchNorm and dropout. This is the step that pays most.",
)

C6 = C1.then(
    "basenet_sgd_20",
    "BaseNet, SGD, 20 epochs",
    source="Document 001, “BaseNet en CIFAR100”",
    momentum=0.0,
    epochs=20,
    early_stopping=(),
    reported=Reported(accuracy=0.3176, loss=2.355),
    rung="C6",
    lesson="Where the second ladder starts: plain SGD, a fixed number of epochs, the last weights kept.",
)
C7 = C6.then(
    "basenet_sgd_40",
    "BaseNet, SGD, 40 epochs",
    epochs=40,
    reported=Reported(accuracy=0.3512, loss=2.193),
    rung="C7",
    lesson="Twice the epochs: SGD with small steps had not yet arrived.",
)
C8 = C6.then(
    "basenet_adam_20",
    "BaseNet, Adam, 20 epochs",
    optimizer="adam",
    learning_rate=0.001,
    reported=Reported(accuracy=0.4068, loss=1.985),
    rung="C8",
    lesson="Adam gives each weight steps of its own size: after 20 epochs it is further than SGD after 40.",
)
C9 = C8.then(
    "basenet_adam_40",
    "BaseNet, Adam, 40 epochs",
    epochs=40,
    reported=Reported(accuracy=0.4364, loss=1.876),
    rung="C9",
    lesson="Twice the epochs with Adam gain little: the training curve goes on improving, the validation curve does "
    "not.",
)
C10 = C9.then(
    "basenet_adam_standardized",
    "BaseNet, Adam, inputs standardised",
    source="Document 001, “Normalización de los datos”",
    standardize=True,
    epochs=30,
    batch_size=32,
    reported=Reported(accuracy=0.4412, loss=2.522),
    rung="C10",
    lesson="Standardised inputs and smaller batches learn faster, and learn by heart sooner: the accuracy stays, the "
    "loss on new pictures grows.",
)
C11 = C10.then(
    "basenet_adam_augmented",
    "BaseNet, Adam, augmented",
    source="Document 001, “Aumento de datos”",
    augmentation=Augmentation(zoom=0.2, flip=True),
    reported=Reported(accuracy=0.5088, loss=1.695),
    rung="C11",
    lesson="Zoomed and mirrored pictures are what the overfitting network of the rung before lacked.",
)
C12 = C11.then(
    "deeper_basenet",
    "Deeper BaseNet",
    source="Document 001, “Red más profunda”",
    network="deeper_basenet",
    reported=Reported(accuracy=0.4816, loss=1.889),
    rung="C12",
    lesson="Five convolutions and three dense layers. In the document this alone lost accuracy, here it won a "
    "little: depth is harder to train, and pays only with what comes next.",
)
C13 = C12.then(
    "deeper_batchnorm_before",
    "Deeper BaseNet, BatchNorm before ReLU",
    source="Document 001, “Normalización antes de ReLU”",
    network="deeper_batchnorm_before",
    reported=Reported(accuracy=0.5888, loss=1.476),
    rung="C13",
    lesson="With BatchNorm the deeper network can be trained, and its depth pays.",
)
C14 = C13.then(
    "deeper_batchnorm_after",
    "Deeper BaseNet, BatchNorm after ReLU",
    source="Document 001, “Normalización después de ReLU”",
    network="deeper_batchnorm_after",
    reported=Reported(accuracy=0.5756, loss=1.481),
    rung="C14",
    lesson="The other order, BatchNorm after the ReLU, does about as well.",
)
C15 = C14.then(
    "deeper_stopped_at_21",
    "Deeper BaseNet, stopped at epoch 21",
    source="Document 001, “Early Stopping, a ojo”",
    epochs=21,
    reported=Reported(accuracy=0.5876, loss=1.366),
    rung="C15",
    lesson="Stopped by eye where the validation curve of the rung before was high: nine epochs less, no loss.",
)
C16 = C14.then(
    "deeper_early_stopping",
    "Deeper BaseNet, early stopping",
    source="Document 001, “EarlyStopping”",
    epochs=40,
    early_stopping=(EarlyStopping("val_accuracy", 2),),
    reported=Reported(accuracy=0.5124, loss=1.632),
    notes="The document stopped after 14 epochs.",
    rung="C16",
    lesson="A patience of 2 epochs is too short: the validation curve jumps from epoch to epoch, and the training ends "
    "before it has arrived.",
)

LADDERS = (
    Ladder(
        "basenet_000",
        "From BaseNet to the improved BaseNet",
        "Document 000",
        "What do standardising, BatchNorm, augmentation and a larger network each buy?",
        (C1, C2, C3, C4, C5),
    ),
    Ladder(
        "basenet_001",
        "Optimisers, depth and stopping",
        "Document 001",
        "What do the optimiser, augmentation, depth, the place of BatchNorm and early stopping each buy?",
        (C6, C7, C8, C9, C10, C11, C12, C13, C14, C15, C16),
    ),
)
RECIPES = tuple(recipe for ladder in LADDERS for recipe in ladder.recipes)
