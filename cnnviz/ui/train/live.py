"""A training as it goes on: state, progress, curves, Stop and Resume, kept up to date without a click."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from cnnviz import figures
from cnnviz.base.errors import CnnvizError
from cnnviz.base.formats import about, duration
from cnnviz.device import spoken
from cnnviz.locale import N_, _, ngettext
from cnnviz.recipes import Recipe
from cnnviz.training.learning.early_stopping import best_epoch, reached
from cnnviz.training.queueing import queue
from cnnviz.training.runs import Run, RunError, Status, titles
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.charts import drawn
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.job import show_share
from cnnviz.ui.parts.messages import leave_message, show_error, show_warning
from cnnviz.ui.parts.words import progress, state_label, table
from cnnviz.ui.train import run_state

REFRESH_S = 1.0
METRIC_NAMES = {
    "epoch": N_("Epoch"),
    "step": N_("Step"),
    "loss": N_("Training loss"),
    "accuracy": N_("Training accuracy"),
    "val_loss": N_("Validation loss"),
    "val_accuracy": N_("Validation accuracy"),
    "seconds": N_("Seconds"),
}
FORMATS = dict.fromkeys(("loss", "accuracy", "val_loss", "val_accuracy"), ".4f") | {"seconds": ".1f"}
FIRST_EPOCH = {
    "loss": N_("Curve of the loss over the first epoch"),
    "accuracy": N_("Curve of the accuracy over the first epoch"),
}


def show(run: Run) -> None:
    """Show the run; while it waits or trains, anew every second, without touching the rest of the page."""
    going_on = _going_on(run.status())
    st.fragment(_show, run_every=REFRESH_S if going_on else None)(run, going_on)


def _going_on(status: Status) -> bool:
    return status.active or status.state == "queued"


def _show(run: Run, was_going_on: bool) -> None:
    status = run.status()
    if was_going_on:
        _tend_queue(status)
    if _going_on(status) != was_going_on:
        st.rerun()  # It has ended, or goes on again: the whole page is drawn anew, and the refreshing begins or ends.
    _show_state(run, status)
    _show_action(run, status)
    _show_curves(run, status)


def _tend_queue(status: Status) -> None:
    """Make sure that a worker takes the queue on, and that no stop is ignored for long."""
    if status.state == "queued":
        try:
            queue.ensure_worker()
        except RunError as error:
            show_error(error)
    elif status.state == "stopping":
        queue.enforce_stops()


def _show_state(run: Run, status: Status) -> None:
    label, message = state_label(status.state), str(status.message)
    if status.state == "queued":
        ahead = queue.place(run)
        label = state_label("queued" if ahead else "preparing")
        message = _wait(run, ahead) if ahead else _("Starting the training process.")
    run_state.show(status.state, titles.title(run), message, label=label)
    for complaint in run.complaints():
        show_warning(str(complaint), icon=":material/broken_image:")


def _wait(run: Run, ahead: int) -> str:
    """Return how many trainings come first, and when this one begins."""
    seconds = _begins_in(str(run.path), ahead)
    if seconds is None:
        return ngettext(
            "{n} training before this one; its start is not known yet.",
            "{n} trainings before this one; its start is not known yet.",
            ahead,
        )
    return ngettext(
        "{n} training before this one; it starts in {time}.",
        "{n} trainings before this one; it starts in {time}.",
        ahead,
        time=about(seconds),
    )


@st.cache_data(ttl=5, max_entries=200, show_spinner=False)
def _begins_in(path: str, ahead: int) -> float | None:
    """Return the seconds until a training begins, worked out every few seconds at most; None where it is not known."""
    return queue.begins_in(Run(Path(path)))


def _show_action(run: Run, status: Status) -> None:
    """Show how far the training is, and beside it the button that stops it or lets it go on."""
    going_on, may_change = _going_on(status), not run.shipped and visitor.may_change(run)
    with st.container(horizontal=True, vertical_alignment="center"):
        if going_on:
            show_share(status.share, progress(status) if status.steps else f"{state_label(status.state)} …")
        if not may_change:
            return
        if status.state in ("queued", "preparing", "running"):
            st.button(_("Stop training"), icon=":material/stop:", on_click=_stop, args=(run,), key=f"stop_{run.name}")
        if status.state in ("stopped", "failed", "interrupted"):
            st.button(_("Resume"), icon=":material/resume:", on_click=_resume, args=(run,), key=f"go_{run.name}")


def _stop(run: Run) -> None:
    try:
        run.request_stop()
    except RunError as error:
        leave_message(error)


def _resume(run: Run) -> None:
    try:
        visitor.resume(run)
    except CnnvizError as error:
        leave_message(error)


def _show_curves(run: Run, status: Status) -> None:
    records, recipe = run.metrics(), run.recipe()
    if not records:
        st.caption(_("The curves begin with the first training step."))
        return
    ended = [record for record in records if "seconds" in record]
    best = None if status.active else _best_epoch(ended, recipe)
    epochs = recipe.epochs if status.active else max(1, len(ended) or recipe.epochs)
    steps = status.steps or int(records[-1]["step"])
    for metric in (
        "accuracy",
        "loss",
    ):  # One below the other: each as wide as can be, and an epoch at one place in both.
        st.plotly_chart(
            drawn(figures.curves, records, metric, steps, epochs, best),
            key=f"curve_{metric}_{run.name}",
            alt=_described(metric, ended),
            config={"displaylogo": False},
        )
    with fold(_("The values as a table"), ":material/table:", "figures") as shown:
        if shown:
            table(
                ended,
                FORMATS,
                hide_index=True,
                column_config={name: _(label) for name, label in METRIC_NAMES.items()},
            )
    if status.epoch_seconds and not _going_on(status):
        done = ngettext("{n} epoch", "{n} epochs", status.epoch)
        pace = _("{time} per epoch", time=duration(status.epoch_seconds))
        st.caption(f"{done} · {pace} · {spoken(status.device)}")
    st.caption(
        ngettext(
            "{n:,} training step; each point of the thin line is the mean since the point before.",
            "{n:,} training steps; each point of the thin line is the mean since the point before.",
            int(records[-1]["step"]),
        )
    )


def _best_epoch(ended: Sequence[dict[str, float]], recipe: Recipe) -> int | None:
    """Return the epoch that early stopping keeps; None where the recipe has none, or no epoch has ended."""
    rule = reached(ended, recipe.early_stopping) or next(iter(recipe.early_stopping), None)
    return int(ended[best_epoch(ended, rule.monitor)]["epoch"]) if rule and ended else None


def _described(metric: str, ended: Sequence[dict[str, float]]) -> str:
    """Return in words what a curve shows, for those who cannot see it."""
    if not ended:
        return _(FIRST_EPOCH[metric])
    last = ended[-1]
    items = [ngettext("{n} epoch", "{n} epochs", len(ended))]
    for name in (metric, f"val_{metric}"):
        if name in last:
            items.append(_("{metric}: {value:.3f}", metric=_(METRIC_NAMES[name]), value=last[name]))
    return " · ".join(items)
