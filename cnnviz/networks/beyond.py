"""Networks that beat the documents' best, without pretrained weights and with less than 3 million parameters.

Residual blocks (He et al., 2015) halve the picture and double the channels, and a mean over each feature map replaces
the large dense layers, which hold most of the documents' parameters and memorise the training pictures.
"""

from cnnviz.locale import N_
from cnnviz.networks.layers import BatchNorm, Conv, Dropout, GlobalAverage, Part, Pool, Relu, Residual
from cnnviz.networks.network import Network


def _entry(filters: int, kernel: int = 3, stride: int = 1) -> tuple[Part, ...]:
    return Conv(filters, kernel, stride, "same", activation=None, bias=False), BatchNorm(), Relu()


def _halving(filters: int) -> Residual:
    return Residual(filters, stride=2, bias=False)


def _staying(filters: int) -> Residual:
    return Residual(filters, bias=False)


PHOTO_BLOCKS: tuple[Part, ...] = (Pool(), _halving(64), _halving(128), _halving(256), GlobalAverage(), Dropout(0.3))
SMALL_PHOTO_BLOCKS: tuple[Part, ...] = (
    *PHOTO_BLOCKS[:2],
    _staying(64),
    PHOTO_BLOCKS[2],
    _staying(128),
    *PHOTO_BLOCKS[3:],
)

NETWORKS = (
    Network(
        name="digit_beyond",
        title=N_("Digit network with five convolutions"),
        summary=N_("Five convolutions with BatchNorm and two poolings, then global average pooling."),
        input_shape=(28, 28, 1),
        layers=(
            *_entry(32, kernel=5),
            Pool(),
            *_entry(64),
            *_entry(64),
            Pool(),
            *_entry(128),
            *_entry(128),
            GlobalAverage(),
            Dropout(0.3),
        ),
    ),
    Network(
        name="small_resnet",
        title=N_("Small residual network"),
        summary=N_(
            "A convolution, five residual blocks that halve the picture three times, then global average pooling."
        ),
        input_shape=(32, 32, 3),
        layers=(
            *_entry(32),
            _halving(64),
            _staying(64),
            _halving(128),
            _staying(128),
            _halving(256),
            GlobalAverage(),
            Dropout(0.3),
        ),
    ),
    Network(
        name="photo_resnet",
        title=N_("Residual network for photos"),
        summary=N_(
            "A convolution and a pooling, three residual blocks that halve the picture, then global average pooling."
        ),
        input_shape=(150, 150, 3),
        layers=(
            *_entry(32, kernel=5, stride=2),
            *PHOTO_BLOCKS,
        ),
        sigmoid=True,
    ),
    Network(
        name="small_photo_resnet",
        title=N_("Residual network for small photos"),
        summary=N_(
            "A convolution and a pooling, five residual blocks of which three halve the picture, then global "
            "average pooling."
        ),
        input_shape=(64, 64, 3),
        layers=(
            *_entry(32),
            *SMALL_PHOTO_BLOCKS,
        ),
        sigmoid=True,
    ),
)
