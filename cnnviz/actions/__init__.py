"""The actions of the app, the same for pages, scripts and the command line.

Importing this loads no TensorFlow; the first use of an action does. Long work goes in steps: such an action is a
generator that a page may leave between any two steps, and that holds no lock; see each for what it yields and returns.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cnnviz.actions.answering import answers, classifier, classify, imagenet_classifier, probabilities
    from cnnviz.actions.explaining import attribute, attributing, attribution, deletion_and_insertion, sanity_check
    from cnnviz.actions.growing import dream, kept_objectives, kept_patterns, objective_patterns, patterns
    from cnnviz.actions.looking import activation_tiles, feature_maps, looked_at, places, strongest, strongest_store
    from cnnviz.actions.measuring import calibrate, evaluate, evaluating, report
    from cnnviz.actions.opening import Opened, open_run, take_in
    from cnnviz.actions.running import resume, train

__all__ = [
    "Opened",
    "activation_tiles",
    "answers",
    "attribute",
    "attributing",
    "attribution",
    "calibrate",
    "classifier",
    "classify",
    "deletion_and_insertion",
    "dream",
    "evaluate",
    "evaluating",
    "feature_maps",
    "imagenet_classifier",
    "kept_objectives",
    "kept_patterns",
    "looked_at",
    "objective_patterns",
    "open_run",
    "patterns",
    "places",
    "probabilities",
    "report",
    "resume",
    "sanity_check",
    "strongest",
    "strongest_store",
    "take_in",
    "train",
]

_MODULES = {
    "answering": ("answers", "classifier", "classify", "imagenet_classifier", "probabilities"),
    "explaining": ("attribute", "attributing", "attribution", "deletion_and_insertion", "sanity_check"),
    "growing": ("dream", "kept_objectives", "kept_patterns", "objective_patterns", "patterns"),
    "looking": ("activation_tiles", "feature_maps", "looked_at", "places", "strongest", "strongest_store"),
    "measuring": ("calibrate", "evaluate", "evaluating", "report"),
    "opening": ("Opened", "open_run", "take_in"),
    "running": ("resume", "train"),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Return an action, loading its module when it is first asked for (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
