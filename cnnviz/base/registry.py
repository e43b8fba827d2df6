"""Collect the entries that the modules of a package register: (package, constant) -> entries by name."""

import importlib
import pkgutil
from types import ModuleType
from typing import Any


def collect(package: ModuleType, constant: str) -> dict[str, Any]:
    """Gather the named entries that the modules of a package list under one constant.

    A module joins by defining the constant, a tuple of objects with a ``name``: nothing else has to be edited.

    Args:
        package: The imported package whose direct modules are searched, in alphabetical order.
        constant: Name of the tuple, such as ``"RECIPES"``.

    Returns:
        The entries by their ``name``, in the order of the modules.

    Raises:
        ValueError: Two entries share a name.
    """
    entries: dict[str, Any] = {}
    for info in pkgutil.iter_modules(package.__path__, prefix=f"{package.__name__}."):
        for entry in getattr(importlib.import_module(info.name), constant, ()):
            if entry.name in entries:
                raise ValueError(f"{info.name} lists {entry.name!r}, a name that is taken already")
            entries[entry.name] = entry
    return entries
