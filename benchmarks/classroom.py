"""The app serves a class: pupils for some minutes, with three trainings meanwhile, against limits for each figure.

``--clients 30 --browsers 2 --minutes 5`` is a lesson of thirty pupils; ``--clients 10 --browsers 0 --minutes 60`` is a
soak test.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import re
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from statistics import median

import numpy as np
import psutil

from benchmarks.app import own_runs, served
from benchmarks.lesson import NETWORKS, SLOW, Pupil, Seconds, label, photos
from benchmarks.measure import BenchmarkError, Case, Report
from benchmarks.tab import Tab
from benchmarks.watch import Sample, family, growth, peaks, processor_seconds, settled, typical, watch
from benchmarks.window import Window, browser
from cnnviz.training.runs import Run
from cnnviz.ui.shell.garbage import AGAIN_S

LIGHT_S, CLASSIFY_S, CLIENT_MB, GROWTH, TRAINING = 1.5, 3.0, 15.0, 0.10, 0.70
WORK_S = 0.1
"""Server's processor seconds for an answer: thirty pupils who click every five seconds leave most of two cores free."""
TRAINERS, QUIET_EPOCHS, NAMED = 3, 12, 8
PATIENCE_S = 600.0
LOG = "server.log"
STAYS_S = 130.0
"""Seconds after which Streamlit drops the session of a visitor who left."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--clients", type=int, default=30, help="pupils who speak the app's protocol (30)")
    parser.add_argument("--browsers", type=int, default=2, help="pupils with a real Chromium (2)")
    parser.add_argument("--minutes", type=float, default=5.0, help="how long the lesson is (5)")
    parser.add_argument("--seed", type=int, default=0, help="decides who does what and when (0)")


def run(options: argparse.Namespace) -> Report:
    """Hold a lesson and report how it went."""
    with own_runs() as (folder, environment), served(environment, folder / LOG) as url:
        return asyncio.run(Lesson(url, folder, options).held())


class Lesson:
    """One lesson on one server.

    Args:
        url: Of the app.
        folder: Where its runs are.
        options: How many, how long.
    """

    def __init__(self, url: str, folder: Path, options: argparse.Namespace) -> None:
        self.url, self.folder, self.options, self.seconds = url, folder, options, Seconds(list)
        port = url.rsplit(":", 1)[1]
        self.server = next(one for one in psutil.Process().children() if f"--server.port={port}" in one.cmdline())
        self.photos, self.faults, self.samples = photos(), list[str](), list[Sample]()
        self.work = dict[str, float]()

    async def held(self) -> Report:
        """Prepare, measure the quiet machine, hold the lesson, look again when all have left."""
        await self._prepare()
        quiet = await self._quiet_training()
        before = await self._at_rest()
        load = os.getloadavg()[0]
        await self._attend(round(self.options.minutes * 60 / TRAINERS / quiet) + 1)
        trained = self._epochs()[QUIET_EPOCHS - 1 :]
        for recipe in self.folder.glob("*/recipe.json"):
            (recipe.parent / "stop").touch()
        after = await self._at_rest()
        everybody = self.options.clients + self.options.browsers
        cases = [*self._times(), self._work(), self._errors(), *self._memory(before, after, everybody)]
        cases += [*self._training(quiet, trained), *self._growth()]
        return Report("classroom", f"what may be, with {everybody} pupils; load average {load:.1f} before", cases)

    # The lesson.

    async def _prepare(self) -> None:
        """Load what every lesson needs into memory, and make patterns: they are no measure of the class's size."""
        tab = Tab(self.url)
        await tab.open()
        await tab.go("kernels")
        for page in ("activations", "classify"):
            await tab.go(page)
            for network in NETWORKS:
                await tab.choose("Network", label(network))
        await tab.choose("Picture from", "Upload")
        await tab.upload("Photos of yours", "photo.jpg", self.photos[0])
        await tab.go("patterns")
        await tab.choose("Network", label(NETWORKS[0]))
        await _leave(tab)

    async def _quiet_training(self) -> float:
        """Train on the idle server; return the seconds of an epoch."""
        tab = Tab(self.url)
        await tab.open()
        pupil = Pupil(tab, Seconds(list), random.Random(0), self.photos, time.monotonic() + 600)
        await pupil.train(QUIET_EPOCHS)
        await _leave(tab)
        deadline = time.monotonic() + PATIENCE_S
        while len(self._epochs()) < QUIET_EPOCHS - 1:
            if time.monotonic() > deadline:
                raise BenchmarkError("A training of a dozen short epochs did not end in ten minutes.")
            await asyncio.sleep(1)
        return median(self._epochs())

    async def _at_rest(self) -> Sample:
        """Return the server's needs after everybody has left and can no longer come back.

        Streamlit forgets those who left when the next one leaves, and the memory goes back when one comes after that.
        """
        for wait in (STAYS_S, AGAIN_S + 5):
            await asyncio.sleep(wait)
            tab = Tab(self.url)
            await tab.open()
            await _leave(tab)
            await asyncio.sleep(1)
        return Sample.of(self.server)

    async def _attend(self, epochs: int) -> None:
        """Hold the lesson."""
        until = time.monotonic() + self.options.minutes * 60
        async with browser() if self.options.browsers else nullcontext() as opened:
            windows = [Window(opened, self.url) for _ in range(self.options.browsers)]
            screens: list[Tab | Window] = [*(Tab(self.url) for _ in range(self.options.clients)), *windows]
            pupils = [
                Pupil(screen, self.seconds, random.Random(f"{self.options.seed} {at}"), self.photos, until)
                for at, screen in enumerate(screens)
            ]
            watching = asyncio.create_task(watch(self.server, self.samples))
            before = self._worked()
            async with asyncio.TaskGroup() as group:
                for at, pupil in enumerate(pupils):
                    group.create_task(pupil.attend(epochs if at < TRAINERS else 0))
            watching.cancel()
            self.work = {name: seconds - before[name] for name, seconds in self._worked().items()}
            for screen in screens:
                self.faults += screen.faults
                await screen.close()

    def _worked(self) -> dict[str, float]:
        """Return for how many seconds processors have worked, by who had them work."""
        mine = psutil.Process()
        others = [one for one in mine.children() if one != self.server]
        return {
            "server": processor_seconds(self.server),
            "browsers": sum(map(processor_seconds, family(others))),
            "clients": processor_seconds(mine),
        }

    def _epochs(self) -> list[float]:
        """Return the seconds of every finished epoch, run after run; in the first of each, TensorFlow compiles."""
        runs = sorted(self.folder.glob("*/recipe.json"), key=lambda file: file.stat().st_mtime)
        records = [Run(file.parent).epochs() for file in runs]
        return [epoch["seconds"] for epochs in records for epoch in epochs[1:]]

    # The report.

    def _times(self) -> list[Case]:
        allowed = {kind: CLASSIFY_S if kind in SLOW else LIGHT_S for kind in self.seconds}
        return [_time(kind, self.seconds[kind], limit) for kind, limit in sorted(allowed.items()) if self.seconds[kind]]

    def _work(self) -> Case:
        """Report the server's processor time for an answer, which other users of the machine hardly change."""
        answers = sum(map(len, self.seconds.values()))
        each = self.work["server"] / max(answers, 1)
        more = {"answers": answers} | {f"{name}_s": seconds for name, seconds in self.work.items()}
        return Case("processor time of the server an answer", WORK_S / max(each, 0.001), each, WORK_S, "s", more)

    def _errors(self) -> Case:
        count = len(self.faults)
        log = (self.folder / LOG).read_text(encoding="utf-8", errors="replace")
        more = {"errors": [f"{times} times: {one}" for one, times in Counter(self.faults).most_common(NAMED)]}
        more |= {"tracebacks": tracebacks(log)[:NAMED]}
        return Case("errors shown, connections dropped", float(not count), count, 0, "errors", more)

    def _memory(self, before: Sample, after: Sample, everybody: int) -> list[Case]:
        full = typical(self.samples[-len(self.samples) // 4 :], "memory")
        each, left = (full - before.memory) / 2**20 / everybody, after.memory / before.memory - 1
        more = {"before_mb": before.memory / 2**20, "full_mb": full / 2**20, "afterwards_mb": after.memory / 2**20}
        return [
            Case("memory of the server a pupil", CLIENT_MB / max(each, 0.01), each, CLIENT_MB, "MB", more),
            Case(
                "memory that stays when all have left", GROWTH / max(left, 0.001), left, GROWTH, "of what it was", more
            ),
        ]

    def _training(self, quiet: float, trained: list[float]) -> list[Case]:
        if not trained:
            return []
        share = quiet / median(trained)
        more = {"quiet_epoch_s": quiet, "epoch_s": median(trained), "epochs": len(trained)}
        return [Case("speed of a training meanwhile", share / TRAINING, share, TRAINING, "of its quiet speed", more)]

    def _growth(self) -> list[Case]:
        """Report how the server's needs grew after the class had arrived."""
        late = settled(self.samples)
        # A process ends with its training, so a line through their number would count the trainings.
        samples = dict.fromkeys(("memory", "threads", "files"), late) | {"children": peaks(late, "children")}
        return [_grown(what, some) for what, some in samples.items()]


def _time(kind: str, took: list[float], limit: float) -> Case:
    """Compare the 95th percentile of the answers' seconds with the limit."""
    slow = float(np.percentile(took, 95))
    more = {"answers": len(took), "p50": median(took), "p99": float(np.percentile(took, 99)), "slowest": max(took)}
    return Case(f"{kind}, of 100 answers the 95th", limit / slow, slow, limit, "s", more)


def _grown(what: str, samples: Sequence[Sample]) -> Case:
    """Compare how much something grew, as a share of its start, with the limit."""
    grown, ends = growth(samples, what), max(1, min(5, len(samples) // 2))
    more = {
        "first": typical(samples[:ends], what),
        "last": typical(samples[-ends:], what),
        "samples": len(samples),
    }
    title = f"growth of {what} during the lesson"
    return Case(title, GROWTH / max(grown, 0.001), grown, GROWTH, "of what it was", more)


def tracebacks(log: str) -> list[str]:
    r"""Return the tracebacks in a log, each once.

    >>> tracebacks("Traceback:\n  File 'a.py'\nOSError: full\nready\n")
    ["Traceback:\n  File 'a.py'\nOSError: full"]
    """
    log = re.sub(r"\x1b\[[0-9;]*m", "", log)
    return list(dict.fromkeys(match.group() for match in re.finditer(r"Traceback.*\n(?:[ \t│─╰].*\n|\n)+\S.*", log)))


async def _leave(tab: Tab) -> None:
    await tab.close()
    if tab.faults:
        raise BenchmarkError(f"The app failed with a single visitor: {tab.faults[0]}")
