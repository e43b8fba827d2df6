"""The networks for cats and dogs of documents 003 and 002."""

from cnnviz.locale import N_
from cnnviz.networks.layers import BatchNorm, Conv, Dense, Dropout, Flatten, GlobalAverage, Part, Pool, Residual
from cnnviz.networks.network import Network

CONVOLUTIONS: tuple[Part, ...] = (
    *(Conv(32), Pool()),
    *(Conv(64), Pool()),
    *(Conv(128), Pool()),
    *(Conv(128), Pool()),
    Flatten(),
)

NETWORKS = (
    Network(
        name="cats_and_dogs",
        title=N_("Cats-and-dogs network"),
        summary=N_("Four convolutions of 3×3, each with a pooling, then two dense layers."),
        input_shape=(150, 150, 3),
        layers=(*CONVOLUTIONS, Dense(512)),
        sigmoid=True,
    ),
    Network(
        name="cats_and_dogs_dropout",
        title=N_("Cats-and-dogs network with dropout"),
        summary=N_(
            "The cats-and-dogs network with dropout: before its dense layers half of the values become 0, at random."
        ),
        input_shape=(150, 150, 3),
        layers=(*CONVOLUTIONS, Dropout(0.5), Dense(512)),
        sigmoid=True,
    ),
    Network(
        name="vgg16_features",
        title=N_("VGG16 with a dense layer and dropout"),
        summary=N_(
            "Pretrained VGG16, then two dense layers, with dropout between them, that classify by its 8,192 features."
        ),
        input_shape=(150, 150, 3),
        layers=(Flatten(), Dense(256), Dropout(0.5)),
        sigmoid=True,
        backbone="vgg16",
    ),
    Network(
        name="vgg16_dense",
        title=N_("VGG16 with a dense layer"),
        summary=N_("Pretrained VGG16, then two dense layers that classify by its 8,192 features."),
        input_shape=(150, 150, 3),
        layers=(Flatten(), Dense(256)),
        sigmoid=True,
        backbone="vgg16",
    ),
    Network(
        name="mini_resnet",
        title="Mini-ResNet",
        summary=N_(
            "A convolution and a pooling, then two blocks of six convolutions with a shortcut around every two."
        ),
        input_shape=(64, 64, 3),
        layers=(
            Conv(32, kernel=5, stride=2, activation=None),
            BatchNorm(),
            Pool(3),
            *(Residual(32), Residual(32), Residual(32)),
            *(Residual(64, stride=2, padding="valid"), Residual(64), Residual(64)),
            GlobalAverage(),
        ),
        sigmoid=True,
    ),
)
