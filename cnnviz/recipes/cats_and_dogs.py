"""Cats or dogs from few photos, from the slides of Wílmer Pereira and the notebook “Mini ResNet”.

The slides report 0.72 without and 0.82 with augmentation from 2,000 photos, the notebook 0.855 for Mini-ResNet from
8,000 smaller ones. On two quiet processor cores an epoch takes about 40 s, and about 10 s for Mini-ResNet.
"""

from cnnviz.locale import N_
from cnnviz.recipes.documents import AFTER, MINI_RESNET, OURS, PEREIRA
from cnnviz.recipes.recipe import Augmentation, EarlyStopping, Ladder, Recipe, Reported

D1 = Recipe(
    name="cats_and_dogs",
    title=N_("Cats or dogs: four convolutions, 2,000 photos"),
    source=PEREIRA.section("Estructura de la red para perros y gatos"),
    network="cats_and_dogs",
    dataset="cats_and_dogs",
    input_shape=(150, 150, 3),
    optimizer="rmsprop",
    learning_rate=1e-4,
    batch_size=20,
    epochs=30,
    validation_split=0.0,
    reported=Reported(accuracy=0.72, split="validation"),
    notes=N_(
        "Validated on 1,000 photos, tested on 1,000 others. The code of the slides trains 30 epochs, their text "
        "speaks of 100. They print the optimiser only with the next step."
    ),
    rung="D1",
    lesson=N_(
        "Four convolutions and a large dense layer overfit 2,000 photos: the training accuracy nears 1 while the "
        "validation accuracy stays behind."
    ),
)
D2 = D1.then(
    "cats_and_dogs_augmented",
    N_("Cats or dogs: four convolutions, augmented, with dropout"),
    source=PEREIRA.section("Resultados de la expansión"),
    network="cats_and_dogs_dropout",
    augmentation=Augmentation(rotation=40, shift=0.2, shear=0.2, zoom=0.2, flip=True),
    epochs=100,
    reported=Reported(accuracy=0.82, split="validation"),
    notes=N_(
        "The slides print no number of epochs here; the book whose code they show (Chollet, Deep Learning with "
        "Python, 2017) trains 100. Their shear_range=0.2 was an angle in radians when that book was printed, a shear "
        "by a fifth of the size as here; since Keras 2.1.3 it is 0.2 degrees, nearly nothing."
    ),
    rung="D2",
    lesson=N_(
        "Photos rotated, shifted, sheared, zoomed and mirrored at random, and dropout before the dense layer: no "
        "picture is seen twice, so the network has to generalise."
    ),
)
D6 = Recipe(
    name="mini_resnet",
    title=N_("Cats or dogs: Mini-ResNet"),
    source=MINI_RESNET.section("Entrenamiento del modelo"),
    network="mini_resnet",
    dataset="cats_and_dogs_8k",
    input_shape=(64, 64, 3),
    optimizer="adam",
    learning_rate=1e-3,
    batch_size=32,
    epochs=100,
    validation_split=0.0,
    early_stopping=(EarlyStopping("val_loss", 10),),
    augmentation=Augmentation(shear=0.0035, zoom=0.2, flip=True),  # tan(0.2°): Keras has read degrees since 2.1.3.
    reported=Reported(accuracy=0.855, loss=0.3376, split="validation"),
    notes=N_(
        "As in the notebook, the 2,000 test photos are also the validation photos, so early stopping has seen them. "
        "The notebook’s early stopping does not restore the best weights, and 0.855 is the accuracy of its best "
        "epoch; its text has a patience of 5 epochs, its code 10. The block that it prints lacks the stride, the last "
        "addition and its ReLU; here they are as in the paper (He et al., 2015), with the same number of parameters. "
        "Its shear_range=0.2 means 0.2 degrees, nearly nothing."
    ),
    rung="D6",
    lesson=N_(
        "Residual blocks: a shortcut around every two convolutions leads gradients straight to the first layers, "
        "which matters the more, the deeper a network is. Global average pooling stands in for large dense layers, "
        "so a network of 14 convolutions has only 265,665 parameters."
    ),
)
SHEARED = D6.then(
    "mini_resnet_sheared",
    N_("Cats or dogs: Mini-ResNet, more shear"),
    source=AFTER + D6.source,
    augmentation=Augmentation(shear=0.2, zoom=0.2, flip=True),
    rung="D6b",
    lesson=N_(
        "Photos sheared by up to a fifth of their size, which the notebook may have meant, instead of 0.2 degrees: "
        "training went on for longer before early stopping ended it."
    ),
)

