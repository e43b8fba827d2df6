"""How does a network from a person's own file come in?  Uploaded, opened without harm, and there for that person alone."""

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


def mine() -> dict[str, Run]:
    """Return the networks that this person opened, by the name of their folder; what was cleaned up since is left out."""
    return {run.name: run for run in session().uploads if run.weights}


def offer() -> None:
    """Let a file be opened; the network is then the one that is picked."""
    with fold("A network file of yours", ":material/upload_file:", "network_file") as shown:
        if not shown:
            return
        file = st.file_uploader(
            "A .keras or .h5 file", ["keras", "h5", "hdf5"], key="network_file", max_upload_size=MOST_MB,
            help="As model.save('name.keras') writes it, or model.save('name.h5') of Keras 2, also the keras_model.h5 of Teachable "
            "Machine. It stays on this machine, only you see it here, and it is deleted after a day. A network with code of its own, "
            "such as a Lambda layer, is not opened.",
        )  # fmt: skip
        scale = st.segmented_control(
            "Its pixels are", list(SCALES), default=GUESS, format_func=SCALES.__getitem__, key="network_scale",
            required=True, wrap=True,
            help="What the network was trained on. If it is left to the network: pixels as they are, 0 to 255, where it begins with a "
            "scaling of its own, else divided by 255, as is most usual. What it was is then said below, and can be changed by opening "
            "the file again.",
        )  # fmt: skip
        if st.button("Open it", icon=":material/folder_open:", key="open_network", disabled=file is None) and file:
            _open(file.getvalue(), file.name, None if scale == GUESS else str(scale))


def tell(run: Run) -> None:
    """Say what was changed or assumed when a network came in from a file."""
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
