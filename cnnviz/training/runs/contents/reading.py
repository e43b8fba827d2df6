"""Reading of a run's files where a part may be damaged: bytes -> objects and records; nothing raises."""

import json
from collections.abc import Hashable, Iterable
from pathlib import Path
from typing import Any

from cnnviz.base.cache import Cache


def json_object(file: Path) -> dict[str, Any]:
    """Return the object in a JSON file; empty where there is none that can be read."""
    try:
        content = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


class Records(list[dict[str, float]]):
    """Records as they were at one moment, shared by all readers: nobody may change them.

    Attributes:
        version: Tells them from those of another file, and of this file at another moment.
        unread: How many further lines could not be read.
    """

    def __init__(self, records: Iterable[dict[str, float]], version: Hashable, unread: int = 0) -> None:
        super().__init__(records)
        self.version, self.unread = version, unread


READ = Cache[Records](2**22, size=lambda records: 80 * len(records))
"""Cache of the records read last, up to 4 MB of files: a class that watches a training reads each line once."""


def records(file: Path) -> Records:
    """Return the records in a file like metrics.jsonl; none where there is no such file."""
    try:
        about = file.stat()
    except OSError:
        return Records((), None)
    version = file, about.st_ino, about.st_mtime_ns, about.st_size
    return READ.get(version, lambda: _parsed(file, version))


def _parsed(file: Path, version: Hashable) -> Records:
    parsed = [record(line) for line in lines(file)]
    return Records(filter(None, parsed), version, parsed.count(None))


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
        content = json.loads(line)
    except (ValueError, RecursionError):
        return None
    figures = (
        {name: value for name, value in content.items() if isinstance(value, int | float)}
        if isinstance(content, dict)
        else {}
    )
    return figures if {"epoch", "step"} <= figures.keys() else None
