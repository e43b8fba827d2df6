"""Networks from the visitor's own files: uploaded, opened without harm, and offered to that visitor alone."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.training.runs import Run
from cnnviz.ui.parts import linked
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.messages import escaped, refuse_upload
from cnnviz.ui.parts.state import session

MOST_MB = 200
GUESS = "guess"
SCALES = {GUESS: "Go by the network", "0 to 255": "0 to 255", "0 to 1": "0 to 1", "-1 to 1": "−1 to 1"}
FILE_HELP = (
    "As model.save('name.keras') writes it, or model.save('name.h5') of Keras 2, also the keras_model.h5 of Teachable "
    "Machine. It stays on this machine, only you see it here, and it is deleted after a day. A network with code of "
    "its own, such as a Lambda layer, is not opened."
)
SCALE_HELP = (
    "What the network was trained on. If it is left to the network: pixels as they are, 0 to 255, where it begins with "
    "a scaling of its own, else divided by 255, as is most usual. What it was is then said below, and can be changed "
    "by opening the file again."
)


def opened_networks() -> dict[str, Run]:
    """Return the networks that this visitor opened, by the name of their folder; those deleted since are left out."""
    return {run.name: run for run in session().uploads if run.weights}


def offer() -> None:
    """Offer to open a file; its network then becomes the chosen run."""
    with fold("A network file of yours", ":material/upload_file:", "network_file") as shown:
        if not shown:
            return
        file = st.file_uploader(
            "A .keras or .h5 file",
            ["keras", "h5", "hdf5"],
            key="network_file",
            max_upload_size=MOST_MB,
            help=FILE_HELP,
        )
        scale = st.segmented_control(
            "Its pixels are",
            list(SCALES),
            default=GUESS,
            format_func=SCALES.__getitem__,
            key="network_scale",
            required=True,
            wrap=True,
            help=SCALE_HELP,
        )
        if st.button("Open it", icon=":material/folder_open:", key="open_network", disabled=file is None) and file:
            _open(file.getvalue(), file.name, None if scale == GUESS else str(scale))


def show_notes(run: Run) -> None:
    """Show what was changed or assumed when a network was opened from a file."""
    if notes := run.notes():
        with st.container(border=True):
            st.markdown("**How your file was opened**")
            st.markdown("\n".join(f"- {escaped(note)}" for note in notes))


def _open(content: bytes, name: str, scale: str | None) -> None:
    from cnnviz import actions

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "uploaded"
        path.write_bytes(content)
        try:
            with st.spinner("Looking through it in a process of its own, about 10 s …", show_time=True):
                run = actions.take_in(path, scale, title=name[:100])
        except CnnvizError as error:
            refuse_upload("network", f"{name} is not opened. {error}")
            return
    session().uploads = [run, *(other for other in session().uploads if other != run)]
    linked.pick("run", run.name)
    st.rerun()
