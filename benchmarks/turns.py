"""Compare two trainings on a busy machine by letting them take turns, epoch by epoch.

A training cannot be cut up from outside, so each has a thread, and one waits while the other works: the epochs that are
compared lie side by side in time.
"""

import threading
import time
from collections.abc import Callable
from typing import NamedTuple

Work = Callable[[Callable[[], None]], object]


class Turn(NamedTuple):
    """What one turn took, waiting left out.

    Attributes:
        seconds: By the clock on the wall.
        cpu_seconds: Of all cores together; others at work on the machine change it little.
    """

    seconds: float
    cpu_seconds: float


class Turns:
    """Two threads, of which one works at a time.

    Attributes:
        taken: The turns of each side.
    """

    def __init__(self) -> None:
        self.taken: tuple[list[Turn], list[Turn]] = ([], [])
        self.changed = threading.Condition()
        self.whose, self.alone, self.started = 0, False, _now()

    def take(self, side: int) -> None:
        """Wait for a turn, or not at all once the other has left."""
        with self.changed:
            self.changed.wait_for(lambda: self.alone or self.whose == side)
            self.started = _now()

    def pass_on(self, side: int) -> None:
        """End a turn, let the other work, and wait for the next turn."""
        with self.changed:
            self.taken[side].append(Turn(*(now - then for now, then in zip(_now(), self.started, strict=True))))
            self.whose = 1 - side
            self.changed.notify_all()
        self.take(side)

    def leave(self) -> None:
        """Have no more turns."""
        with self.changed:
            self.alone = True
            self.changed.notify_all()


def in_turns(first: Work, second: Work) -> tuple[list[Turn], list[Turn]]:
    """Run two works that take turns.

    Args:
        first: Is given a function, to be called at the end of each turn.
        second: Likewise.

    Returns:
        The turns of the first and of the second work.

    Raises:
        BaseException: What either of them raised.
    """
    turns, failures = Turns(), list[BaseException]()

    def begin(side: int, work: Work) -> None:
        turns.take(side)
        try:
            work(lambda: turns.pass_on(side))
        except BaseException as failure:
            failures.append(failure)
        finally:
            turns.leave()

    threads = [threading.Thread(target=begin, args=each, daemon=True) for each in enumerate((first, second))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return turns.taken


def _now() -> Turn:
    return Turn(time.perf_counter(), time.process_time())
