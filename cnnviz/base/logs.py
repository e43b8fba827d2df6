"""A log of events for the operator of a server: one JSON object a line, and nothing about people.

``CNNVIZ_LOG`` switches it on: a file to which the server and the training processes append, or ``-`` for the terminal.
``CNNVIZ_LOG_LEVEL`` is ``info`` (all events), ``warning`` (faults) or ``error``.
"""

import json
import logging
import os
import time
from pathlib import Path

_LOG = logging.getLogger("cnnviz.events")


class JsonLines(logging.Formatter):
    """Formats a record and its facts as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without a line break."""
        when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        facts = getattr(record, "facts", {})
        return json.dumps({"time": when, "level": record.levelname.lower(), "event": record.getMessage()} | facts)


def start() -> None:
    """Open the log that the settings name, once per process; without a setting, nothing is written."""
    target = os.environ.get("CNNVIZ_LOG")
    if _started() or not target:
        return
    handler = logging.StreamHandler() if target == "-" else logging.FileHandler(Path(target), delay=True)
    handler.setFormatter(JsonLines())
    _LOG.addHandler(handler)
    _LOG.propagate = False
    _LOG.setLevel(os.environ.get("CNNVIZ_LOG_LEVEL", "info").upper())


def _started() -> bool:
    return any(isinstance(handler.formatter, JsonLines) for handler in _LOG.handlers)


def event(name: str, **facts: str | int | float) -> None:
    """Log an event, with facts that name no person, photo or file."""
    if _started():
        _LOG.info(name, extra={"facts": facts})


def fault(name: str, **facts: str | int | float) -> None:
    """Log a fault."""
    if _started():
        _LOG.error(name, extra={"facts": facts})
