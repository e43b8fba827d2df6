"""How does a network from a person's own file come in?  Uploaded, opened without harm, and there for that person alone."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from cnnviz.errors import CnnvizError
from cnnviz.training import Run
from cnnviz.ui.folds import fold
from cnnviz.ui.refusals import refused

MINE = "uploaded_networks"
MOST_MB = 200
SCALES = {"0 to 255": "0 to 255", "0 to 1": "0 to 1", "-1 to 1": "−1 to 1"}


def mine() -> dict[str, Run]:
    """Return the networks that this person opened, by the name of their folder; what was cleaned up since is left out."""
    opened: list[Run] = st.session_state.get(MINE, [])
    return {run.name: run for run in opened if run.weights}


def offer() -> None:
    """Let a file be opened; the network is then the one that is picked."""
    with fold("A network file of yours", ":material/upload_file:", "network_file") as shown:
        if not shown:
            return
        file = st.file_uploader(
            "A .keras file", ["keras"], key="network_file", max_upload_size=MOST_MB,
            help="As model.save('name.keras') writes it. It stays on this machine, only you see it here, and it is deleted "
            "after a day. A network with code of its own, such as a Lambda layer, is not opened.",
        )  # fmt: skip
        scale = st.segmented_control(
            "Its pixels are", list(SCALES), default="0 to 1", format_func=SCALES.__getitem__, key="network_scale",
            required=True, wrap=True,
            help="What the network was trained on. With a scaling layer of its own it takes pixels as they are, 0 to 255; else they "
            "were most often divided by 255.",
        )  # fmt: skip
        if st.button("Open it", icon=":material/folder_open:", key="open_network", disabled=file is None) and file:
            _open(file.getvalue(), file.name, str(scale))


def _open(content: bytes, name: str, scale: str) -> None:
    from cnnviz import actions

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "uploaded.keras"
        path.write_bytes(content)
        try:
            with st.spinner("Looking through it in a process of its own, about 10 s …", show_time=True):
                run = actions.take_in(path, scale, title=name[:100])
        except CnnvizError as error:
            refused("network", f"{name} is not opened. {error}")
            return
    st.session_state[MINE] = [run, *(other for other in st.session_state.get(MINE, []) if other != run)]
    st.session_state["picked_run"] = run.name
    st.rerun()
