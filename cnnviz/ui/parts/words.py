"""Texts that several pages share: explanations of fields, states of a run, labels of runs, numbers of tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from numbers import Number
from typing import Any

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.base.formats import duration, rough
from cnnviz.lessons.glossary import explained
from cnnviz.locale import N_, NP_, _, date, number, pgettext
from cnnviz.recipes import Recipe
from cnnviz.training.runs import Run, Status
from cnnviz.training.runs.titles import pictures, title
from cnnviz.ui.parts.messages import escaped

FIELDS = {
    "validation": N_(
        "Share of the training pictures that the network never learns from. They show whether it generalises or only "
        "memorises."
    ),
    "interval": N_(
        "Of such intervals (Wilson), 19 in 20 hold the accuracy on endlessly many pictures of the same kind. The fewer "
        "the test pictures, the wider it is. Networks whose intervals overlap may be equally good."
    ),
    "network": N_("A trained network: one that you trained, or a ready-made one that came with the app."),
    "weights": N_(
        "The weights with which the training begins. Those of a pretrained network bring what it has learned (transfer "
        "learning); random weights show what that is worth."
    ),
    "frozen": N_(
        "Layers up to this one keep their weights. The first respond to edges and colours, which serve any picture; "
        "the last to the classes that the network was trained on."
    ),
    "head_epochs": N_(
        "New layers start at random, and their first large steps would spoil the pretrained weights: so they may learn "
        "alone first."
    ),
    "erase": N_(
        "A part of each training picture, at a random place, is painted grey, so that the network does not rely on a "
        "single detail."
    ),
}
"""Explanations of fields that are no terms of the glossary."""


def help_text(name: str) -> str:
    """Return the explanation of a field or of a term of the glossary, in the language that is spoken.

    Args:
        name: A key of `FIELDS`, or the identifier of a term.
    """
    return _(FIELDS[name]) if name in FIELDS else explained(name)


STATES = {
    "queued": (NP_("state", "Waiting"), ":material/hourglass_empty:"),
    "preparing": (NP_("state", "Preparing"), ":material/hourglass_top:"),
    "running": (NP_("state", "Training"), ":material/play_circle:"),
    "stopping": (NP_("state", "Stopping"), ":material/stop_circle:"),
    "done": (NP_("state", "Done"), ":material/check_circle:"),
    "stopped": (NP_("state", "Stopped"), ":material/pause_circle:"),
    "failed": (NP_("state", "Failed"), ":material/error:"),
    "interrupted": (NP_("state", "Interrupted"), ":material/power_off:"),
}
"""Label and icon of each state of a run; the label is translated where it is shown."""


def state_label(state: str) -> str:
    """Return the label of a run's state, in the language that is spoken."""
    return pgettext("state", STATES[state][0])


def progress(status: Status) -> str:
    """Return the progress of a training in words: its epoch, and the time left."""
    epoch = min(status.epoch + 1, status.epochs)
    parts = [_("Epoch {epoch} of {epochs}", epoch=epoch, epochs=status.epochs)]
    if status.epoch_seconds:
        parts.append(_("{duration} per epoch", duration=duration(status.epoch_seconds)))
    left = status.seconds_left
    if left is None:
        parts.append(_("time left is known after the first epoch"))
    elif left:
        parts.append(_("about {duration} left", duration=rough(left)))
    else:
        parts.append(_("its epochs are done"))  # What follows, such as the test, takes a while that nobody knows.
    return " · ".join(parts)


def run_label(run: Run) -> str:
    """Return the label of a run in a list: its title, and when it was queued."""
    if run.uploaded:
        return _("{title} · your file", title=run.recipe().title)
    return title(run) if run.shipped else f"{title(run)} · {moment(run)}"


def moment(run: Run) -> str:
    """Return when a run was queued, to the second: many begin in one lesson."""
    return date(run.status().queued)


def run_titles(runs: Iterable[Run]) -> dict[str, str]:
    """Return labels of runs for a legend or a table, as short as possible with no two alike.

    Returns:
        By the runs' names: the title; where others have the same, with the moment, or as a last resort with the run's
        name.
    """
    by_name = {run.name: run for run in runs}
    short = {name: _readable(run, title) for name, run in by_name.items()}
    dated = {name: _readable(run, run_label) for name, run in by_name.items()}
    labels = dict(short)
    for longer in (dated, {name: f"{label} · {name}" for name, label in short.items()}):
        counts = Counter(labels.values())
        labels = {name: label if counts[label] == 1 else longer[name] for name, label in labels.items()}
    return labels


def _readable(run: Run, label: Callable[[Run], str]) -> str:
    """Return a label of a run; its name where its recipe cannot be read."""
    try:
        return label(run)
    except (CnnvizError, ValueError):
        return run.name


def origin(run: Run, recipe: Recipe) -> str:
    """Return which training made the network on the page, in Markdown."""
    if run.uploaded:
        return _("your file {name}", name=escaped(recipe.title))
    named = {"title": escaped(title(run)), "dataset": escaped(pictures(recipe.dataset)), "seed": recipe.seed}
    if run.shipped:
        return _("ready-made network “{title}”, trained on {dataset}, seed {seed}", **named)
    return _("network “{title}”, trained on {dataset}, seed {seed}", **named)


def facts(*parts: str) -> str:
    """Return facts as a caption, which begins with a capital letter whatever comes first.

    >>> facts("test picture 3 of “Digits”", "seed 0")
    'Test picture 3 of “Digits” · seed 0'
    """
    caption = " · ".join(parts)
    return caption[:1].upper() + caption[1:]


def table(rows: Any, formats: Mapping[str, str] | None = None, **settings: Any) -> Any:
    """Show a table, its numbers as the language writes them, and a dash where there is none instead of "None".

    Args:
        rows: What `pandas.DataFrame` takes.
        formats: The formats of columns, as for `localized`.
        settings: What else `st.dataframe` is given.

    Returns:
        What it returns.
    """
    return st.dataframe(localized(rows, formats or {}), placeholder="–", **settings)


def localized(rows: Any, formats: Mapping[str, str]) -> Any:
    """Return a table for ``st.dataframe`` that writes numbers as the language does, and still sorts them as numbers.

    A column's configuration must have no format of its own: it would come first, always with a decimal point.

    Args:
        rows: What `pandas.DataFrame` takes.
        formats: The format of columns, such as ``.3f``, by their keys; others are written as they are.
    """
    import pandas as pd

    frame = pd.DataFrame(rows)

    def writer(name: str) -> Callable[[Any], str]:
        integers = pd.api.types.is_integer_dtype(frame[name])
        spec = formats.get(name, "," if integers else "g")

        def write(value: Any) -> str:
            if value is None or value != value:
                return ""
            return number(value, spec) if isinstance(value, Number) and not isinstance(value, bool) else str(value)

        return write

    return frame.style.format({name: writer(name) for name in frame.columns})
