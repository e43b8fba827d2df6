"""BaseNet on 25 classes of photos, and what each improvement adds, from two student reports.

Expect a test accuracy of about 0.43 for BaseNet; the report has 0.73 for its last step. An epoch takes about 2 s for
BaseNet and about 25 s for the improved BaseNet on two processor cores.
"""

from cnnviz.locale import N_
from cnnviz.recipes.documents import ALONSO, COIN
from cnnviz.recipes.recipe import Augmentation, EarlyStopping, Ladder, Recipe, Reported

MOMENTUM = N_("SGD has Nesterov momentum 0.9 here, as in the first step; the report mentions none.")
VALIDATED_AUGMENTED = N_(
    "In the report the validation pictures are augmented too, because one generator makes both; here they are not."
)
C1 = Recipe(
    name="basenet",
    title=N_("25 classes: BaseNet"),
    source=COIN.section("Modelo basenet"),
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
    notes=N_(
        "The report names SGD with a learning rate of 0.01, no momentum and no limit of epochs. It stopped "
        "after 26 epochs with the weights of epoch 16. Plain SGD was best after 63 epochs here, with "
        "Nesterov momentum 0.9 after 13: so it was added here."
    ),
    rung="C1",
    lesson=N_(
        "The first step: two convolutions, SGD with momentum, early stopping when the validation set no longer "
        "improves."
    ),
)
C2 = C1.then(
    "basenet_standardized",
    N_("25 classes: BaseNet, inputs standardised"),
    source=COIN.section("Normalización inicial de los datos"),
    standardize=True,
    reported=Reported(accuracy=0.4252, loss=2.038),
    notes=MOMENTUM,
    rung="C2",
    lesson=N_(
        "Each colour channel gets mean 0 and standard deviation 1 over the training pictures. The best epoch comes "
        "sooner, but the network has no more capacity than before: the accuracy stays within chance."
    ),
)
C3 = C2.then(
    "basenet_batchnorm",
    N_("25 classes: BaseNet with BatchNorm"),
    source=COIN.section("Capas de normalización"),
    network="basenet_batchnorm",
    reported=Reported(accuracy=0.4784, loss=1.832),
    notes=MOMENTUM,
    rung="C3",
    lesson=N_(
        "What standardisation does for the input, batch normalization does for every layer, batch by "
        "batch. Larger steps become safe, and its noise regularises: less overfitting."
    ),
)
C4 = C3.then(
    "basenet_augmented",
    N_("25 classes: BaseNet with BatchNorm, augmented"),
    source=COIN.section("Data augmentation"),
    augmentation=Augmentation(shift=0.1, zoom=0.2, flip=True),
    reported=Reported(accuracy=0.4820, loss=1.742),
    notes=N_(
        "In the report the validation pictures are augmented too, because one generator makes both; here they are "
        "not. SGD has Nesterov momentum 0.9 here, as in the first step."
    ),
    rung="C4",
    lesson=N_(
        "Shifted, zoomed and mirrored pictures are never the same twice: training and validation curves "
        "stay together. In the report the difference in accuracy may be chance, here the accuracy rose by "
        "four points."
    ),
)
C5 = C4.then(
    "improved_basenet",
    N_("25 classes: improved BaseNet"),
    source=COIN.section("Aumentar la profundidad del modelo"),
    network="improved_basenet",
    epochs=84,
    early_stopping=(EarlyStopping("val_loss", 30), EarlyStopping("val_accuracy", 30)),
    reported=Reported(accuracy=0.7256, loss=0.916),
    notes=N_(
        "The report stopped after 84 epochs with the weights of epoch 74. With its patience of 10 epochs, training "
        "ended after 39 to 52 epochs here, at 0.66 and still rising: so the patience is 30 epochs, within its 84. In "
        "the report the validation pictures are augmented too; here they are not. SGD has Nesterov momentum 0.9 here."
    ),
    rung="C5",
    lesson=N_(
        "Four convolutions with many more filters, and three dense layers: 57 times the parameters, with "
        "augmentation, batch normalization and dropout against overfitting. No other step adds as much."
    ),
)

