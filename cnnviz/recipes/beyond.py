"""Our best recipes: more accurate than the documents' on the same training and test pictures, from random weights.

Each recipe combines residual blocks or a mean over each feature map instead of large dense layers, stronger
augmentation (with erasing and mixup for photos), a learning rate that falls along a cosine, label smoothing, and a
running mean of the weights. No choice was made by looking at test pictures.
"""

from cnnviz.locale import N_
from cnnviz.recipes.documents import OURS
from cnnviz.recipes.recipe import Augmentation, Ladder, Recipe

PHOTOS = Recipe(
    name="beyond_cifar100_25",
    title=N_("25 classes: our best"),
    source=OURS,
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
    lesson=N_(
        "Residual blocks make depth trainable, and a learning rate that falls along a cosine lets large steps come "
        "first and small ones last."
    ),
)
DIGITS = PHOTOS.then(
    "beyond_mnist",
    N_("Handwritten digits: our best"),
    network="digit_beyond",
    dataset="mnist",
    input_shape=(28, 28, 1),
    epochs=25,
    augmentation=Augmentation(shift=0.1, zoom=0.1, rotation=10, shear=0.1),
    mixup=0.0,
    rung="2",
    lesson=N_(
        "Digits are rotated, shifted and sheared as handwriting varies, but never mirrored: a mirrored 3 is no digit."
    ),
)
FEW_PHOTOS = PHOTOS.then(
    "beyond_cats_and_dogs",
    N_("Cats or dogs from 2,000 photos: our best"),
    network="photo_resnet",
    dataset="cats_and_dogs",
    input_shape=(150, 150, 3),
    learning_rate=0.05,
    batch_size=32,
    epochs=180,
    augmentation=Augmentation(shift=0.15, zoom=0.25, rotation=20, shear=0.1, flip=True, erase=0.2),
    rung="3",
    lesson=N_(
        "With a third of the parameters of a network with large dense layers, there is less room for "
        "overfitting; many epochs of augmented photos do the rest."
    ),
)
SMALL_PHOTOS = FEW_PHOTOS.then(
    "beyond_cats_and_dogs_8k",
    N_("Cats or dogs from 8,000 small photos: our best"),
    network="small_photo_resnet",
    dataset="cats_and_dogs_8k",
    input_shape=(64, 64, 3),
    batch_size=64,
    epochs=100,
    augmentation=Augmentation(shift=0.1, zoom=0.2, rotation=15, shear=0.1, flip=True, erase=0.2),
    rung="4",
    lesson=N_("Four times the photos: nearly the same recipe, with less augmentation and fewer epochs."),
)

LADDERS = (
    Ladder(
        "beyond",
        N_("Our best on the same pictures"),
        OURS,
        N_("How far do the same pictures lead with newer methods?"),
        (PHOTOS, DIGITS, FEW_PHOTOS, SMALL_PHOTOS),
        branches=((FEW_PHOTOS.name, PHOTOS.name),),
    ),
)
RECIPES = LADDERS[0].recipes
