"""The list of trainings, and buttons that delete, stop and share the chosen ones."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

import segno
import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.base.settings import classroom, runs_dir
from cnnviz.lessons.sizes import amount
from cnnviz.training.runs import Run, cleanup
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.messages import escaped, leave_message, show_warning
from cnnviz.ui.parts.state import field_value, set_field
from cnnviz.ui.parts.words import STATES, run_titles
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
    st.write(f"{_count(runs)}, {amount(sum(sizes))}. The disk has {amount(free)} free.")
    st.dataframe(
        [_row(run, title, size) for run, title, size in zip(runs, run_titles(runs).values(), sizes, strict=True)],
        hide_index=True,
        column_config={
            "run": st.column_config.TextColumn(width=280),
            "size": st.column_config.NumberColumn("size, MB", format="%.1f"),
        },
        alt="Table of the runs with state, start, epochs and size",
    )


def _row(run: Run, title: str, size: int) -> dict[str, str | float]:
    status = run.status()
    row: dict[str, str | float] = {
        "run": title,
        "state": STATES[status.state][0],
        "started": time.strftime("%d %b %Y %H:%M", time.localtime(status.queued)),
        "epochs": f"{status.epoch} of {status.epochs}",
        "size": size / 1e6,
    }
    if classroom():
        row |= {"of": visitor.pseudonym(run), "seen by": _seen_by(run)}
    return row


def _seen_by(run: Run) -> str:
    return "everybody" if run.ownership.visible_to("") else "its browser"


def _count(runs: Sequence[Run]) -> str:
    return f"{len(runs)} run{'s' * (len(runs) != 1)}"


def choose(runs: Sequence[Run]) -> list[Run]:
    """Show the field in which runs are chosen, and return them."""
    available = {run.name: run for run in runs}
    set_field(CHOSEN, [name for name in field_value(CHOSEN, []) if name in available])
    labels = run_titles(runs)  # No two alike: the browser tells options apart by their labels.
    with st.container():  # Directly in a column the chosen runs would stand in one line that is cut off.
        names = st.multiselect(
            "Chosen",
            list(available),
            format_func=labels.__getitem__,
            key=CHOSEN,
            placeholder="Choose runs",
            help="What is below happens to these.",
        )
    return [available[name] for name in names]


def act(chosen: Sequence[Run]) -> None:
    """Show what can be done with the chosen runs."""
    ended = [run for run in chosen if cleanup.deletable(run)]
    going_on = [run for run in chosen if run.status().state in ("queued", "preparing", "running")]
    with st.container(horizontal=True):
        if len(chosen) == 1 and visitor.runs().count(chosen[0]):
            st.page_link(
                "pages/train.py", label="Show", icon=":material/show_chart:", query_params={"run": chosen[0].name}
            )
        if len(chosen) == 1:
            renaming.offer(chosen[0])
        if going_on:
            st.button("Stop", icon=":material/stop:", on_click=_apply, args=(going_on, Run.request_stop))
        if classroom() and any(not run.ownership.shared for run in chosen):
            st.button("Share with everybody", icon=":material/group:", on_click=_apply, args=(chosen, Run.share))
        if classroom() and any(run.ownership.shared for run in chosen):
            st.button("Share no more", icon=":material/lock:", on_click=_apply, args=(chosen, _unshare))
        if ended:
            confirm(ended, "Delete")
    if len(ended) < len(chosen):
        st.caption("What waits or trains can be deleted once it has been stopped.")
    if classroom() and len(chosen) == 1 and chosen[0].ownership.shared:
        show_link(chosen[0])


def _unshare(run: Run) -> None:
    run.share(False)


def confirm(runs: Sequence[Run], label: str) -> None:
    """Show a button that deletes runs, after a text that names them and the room that becomes free."""
    with st.popover(label, icon=":material/delete:"):
        more = f" and {len(runs) - MOST_NAMED} more" * (len(runs) > MOST_NAMED)
        names = ", ".join(run_titles(runs[:MOST_NAMED]).values()) + more
        st.write(f"Delete {_count(runs)}, {amount(sum(cleanup.size(run.path) for run in runs))}? {escaped(names)}.")
        st.button(
            "Delete for good",
            icon=":material/delete_forever:",
            key=f"{label}_for_good",
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
    days = st.number_input("Older than, days", 1, 3650, AGE, key="older_than", help="Neither begun nor resumed since.")
    if old := cleanup.older_than(runs, days):
        st.caption(f"{_count(old)}, {amount(sum(cleanup.size(run.path) for run in old))}.")
        confirm(old, "Clean up")
    else:
        st.caption("No run is that old.")


def show_link(run: Run) -> None:
    """Show the short link to a shared run, and its QR code."""
    url = urlsplit(st.context.url or "")
    place = url.path.removesuffix("/").removesuffix("runs").rstrip("/")
    link = f"{url.scheme}://{url.netloc}{place}/?{visitor.SHORT}={visitor.short_code(run)}"
    st.code(link, language=None)
    if url.hostname in ("localhost", "127.0.0.1", "::1"):
        show_warning(
            "This link works on this machine alone: open the app by the machine’s address in your network instead."
        )
    drawn = segno.make(link, error="m", micro=False).svg_inline(scale=8, light="#fff")
    st.image(drawn, width=280, alt=f"QR code of {link}", caption="The link as a QR code")