C6 = C1.then(
    "basenet_sgd_20",
    N_("25 classes: BaseNet, SGD, 20 epochs"),
    source=ALONSO.section("Ejercicio 1: BaseNet en CIFAR100"),
    momentum=0.0,
    epochs=20,
    early_stopping=(),
    reported=Reported(accuracy=0.3176, loss=2.355),
    rung="C6",
    lesson=N_("The first step: plain SGD, a fixed number of epochs, the last weights kept."),
)
C7 = C6.then(
    "basenet_sgd_40",
    N_("25 classes: BaseNet, SGD, 40 epochs"),
    epochs=40,
    reported=Reported(accuracy=0.3512, loss=2.193),
    rung="C7",
    lesson=N_("Twice the epochs: with steps as small as these, SGD had not converged."),
)
C8 = C6.then(
    "basenet_adam_20",
    N_("25 classes: BaseNet, Adam, 20 epochs"),
    optimizer="adam",
    learning_rate=0.001,
    reported=Reported(accuracy=0.4068, loss=1.985),
    notes=N_("The report names no learning rate for Adam; 0.001 is Keras’ default."),
    rung="C8",
    lesson=N_("Adam adapts the step of each weight: after 20 epochs it is further than SGD after 40."),
)
C9 = C8.then(
    "basenet_adam_40",
    N_("25 classes: BaseNet, Adam, 40 epochs"),
    epochs=40,
    reported=Reported(accuracy=0.4364, loss=1.876),
    rung="C9",
    lesson=N_(
        "Twice the epochs: three points more in the report, no difference beyond chance here. The training accuracy "
        "goes on rising, and here the loss on new pictures rises too: overfitting."
    ),
)
C10 = C9.then(
    "basenet_adam_standardized",
    N_("25 classes: BaseNet, Adam, inputs standardised"),
    source=ALONSO.section("Normalización de los datos"),
    standardize=True,
    epochs=30,
    batch_size=32,
    reported=Reported(accuracy=0.4412, loss=2.522),
    notes=N_(
        "“Restauramos los pesos” in the report may mean that it went on from trained weights, or that it began with "
        "the same first ones. Here training begins anew."
    ),
    rung="C10",
    lesson=N_(
        "With standardised inputs and smaller batches the network learns faster and overfits sooner. The "
        "test loss grows, in the report from 1.88 to 2.52 and here from 2.07 to 2.65; the difference in "
        "accuracy may be chance in the report, and here the accuracy fell by four points."
    ),
)
C11 = C10.then(
    "basenet_adam_augmented",
    N_("25 classes: BaseNet, Adam, augmented"),
    source=ALONSO.section("Aumento de datos"),
    augmentation=Augmentation(zoom=0.2, flip=True),
    reported=Reported(accuracy=0.5088, loss=1.695),
    notes=VALIDATED_AUGMENTED,
    rung="C11",
    lesson=N_("Zoomed and mirrored pictures work against the overfitting of the step before."),
)
C12 = C11.then(
    "deeper_basenet",
    N_("25 classes: deeper BaseNet"),
    source=ALONSO.section("Red más profunda"),
    network="deeper_basenet",
    reported=Reported(accuracy=0.4816, loss=1.889),
    notes=VALIDATED_AUGMENTED,
    rung="C12",
    lesson=N_(
        "Five convolutions and three dense layers. Three points less in the report and two more here both lie within "
        "chance: depth alone does not help, a deeper network is harder to train."
    ),
)
C13 = C12.then(
    "deeper_batchnorm_before",
    N_("25 classes: deeper BaseNet, BatchNorm before ReLU"),
    source=ALONSO.section("Normalización antes de ReLU"),
    network="deeper_batchnorm_before",
    reported=Reported(accuracy=0.5888, loss=1.476),
    notes=VALIDATED_AUGMENTED,
    rung="C13",
    lesson=N_("With batch normalization the deeper network trains well, and its depth helps."),
)
C14 = C13.then(
    "deeper_batchnorm_after",
    N_("25 classes: deeper BaseNet, BatchNorm after ReLU"),
    source=ALONSO.section("Normalización después de ReLU"),
    network="deeper_batchnorm_after",
    reported=Reported(accuracy=0.5756, loss=1.481),
    notes=VALIDATED_AUGMENTED,
    rung="C14",
    lesson=N_("BatchNorm after the ReLU instead of before it: no difference beyond chance, in the report and here."),
)
C15 = C14.then(
    "deeper_stopped_at_21",
    N_("25 classes: deeper BaseNet, stopped at epoch 21"),
    source=ALONSO.section("A ojo"),
    epochs=21,
    reported=Reported(accuracy=0.5876, loss=1.366),
    notes=N_(
        "The report begins with the same first weights as the step before; here the seed gives them. In the report "
        "the validation pictures are augmented too; here they are not."
    ),
    rung="C15",
    lesson=N_(
        "Stopped nine epochs earlier, where the validation accuracy of the step before was high. One point more in "
        "the report and two points less here both lie within chance."
    ),
)
C16 = C14.then(
    "deeper_early_stopping",
    N_("25 classes: deeper BaseNet, early stopping"),
    source=ALONSO.section("EarlyStopping"),
    epochs=40,
    early_stopping=(EarlyStopping("val_accuracy", 2),),
    reported=Reported(accuracy=0.5124, loss=1.632),
    notes=N_("The report stopped after 14 epochs. Its validation pictures are augmented too; here they are not."),
    rung="C16",
    lesson=N_(
        "A patience of 2 epochs is short: the validation accuracy fluctuates from epoch to epoch, so training may end "
        "long before it has converged, as it did in the report."
    ),
)

LADDERS = (
    Ladder(
        "basenet_000",
        N_("25 classes: from BaseNet to the improved BaseNet"),
        str(COIN),
        N_("How much do standardisation, batch normalization, augmentation and a larger network each add?"),
        (C1, C2, C3, C4, C5),
    ),
    Ladder(
        "basenet_001",
        N_("25 classes: optimisers, depth and early stopping"),
        str(ALONSO),
        N_("What do the optimiser, augmentation, depth, the place of BatchNorm and early stopping each change?"),
        (C6, C7, C8, C9, C10, C11, C12, C13, C14, C15, C16),
        branches=((C8.name, C6.name), (C16.name, C14.name)),
    ),
)
RECIPES = tuple(recipe for ladder in LADDERS for recipe in ladder.recipes)
