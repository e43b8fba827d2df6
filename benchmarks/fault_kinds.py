"""Faults of a training: (recipe, pace, dice) -> a fault in the runs folder, and its description."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks import processes
from benchmarks.processes import Hook, at_act, die
from cnnviz.base.settings import runs_dir
from cnnviz.recipes import Recipe
from cnnviz.training.queueing import queue, worker
from cnnviz.training.runs import runs

SERVER_ACTS = 8
"""Approximate number of writes with which a server queues a run."""
BLOCK = 4096


@dataclass(frozen=True)
class Pace:
    """Pace of a training without faults.

    Attributes:
        seconds: From the click to its end.
        acts: Times that its worker opened, renamed, linked or removed a file to write.
    """

    seconds: float
    acts: int


Inject = Callable[[Recipe, Pace, random.Random], str]


def serve(recipe: Recipe, in_worker: Hook | None = None) -> None:
    """Act as the server: queue the run, start a worker, and stay alive."""
    start_workers(in_worker)
    queue.submit(recipe)
    time.sleep(600)


def start_workers(hook: Hook | None = None) -> None:
    """From now on, start workers as copies of this process: all that they need is imported already."""
    queue._start_worker = lambda folder: processes.spawn(worker.main, hook)  # type: ignore[assignment]


def kill_worker(recipe: Recipe, pace: Pace, dice: random.Random) -> str:
    """Kill the worker at a random moment, while the server lives."""
    return _kill(recipe, pace, dice, server=False, workers=True)


def kill_server(recipe: Recipe, pace: Pace, dice: random.Random) -> str:
    """Kill the server at a random moment, while the worker lives."""
    return _kill(recipe, pace, dice, server=True, workers=False)


def kill_both(recipe: Recipe, pace: Pace, dice: random.Random) -> str:
    """Kill both at a random moment, as when the power goes."""
    return _kill(recipe, pace, dice, server=True, workers=True)


def _kill(recipe: Recipe, pace: Pace, dice: random.Random, server: bool, workers: bool) -> str:
    moment = dice.uniform(0, 1.1 * pace.seconds)
    asked = processes.spawn(partial(serve, recipe))
    time.sleep(moment)
    processes.kill(*({asked} if server else set()), *(processes.living() - {asked} if workers else set()))
    return f"after {moment:.2f} s"


def kill_server_writing(recipe: Recipe, pace: Pace, dice: random.Random) -> str:
    """Kill the server between two writes as it queues a run."""
    act = dice.randint(1, SERVER_ACTS)
    asked = processes.spawn(partial(serve, recipe), at_act(act, die))
    _until(lambda: asked not in processes.living(), 1.0)
    processes.kill(*processes.living())
    return f"at write {act}"


def kill_worker_writing(recipe: Recipe, pace: Pace, dice: random.Random) -> str:
    """Kill the worker between two writes, or some milliseconds into the next."""
    act, later = dice.randint(1, pace.acts), dice.choice((0.0, dice.uniform(0, 0.003)))
    _served_to_the_end(recipe, pace, at_act(act, partial(die, later)))
    return f"{1000 * later:.1f} ms after write {act}"


def kill_stopping(recipe: Recipe, pace: Pace, dice: random.Random) -> str:
    """Ask for a stop, and kill both while it is carried out."""
    moment, later = dice.uniform(0.2, 0.9) * pace.seconds, dice.uniform(0, 0.4)
    processes.spawn(partial(serve, recipe))
    time.sleep(moment)
    for run in runs():
        run.request_stop()
    time.sleep(later)
    processes.kill(*processes.living())
    return f"stop after {moment:.2f} s, killed {later:.2f} s later"


def fill_disk(recipe: Recipe, pace: Pace, dice: random.Random) -> str:
    """Fill the disk from one of the worker's writes on."""
    act, left = dice.randint(1, pace.acts), dice.choice((0, 1, 4, 64)) * BLOCK
    _served_to_the_end(recipe, pace, at_act(act, partial(_fill, left)))
    return f"but for {left} bytes from write {act} on"


def make_room() -> None:
    """Free the disk again."""
    _ballast().unlink(missing_ok=True)


def _fill(left: int) -> None:
    disk = os.statvfs(runs_dir())
    with _ballast().open("wb") as file:
        if (size := disk.f_bavail * disk.f_frsize - left) > 0:
            os.posix_fallocate(file.fileno(), 0, size)


def _ballast() -> Path:
    return runs_dir() / ".ballast"


def damage_unfinished(recipe: Recipe, pace: Pace, dice: random.Random) -> str:
    """Kill both after two epochs, and damage one of the run's files."""
    processes.spawn(partial(serve, recipe))
    _until(lambda: any(len(run.epochs()) >= 2 for run in runs()), 5 * pace.seconds)
    processes.kill(*processes.living())
    return _damage(dice)


def damage_done(recipe: Recipe, pace: Pace, dice: random.Random) -> str:
    """Damage one of the files of a run that is done."""
    _served_to_the_end(recipe, pace)
    return _damage(dice)


def _damage(dice: random.Random) -> str:
    """Cut off, empty or garble a file."""
    run = runs()[0].path
    file = dice.choice(sorted(path for path in run.rglob("*") if path.is_file()))
    content, how = file.read_bytes(), dice.choice(("cut off", "emptied", "garbled"))
    start = dice.randrange(len(content) or 1)
    end = min(start + 16, len(content))
    garbled = content[:start] + dice.randbytes(end - start) + content[end:]
    file.write_bytes({"cut off": content[:start], "emptied": b"", "garbled": garbled}[how])
    return f"{file.relative_to(run)} {how}"


def _served_to_the_end(recipe: Recipe, pace: Pace, hook: Hook | None = None) -> None:
    """Run a server until its worker has trained the recipe and ended."""
    asked = processes.spawn(partial(serve, recipe, hook))
    _until(lambda: processes.living() - {asked}, 5.0)
    _until(lambda: not processes.living() - {asked}, 5 * pace.seconds + 10)
    processes.kill(*processes.living())


def _until(holds: Callable[[], object], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.02)


KINDS: dict[str, Inject] = {
    "the worker is killed": kill_worker,
    "the worker is killed as it writes": kill_worker_writing,
    "the server is killed": kill_server,
    "the server is killed as it queues": kill_server_writing,
    "both are killed": kill_both,
    "both are killed as it stops": kill_stopping,
    "a file is damaged after two epochs": damage_unfinished,
    "a file is damaged when it is done": damage_done,
    "the disk is full": fill_disk,
}
