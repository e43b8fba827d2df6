"""Compare two sides fairly: seconds of both, measured in turns -> a Case with their ratio."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import Any, TypeVar

import psutil

from cnnviz.base.errors import CnnvizError

LIBRARIES = ("keras", "tensorflow", "numpy", "pillow", "plotly", "streamlit", "matplotlib")

T = TypeVar("T")


class BenchmarkError(CnnvizError):
    """A benchmark that cannot run on this machine: the message says what is missing."""


@dataclass(frozen=True)
class Case:
    """One comparison.

    Attributes:
        case: What was measured, on which data.
        ratio: How many times better ours is; above 1 ours wins.
        ours: Our figure, in ``unit``.
        peer: The other's figure, in ``unit``.
        unit: Such as ``"s"`` or ``"pictures/s"``.
        more: Further figures of this case by name.
    """

    case: str
    ratio: float
    ours: float
    peer: float
    unit: str
    more: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the case in the format of ``--json``."""
        plain = {"case": self.case, "ratio": self.ratio, "ours": self.ours, "peer": self.peer, "unit": self.unit}
        return _rounded(plain | dict(self.more))


@dataclass(frozen=True)
class Report:
    """The result of a benchmark.

    Attributes:
        name: The benchmark.
        peer: What ours is compared with.
        cases: The comparisons.
    """

    name: str
    peer: str
    cases: Sequence[Case]

    def to_json(self) -> dict[str, Any]:
        """Return the report in the format of ``--json``."""
        cases = [case.to_json() for case in self.cases]
        return {"name": self.name, "peer": self.peer, "machine": machine(), "cases": cases}


def seconds(case: str, ours: Sequence[float], peer: Sequence[float], **more: Any) -> Case:
    """Compare seconds, where fewer are better.

    Args:
        case: What was measured.
        ours: Our seconds, one a round.
        peer: The other's seconds in the same rounds.
        **more: Further figures.
    """
    return Case(case, paired_ratio(ours, peer), median(ours), median(peer), "s", _spread(ours, peer) | more)


def throughput(case: str, amount: float, unit: str, ours: Sequence[float], peer: Sequence[float], **more: Any) -> Case:
    """Compare how much is done in a second, where more is better.

    Args:
        case: What was measured.
        amount: How much each round does.
        unit: Such as ``"pictures/s"``.
        ours: Our seconds, one a round.
        peer: The other's seconds in the same rounds.
        **more: Further figures.
    """
    speeds = amount / median(ours), amount / median(peer)
    return Case(case, paired_ratio(ours, peer), *speeds, unit, _spread(ours, peer) | more)


def budget(case: str, ours: Sequence[float], allowed: float, **more: Any) -> Case:
    """Compare seconds with a budget."""
    return seconds(case, ours, [allowed] * len(ours), **more)


def paired_ratio(ours: Sequence[float], peer: Sequence[float]) -> float:
    """Return the median over the rounds of peer ÷ ours: whatever slows down a whole round cancels out.

    >>> paired_ratio([1.0, 10.0, 1.0], [2.0, 20.0, 3.0])
    2.0
    """
    return median(theirs / mine for mine, theirs in zip(ours, peer, strict=True))


def alternate(sides: Mapping[str, Callable[[], T]], rounds: int) -> dict[str, list[T]]:
    """Call the sides in turns, each once a round, in the opposite order every second round.

    Args:
        sides: The functions to call, by name.
        rounds: How often.

    Returns:
        The results of each side, by its name.
    """
    results: dict[str, list[T]] = {name: [] for name in sides}
    for number in range(rounds):
        for name in list(sides)[:: -1 if number % 2 else 1]:
            results[name].append(sides[name]())
    return results


def timed(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> Callable[[], float]:
    """Return a function that does the work and returns its seconds."""

    def measured() -> float:
        started = clock()
        work()
        return clock() - started

    return measured


def machine() -> dict[str, Any]:
    """Return what the figures depend on: processor, cores, memory, versions, and the device that Keras uses."""
    described: dict[str, Any] = {
        "processor": _processor(),
        "cores": psutil.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "system": platform.system(),
        "python": platform.python_version(),
    }
    for library in LIBRARIES:
        try:
            described[library] = metadata.version(library)
        except metadata.PackageNotFoundError:
            continue
    if "keras" in sys.modules:
        from cnnviz import device

        described["device"] = str(device.start())
    return described


def _processor() -> str:
    """Return the processor's model, which Python itself reports on some systems only."""
    try:
        if sys.platform == "darwin":
            return subprocess.check_output(["sysctl", "-n", "machdep.cpu.brand_string"], text=True).strip()
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration, subprocess.CalledProcessError):
        return os.environ.get("PROCESSOR_IDENTIFIER") or platform.processor() or platform.machine()


def _spread(ours: Sequence[float], peer: Sequence[float]) -> dict[str, Any]:
    """Return the spread of the rounds, and the ratio of the fastest ones, which a busy machine disturbed least."""
    ratios = [theirs / mine for mine, theirs in zip(ours, peer, strict=True)]
    spread = {"rounds": len(ratios), "lowest_ratio": min(ratios), "highest_ratio": max(ratios)}
    return spread | {"ratio_of_fastest": min(peer) / min(ours)}


def _rounded(values: Mapping[str, Any]) -> dict[str, Any]:
    """Keep four digits: more would be noise."""
    return {name: float(f"{value:.4g}") if isinstance(value, float) else value for name, value in values.items()}
