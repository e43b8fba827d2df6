"""What a finished training reached: the results in evaluation.json -> a sentence."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cnnviz.datasets import not_tested_message
from cnnviz.locale import Message
from cnnviz.locale.sentences import Sentence, joined
from cnnviz.training.runs.contents import reading

FORMER = "Test accuracy "
"""How the English line about a finished run began in earlier versions, which kept nothing else."""


def sentence(results: Mapping[str, Any]) -> Message:
    """Return the test accuracy in words.

    Args:
        results: ``test_accuracy``, ``images`` and, where there are such, the ``untested`` classes.
    """
    measured = Message(
        "Test accuracy {accuracy:.3f} on {n:,} pictures.", accuracy=results["test_accuracy"], n=results["images"]
    )
    untested = results.get("untested")
    return joined(measured, not_tested_message(untested)) if untested else measured


def readable(folder: Path, line: Sentence) -> Sentence:
    """Return the line about a finished run so that it can be read in any language.

    Args:
        folder: The run.
        line: As status.json keeps it; in English alone where an earlier version wrote it.
    """
    if not isinstance(line, str) or not line.startswith(FORMER):
        return line
    results = reading.json_object(folder / "evaluation.json")
    untested = results.get("untested", [])
    sound = (
        isinstance(results.get("test_accuracy"), float)
        and isinstance(results.get("images"), int)
        and isinstance(untested, list)
        and all(isinstance(name, str) for name in untested)
    )
    return sentence(results) if sound else line
