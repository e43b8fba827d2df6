"""The pictures of Home in a network's folder: how a photo goes through it, and what it is about.

`cnnviz.actions.home.making` makes them; here they are read, without loading the network.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from cnnviz.training.runs.run import Run

FOLDER, ANSWER, THUMBNAIL = "story", "answer.json", "thumbnail.jpg"
STAGES = ("photo", "edges", "parts", "pixels")
"""The stages that have a picture, in order; the answer follows."""


@dataclass(frozen=True)
class Story:
    """How a photo goes through a network.

    Attributes:
        pictures: A JPEG file for each of `STAGES`.
        edges: The layer whose feature maps are shown.
        parts: The layer whose patterns are shown.
        label: The network's answer.
        probability: Its calibrated probability, 0 to 1.
    """

    pictures: dict[str, bytes]
    edges: str
    parts: str
    label: str
    probability: float


def read(run: Run) -> Story | None:
    """Return the story that came with a network; None where there is none that can be read."""
    folder = run.path / FOLDER
    try:
        known = json.loads((folder / ANSWER).read_text(encoding="utf-8"))
        pictures = {stage: (folder / f"{stage}.jpg").read_bytes() for stage in STAGES}
        return Story(pictures, known["edges"], known["parts"], known["label"], float(known["probability"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def thumbnail(run: Run) -> bytes | None:
    """Return the JPEG file that says what a network is about; None where there is none."""
    try:
        return (run.path / THUMBNAIL).read_bytes()
    except OSError:
        return None
