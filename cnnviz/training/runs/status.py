"""The state of a run: status.json, a small file that is replaced atomically and that any process may read."""

import json
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import psutil

from cnnviz.base import files
from cnnviz.locale import N_, Message
from cnnviz.locale.sentences import Sentence, english, restored, to_json
from cnnviz.training.runs import outcome

STATES = {
    "queued": N_("waiting"),
    "preparing": N_("preparing"),
    "running": N_("running"),
    "stopping": N_("stopping"),
    "done": N_("done"),
    "stopped": N_("stopped"),
    "failed": N_("failed"),
    "interrupted": N_("interrupted"),
}
"""Words for the states, within a sentence."""
ACTIVE = ("preparing", "running", "stopping")
ENDED = ("done", "stopped", "failed", "interrupted")
NUMBERS = ("heartbeat", "queued", "epoch", "epochs", "step", "steps", "epoch_seconds")
SILENCE_S = 12
"""Seconds without a heartbeat after which a run of another machine counts as interrupted."""


@dataclass(frozen=True)
class Status:
    """State of a run.

    Attributes:
        state: ``queued``, ``preparing``, ``running``, ``stopping``, ``done``, ``stopped``, ``failed`` or
            ``interrupted``.
        sentence: One line for people, in any language.
        pid: Process that trains it, or None while it waits for one.
        host: Machine of that process.
        heartbeat: Time of its last sign of life, seconds since 1970.
        queued: Time at which it was queued; the queue is in this order.
        epoch: Finished epochs.
        epochs: Epochs of the whole training.
        step: Finished training steps.
        steps: Steps of one epoch, 0 until that is known.
        epoch_seconds: Duration of the last epoch, 0 until one has ended.
        device: What computes it.
    """

    state: str
    sentence: Sentence = ""
    pid: int | None = None
    host: str = ""
    heartbeat: float = 0.0
    queued: float = 0.0
    epoch: int = 0
    epochs: int = 0
    step: int = 0
    steps: int = 0
    epoch_seconds: float = 0.0
    device: str = ""

    @property
    def message(self) -> str:
        """The line for people, in the language that is spoken."""
        return str(self.sentence)

    @property
    def active(self) -> bool:
        """Whether a process is at work on it."""
        return self.state in ACTIVE

    @property
    def share(self) -> float:
        """Share of the asked-for training that is done, 0 to 1."""
        total = self.steps * self.epochs
        return min(1.0, self.step / total) if total else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Seconds until the last epoch, by the pace of the last one; None while no epoch has ended."""
        if not (self.steps and self.epoch_seconds):
            return None
        return max(0.0, self.epochs - self.step / self.steps) * self.epoch_seconds


def write(folder: Path, status: Status) -> None:
    """Replace status.json atomically, so that no reader ever sees half of it.

    Raises:
        OSError: It cannot be written.
    """
    kept = {field.name: getattr(status, field.name) for field in fields(status) if field.name != "sentence"}
    line = {"message": english(status.sentence), "sentence": to_json(status.sentence)}
    text = json.dumps(kept | line)
    try:
        # Each heartbeat comes through here: to wait for the disk would slow the training down.
        files.write(folder / "status.json", text, concurrent=True, durable=False)
    except OSError as error:
        try:
            _write_over(folder / "status.json", text)
        except OSError:
            raise error from None


def _write_over(path: Path, text: str) -> None:
    """Write where the old text stands: on a full disk that place is left, and a run can still say why it failed."""
    with path.open("r+", encoding="utf-8") as file:
        file.write(text)
        file.truncate()


def tidy(folder: Path) -> None:
    """Delete the half-written files of processes that were killed; only the process that trains the run may."""
    for path in folder.glob(".status.*.json"):
        with suppress(OSError):
            path.unlink()


def read(folder: Path) -> Status:
    """Return the state now: a dead process's run is ``interrupted``, one with a requested stop is ``stopping``."""
    status, stop = _written(folder), (folder / "stop").exists()
    if status.state == "queued" and status.pid is None:
        return replace(status, state="stopped", sentence=Message("Stopped before it began.")) if stop else status
    if status.state == "done":
        return replace(status, sentence=outcome.readable(folder, status.sentence))
    if not status.active and status.state != "queued":
        return status
    if not alive(status):
        return replace(status, state="interrupted", sentence=Message("The training process ended unexpectedly."))
    if stop:
        return replace(status, state="stopping", sentence=Message("Stopping after this step."))
    return status


def _written(folder: Path) -> Status:
    """Return the state as it was last written down."""
    known = {field.name for field in fields(Status)}
    try:
        values = json.loads((folder / "status.json").read_text(encoding="utf-8"))
        text = values.get("message", "")
        sentence = restored(text, values.get("sentence")) if isinstance(text, str) else text
        status = Status(**{name: values[name] for name in values if name in known} | {"sentence": sentence})
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return Status("failed", Message("This folder holds no readable status.json."))
    if not _sound(status):
        return Status("failed", Message("The status.json of this folder holds values that are not valid for a run."))
    if status.state not in ("queued", *ACTIVE, *ENDED):
        return replace(
            status,
            state="failed",
            sentence=Message(
                "This version does not know the state {state!r}: a newer version wrote it.", state=status.state
            ),
        )
    return status


def _sound(status: Status) -> bool:
    """Return whether every value is of its kind, whoever wrote it."""
    values: dict[str, Any] = vars(status)
    return (
        all(isinstance(values[name], int | float) for name in NUMBERS)
        and all(isinstance(values[name], str) for name in ("state", "host", "device"))
        and isinstance(status.sentence, str | Message)
        and isinstance(values["pid"], int | None)
    )


def alive(status: Status) -> bool:
    """Return whether the process that trains the run still lives; of another machine, whether its heart beats."""
    if status.host and status.host != hostname():
        return time.time() - status.heartbeat < SILENCE_S
    try:
        process = psutil.Process(status.pid)
        # A younger process with this number is another one that was given it later.
        return bool(process.status() != psutil.STATUS_ZOMBIE and process.create_time() <= status.heartbeat)
    except (psutil.Error, ValueError, TypeError):
        return False


def hostname() -> str:
    """Return this machine's name: the process number of a status belongs to one machine."""
    return socket.gethostname()
