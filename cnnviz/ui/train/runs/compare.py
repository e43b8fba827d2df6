"""Which runs are compared, and how do they look beside each other?  The choices of the page and what they show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import streamlit as st

from cnnviz.actions import comparison
from cnnviz.actions.comparison import Axis, History, Shown
from cnnviz.base.errors import CnnvizError
from cnnviz.figures.comparison import comparison_figure
from cnnviz.training.runs import Run, checkpoints, damaged
from cnnviz.ui.parts import charts, visitor
from cnnviz.ui.parts.messages import escaped, show_notice, show_warning
from cnnviz.ui.parts.words import HELP, STATES, run_titles

LOOK_S = 2.0
FIRST = 4
"""Runs at most that are compared before a person has chosen."""
AXES: dict[Axis, str] = {"epochs": "Epochs", "seconds": "Seconds"}
SHOWN: dict[Shown, str] = {"validation": "Validation", "training": "Training", "both": "Both"}
SMOOTHING = (
    "Each point keeps this share of the point before. 0 shows what was measured; the documents use 0.8. "
    "The measured curve stays visible, faint, behind the smoothed one."
)
SECONDS = "Seconds of training, added up over the epochs. They compare only between runs of the same machine."


@dataclass(frozen=True)
class View:
    """How the curves are drawn.

    Attributes:
        axis: What x is.
        shown: Which curves.
        factor: How strongly they are smoothed, 0 for not at all.
        picture: Format in which the figure is downloaded.
    """

    axis: Axis
    shown: Shown
    factor: float
    picture: str


def pick_runs() -> dict[str, Run]:
    """Let any number of runs be picked; the pick stands in the link.

    Returns:
        The picked runs by the name that page and legend call them.
    """
    own = {run.name: run for run in visitor.runs()}
    available = own | {run.name: run for run in checkpoints() if run.name not in own}
    if not available:
        show_notice("There is nothing to compare yet. Train a network first: it takes seconds.", icon=":material/info:")
        st.page_link("pages/train.py", label="Train a network", icon=":material/model_training:")
        return {}
    names = _picked(available)
    here, unread = (
        [name for name in names if name in available],
        {run.name: said for run, said in damaged(visitor.owner()).items()},
    )
    for said in (unread[name] for name in names if name in unread):
        show_warning(said, icon=":material/broken_image:")
    if gone := [name for name in names if name not in available and name not in unread]:
        show_warning(f"Not on this machine, perhaps deleted: {', '.join(gone)}. {'The others are shown.' * bool(here)}")
    labels = run_titles(available.values())
    # By hand, as for a single run: a link must go on meaning the same while new runs come.
    st.session_state["runs_box"] = here
    with st.container():  # Directly in a column the picked runs would stand in one line that is cut off.
        st.multiselect(
            "Runs", list(available), format_func=labels.__getitem__, key="runs_box", on_change=_pick, help=HELP["run"]
        )
    if not here:
        show_notice("Choose the runs to compare in this list.", icon=":material/info:")
    return {labels[name]: available[name] for name in here}


def _picked(available: dict[str, Run]) -> list[str]:
    """Return the names picked by a person, else by the link, else the newest runs; and write them into the link."""
    state, linked = st.session_state, st.query_params.get("runs")
    if linked and linked != state.get("linked_runs"):
        state["picked_runs"] = list(dict.fromkeys(unquote(name) for name in linked.split(",") if name))
    if "picked_runs" not in state:
        state["picked_runs"] = _first(available)
    names: list[str] = state["picked_runs"]
    state["linked_runs"] = ",".join(quote(name, safe="") for name in names)
    if names:
        st.query_params["runs"] = state["linked_runs"]
    else:
        st.query_params.pop("runs", None)
    return names


def _pick() -> None:
    st.session_state["picked_runs"] = st.session_state["runs_box"]


def _first(available: dict[str, Run]) -> list[str]:
    """Return the newest runs that have epochs, filled up with shipped ones where there are fewer than two."""
    own = list(islice((run.name for run in visitor.runs() if _epochs(run)), FIRST))
    shipped = [name for name, run in available.items() if run.shipped]
    return own if len(own) > 1 else [*own, *shipped][:FIRST]


def choose_view() -> View:
    """Let it be chosen how the curves are drawn; every choice stands in the link."""
    axis = st.segmented_control(
        "Over", list(AXES), default="epochs", format_func=AXES.__getitem__, key="axis", bind="query-params",
        required=True, wrap=True, help=SECONDS,
    )  # fmt: skip
    shown = st.segmented_control(
        "Curves", list(SHOWN), default="validation", format_func=SHOWN.__getitem__, key="curves", bind="query-params",
        required=True, wrap=True, help=HELP["validation"],
    )  # fmt: skip
    factor = st.slider("Smoothing", 0.0, 0.95, 0.0, 0.05, key="smoothing", bind="query-params", help=SMOOTHING)
    picture = st.segmented_control(
        "Figure as", ["png", "svg"], default="png", format_func=str.upper, key="format", bind="query-params",
        required=True, wrap=True, help="PNG is made of pixels; SVG stays sharp at any size.",
    )  # fmt: skip
    return View(axis, shown, factor, picture)


@st.cache_data(max_entries=128, show_spinner=False)
def _read_epochs(path: str, changed: int) -> list[dict[str, float]]:
    """Return the finished epochs; ``changed`` makes a file that has grown a new entry."""
    return Run(Path(path)).epochs()


def _epochs(run: Run) -> list[dict[str, float]]:
    file = run.path / "metrics.jsonl"
    return _read_epochs(str(run.path), file.stat().st_mtime_ns) if file.exists() else []


def histories(picked: dict[str, Run]) -> dict[str, History]:
    """Read the picked runs, without those that were deleted since they were picked."""
    found = {}
    for label, run in picked.items():
        with suppress(CnnvizError):
            found[label] = comparison.history(run, _epochs(run))
    return found


def show_curves(picked: dict[str, Run], view: View) -> None:
    """Show the curves of the runs; while one of them waits or trains, anew every few seconds."""
    going_on = _going_on(picked)
    st.fragment(_curves, run_every=LOOK_S if going_on else None)(picked, view, going_on)


def show_table(picked: dict[str, Run]) -> None:
    """Show the table of the runs and offer the figures as files; kept up to date as the curves are."""
    st.fragment(_table, run_every=LOOK_S if _going_on(picked) else None)(picked)
    with st.container(horizontal=True):
        for label, file, text in (
            ("Every point as CSV", "curves.csv", comparison.csv_text),
            ("The table as CSV", "runs.csv", comparison.table_csv),
        ):
            # Made at the click, so that it holds the epochs that have ended by then.
            st.download_button(
                label,
                partial(_file, text, picked),
                file,
                "text/csv",
                icon=":material/download:",
                on_click="ignore",
            )


def _file(text: Callable[[Sequence[History]], str], picked: dict[str, Run]) -> str:
    return text(list(histories(picked).values()))


def _going_on(picked: dict[str, Run]) -> bool:
    return any(status.active or status.state == "queued" for status in (run.status() for run in picked.values()))


def _curves(picked: dict[str, Run], view: View, was_going_on: bool) -> None:
    if _going_on(picked) != was_going_on:
        st.rerun()  # The last one has ended, or one goes on again: begin or cease to look.
    read = histories(picked)
    curves = [
        curve
        for number, (label, run) in enumerate(read.items())
        for curve in comparison.curves(run, label, number, view.shown, view.axis, view.factor)
    ]
    camera = {"format": view.picture, "filename": "comparison", "scale": 2 if view.picture == "png" else 1}
    st.plotly_chart(
        charts.drawn(comparison_figure, curves, view.axis),
        key="comparison",
        alt=_words(read),
        config={"displaylogo": False, "displayModeBar": True, "toImageButtonOptions": camera},
    )
    st.caption(" ".join(_remarks(read, view)))


def _remarks(read: dict[str, History], view: View) -> list[str]:
    """Say what the figure shows and what a reader should know of it."""
    drawn = f"smoothed by {view.factor:g} over the faint measured ones" if view.factor else "as measured"
    said = [
        f"A colour is a run; curves {drawn}. A star and its number mark the best validation epoch, as measured. The "
        f"camera above the chart saves it as {view.picture.upper()}."
    ]
    waiting = [label for label, run in read.items() if not run.epochs]
    bare = [label for label, run in read.items() if run.epochs and not comparison.validated(run)]
    if waiting:
        said.append(f"No finished epoch yet: {escaped(', '.join(waiting))}.")
    if bare and view.shown != "training":
        said.append(f"Without validation pictures, so the thin training curve is shown: {escaped(', '.join(bare))}.")
    sets = sorted({run.recipe.dataset for run in read.values()})
    if len(sets) > 1:
        said.append(
            f"The runs learned from different data sets ({', '.join(sets)}): a higher curve is no better network."
        )
    return said


def _words(read: dict[str, History]) -> str:
    """Say in words what the curves show, for those who cannot see them."""
    ends = []
    for label, run in read.items():
        top = comparison.best(run, "val_accuracy")
        last = f"best validation accuracy {top[1]:.3f} in epoch {top[0]}" if top else f"{len(run.epochs)} epochs"
        ends.append(f"{label}: {last}")
    return f"Accuracy above, loss below, a curve a run. {'; '.join(ends)}"


def _table(picked: dict[str, Run]) -> None:
    read = histories(picked)
    rows = [
        {**row, "run": label, "state": STATES[row["state"]][0], "title": None}
        for label, row in zip(read, comparison.table(list(read.values())), strict=True)
    ]
    st.dataframe(
        rows,
        hide_index=True,
        alt=f"Table of the {len(rows)} runs: recipe, best epoch, test figures",
        column_config=_columns(),
    )


def _columns() -> dict[str, Any]:
    """Return how each column is written; numbers stay numbers, so that a click on a heading sorts them."""
    number = st.column_config.NumberColumn
    three = ("best validation accuracy", "test accuracy", "test loss")
    return {
        "run": st.column_config.TextColumn(width="large", pinned=True),
        "title": None,
        **{name: number(format="%.3f") for name in three},
        "learning rate": number(format="%g"),
        "parameters": number(format="localized", help="Weights that the network keeps."),
        "training seconds": number(format="%.1f", help=SECONDS),
        "batch": number(help=HELP["batch"]),
        "seed": number(help=HELP["seed"]),
    }
