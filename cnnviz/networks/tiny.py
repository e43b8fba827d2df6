"""A network that trains in seconds, for a first try and for tests."""

from cnnviz.networks.layers import Conv, Flatten, Pool
from cnnviz.networks.network import Network

NETWORKS = (
    Network(
        name="tiny",
        title="Tiny network",
        summary="Two small convolutions, each with a pooling, then one dense layer.",
        input_shape=(16, 16, 1),
        layers=(Conv(8), Pool(), Conv(16), Pool(), Flatten()),
    ),
)
