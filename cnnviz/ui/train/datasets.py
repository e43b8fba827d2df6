"""What is in a data set?  Its samples, its counts, where it is from, and its download."""

from urllib.parse import urlparse

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import datasets, figures, images
from cnnviz.base.dimensions import dimensions
from cnnviz.base.errors import CnnvizError
from cnnviz.datasets import Dataset, Source
from cnnviz.datasets.fetching import download
from cnnviz.ui.choices.models import dataset
from cnnviz.ui.parts import visitor
from cnnviz.ui.parts.messages import show_error, show_notice
from cnnviz.ui.parts.pictures import show as show_exactly
from cnnviz.ui.parts.words import number

SIDES = (16, 28, 32, 48, 64, 96, 128, 150)
MOST_BYTES = 200 * 2**20
"""Of a data set in memory, for a person who only looks; its usual size is always offered."""
FEW, MANY = 12, 4
"""Samples of each class, where there are two classes and where there are more."""
SPLITS = {"train": "Training", "validation": "Validation", "test": "Test"}


def pick() -> Source:
    """Let a data set be picked; its name stands in the link, read and written by hand as a bound widget would write the title."""
    sources, state, linked = visitor.sources(), st.session_state, st.query_params.get("dataset")
    if linked in sources and linked != state.get("linked_dataset"):
        state["picked_dataset"] = linked
    if state.get("picked_dataset") not in sources:
        state["picked_dataset"] = "shapes"
    name = state["picked_dataset"]
    state["dataset_box"] = state["linked_dataset"] = st.query_params["dataset"] = name
    st.selectbox(
        "Data set", list(sources), format_func=lambda name: sources[name].title, key="dataset_box", on_change=_pick,
        help="A data set is pictures with a label each. The label is the class, the answer that the network should give.",
    )  # fmt: skip
    st.markdown(sources[name].summary)
    return sources[name]


def _pick() -> None:
    st.session_state["picked_dataset"] = st.session_state["dataset_box"]


def pick_shape(source: Source) -> tuple[int, int, int]:
    """Let the size of the pictures be picked, of those that fit well into memory."""
    usual, channels = source.shape[0], source.shape[2]
    fitting = {side for side in SIDES if source.pictures * side * side * channels <= MOST_BYTES}
    side = st.select_slider(
        "Picture size in pixels", sorted({*fitting, usual}), usual, key=f"side_{source.name}",
        help="A network takes pictures of one size: every picture is squashed into it. What is lost here, it never sees.",
    )  # fmt: skip
    return side, side, channels


def describe(source: Source) -> None:
    """Say how the pictures are split, and whose they are."""
    st.markdown(f"**Split**: {source.split}")
    st.markdown(f"**Licence**: {source.licence}")
    if source.archive:
        st.markdown(f"**Official source**: [{urlparse(source.archive.url).hostname}]({source.archive.url})")


def opened(source: Source, shape: tuple[int, int, int]) -> Dataset | None:
    """Return the data set where it is here; else offer its download, as merely looking is no reason for one."""
    if not source.present() and source.archive:
        _offer(source)
        return None
    try:
        return dataset(source.name, shape)
    except CnnvizError as error:
        show_error(error)
        return None


def _offer(source: Source) -> None:
    archive = source.archive
    assert archive is not None
    have = download.started(archive)
    show_notice(
        f"{source.title} is not on this machine. {urlparse(archive.url).hostname} has it: "
        f"{download.megabytes(archive.size)}, kept in Keras’ cache, so fetched once."
        + (f" {have * 100 // archive.size} % of it are here already; the download goes on from there." if have else ""),
        icon=":material/cloud_download:",
    )
    if failed := st.session_state.pop("download_failed", None):
        show_error(failed)
    if st.button("Download", type="primary", icon=":material/download:", key="download"):
        _download(source)
    st.caption(
        f"Without a network: set CNNVIZ_DATA_DIR to a folder that holds {archive.local}, or pick digits or shapes."
    )


