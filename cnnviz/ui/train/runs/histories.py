"""Curves and table of compared runs, read from their folders and kept up to date while they train."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from cnnviz.actions import comparison
from cnnviz.actions.comparison import History
from cnnviz.base.errors import CnnvizError
from cnnviz.figures.comparison import comparison_figure
from cnnviz.training.runs import Run
from cnnviz.ui.parts import charts
from cnnviz.ui.parts.messages import escaped
from cnnviz.ui.parts.words import HELP, STATES

if TYPE_CHECKING:
    from cnnviz.ui.train.runs.compare import View

REFRESH_S = 2.0
SECONDS = "Seconds of training, added up over the epochs. They compare only between runs of the same machine."


@st.cache_data(max_entries=128, show_spinner=False)
def _read_epochs(path: str, changed: int) -> list[dict[str, float]]:
    """Return the finished epochs; ``changed`` makes a file that has grown a new entry."""
    return Run(Path(path)).epochs()


def epochs_of(run: Run) -> list[dict[str, float]]:
    """Return the finished epochs of a run; a file that has not changed is read once."""
    file = run.path / "metrics.jsonl"
    return _read_epochs(str(run.path), file.stat().st_mtime_ns) if file.exists() else []


def histories(picked: dict[str, Run]) -> dict[str, History]:
    """Read the picked runs, without those that were deleted since they were picked."""
    read = {}
    for label, run in picked.items():
        with suppress(CnnvizError):
            read[label] = comparison.history(run, epochs_of(run))
    return read


def show_curves(picked: dict[str, Run], view: View) -> None:
    """Show the curves of the runs; while one of them waits or trains, anew every few seconds."""
    going_on = _going_on(picked)
    st.fragment(_curves, run_every=REFRESH_S if going_on else None)(picked, view, going_on)


def show_table(picked: dict[str, Run]) -> None:
    """Show the table of the runs, kept up to date as the curves are, and buttons that download the figures as CSV."""
    st.fragment(_table, run_every=REFRESH_S if _going_on(picked) else None)(picked)
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
        alt=_described(read),
        config={"displaylogo": False, "displayModeBar": True, "toImageButtonOptions": camera},
    )
    st.caption(" ".join(_remarks(read, view)))


def _remarks(read: dict[str, History], view: View) -> list[str]:
    """Return sentences about what the figure shows, and about what is left out."""
    drawn = f"smoothed by {view.factor:g} over the faint measured ones" if view.factor else "as measured"
    remarks = [
        f"A colour is a run; curves {drawn}. A star and its number mark the best validation epoch, as measured. The "
        f"camera above the chart saves it as {view.picture.upper()}."
    ]
    waiting = [label for label, run in read.items() if not run.epochs]
    bare = [label for label, run in read.items() if run.epochs and not comparison.validated(run)]
    if waiting:
        remarks.append(f"No finished epoch yet: {escaped(', '.join(waiting))}.")
    if bare and view.shown != "training":
        remarks.append(f"Without validation pictures, so the thin training curve is shown: {escaped(', '.join(bare))}.")
    sets = sorted({run.recipe.dataset for run in read.values()})
    if len(sets) > 1:
        remarks.append(
            f"The runs learned from different data sets ({', '.join(sets)}): a higher curve is no better network."
        )
    return remarks


def _described(read: dict[str, History]) -> str:
    """Return in words what the curves show, for those who cannot see them."""
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
    """Return the format of each column; numbers stay numbers, so that a click on a heading sorts them."""
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
