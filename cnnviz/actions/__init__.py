"""What can be done with networks?  The same few actions for a script, a notebook, the command line and the pages."""

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
