"""Cats and dogs from few photos, from documents 003 and 002.

The documents report 0.72 without and 0.82 with augmentation from 2,000 photos, and 0.855 for Mini-ResNet from 8,000
smaller ones. On two quiet processor cores an epoch takes about 40 s, and about 17 s for Mini-ResNet.
"""

from cnnviz.recipes.recipe import Augmentation, EarlyStopping, Ladder, Recipe, Reported

D1 = Recipe(
    name="cats_and_dogs",
    title="Cats and dogs from 2,000 photos",
    source="Document 003, “Estructura de la red para perros y gatos”",
    network="cats_and_dogs",
    dataset="cats_and_dogs",
    input_shape=(150, 150, 3),
    optimizer="rmsprop",
    learning_rate=1e-4,
    batch_size=20,
    epochs=30,
    validation_split=0.0,
    reported=Reported(accuracy=0.72, split="validation"),
    notes="Validated on the data set's own 1,000 validation photos, tested on 1,000 others.",
    rung="D1",
    lesson="Four convolutions and a large dense layer soon know the 2,000 photos by heart: the training accuracy nears "
    "1 while the validation stays behind.",
)
D2 = D1.then(
    "cats_and_dogs_augmented",
    "Cats and dogs, augmented",
    source="Document 003, “Data augmentation”",
    network="cats_and_dogs_dropout",
    augmentation=Augmentation(rotation=40, shift=0.2, shear=0.2, zoom=0.2, flip=True),
    epochs=100,
    reported=Reported(accuracy=0.82, split="validation"),
    notes="The document prints no number of epochs for this step; its curves and the book it follows train 100.",
    rung="D2",
    lesson="Turned, shifted, sheared, zoomed and mirrored photos, and dropout before the dense layer: nothing is seen "
    "twice, so the network has to learn what a cat looks like.",
)
D6 = Recipe(
    name="mini_resnet",
    title="Cats and dogs with a Mini-ResNet",
    source="Document 002, “Mini ResNet”",
    network="mini_resnet",
    dataset="cats_and_dogs_8k",
    input_shape=(64, 64, 3),
    optimizer="adam",
    learning_rate=1e-3,
    batch_size=32,
    epochs=100,
    validation_split=0.0,
    early_stopping=(EarlyStopping("val_loss", 10),),
    augmentation=Augmentation(shear=0.2, zoom=0.2, flip=True),
    reported=Reported(accuracy=0.855, split="validation"),
    notes="As in the document, the 2,000 test photos are also those validated on, so early stopping has seen them. "
    "The published block leaves out its last addition and ReLU; here they are applied, as in the paper (He et al., "
    "2015); the number of parameters is the same.",
    rung="D6",
    lesson="Shortcuts around every two convolutions let 13 layers be trained, with a tenth of the parameters of a "
    "network with large dense layers.",
)

D3 = D1.then(
    "cats_and_dogs_vgg16",
    "Cats and dogs on VGG16’s features",
    source="Document 003, “Uso de redes pre-entrenadas”",
    network="vgg16_features",
    weights="imagenet",
    frozen=19,
    learning_rate=2e-5,
    reported=Reported(accuracy=0.90, split="validation"),
    rung="D3",
    lesson="A network that has seen a million photos describes each of these with 8,192 numbers, computed once; two "
    "dense layers on them learn in seconds and are far ahead of anything learned from 2,000 photos alone.",
)
D4 = D3.then(
    "cats_and_dogs_vgg16_augmented",
    "Cats and dogs, VGG16 frozen inside, augmented",
    network="vgg16_dense",
    augmentation=D2.augmentation,
    reported=Reported(accuracy=0.96, split="validation"),
    notes="Each photo is changed anew in every epoch, so it has to go through all of VGG16 each time.",
    rung="D4",
    lesson="With augmentation nothing can be computed beforehand, which is slow; but the dense layers never see the "
    "same features twice.",
)
D5 = D4.then(
    "cats_and_dogs_vgg16_finetuned",
    "Cats and dogs, VGG16’s last block learns too",
    source="Document 003, “Fine-tuning”",
    frozen=15,
    head_epochs=30,
    learning_rate=1e-5,
    epochs=100,
    reported=Reported(accuracy=0.97, split="validation"),
    notes="The document goes on from the network of the rung before. Here, so that the rung can be trained alone, "
    "the dense layers first learn 30 epochs alone, on features of photos that are not augmented.",
    rung="D5",
    lesson="The last block holds what is most particular to ImageNet's classes. Tiny steps turn it towards fur and "
    "snouts; larger ones would destroy what it knows.",
)

LADDERS = (
    Ladder(
        "cats_and_dogs_003",
        "Cats and dogs from few photos",
        "Document 003",
        "What do augmentation, dropout and a network that was trained before buy when photos are few?",
        (D1, D2, D3, D4, D5),
    ),
    Ladder(
        "cats_and_dogs_002",
        "Cats and dogs with shortcuts",
        "Document 002",
        "How far does a small residual network get on small photos?",
        (D6,),
    ),
)
RECIPES = tuple(recipe for ladder in LADDERS for recipe in ladder.recipes)
