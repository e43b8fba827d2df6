"""The MNIST network of document 003: 93,322 parameters."""

from cnnviz.locale import N_
from cnnviz.networks.layers import Conv, Dense, Flatten, Pool
from cnnviz.networks.network import Network

NETWORKS = (
    Network(
        name="mnist",
        title=N_("Digit network"),
        summary=N_("Three convolutions with two poolings between, then two dense layers."),
        input_shape=(28, 28, 1),
        layers=(Conv(32), Pool(), Conv(64), Pool(), Conv(64), Flatten(), Dense(64)),
    ),
)
