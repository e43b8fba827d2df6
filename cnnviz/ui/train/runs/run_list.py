"""The list of trainings, and buttons that delete, stop and share the chosen ones."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

import segno
import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.base.intervals import wilson
from cnnviz.base.settings import classroom, runs_dir
from cnnviz.lessons.sizes import amount
from cnnviz.locale import _, date, ngettext
from cnnviz.training.runs import Run, cleanup
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.fields import draw
from cnnviz.ui.parts.messages import escaped, leave_message, show_warning
from cnnviz.ui.parts.state import field_value
from cnnviz.ui.parts.words import help_text, run_titles, state_label, table
from cnnviz.ui.train.runs import renaming

CHOSEN = "chosen_runs"
MOST_NAMED = 10
"""Runs that are named before they are deleted; more are counted."""
AGE = 30
"""Days after which a run counts as old, to begin with."""


def mine() -> list[Run]:
    """Return the runs that this visitor may delete, the newest first; those of everybody for a teacher."""
    return [run for run in visitor.managed_runs() if visitor.may_change(run)]


def show_table(runs: Sequence[Run]) -> None:
    """Show the runs with state and size, and how much room they take on the disk."""
    sizes = [cleanup.size(run.path) for run in runs]
    free = shutil.disk_usage(runs_dir()).free
    st.write(
        ngettext(
            "{n} run, {size}. The disk has {free} free.",
            "{n} runs, {size}. The disk has {free} free.",
            len(runs),
            size=amount(sum(sizes)),
            free=amount(free),
        )
    )
    table(
        [_row(run, title, size) for run, title, size in zip(runs, run_titles(runs).values(), sizes, strict=True)],
        {"accuracy": ".3f", "size": ".1f"},
        hide_index=True,
        column_config={
            "run": st.column_config.TextColumn(_("run"), width=280),
            "state": st.column_config.Column(_("state")),
            "started": st.column_config.Column(_("started")),
            "epochs": st.column_config.Column(_("epochs")),
            "accuracy": st.column_config.NumberColumn(_("test accuracy")),
            "interval": st.column_config.Column(_("interval (95 %)"), help=help_text("interval")),
            "size": st.column_config.NumberColumn(_("size, MB")),
            "of": st.column_config.Column(_("owner")),
            "seen by": st.column_config.Column(_("seen by")),
        },
        alt=_("Table of the runs with state, start, epochs, test accuracy and size"),
    )


def _row(run: Run, title: str, size: int) -> dict[str, str | float | None]:
    status, test = run.status(), run.evaluation() or {}
    low, high = wilson(test["test_accuracy"], int(test["images"])) if test.get("images") else (None, None)
    row: dict[str, str | float | None] = {
        "run": title,
        "state": state_label(status.state),
        "size": size / 1e6,
        "accuracy": test.get("test_accuracy"),
        "interval": None if low is None else _("{low:.3f} to {high:.3f}", low=low, high=high),
        "epochs": _("{epoch} of {epochs}", epoch=status.epoch, epochs=status.epochs),
        "started": date(status.queued, "d MMM yyyy HH:mm"),
    }
    if classroom():
        row |= {"of": visitor.pseudonym(run), "seen by": _seen_by(run)}
    return row


def _seen_by(run: Run) -> str:
    return _("everybody") if run.ownership.visible_to("") else _("its browser")


def choose(runs: Sequence[Run]) -> list[Run]:
    """Show the field in which runs are chosen, and return them."""
    available = {run.name: run for run in runs}
    chosen = [name for name in field_value(CHOSEN, []) if name in available]
    labels = run_titles(runs)  # No two alike: the browser tells options apart by their labels.
    with st.container():  # Directly in a column the chosen runs would stand in one line that is cut off.
        names = draw(
            st.multiselect,
            _("Chosen runs"),
            chosen,
            CHOSEN,
            " ".join(labels[name] for name in chosen),
            options=list(available),
            format_func=labels.__getitem__,
            placeholder=_("Choose runs"),
            help=_("The buttons below act on these."),
        )
    return [available[name] for name in names]


def act(chosen: Sequence[Run]) -> None:
    """Show what can be done with the chosen runs."""
    ended = [run for run in chosen if cleanup.deletable(run)]
    going_on = [run for run in chosen if run.status().state in ("queued", "preparing", "running")]
    with st.container(horizontal=True):
        if len(chosen) == 1 and visitor.runs().count(chosen[0]):
            st.page_link(
                "pages/train.py", label=_("Show"), icon=":material/show_chart:", query_params={"run": chosen[0].name}
            )
        if len(chosen) == 1:
            renaming.offer(chosen[0])
        if going_on:
            st.button(_("Stop"), icon=":material/stop:", on_click=_apply, args=(going_on, Run.request_stop))
        if classroom() and any(not run.ownership.shared for run in chosen):
            st.button(_("Share with everybody"), icon=":material/group:", on_click=_apply, args=(chosen, Run.share))
        if classroom() and any(run.ownership.shared for run in chosen):
            st.button(_("Stop sharing"), icon=":material/lock:", on_click=_apply, args=(chosen, _unshare))
        if ended:
            confirm(ended, _("Delete"), "Delete")
    if len(ended) < len(chosen):
        st.caption(_("What waits or trains can be deleted once it has been stopped."))
    if classroom() and len(chosen) == 1 and chosen[0].ownership.shared:
        show_link(chosen[0])


def _unshare(run: Run) -> None:
    run.share(False)


def confirm(runs: Sequence[Run], label: str, key: str) -> None:
    """Show a button that deletes runs, after a text that names them and the room that becomes free."""
    with st.popover(label, icon=":material/delete:"):
        names = escaped(", ".join(run_titles(runs[:MOST_NAMED]).values()))
        if len(runs) > MOST_NAMED:
            names = _("{names} and {more} more", names=names, more=len(runs) - MOST_NAMED)
        st.write(
            ngettext(
                "Delete {n} run, {size}? {names}.",
                "Delete {n} runs, {size}? {names}.",
                len(runs),
                size=amount(sum(cleanup.size(run.path) for run in runs)),
                names=names,
            )
        )
        st.button(
            _("Delete for good"),
            icon=":material/delete_forever:",
            key=f"{key}_for_good",
            on_click=_apply,
            args=(runs, cleanup.delete),
        )


def _apply(runs: Sequence[Run], act: Callable[[Run], None]) -> None:
    """Apply an act to each run; its errors are shown together on the page."""
    faults = []
    for run in runs:
        try:
            act(run)
        except (CnnvizError, OSError) as error:
            faults.append(str(error))
    if faults:
        leave_message(" ".join(faults[:MOST_NAMED]))


def clean_up(runs: Sequence[Run]) -> None:
    """Show the field of the age from which runs are old, and a button that deletes those."""
    days = st.number_input(
        _("Older than, days"), 1, 3650, AGE, key="older_than", help=_("Neither begun nor resumed since.")
    )
    if old := cleanup.older_than(runs, days):
        size = amount(sum(cleanup.size(run.path) for run in old))
        st.caption(ngettext("{n} run, {size}.", "{n} runs, {size}.", len(old), size=size))
        confirm(old, _("Clean up"), "Clean up")
    else:
        st.caption(_("No run is that old."))


def show_link(run: Run) -> None:
    """Show the short link to a shared run, and its QR code."""
    url = urlsplit(st.context.url or "")
    place = url.path.removesuffix("/").removesuffix("runs").rstrip("/")
    link = f"{url.scheme}://{url.netloc}{place}/?{visitor.SHORT}={visitor.short_code(run)}"
    st.code(link, language=None)
    if url.hostname in ("localhost", "127.0.0.1", "::1"):
        show_warning(
            _("This link works on this machine alone: open the app by the machine’s address in your network instead.")
        )
    drawn = segno.make(link, error="m", micro=False).svg_inline(scale=8, light="#fff")
    st.image(drawn, width=280, alt=_("QR code of {link}", link=link), caption=_("The link as a QR code"))
