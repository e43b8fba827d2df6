"""The heartbeat of a training: a thread that rewrites status.json every second while the main thread works."""

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from cnnviz.locale import N_, Message
from cnnviz.locale.sentences import Sentence
from cnnviz.training.runs import status as states

BEAT_S = 1.0
FORCED = N_("Stopped by force: it did not end by itself. Resume goes on from the last epoch.")
GRACE_S = 20.0
"""Seconds that a training has to stop by itself before ``overdue`` is called."""


class Pulse:
    """Owns status.json while a run is trained.

    Args:
        folder: The run's directory.
        overdue: Callback for when a stop was requested and the training has not ended within `GRACE_S`.
    """

    def __init__(self, folder: Path, overdue: Callable[[], None] | None = None) -> None:
        self.folder, self.overdue = folder, overdue
        states.tidy(folder)
        before = states.read(folder)
        self.status = replace(before, pid=os.getpid(), host=states.hostname())
        self.lock, self.ended = threading.Lock(), threading.Event()
        self.thread = threading.Thread(target=self._beat, name="pulse", daemon=True)

    def __enter__(self) -> Self:
        """Start to beat."""
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop beating; the last state stays on disk."""
        self.ended.set()
        self.thread.join()

    def state(self, state: str, sentence: Sentence, **progress: Any) -> None:
        """Change the state and write it at once; a run that has ended belongs to no process any more."""
        with self.lock:
            if state in states.ENDED:
                progress |= {"pid": None, "host": ""}
            self.status = replace(self.status, state=state, sentence=sentence, heartbeat=time.time(), **progress)
            states.write(self.folder, self.status)

    def progress(self, **progress: Any) -> None:
        """Change the progress; the next beat writes it."""
        with self.lock:
            self.status = replace(self.status, **progress)

    def _beat(self) -> None:
        while not self.ended.wait(BEAT_S):
            with self.lock:
                if self.status.active:
                    self.status = replace(self.status, heartbeat=time.time())
                    with suppress(OSError):  # The next beat may find room on the disk.
                        states.write(self.folder, self.status)
            if self.overdue and self._stop_age() > GRACE_S:
                self.state("stopped", Message(FORCED))
                self.overdue()

    def _stop_age(self) -> float:
        try:
            return time.time() - (self.folder / "stop").stat().st_mtime
        except FileNotFoundError:
            return 0.0
