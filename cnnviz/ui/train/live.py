"""How does a training look while it goes on?  State, progress, curves, Stop and Resume, kept up to date by themselves."""

from pathlib import Path

import streamlit as st

from cnnviz import figures
from cnnviz.base.errors import CnnvizError
from cnnviz.training.learning.early_stopping import best_epoch, reached
from cnnviz.training.queueing import queue
from cnnviz.training.runs import Run, RunError, Status, titles
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.charts import drawn
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.messages import escaped, leave_message, show_error, show_warning
from cnnviz.ui.parts.words import STATES, about, duration, number, progress

LOOK_S = 1.0


def show(run: Run) -> None:
    """Show the run; while it waits or trains, anew every second, without touching the rest of the page."""
    going_on = _going_on(run.status())
    st.fragment(_show, run_every=LOOK_S if going_on else None)(run, going_on)


def _going_on(status: Status) -> bool:
    return status.active or status.state == "queued"


def _show(run: Run, was_going_on: bool) -> None:
    status = run.status()
    if was_going_on:
        _look_after(status)
    if _going_on(status) != was_going_on:
        st.rerun()  # It has ended, or goes on again: show the whole page anew, and begin or cease to look.
    _state(run, status)
    _buttons(run, status)
    _curves(run, status)


def _look_after(status: Status) -> None:
    """Make sure that a worker takes the queue on, and that no stop is ignored for long."""
    if status.state == "queued":
        try:
            queue.ensure_worker()
        except RunError as error:
            show_error(error)
    elif status.state == "stopping":
        queue.enforce_stops()


def _state(run: Run, status: Status) -> None:
    word, icon = STATES[status.state]
    message = status.message
    if status.state == "queued":
        ahead = queue.place(run)
        word = "Waiting" if ahead else "Preparing"
        message = _wait(str(run.path), ahead) if ahead else "Starting the training process."
    box = {"failed": st.error, "interrupted": st.warning, "done": st.success}.get(status.state, st.info)
    box(f"**{word}** · {escaped(titles.title(run))} · {escaped(message)}", icon=icon)
    for complaint in run.complaints():
        show_warning(complaint, icon=":material/broken_image:")
    if status.active or status.state == "queued":
        st.progress(status.share, text=progress(status) if status.steps else f"{word} …")
    elif status.epoch_seconds:
        st.caption(f"{status.epoch} epochs · {duration(status.epoch_seconds)} an epoch · {status.device}")


@st.cache_data(ttl=5, max_entries=200, show_spinner=False)
def _wait(path: str, ahead: int) -> str:
    """Say how many trainings come first, and when this one begins; found out anew every few seconds at most."""
    seconds = queue.begins_in(Run(Path(path)))
    begins = "when is not known yet" if seconds is None else f"it begins in {about(seconds)}"
    return f"{ahead} training{'s' * (ahead > 1)} before this one; {begins}."


def _buttons(run: Run, status: Status) -> None:
    if run.shipped or not visitor.may_change(run):
        return
    with st.container(horizontal=True):
        if status.state in ("queued", "preparing", "running"):
            st.button("Stop training", icon=":material/stop:", on_click=_stop, args=(run,), key=f"stop_{run.name}")
        if status.state in ("stopped", "failed", "interrupted"):
            st.button("Resume", icon=":material/resume:", on_click=_resume, args=(run,), key=f"go_{run.name}")


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


def _curves(run: Run, status: Status) -> None:
    records, recipe = run.metrics(), run.recipe()
    if not records:
        st.caption("The curves begin with the first training step.")
        return
    ended = [record for record in records if "seconds" in record]
    rule = reached(ended, recipe.early_stopping) or next(iter(recipe.early_stopping), None)
    best = int(ended[best_epoch(ended, rule.monitor)]["epoch"]) if rule and ended and not status.active else None
    epochs = recipe.epochs if status.active else max(1, len(ended) or recipe.epochs)
    left, right = st.columns(2)
    for column, metric in ((left, "accuracy"), (right, "loss")):
        with column:
            figure = drawn(figures.curves, records, metric, status.steps or int(records[-1]["step"]), epochs, best)
            st.plotly_chart(
                figure, key=f"curve_{metric}_{run.name}", alt=_words(metric, ended), config={"displaylogo": False}
            )
    with fold("The figures as a table", ":material/table:", "figures") as shown:
        if shown:
            st.dataframe(ended, hide_index=True)
    last = records[-1]
    st.caption(f"{number(int(last['step']))} steps so far; each light point is the mean since the one before.")


def _words(metric: str, ended: list[dict[str, float]]) -> str:
    """Say in words what a curve shows, for those who cannot see it."""
    if not ended:
        return f"Curve of the {metric} over the first epoch"
    last = ended[-1]
    validation = f", {last[f'val_{metric}']:.3f} in validation" if f"val_{metric}" in last else ""
    return f"Curve of the {metric}: {last[metric]:.3f} in training{validation} after {len(ended)} epochs"
