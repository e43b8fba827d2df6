"""Choice of a data set, with its split, its licence and its download."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlparse

import streamlit as st

from cnnviz import datasets
from cnnviz.base.errors import CnnvizError
from cnnviz.datasets import Dataset, Source
from cnnviz.datasets.fetching import download
from cnnviz.ui.choices.models import dataset
from cnnviz.ui.parts import linked, visitor
from cnnviz.ui.parts.job import progress_bar
from cnnviz.ui.parts.messages import leave_message, show_error, show_left, show_notice

SIDES = (16, 28, 32, 48, 64, 96, 128, 150)
MOST_BYTES = 200 * 2**20
"""Bytes that a data set may take in memory only to be looked at; its usual size is always offered."""


def pick() -> Source:
    """Show the field of the data set, and return the one that is picked."""
    sources = visitor.sources()
    name = linked.select(
        "Data set",
        list(sources),
        name="dataset",
        start="shapes",
        shown=lambda name: sources[name].title,
        always=True,
        help="A data set is pictures with a label each. The label is the class, the answer that the network should "
        "give.",
    )
    st.markdown(sources[name].summary)
    return sources[name]


def pick_shape(source: Source) -> tuple[int, int, int]:
    """Show the field of the pictures' size, with the sizes that fit well into memory; return (rows, cols, channels)."""
    usual, channels = source.shape[0], source.shape[2]
    fitting = {side for side in SIDES if source.pictures * side * side * channels <= MOST_BYTES}
    side = st.select_slider(
        "Picture size in pixels",
        sorted({*fitting, usual}),
        usual,
        key=f"side_{source.name}",
        help="A network takes pictures of one size: every picture is squashed into it. What is lost here, it never "
        "sees.",
    )
    return side, side, channels


def describe(source: Source) -> None:
    """Show how the pictures are split, and whose they are."""
    st.markdown(f"**Split**: {source.split}")
    st.markdown(f"**Licence**: {source.licence}")
    if source.archive:
        st.markdown(f"**Official source**: [{urlparse(source.archive.url).hostname}]({source.archive.url})")


def opened(source: Source, shape: tuple[int, int, int]) -> Dataset | None:
    """Return the data set where it is on this machine; else None, with a button that downloads it."""
    if not source.present() and source.archive:
        _offer_download(source)
        return None
    try:
        return dataset(source.name, shape)
    except CnnvizError as error:
        show_error(error)
        return None


def _offer_download(source: Source) -> None:
    archive = source.archive
    assert archive is not None
    started = download.started(archive)
    resumed = f" {started * 100 // archive.size} % of it are here already; the download goes on from there."
    show_notice(
        f"{source.title} is not on this machine. {urlparse(archive.url).hostname} has it: "
        f"{download.megabytes(archive.size)}, kept in Keras’ cache, so fetched once.{resumed * bool(started)}",
        icon=":material/cloud_download:",
    )
    show_left("download")
    if st.button("Download", type="primary", icon=":material/download:", key="download"):
        _download(source)
    st.caption(
        f"Without a network: set CNNVIZ_DATA_DIR to a folder that holds {archive.local}, or pick digits or shapes."
    )


@contextmanager
def download_bar() -> Iterator[None]:
    """Show a bar while a data set is downloaded or read; Stop, or any other click, ends it, and what came is kept."""
    with (
        progress_bar("Asking the server …", key="stop_download", stop="Stop download", timed=False) as report,
        datasets.reporting(lambda sentence, share: report(share, sentence)),
    ):
        yield


def _download(source: Source) -> None:
    assert source.archive is not None
    try:
        with download_bar():
            download.fetch(source.archive)
    except CnnvizError as error:
        leave_message(error, at="download")
    st.rerun()
