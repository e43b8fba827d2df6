"""How can two trainings be compared on a restless machine?  They take turns, epoch by epoch.

A training cannot be cut up from outside, so each has a thread, and one waits while the other works: the epochs that are
compared lie side by side in time.
"""

import threading
import time
from collections.abc import Callable

Work = Callable[[Callable[[], None]], object]


class Turns:
    """Two threads, of which one works at a time.

    Attributes:
        seconds: What each turn of each side took, waiting left out.
    """

    def __init__(self) -> None:
        self.seconds: tuple[list[float], list[float]] = ([], [])
        self.changed = threading.Condition()
        self.whose, self.alone, self.started = 0, False, 0.0

    def take(self, side: int) -> None:
        """Wait for a turn; there is nothing to wait for once the other has left."""
        with self.changed:
            self.changed.wait_for(lambda: self.alone or self.whose == side)
            self.started = time.perf_counter()

    def pass_on(self, side: int) -> None:
        """End a turn, let the other work, and wait for the next turn."""
        with self.changed:
            self.seconds[side].append(time.perf_counter() - self.started)
            self.whose = 1 - side
            self.changed.notify_all()
        self.take(side)

    def leave(self) -> None:
        """Have no more turns."""
        with self.changed:
            self.alone = True
            self.changed.notify_all()


def in_turns(first: Work, second: Work) -> tuple[list[float], list[float]]:
    """Run two works that take turns.

    Args:
        first: Is given a function, to be called at the end of each turn.
        second: Likewise.

    Returns:
        The seconds of each turn, of the first and of the second work.

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

    threads = [threading.Thread(target=begin, args=each) for each in enumerate((first, second))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return turns.seconds
