"""Reading and checking of a recipe file: bytes -> a recipe that can be trained here, or a sentence for each fault."""

from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

from cnnviz import datasets, networks
from cnnviz.base import files
from cnnviz.base.typed import must_be
from cnnviz.locale import Message, _
from cnnviz.networks.values import faults
from cnnviz.recipes import Recipe, RecipeError, saved


def read(content: bytes, owner: str | None = None, but: Collection[str] = ()) -> Recipe:
    """Read a recipe that a user saved or uploaded.

    Args:
        content: Of the file.
        owner: The person who asks, and whose own data sets it may name; None may name any.
        but: Fields that are going to be replaced, such as ``("dataset",)``: what they name need not be here.

    Raises:
        CnnvizError: It cannot be trained; the message has a sentence for each fault.
    """
    checks: dict[str, Callable[[Any], Iterable[str]]] = {
        "network": _one_of("network", networks.networks()),
        "dataset": _one_of("dataset", datasets.available(owner)),
        "layers": faults,
    }
    recipe = saved.read(content, {name: check for name, check in checks.items() if name not in but})
    networks.of(recipe)
    return recipe


def read_file(path: Path, but: Collection[str] = ()) -> Recipe:
    """Read a recipe's file; see `read`.

    Raises:
        CnnvizError: It cannot be read or trained.
    """
    try:
        with path.open("rb") as file:
            content = file.read(saved.LARGEST + 1)
    except OSError as error:
        raise RecipeError(
            Message(
                "The recipe file {path} cannot be read: check its name ({reason}).",
                path=str(path),
                reason=files.reason(error),
            )
        ) from error
    return read(content, but=but)


def _one_of(field: str, names: Collection[str]) -> Callable[[str], list[str]]:
    return lambda given: [] if given in names else [must_be(field, _("one of {names}", names=", ".join(names)), given)]
