"""Watch a server's memory, threads, files and processes, and compute how fast they grow."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np
import psutil

LOOK_S = 10.0
SETTLED = 0.25
"""Share of the samples, the first ones, while whatever is kept in memory is still filling up."""


@dataclass(frozen=True)
class Sample:
    """What the server had at one moment.

    Attributes:
        seconds: Of `time.monotonic`.
        memory: Bytes that it alone has.
        threads: How many.
        files: Open files and sockets.
        children: Its processes: workers, measurements.
    """

    seconds: float
    memory: int
    threads: int
    files: int
    children: int

    @classmethod
    def of(cls, server: psutil.Process) -> Sample:
        """Look at the server now."""
        with server.oneshot():
            return cls(
                time.monotonic(),
                server.memory_full_info().uss,
                server.num_threads(),
                server.num_fds(),
                len(server.children(recursive=True)),
            )


async def watch(server: psutil.Process, samples: list[Sample]) -> None:
    """Add a sample every ten seconds, until cancelled."""
    while True:
        samples.append(await asyncio.to_thread(Sample.of, server))
        await asyncio.sleep(LOOK_S)


def settled(samples: Sequence[Sample]) -> Sequence[Sample]:
    """Leave out the first quarter."""
    return samples[int(len(samples) * SETTLED) :]


def growth(samples: Sequence[Sample], what: str) -> float:
    """Return by how much something grew, as a share of what it was: the line through the samples, end against start.

    >>> rows = [Sample(at, 100 + at, 5, 7, 0) for at in range(11)]
    >>> growth(rows, "memory"), growth(rows, "threads"), growth(rows, "children")
    (0.1, 0.0, 0.0)
    """
    seconds, values = ([getattr(one, name) for one in samples] for name in ("seconds", what))
    if len(samples) < 2 or not any(values):
        return 0.0
    slope, start = np.polyfit(np.array(seconds) - seconds[0], values, 1)
    return round(float(slope * (seconds[-1] - seconds[0]) / max(start, 1)), 4)


def peaks(samples: Sequence[Sample], what: str, parts: int = 4) -> list[Sample]:
    """Return the sample with most of something in each of some equal parts of the time.

    What comes and goes, as the one process that trains, has grown only if its peaks have.

    >>> rows = [Sample(at, 100, 5, 7, at in (1, 6, 7)) for at in range(8)]
    >>> [one.seconds for one in peaks(rows, "children", parts=2)]
    [1, 6]
    """
    edges = [round(len(samples) * part / parts) for part in range(parts + 1)]
    times = [samples[start:end] for start, end in pairwise(edges) if end > start]
    return [max(part, key=lambda one: getattr(one, what)) for part in times]


def typical(samples: Sequence[Sample], what: str) -> float:
    """Return the median of something."""
    return float(median(getattr(one, what) for one in samples))


def processor_seconds(process: psutil.Process) -> float:
    """Return for how long processors have worked for a process; 0 if it has ended."""
    with suppress(psutil.Error):
        times = process.cpu_times()
        return float(times.user + times.system)
    return 0.0


def family(processes: Sequence[psutil.Process]) -> list[psutil.Process]:
    """Return processes and what they have started."""
    return [one for process in processes for one in (process, *process.children(recursive=True))]
