"""The networks by name. Every module of this package registers its own in ``NETWORKS``."""

import functools
import sys

from cnnviz.base.registry import collect
from cnnviz.locale import Message
from cnnviz.networks.layers import NetworkError
from cnnviz.networks.network import Network
from cnnviz.networks.values import from_values
from cnnviz.recipes import Recipe

__all__ = ["Network", "NetworkError", "get", "networks", "of"]


@functools.cache
def networks() -> dict[str, Network]:
    """Return every network by name."""
    return collect(sys.modules[__name__], "NETWORKS")


def get(name: str) -> Network:
    """Return the network of that name.

    Raises:
        NetworkError: There is none; the message lists the names.
    """
    if name not in networks():
        names = ", ".join(networks())
        raise NetworkError(Message("There is no network {name!r}: choose one of {names}.", name=name, names=names))
    return networks()[name]


def of(recipe: Recipe) -> Network:
    """Return the recipe's network, with the recipe's own layers if it has any.

    Raises:
        NetworkError: There is no such network, a layer of the recipe is invalid, or a setting does not suit it.
    """
    network = get(recipe.network)
    if network.trained and recipe.standardize:
        raise NetworkError(
            Message(
                "{network} brings the scaling that it was trained with: turn standardisation off.",
                network=network.trained.title,
            )
        )
    if network.trained and recipe.frozen > network.trained.layers:
        raise NetworkError(
            Message(
                "{network} has {layers} layers: {frozen} cannot be frozen.",
                network=network.trained.title,
                layers=network.trained.layers,
                frozen=recipe.frozen,
            )
        )
    if recipe.weights == "hed" and (not network.trained or network.trained.name != "vgg16"):
        raise NetworkError(
            Message(
                "The edge finder’s weights (hed) are those of a VGG16: choose a network on VGG16, or other weights."
            )
        )
    return network.edited(from_values(recipe.layers)) if recipe.layers else network
