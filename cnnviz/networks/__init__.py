"""Which networks are there?  Every module here adds its ``NETWORKS``."""

import functools
import sys

from cnnviz.networks.network import Network
from cnnviz.networks.stack import NetworkError
from cnnviz.registry import collect

__all__ = ["Network", "NetworkError", "get", "networks"]


@functools.cache
def networks() -> dict[str, Network]:
    """Return every network by name."""
    return collect(sys.modules[__name__], "NETWORKS")


def get(name: str) -> Network:
    """Return the network of that name.

    Raises:
        NetworkError: There is none; the message lists those that there are.
    """
    if name not in networks():
        raise NetworkError(f"There is no network {name!r}: choose one of {', '.join(networks())}.")
    return networks()[name]
