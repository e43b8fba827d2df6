"""What does somebody who runs a server want to know?  One JSON object a line: what happened when, and nothing about people.

Switched on by ``CNNVIZ_LOG``: a file that the server and the training processes add to, or ``-`` for the terminal.
``CNNVIZ_LOG_LEVEL`` is ``info`` (all), ``warning`` (what went wrong) or ``error``.
"""

import json
import logging
import os
import time
from pathlib import Path

_LOG = logging.getLogger("cnnviz.events")


class JsonLines(logging.Formatter):
    """Writes a record and its facts as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, without its end."""
        when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        facts = getattr(record, "facts", {})
        return json.dumps({"time": when, "level": record.levelname.lower(), "event": record.getMessage()} | facts)


def start() -> None:
    """Begin to write where the settings say, once a process; without a setting, nothing is written."""
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
    """Write down what happened, with facts that name no person, photo or file of theirs."""
    if _started():
        _LOG.info(name, extra={"facts": facts})


def fault(name: str, **facts: str | int | float) -> None:
    """Write down what went wrong."""
    if _started():
        _LOG.error(name, extra={"facts": facts})
