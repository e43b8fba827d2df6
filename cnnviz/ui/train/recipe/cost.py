"""Estimate of a training's time: measured at a click, in a process of its own, and shown among the settings."""

import json
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.base.formats import duration
from cnnviz.base.settings import ROOT
from cnnviz.device import spoken
from cnnviz.locale import Message, _, ngettext
from cnnviz.recipes import Recipe
from cnnviz.training.cost.estimate import Cost, fingerprint
from cnnviz.training.queueing import priority
from cnnviz.ui.parts.messages import escaped

REFRESH_S = 1.0
LIMIT_S = 240.0
"""Seconds after which a measurement is given up."""
UNSEEN_S = 30.0
"""Seconds after which a measurement ends that no page shows any longer."""
KEPT = 100


class CostError(CnnvizError):
    """A training that could not be measured."""


@dataclass
class Measurement:
    """A measurement that waits, is at work, or has ended.

    Attributes:
        recipe: The recipe whose training is measured.
        seen: When a page last showed it, in seconds of `time.monotonic`.
        cost: The result, None until then.
        fault: Why there is no result; None where nothing went wrong.
    """

    recipe: Recipe
    seen: float = field(default_factory=time.monotonic)
    cost: Cost | None = None
    fault: CnnvizError | OSError | None = None

    @property
    def ended(self) -> bool:
        """Whether there is a result or a fault."""
        return self.cost is not None or self.fault is not None


class Measurements:
    """All measurements of this server, one at work at a time."""

    def __init__(self) -> None:
        self._known, self._turn = dict[str, Measurement](), threading.Lock()

    def begin(self, recipe: Recipe) -> None:
        """Begin to measure the recipe, unless it was measured or is being measured."""
        key = fingerprint(recipe)
        if (before := self._known.get(key)) and not before.fault:
            return
        while len(self._known) >= KEPT:
            self._known.pop(next(iter(self._known)))
        self._known[key] = Measurement(recipe)
        threading.Thread(target=self._measure, args=(self._known[key],), name="cost", daemon=True).start()

    def get(self, recipe: Recipe) -> Measurement | None:
        """Return the measurement of a recipe that costs the same, which keeps it going; None if there is none."""
        measurement = self._known.get(fingerprint(recipe))
        if measurement:
            measurement.seen = time.monotonic()
        return measurement

    def _measure(self, measurement: Measurement) -> None:
        with self._turn:
            try:
                measurement.cost = _measured(measurement)
            except (CnnvizError, OSError) as error:
                measurement.fault = error  # Read later, in the language of each visitor.


def _measured(measurement: Measurement) -> Cost:
    """Run the command in a process of low priority and read its output."""
    with tempfile.TemporaryDirectory() as folder, (Path(folder) / "errors").open("w+", encoding="utf-8") as errors:
        file, result = Path(folder) / "recipe.json", Path(folder) / "result"
        file.write_text(measurement.recipe.to_json(), encoding="utf-8")
        command = [sys.executable, "-m", "cnnviz", "cost", str(file), "--json"]
        with result.open("wb") as output:
            process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=errors)
            try:
                priority.step_back(process.pid)
                _wait(process, measurement)
            finally:
                process.kill()
                process.wait()
        if process.returncode:
            errors.seek(0)
            lines = errors.read().strip().splitlines()
            known = process.returncode == 2 and lines
            raise CostError(lines[-1] if known else Message("The time could not be measured."))
        return Cost.from_json(json.loads(result.read_text(encoding="utf-8")))


def _wait(process: subprocess.Popen[bytes], measurement: Measurement) -> None:
    until = time.monotonic() + LIMIT_S
    while process.poll() is None:
        if time.monotonic() > until:
            raise CostError(
                Message("A few steps took more than four minutes: choose a smaller batch or a smaller network.")
            )
        if time.monotonic() - measurement.seen > UNSEEN_S:
            raise CostError(Message("The page was closed before the time was measured."))
        time.sleep(0.1)


@st.cache_resource(show_spinner=False)
def _measurements() -> Measurements:
    return Measurements()


def show(recipe: Recipe) -> None:
    """Show the estimate for a recipe that costs the same, or the button that measures it."""
    measurement = _measurements().get(recipe)
    going_on = measurement is not None and not measurement.ended
    st.fragment(_show, run_every=REFRESH_S if going_on else None)(recipe, going_on)


def _show(recipe: Recipe, was_going_on: bool) -> None:
    measurement = _measurements().get(recipe)
    going_on = measurement is not None and not measurement.ended
    if going_on != was_going_on:
        st.rerun()
    if going_on:
        st.caption(f":material/timer: {_('Timing a few steps, about half a minute …')}")
    elif measurement and measurement.cost:
        st.caption(f":material/timer: {described(replace(measurement.cost, epochs=recipe.epochs))}")
    else:
        if measurement:
            st.caption(f":material/timer_off: {escaped(_(str(measurement.fault)))}")
        st.button(
            _("Estimate the time"),
            icon=":material/timer:",
            type="tertiary",
            on_click=_measurements().begin,
            args=(recipe,),
            help=_("Trains for a few steps on random pictures, on this machine and beside whatever it does now."),
        )


def described(cost: Cost) -> str:
    r"""Return a sentence about what a training costs.

    >>> described(Cost(34.2, 132, 20, 6405, 2972, "CPU"))
    'About **34.2 s per epoch**, 13 min 36 s in all for 20 epochs at most. Of that, 2 min 12 s once, before the first.
    6\u202f405 weights learn. Timed on a few steps, CPU; another training beside it makes it slower.'
    """
    sentences = [
        ngettext(
            "About **{time} per epoch**, {total} in all for {n} epoch at most.",
            "About **{time} per epoch**, {total} in all for {n} epochs at most.",
            cost.epochs,
            time=duration(cost.seconds_an_epoch),
            total=duration(cost.seconds),
        )
    ]
    if cost.seconds_once >= 1:
        sentences.append(_("Of that, {time} once, before the first.", time=duration(cost.seconds_once)))
    sentences += [
        ngettext("{n:,} weight learns.", "{n:,} weights learn.", cost.learns),
        _(
            "Timed on a few steps, {device}; another training beside it makes it slower.",
            device=spoken(cost.measured_on),
        ),
    ]
    return " ".join(sentences)
