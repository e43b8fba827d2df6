"""The first layers of a network that a user builds, to be changed on the page Build a network."""

from cnnviz.networks.layers import Conv, Dense, Flatten, Pool
from cnnviz.networks.network import Network

NETWORKS = (
    Network(
        name="own",
        title="A network of your own",
        summary="Two convolutions, each with a pooling, then a dense layer: a beginning to build on.",
        input_shape=(28, 28, 1),
        layers=(Conv(8), Pool(), Conv(16), Pool(), Flatten(), Dense(32)),
    ),
)
