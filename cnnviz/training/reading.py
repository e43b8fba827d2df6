"""What do a run's files say, where a part of them is damaged?  bytes on a disk -> objects and records; nothing raises."""

import json
from pathlib import Path
from typing import Any


def json_object(file: Path) -> dict[str, Any]:
    """Return what a JSON file says, empty where there is none that can be read."""
    try:
        said = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def lines(file: Path) -> list[bytes]:
    """Return the file's whole lines: the last one may be half written at this moment."""
    try:
        content = file.read_bytes()
    except OSError:
        return []
    return content[: content.rfind(b"\n") + 1].split(b"\n")[:-1]


def record(line: bytes) -> dict[str, float] | None:
    """Return the figures of a line of metrics.jsonl, None where it is damaged.

    >>> record(b'{"epoch": 1, "step": 5, "loss": 0.5}'), record(b'{"epoch": 1, "st')
    ({'epoch': 1, 'step': 5, 'loss': 0.5}, None)
    """
    try:
        said = json.loads(line)
    except (ValueError, RecursionError):
        return None
    figures = (
        {name: value for name, value in said.items() if isinstance(value, int | float)}
        if isinstance(said, dict)
        else {}
    )
    return figures if {"epoch", "step"} <= figures.keys() else None
