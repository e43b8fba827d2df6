"""BaseNet for 25 classes of photos, and its improved versions, from documents 000 and 001."""

from dataclasses import replace

from cnnviz.locale import N_
from cnnviz.networks.layers import BatchNorm, Conv, Dense, Dropout, Flatten, Part, Pool, Relu
from cnnviz.networks.network import Network

PHOTO = (32, 32, 3)


def _norm_before(part: Conv | Dense) -> tuple[Part, ...]:
    return part, BatchNorm(), Relu()


def _conv(filters: int, kernel: int = 3, padding: str = "valid") -> Conv:
    return Conv(filters, kernel, padding=padding, activation=None, bias=False)


def _dense(units: int) -> Dense:
    return Dense(units, activation=None, bias=False)


DEEPER: tuple[Part, ...] = (
    Conv(6, 5),
    Conv(16, padding="same"),
    Pool(),
    Conv(16, padding="same"),
    Conv(24, padding="same"),
    Conv(32, 5),
    Pool(),
    Flatten(),
    Dense(100),
    Dense(50),
)


def _deeper(*after: Part) -> tuple[Part, ...]:
    """Return the deeper BaseNet with these layers in place of the ReLU of each convolution and dense layer."""
    parts: list[Part] = []
    for part in DEEPER:
        if isinstance(part, Conv | Dense):
            parts += (replace(part, activation=None), *after)
        else:
            parts.append(part)
    return tuple(parts)


NETWORKS = (
    Network(
        name="basenet",
        title="BaseNet",
        summary=N_("Two convolutions of 5×5, each with a pooling, then two dense layers."),
        input_shape=PHOTO,
        layers=(Conv(6, kernel=5), Pool(), Conv(16, kernel=5), Pool(), Flatten(), Dense(50)),
    ),
    Network(
        name="basenet_batchnorm",
        title=N_("BaseNet with BatchNorm"),
        summary=N_("BaseNet, with BatchNorm between each layer and its ReLU; the layers before it need no bias."),
        input_shape=PHOTO,
        layers=(
            *_norm_before(_conv(6, 5)),
            Pool(),
            *_norm_before(_conv(16, 5)),
            Pool(),
            Flatten(),
            *_norm_before(_dense(50)),
        ),
    ),
    Network(
        name="improved_basenet",
        title=N_("Improved BaseNet"),
        summary=N_(
            "Two blocks of two convolutions of 3×3 with BatchNorm, pooling and dropout, then three dense layers."
        ),
        input_shape=PHOTO,
        layers=(
            *_norm_before(_conv(32, padding="same")),
            *_norm_before(_conv(32)),
            Pool(),
            Dropout(0.25),
            *_norm_before(_conv(64, padding="same")),
            *_norm_before(_conv(64)),
            Pool(),
            Dropout(0.25),
            Flatten(),
            *_norm_before(_dense(512)),
            *_norm_before(_dense(256)),
            Dropout(0.5),
        ),
    ),
    Network(
        name="deeper_basenet",
        title=N_("Deeper BaseNet"),
        summary=N_("Five convolutions, two poolings and three dense layers."),
        input_shape=PHOTO,
        layers=DEEPER,
    ),
    Network(
        name="deeper_batchnorm_before",
        title=N_("Deeper BaseNet, BatchNorm before ReLU"),
        summary=N_("The deeper BaseNet with BatchNorm between each layer and its ReLU."),
        input_shape=PHOTO,
        layers=_deeper(BatchNorm(), Relu()),
    ),
    Network(
        name="deeper_batchnorm_after",
        title=N_("Deeper BaseNet, BatchNorm after ReLU"),
        summary=N_("The deeper BaseNet with BatchNorm after each ReLU."),
        input_shape=PHOTO,
        layers=_deeper(Relu(), BatchNorm()),
    ),
)
