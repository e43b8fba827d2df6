"""Fair turns between people, the limit of runs for each, and when a waiting run is likely to begin."""

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress

from cnnviz.base import files
from cnnviz.base.errors import CnnvizError
from cnnviz.base.settings import runs_dir, runs_each
from cnnviz.locale import Message
from cnnviz.training.cost.estimate import fingerprint
from cnnviz.training.runs.errors import RunError
from cnnviz.training.runs.run import Run
from cnnviz.training.runs.status import Status

Seen = tuple[Status, Run]


def look(runs: Iterable[Run]) -> list[Seen]:
    """Return the runs with their state, each read once."""
    return [(run.status(), run) for run in runs]


def in_turn(seen: Iterable[Seen]) -> list[Run]:
    """Return the runs that wait for a worker, the next one first: each owner's first before any owner's second.

    A run at work is its owner's first. Runs that belong to everybody count as one owner's.
    """
    seen = list(seen)
    before = Counter(run.ownership.owner for status, run in seen if status.active)
    waits = sorted((status.queued, run.name, run.ownership.owner, run) for status, run in seen if _waits(status))
    ranked = []
    for queued, name, owner, run in waits:
        ranked.append((before[owner], queued, name, run))
        before[owner] += 1
    return [run for *_, run in sorted(ranked, key=lambda entry: entry[:3])]


def _waits(status: Status) -> bool:
    return status.state == "queued" and status.pid is None


def require_room(owner: str, most: int, seen: Iterable[Seen]) -> None:
    """Refuse a further run where the owner has as many waiting or at work as the limit allows.

    Raises:
        RunError: The owner has reached the limit; the message names it and says what to do.
    """
    has = sum(run.ownership.owner == owner for status, run in seen if status.active or _waits(status))
    if has >= most:
        raise RunError(
            Message.plural(
                "{n} training is waiting or at work already, and one person may have {most} here: wait until it has "
                "ended, or stop it.",
                "{n} trainings are waiting or at work already, and one person may have {most} here: wait until one has "
                "ended, or stop one.",
                has,
                most=most,
            )
        )


def begins_in(run: Run, seen: Sequence[Seen]) -> float | None:
    """Return the seconds until a waiting run is likely to begin, at most; None while an earlier run's pace is unknown.

    Known are the pace of a run at work after its first epoch, and of one that trains as an earlier run did.
    """
    waits = in_turn(seen)
    ahead = {each.path for each in waits[: waits.index(run)]} if run in waits else set()
    total = 0.0
    for status, other in seen:
        if other.path in ahead or (status.active and other != run):
            needs = _seconds(status, other, seen)
            if needs is None:
                return None
            total += needs
    return total


def _seconds(status: Status, run: Run, seen: Sequence[Seen]) -> float | None:
    """Return how long a run still takes, by its own pace or by that of one whose steps take the same time."""
    if status.state == "stopping":
        return 0.0
    if status.seconds_left is not None:
        return status.seconds_left
    kind = _kind(run)
    paces = (known.epoch_seconds for known, other in seen if known.epoch_seconds and kind and _kind(other) == kind)
    pace = next(paces, None)
    return None if pace is None else (status.epochs - status.epoch) * pace


def _kind(run: Run) -> str:
    """Return a key that runs share whose steps take the same time; empty where the recipe cannot be read."""
    with suppress(CnnvizError, OSError, ValueError):
        return fingerprint(run.recipe())
    return ""


# The limit is that of the environment, until a teacher sets another.


def most_each() -> int:
    """Return how many runs one person may have waiting or at work."""
    with suppress(OSError, ValueError):
        return max(1, int((runs_dir() / ".runs_each").read_text(encoding="ascii")))
    return runs_each()


def set_most_each(most: int) -> None:
    """Change how many runs each person may have, from now on.

    Raises:
        RunError: The folder of runs cannot be written to.
    """
    try:
        runs_dir().mkdir(parents=True, exist_ok=True)
        files.write(runs_dir() / ".runs_each", str(most), concurrent=True)
    except OSError as error:
        raise RunError(
            Message(
                "The limit cannot be saved in {folder} ({reason}): make room there.",
                folder=str(runs_dir()),
                reason=files.reason(error),
            )
        ) from error
