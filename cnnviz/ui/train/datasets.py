"""Choice of a data set, with its split, its licence and its download."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlparse

import streamlit as st

from cnnviz import datasets
from cnnviz.base.errors import CnnvizError
from cnnviz.datasets import Dataset, Source
from cnnviz.datasets.fetching import download
from cnnviz.locale import _
from cnnviz.ui.choices.models import dataset
from cnnviz.ui.parts import linked, visitor
from cnnviz.ui.parts.folds import first
from cnnviz.ui.parts.job import progress_bar
from cnnviz.ui.parts.messages import leave_message, show_error, show_left, show_notice

SIDES = (16, 28, 32, 48, 64, 96, 128, 150)
MOST_BYTES = 200 * 2**20
"""Bytes that a data set may take in memory only to be looked at; its usual size is always offered."""


def pick() -> Source:
    """Show the field of the data set, and return the one that is picked."""
    sources = visitor.sources()
    name = linked.select(
        _("Data set"),
        list(sources),
        name="dataset",
        start="shapes",
        shown=lambda name: _(sources[name].title),
        always=True,
        field=first("data_set").selectbox,
        help=_("A data set is pictures with a label each: the class that the network should predict."),
    )
    st.markdown(_(sources[name].summary))
    return sources[name]


def pick_shape(source: Source) -> tuple[int, int, int]:
    """Show the field of the pictures' size, with the sizes that fit well into memory; return (rows, cols, channels)."""
    usual, channels = source.shape[0], source.shape[2]
    fitting = {side for side in SIDES if source.pictures * side * side * channels <= MOST_BYTES}
    side = st.select_slider(
        _("Picture size in pixels"),
        sorted({*fitting, usual}),
        usual,
        key=f"side_{source.name}",
        help=_(
            "A network takes pictures of one size, so every picture is resized to it. What is lost here, the network "
            "never sees."
        ),
    )
    return side, side, channels


def describe(source: Source) -> None:
    """Show how the pictures are split, and whose they are."""
    st.markdown(_("**Split**: {split}", split=_(source.split)))
    st.markdown(_("**Licence**: {licence}", licence=_(source.licence)))
    if source.archive:
        place = f"[{urlparse(source.archive.url).hostname}]({source.archive.url})"
        st.markdown(_("**Official source**: {place}", place=place))


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
    absent = _(
        "{dataset} is not on this machine. It can be downloaded from {place}: {size}, needed once.",
        dataset=_(source.title),
        place=urlparse(archive.url).hostname,
        size=download.amount(archive.size),
    )
    resumed = _(
        "{percent} % of it is here already; the download goes on from there.", percent=started * 100 // archive.size
    )
    show_notice(f"{absent} {resumed}" if started else absent, icon=":material/cloud_download:")
    show_left("download")
    if st.button(_("Download"), type="primary", icon=":material/download:", key="download"):
        _download(source)
    st.caption(
        _("Without internet: pick digits or shapes, or ask your teacher for the data folder."),
        help=_("Set CNNVIZ_DATA_DIR to a folder that holds {local}.", local=_(archive.local)),
    )


@contextmanager
def download_bar() -> Iterator[None]:
    """Show a bar while a data set is downloaded or read; Stop, or any other click, ends it, and what came is kept."""
    with (
        progress_bar(_("Asking the server …"), key="stop_download", stop=_("Stop download"), timed=False) as report,
        datasets.reporting(lambda sentence, share: report(share, str(sentence))),
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
