"""Which small network sorts 25 kinds of things?  BaseNet, documents 000 and 001: 24,197 parameters."""

from cnnviz.networks.network import Network
from cnnviz.networks.stack import Conv, Dense, Flatten, Pool

NETWORKS = (
    Network(
        name="basenet",
        title="BaseNet",
        summary="Two convolutions of 5×5, each with a pooling, then two dense layers.",
        input_shape=(32, 32, 3),
        layers=(Conv(6, kernel=5), Pool(), Conv(16, kernel=5), Pool(), Flatten(), Dense(50)),
    ),
)