def _download(source: Source) -> None:
    """Download, and show how far it is; Stop, or any other click, ends it, and what is here is kept."""
    assert source.archive is not None
    bar = st.progress(0.0, text="Asking the server …")
    st.button("Stop download", icon=":material/stop:", key="stop_download")
    try:
        with datasets.reporting(lambda sentence, share: _show(bar, sentence, share)):
            download.fetch(source.archive)
    except CnnvizError as error:
        st.session_state["download_failed"] = str(error)
    st.rerun()


def _show(bar: st.delta_generator.DeltaGenerator, sentence: str, share: float) -> None:
    bar.progress(share, text=sentence)


@st.fragment
def show_samples(data: Dataset) -> None:
    """Show some pictures of each class, picked by a seed; a button shows others."""
    splits, few = _splits(data), len(data.labels) <= 2
    with st.container(horizontal=True, vertical_alignment="bottom"):
        there = [split for split in splits if not _is_test(data, split)] + ["test"]
        split = st.segmented_control(
            "Pictures", there, default="train", format_func=SPLITS.__getitem__, key="split", required=True, wrap=True
        )
        st.button("Show others", icon=":material/shuffle:", on_click=_others)
    pictures, labels = splits[split or "train"]
    seed = st.session_state.get("samples_seed", 0)
    dice = np.random.default_rng(seed)
    with st.container(horizontal=True):
        for label, name in enumerate(data.labels):
            places = np.flatnonzero(labels == label)
            shown = dice.permutation(places)[: FEW if few else MANY]
            if len(shown):
                _show_class(pictures[shown], name, few)
    st.caption(
        f"{SPLITS[split or 'train']} pictures, {dimensions(pictures.shape[1:3])} pixels, picked with seed {seed} · {data.origin}"
    )


def _show_class(pictures: NDArray[np.uint8], name: str, few: bool) -> None:
    side = pictures.shape[1]
    sheet = images.montage(pictures, per_row=6 if few else 2, gap=max(1, side // 16), background=figures.GAP)
    show_exactly(
        images.enlarge(sheet, max(1, 128 // side)),
        caption=name,
        width="content" if few else 104,
        alt=f"{len(pictures)} pictures of class {name}",
    )


def _others() -> None:
    st.session_state["samples_seed"] = st.session_state.get("samples_seed", 0) + 1


def _splits(data: Dataset) -> dict[str, tuple[NDArray[np.uint8], NDArray[np.int64]]]:
    """Return pictures and labels of each split that the data set has."""
    splits = {"train": (data.x_train, data.y_train)}
    if data.x_validation is not None and data.y_validation is not None:
        splits["validation"] = (data.x_validation, data.y_validation)
    return splits | {"test": (data.x_test, data.y_test)}


def _is_test(data: Dataset, split: str) -> bool:
    """Whether these are the test pictures, under whichever name."""
    return split == "test" or (split == "validation" and data.x_validation is data.x_test)


def show_counts(data: Dataset) -> None:
    """Show how many pictures each split has, and each class in it."""
    splits = _splits(data)
    with st.container(horizontal=True):
        for split, (_, labels) in splits.items():
            shared = split == "validation" and _is_test(data, split)
            st.metric(f"{SPLITS[split]}{', the test pictures' * shared}", number(len(labels)), width="content")
    with st.expander("Pictures of each class", icon=":material/table:", expanded=len(data.labels) <= 2):
        counts = {split: np.bincount(labels, minlength=len(data.labels)) for split, (_, labels) in splits.items()}
        rows = [
            {"label": label, "class": name} | {SPLITS[split].lower(): int(counts[split][label]) for split in splits}
            for label, name in enumerate(data.labels)
        ]
        st.dataframe(rows, hide_index=True, alt=f"Table: pictures of each class of {data.name}")
