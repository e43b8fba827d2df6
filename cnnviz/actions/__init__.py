"""The acts of the app, the same for pages, scripts and the command line.

Importing this loads no TensorFlow; the first use of an action does.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cnnviz.actions.answering import answers, attribute, calibrate, classifier, classify
    from cnnviz.actions.growing import dream, kept_objectives, kept_patterns, objective_patterns, patterns
    from cnnviz.actions.looking import activation_tiles, feature_maps, looked_at, places, strongest, strongest_store
    from cnnviz.actions.opening import Opened, open_run, take_in
    from cnnviz.actions.running import evaluate, report, resume, train

__all__ = [
    "Opened",
    "activation_tiles",
    "answers",
    "attribute",
    "calibrate",
    "classifier",
    "classify",
    "dream",
    "evaluate",
    "feature_maps",
    "kept_objectives",
    "kept_patterns",
    "looked_at",
    "objective_patterns",
    "open_run",
    "patterns",
    "places",
    "report",
    "resume",
    "strongest",
    "strongest_store",
    "take_in",
    "train",
]

_MODULES = {
    "answering": (
        "answers",
        "attribute",
        "calibrate",
        "classifier",
        "classify",
    ),
    "growing": (
        "dream",
        "kept_objectives",
        "kept_patterns",
        "objective_patterns",
        "patterns",
    ),
    "looking": (
        "activation_tiles",
        "feature_maps",
        "looked_at",
        "places",
        "strongest",
        "strongest_store",
    ),
    "opening": (
        "Opened",
        "open_run",
        "take_in",
    ),
    "running": (
        "evaluate",
        "report",
        "resume",
        "train",
    ),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Return an action, loading its module when it is first asked for (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
