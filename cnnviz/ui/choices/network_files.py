"""Networks from the visitor's own files: uploaded, opened without harm, and offered to that visitor alone."""

from __future__ import annotations

import tempfile
from pathlib import Path

import streamlit as st

from cnnviz.base.errors import CnnvizError
from cnnviz.locale import N_, _
from cnnviz.training.runs import Run
from cnnviz.ui.parts import linked
from cnnviz.ui.parts.edits import kept
from cnnviz.ui.parts.folds import fold
from cnnviz.ui.parts.messages import escaped, refuse_upload
from cnnviz.ui.parts.state import session

MOST_MB = 200
GUESS = "guess"
SCALES = {GUESS: N_("Automatic"), "0 to 255": N_("0 to 255"), "0 to 1": N_("0 to 1"), "-1 to 1": N_("−1 to 1")}
FILE_HELP = N_(
    "A file saved with model.save('name.keras'), with model.save('name.h5') in Keras 2, or the "
    "keras_model.h5 of Teachable Machine. It stays on this machine, nobody else sees it here, and it "
    "is deleted after a day. A network with code of its own, such as a Lambda layer, is not opened."
)
SCALE_HELP = N_(
    "The range of pixels that the network was trained on. Automatic: 0 to 255 where the network begins with a scaling "
    "layer of its own, else 0 to 1, which is most usual. The choice is then shown below, and can be changed by opening "
    "the file again."
)


def opened_networks() -> dict[str, Run]:
    """Return the networks that this visitor opened, by the name of their folder; those deleted since are left out."""
    return {run.name: run for run in session().uploads if run.weights}


def offer() -> None:
    """Offer to open a file; its network then becomes the chosen run."""
    with fold(_("A network file of yours"), ":material/upload_file:", "network_file") as shown:
        if not shown:
            return
        file = st.file_uploader(
            _("A .keras or .h5 file"),
            ["keras", "h5", "hdf5"],
            key="network_file",
            max_upload_size=MOST_MB,
            help=_(FILE_HELP),
        )
        scale = kept(
            st.segmented_control,
            _("Range of its pixels"),
            GUESS,
            "network_scale",
            options=list(SCALES),
            format_func=lambda scale: _(SCALES[scale]),
            required=True,
            wrap=True,
            help=_(SCALE_HELP),
        )
        if st.button(_("Open"), icon=":material/folder_open:", key="open_network", disabled=file is None) and file:
            _open(file.getvalue(), file.name, None if scale == GUESS else str(scale))


def show_notes(run: Run) -> None:
    """Show what was changed or assumed when a network was opened from a file."""
    if notes := run.notes():
        with st.container(border=True):
            st.markdown(_("**How your file was opened**"))
            st.markdown("\n".join(f"- {escaped(str(note))}" for note in notes))


def _open(content: bytes, name: str, scale: str | None) -> None:
    from cnnviz import actions

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "uploaded"
        path.write_bytes(content)
        try:
            with st.spinner(_("Checking the file in a process of its own, about 10 s …"), show_time=True):
                run = actions.take_in(path, scale, title=name[:100])
        except CnnvizError as error:
            refuse_upload("network", _("{name} is not opened. {reason}", name=name, reason=error))
            return
    session().uploads = [run, *(other for other in session().uploads if other != run)]
    linked.pick("run", run.name)
    st.rerun()
