"""What was changed or assumed when a network was opened from a file: sentences that are kept with it."""

import json
from collections.abc import Sequence
from pathlib import Path

from cnnviz.base import files
from cnnviz.locale.sentences import Sentence, english, restored, to_json
from cnnviz.training.runs.contents.reading import json_object

FILE = "notes.json"


def read(folder: Path) -> list[str]:
    """Return the sentences in the language that is spoken; none where there are none that can be read."""
    kept = json_object(folder / FILE)
    notes, messages = kept.get("notes"), kept.get("messages")
    if not isinstance(notes, list):
        return []
    beside = messages if isinstance(messages, list) and len(messages) == len(notes) else [None] * len(notes)
    return [str(restored(note, it)) for note, it in zip(notes, beside, strict=True) if isinstance(note, str)]


def keep(folder: Path, notes: Sequence[Sentence]) -> None:
    """Write the sentences, in English and so that they can be read in any language."""
    kept = {"notes": [english(note) for note in notes], "messages": [to_json(note) for note in notes]}
    files.write(folder / FILE, json.dumps(kept, ensure_ascii=False, indent=2) + "\n")
