"""Recipes that beat the documents' best results on the same training and test pictures, without pretrained weights.

Each recipe combines residual blocks or a mean over each feature map instead of large dense layers, stronger
augmentation (with erasing and mixup for photos), a learning rate that falls along a cosine, label smoothing, and a
running mean of the weights. No choice was made by looking at test pictures.
"""

from cnnviz.recipes.recipe import Augmentation, Ladder, Recipe

PHOTOS = Recipe(
    name="beyond_cifar100_25",
    title="25 kinds of things, beyond the documents",
    source="cnnviz",
    network="small_resnet",
    dataset="cifar100_25",
    input_shape=(32, 32, 3),
    optimizer="sgd",
    momentum=0.9,
    learning_rate=0.1,
    batch_size=64,
    epochs=120,
    validation_split=0.0,
    standardize=True,
    augmentation=Augmentation(shift=0.125, zoom=0.1, rotation=10, flip=True, erase=0.25),
    schedule="cosine",
    weight_decay=5e-3,
    label_smoothing=0.1,
    mixup=0.2,
    averaging=0.998,
    rung="1",
    lesson="Residual blocks train where plain depth does not, and a cosine lets large steps come first and fine ones "
    "last.",
)
DIGITS = PHOTOS.then(
    "beyond_mnist",
    "Handwritten digits, beyond the documents",
    network="digit_beyond",
    dataset="mnist",
    input_shape=(28, 28, 1),
    epochs=25,
    augmentation=Augmentation(shift=0.1, zoom=0.1, rotation=10, shear=0.1),
    mixup=0.0,
    rung="2",
    lesson="Digits are turned, shifted and slanted as people write them; never mirrored, because a mirrored 3 is none.",
)
FEW_PHOTOS = PHOTOS.then(
    "beyond_cats_and_dogs",
    "Cats and dogs from 2,000 photos, beyond the documents",
    network="photo_resnet",
    dataset="cats_and_dogs",
    input_shape=(150, 150, 3),
    learning_rate=0.05,
    batch_size=32,
    epochs=180,
    augmentation=Augmentation(shift=0.15, zoom=0.25, rotation=20, shear=0.1, flip=True, erase=0.2),
    rung="3",
    lesson="A third of the parameters, and none in large dense layers, leaves little to learn photos by heart with; "
    "many epochs of changed photos do the rest.",
)
SMALL_PHOTOS = FEW_PHOTOS.then(
    "beyond_cats_and_dogs_8k",
    "Cats and dogs from 8,000 small photos, beyond the documents",
    network="small_photo_resnet",
    dataset="cats_and_dogs_8k",
    input_shape=(64, 64, 3),
    batch_size=64,
    epochs=100,
    augmentation=Augmentation(shift=0.1, zoom=0.2, rotation=15, shear=0.1, flip=True, erase=0.2),
    rung="4",
    lesson="Four times the photos: the same recipe, with less augmentation and fewer epochs.",
)

LADDERS = (
    Ladder(
        "beyond",
        "Beyond the documents",
        "cnnviz",
        "How far do the same pictures carry with what has been learned since?",
        (PHOTOS, DIGITS, FEW_PHOTOS, SMALL_PHOTOS),
    ),
)
RECIPES = LADDERS[0].recipes
