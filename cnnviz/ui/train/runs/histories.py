"""Curves and table of compared runs, read from their folders and kept up to date while they train."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from cnnviz import networks
from cnnviz.actions import comparison
from cnnviz.actions.comparison import History
from cnnviz.base.errors import CnnvizError
from cnnviz.figures.comparison import comparison_figure
from cnnviz.locale import N_, _, ngettext, speaking
from cnnviz.locale.language import ENGLISH
from cnnviz.recipes.differences import OPTIMIZER_NAMES, WEIGHT_NAMES
from cnnviz.training.runs import Run
from cnnviz.training.runs.titles import pictures
from cnnviz.ui.parts import charts
from cnnviz.ui.parts.messages import escaped
from cnnviz.ui.parts.words import help_text, state_label, table
from cnnviz.ui.train.runs import chance

if TYPE_CHECKING:
    from cnnviz.ui.train.runs.compare import View

REFRESH_S = 2.0
SECONDS = N_("Seconds of training, added up over the epochs. They compare only between runs of the same machine.")
LOSS = N_(
    "Mean cross-entropy on the test pictures. A network trained with label smoothing or mixup learns never to be quite "
    "sure: its loss may be higher although its accuracy is higher too."
)
COLUMNS = {
    "run": N_("run"),
    "network": N_("network"),
    "data set": N_("data set"),
    "optimiser": N_("optimiser"),
    "learning rate": N_("learning rate"),
    "batch": N_("batch"),
    "standardised": N_("standardised"),
    "augmentation": N_("augmentation"),
    "early stopping": N_("early stopping"),
    "epochs": N_("epochs"),
    "best validation accuracy": N_("best validation accuracy"),
    "at epoch": N_("at epoch"),
    "test accuracy": N_("test accuracy"),
    "test accuracy low": N_("interval (95 %)"),
    "test loss": N_("test loss"),
    "test pictures": N_("test pictures"),
    "parameters": N_("parameters"),
    "training seconds": N_("training seconds"),
    "seed": N_("seed"),
    "state": N_("state"),
}
"""Heading of each column of the table that is always there."""
FIRST = ("run", "test accuracy", "test accuracy low", "test pictures", "best validation accuracy", "at epoch")
"""Columns that come first."""
FORMATS = {
    "best validation accuracy": ".3f",
    "test accuracy": ".3f",
    "test loss": ".3f",
    "training seconds": ".1f",
    "seed": "d",
}


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
    """Show the table of the runs, kept up to date as the curves are, and buttons that download it as CSV."""
    st.fragment(_table, run_every=REFRESH_S if _going_on(picked) else None)(picked)
    with st.container(horizontal=True):
        for label, file, text in (
            (_("Every point as CSV"), "curves.csv", comparison.csv_text),
            (_("The table as CSV"), "runs.csv", comparison.table_csv),
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
    with speaking(ENGLISH):
        return text(list(histories(picked).values()))


def _going_on(picked: dict[str, Run]) -> bool:
    return any(status.active or status.state == "queued" for status in (run.status() for run in picked.values()))


def _curves(picked: dict[str, Run], view: View, was_going_on: bool) -> None:
    if _going_on(picked) != was_going_on:
        st.rerun()  # The last one has ended, or one goes on again: begin or cease to look.
    read = histories(picked)
    curves = [
        curve
        for place, (label, run) in enumerate(read.items())
        for curve in comparison.curves(run, label, place, view.shown, view.axis, view.factor)
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
    """Return sentences about what the chart shows, and about what is left out."""
    remarks = [
        _(
            "Each colour is one training; the curves are smoothed by {factor:g} over the faint measured ones.",
            factor=view.factor,
        )
        if view.factor
        else _("Each colour is one training; the curves are as measured."),
        _(
            "A star and its number mark the best validation epoch, as measured. The camera above the chart saves it as "
            "{format}.",
            format=view.picture.upper(),
        ),
    ]
    waiting = [label for label, run in read.items() if not run.epochs]
    bare = [label for label, run in read.items() if run.epochs and not comparison.validated(run)]
    if waiting:
        remarks.append(_("No finished epoch yet: {names}.", names=escaped(", ".join(waiting))))
    if bare and view.shown != "training":
        remarks.append(
            _(
                "Without validation pictures, so the thin training curve is shown: {names}.",
                names=escaped(", ".join(bare)),
            )
        )
    sets = sorted({pictures(run.recipe.dataset) for run in read.values()})
    if len(sets) > 1:
        remarks.append(
            _(
                "The runs learned from different data sets ({names}): a higher curve does not mean a better network.",
                names=escaped(", ".join(sets)),
            )
        )
    if len({run.recipe.label_smoothing for run in read.values()}) > 1:
        remarks.append(
            _(
                "With label smoothing the curve of the loss is measured against softened labels: it lies higher and "
                "cannot be compared with that of the others. Compare the accuracy."
            )
        )
    return remarks


def _described(read: dict[str, History]) -> str:
    """Return in words what the curves show, for those who cannot see them."""
    ends = []
    for label, run in read.items():
        if top := comparison.best(run, "val_accuracy"):
            end = _("best validation accuracy {accuracy:.3f} in epoch {epoch}", accuracy=top[1], epoch=top[0])
        else:
            end = ngettext("{n} epoch", "{n} epochs", len(run.epochs))
        ends.append(f"{label}: {end}")
    return " · ".join([_("Accuracy above, loss below, one curve for each run."), *ends])


def _table(picked: dict[str, Run]) -> None:
    read = histories(picked)
    rows = comparison.table(list(read.values()))
    shown = [_shown(label, run, row) for (label, run), row in zip(read.items(), rows, strict=True)]
    table(
        shown,
        FORMATS,
        hide_index=True,
        column_order=[*FIRST, *(key for key in rows[0] if key not in FIRST)] if rows else None,
        alt=ngettext(
            "Table of {n} run: recipe, best epoch, test accuracy",
            "Table of {n} runs: recipe, best epoch, test accuracy",
            len(rows),
        ),
        column_config=_columns(rows[0]) if rows else None,
    )
    for sentence in chance.sentences(read):
        st.markdown(sentence)


def _shown(label: str, run: History, row: dict[str, Any]) -> dict[str, Any]:
    """Return a row of the table as people read it: names in place of identifiers, an interval in place of two ends."""
    recipe, ends = run.recipe, comparison.interval(run)
    network = networks.networks().get(recipe.network)
    words = {
        "run": label,
        "state": state_label(row["state"]),
        "network": _(network.title) if network else recipe.network,
        "data set": pictures(recipe.dataset),
        "optimiser": OPTIMIZER_NAMES.get(recipe.optimizer, recipe.optimizer),
        "test accuracy low": _("{low:.3f} to {high:.3f}", low=ends[0], high=ends[1]) if ends else None,
    }
    if "weights" in row:
        words["weights"] = _(WEIGHT_NAMES.get(recipe.weights, recipe.weights))
    return row | words


def _columns(row: dict[str, Any]) -> dict[str, Any]:
    """Return heading and explanation of each column."""
    plain, number = st.column_config.Column, st.column_config.NumberColumn
    return {
        **{key: plain(_(COLUMNS[key])) for key in row if key in COLUMNS},
        "run": st.column_config.TextColumn(_("run"), width="large", pinned=True),
        "title": None,
        "test accuracy low": plain(_(COLUMNS["test accuracy low"]), help=help_text("interval")),
        "test accuracy high": None,
        "test loss": number(_("test loss"), help=_(LOSS)),
        "learning rate": number(_("learning rate"), help=help_text("learning_rate")),
        "parameters": number(_("parameters"), help=_("Number of weights and biases of the network.")),
        "training seconds": number(_("training seconds"), help=_(SECONDS)),
        "batch": number(_("batch"), help=help_text("batch")),
        "seed": number(_("seed"), help=help_text("seed")),
    }
