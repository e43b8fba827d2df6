"""Two small networks: one that trains in seconds, and the first layers of one that a user builds."""

from cnnviz.locale import N_
from cnnviz.networks.layers import Conv, Dense, Flatten, Pool
from cnnviz.networks.network import Network

NETWORKS = (
    Network(
        name="tiny",
        title=N_("Tiny network"),
        summary=N_("Two small convolutions, each with a pooling, then one dense layer."),
        input_shape=(16, 16, 1),
        layers=(Conv(8), Pool(), Conv(16), Pool(), Flatten()),
    ),
    Network(
        name="own",
        title=N_("A network of your own"),
        summary=N_("Two convolutions, each with a pooling, then a dense layer: a beginning to build on."),
        input_shape=(28, 28, 1),
        layers=(Conv(8), Pool(), Conv(16), Pool(), Flatten(), Dense(32)),
    ),
)