D3 = D1.then(
    "cats_and_dogs_vgg16",
    N_("Cats or dogs: VGG16, feature extraction"),
    source=PEREIRA.section("Transferencia total sin expansión de datos"),
    network="vgg16_features",
    weights="imagenet",
    frozen=19,
    learning_rate=2e-5,
    reported=Reported(accuracy=0.90, split="validation"),
    notes=N_(
        "The book whose code the slides show divides pixels by 255; here VGG16 gets pixels as it was trained with, "
        "less the mean colour of ImageNet."
    ),
    rung="D3",
    lesson=N_(
        "Transfer learning: VGG16, trained on more than a million photos, turns each of these into 8,192 features, "
        "computed once. Two dense layers on them train in seconds; the slides report eight points more than for "
        "their best network that began with random weights."
    ),
)
D4 = D3.then(
    "cats_and_dogs_vgg16_augmented",
    N_("Cats or dogs: VGG16 frozen, augmented"),
    source=PEREIRA.section("Transferencia total con expansión de datos"),
    network="vgg16_dense",
    augmentation=D2.augmentation,
    reported=Reported(accuracy=0.96, split="validation"),
    notes=N_(
        "The slides divide pixels by 255; here VGG16 gets pixels as it was trained with. They print neither the "
        "learning rate nor the epochs of this step: here they are those of the step before."
    ),
    rung="D4",
    lesson=N_(
        "Each photo is changed anew in every epoch and has to go through all of VGG16 each time, which is slow; in "
        "return the dense layers never see the same features twice."
    ),
)
D5 = D4.then(
    "cats_and_dogs_vgg16_finetuned",
    N_("Cats or dogs: VGG16 fine-tuned"),
    source=PEREIRA.section("Entonación fina"),
    frozen=15,
    head_epochs=30,
    learning_rate=1e-5,
    epochs=100,
    reported=Reported(accuracy=0.97, split="validation"),
    notes=N_(
        "The slides go on from the network of the step before. Here, so that the step can be trained alone, the dense "
        "layers first train alone for 30 epochs, on features of photos that are not augmented. The slides divide "
        "pixels by 255, here VGG16 gets pixels as it was trained with. Their text unfreezes the last two blocks, their "
        "code the last one, as here; they read 0.97 off smoothed curves."
    ),
    rung="D5",
    lesson=N_(
        "Fine-tuning: the last block, whose features are the most specific to ImageNet, adapts from a thousand classes "
        "to two. The steps are tiny, because large ones would destroy what it has learned."
    ),
)

HED = Recipe(
    name="cats_and_dogs_hed",
    title=N_("Cats or dogs: VGG16 trained on edges"),
    source=AFTER + PEREIRA.section("Transferencia total sin expansión de datos"),
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
    lesson=N_(
        "This VGG16 began with ImageNet’s weights and was then trained to draw outlines, which cost it much of what "
        "tells cats from dogs: the same feature extraction with ImageNet’s own weights is reported to reach 0.90 on "
        "the validation photos."
    ),
)

LADDERS = (
    Ladder(
        "cats_and_dogs_003",
        N_("Cats or dogs: from few photos to a pretrained network"),
        str(PEREIRA),
        N_("How much do augmentation, dropout and a pretrained network add when photos are few?"),
        (D1, D2, D3, D4, D5),
        branches=((D3.name, D1.name),),
    ),
    Ladder(
        "cats_and_dogs_002",
        N_("Cats or dogs: a small residual network"),
        str(MINI_RESNET),
        N_("How far does a small residual network get on small photos?"),
        (D6, SHEARED),
    ),
    Ladder(
        "edges",
        N_("Cats or dogs: VGG16 trained on edges"),
        OURS,
        N_("What is left of ImageNet in a network that went on to learn edges?"),
        (HED,),
    ),
)
RECIPES = tuple(recipe for ladder in LADDERS for recipe in ladder.recipes)
