"""The names that scripts rely on: those of ``import cnnviz`` and the commands of ``python -m cnnviz``."""

import subprocess
import sys

import cnnviz
from tests.whole.test_docs import COMMANDS

NAMES = [
    *("CnnvizError", "Recipe", "Run", "Status", "checkpoints", "find", "runs", "Opened", "activation_tiles"),
    *("answers", "attribute", "attributing", "attribution", "calibrate", "classifier", "classify"),
    *("deletion_and_insertion", "dream", "evaluate", "evaluating", "feature_maps", "imagenet_classifier"),
    *("kept_objectives", "kept_patterns", "looked_at", "objective_patterns", "open_run", "patterns", "places"),
    *("probabilities", "report", "resume", "sanity_check", "strongest", "strongest_store", "take_in", "train"),
]
SUBCOMMANDS = [
    *("activations", "attribute", "calibrate", "classify", "cost", "doctor", "dream", "evaluate", "export", "gallery"),
    *("health", "patterns", "recipes", "reproduce", "search-freeze", "ship", "strongest", "train"),
]
IMPORT = """
import sys
import cnnviz
print(*(name for name in ("keras", "streamlit", "tensorflow") if name in sys.modules))
"""


def test_the_package_offers_these_names_and_no_others() -> None:
    assert cnnviz.__all__ == NAMES


def test_each_public_name_leads_to_something() -> None:
    assert [name for name in NAMES if getattr(cnnviz, name, None) is None] == []


def test_the_command_line_offers_these_commands_and_no_others() -> None:
    assert sorted(COMMANDS) == SUBCOMMANDS


def test_importing_the_package_loads_nothing_heavy() -> None:
    answer = subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == ""
