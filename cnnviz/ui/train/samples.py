"""Samples of a data set, and its counts of pictures by split and class."""

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import figures, images
from cnnviz.base.dimensions import dimensions
from cnnviz.base.formats import number
from cnnviz.datasets import Dataset, origin_label
from cnnviz.datasets.class_names import class_label
from cnnviz.locale import N_, _, ngettext
from cnnviz.training.runs import titles
from cnnviz.ui.parts import pictures
from cnnviz.ui.parts.state import session
from cnnviz.ui.parts.words import table

FEW, MANY = 12, 4
"""Samples of each class, where there are two classes and where there are more."""
SPLITS = {"train": N_("Training"), "validation": N_("Validation"), "test": N_("Test")}


@st.fragment
def show(data: Dataset) -> None:
    """Show some pictures of each class, picked by a seed; a button shows others."""
    splits, few = _splits(data), len(data.labels) <= 2
    with st.container(horizontal=True, vertical_alignment="bottom"):
        split = st.segmented_control(
            _("Pictures"),
            [split for split in splits if split == "test" or not _is_test(data, split)],
            default="train",
            format_func=lambda split: _(SPLITS[split]),
            key="split",
            required=True,
            wrap=True,
        )
        st.button(_("Show others"), icon=":material/shuffle:", on_click=_change_seed)
    sample, labels = splits[split or "train"]
    seed = session().samples_seed
    dice = np.random.default_rng(seed)
    with st.container(horizontal=True):
        for label, name in enumerate(data.labels):
            places = np.flatnonzero(labels == label)
            shown = dice.permutation(places)[: FEW if few else MANY]
            if len(shown):
                _show_class(sample[shown], name, few)
    st.caption(
        _(
            "{split}: pictures of {size} pixels, picked with seed {seed} · From: {origin}",
            split=_(SPLITS[split or "train"]),
            size=dimensions(sample.shape[1:3]),
            seed=seed,
            origin=origin_label(data.origin),
        )
    )


def _show_class(sample: NDArray[np.uint8], name: str, few: bool) -> None:
    side = sample.shape[1]
    sheet = images.montage(sample, per_row=6 if few else 2, gap=max(1, side // 16), background=figures.GAP)
    pictures.show(
        images.enlarge(sheet, max(1, 128 // side)),
        caption=class_label(name),
        width="content" if few else 104,
        alt=ngettext(
            "{n} picture of class {label}", "{n} pictures of class {label}", len(sample), label=class_label(name)
        ),
    )


def _change_seed() -> None:
    session().samples_seed += 1


def _splits(data: Dataset) -> dict[str, tuple[NDArray[np.uint8], NDArray[np.int64]]]:
    """Return pictures and labels of each split that the data set has."""
    splits = {"train": (data.x_train, data.y_train)}
    if data.x_validation is not None and data.y_validation is not None:
        splits["validation"] = (data.x_validation, data.y_validation)
    return splits | {"test": (data.x_test, data.y_test)}


def _is_test(data: Dataset, split: str) -> bool:
    """Return whether these are the test pictures, under whichever name."""
    return split == "test" or (split == "validation" and data.x_validation is data.x_test)


def show_counts(data: Dataset) -> None:
    """Show how many pictures each split has, and each class in it."""
    splits = _splits(data)
    with st.container(horizontal=True):
        for split, (_pictures, labels) in splits.items():
            shared = split == "validation" and _is_test(data, split)
            title = _("Validation (the test pictures)") if shared else _(SPLITS[split])
            st.metric(title, number(len(labels)), width="content")
    with st.expander(_("Pictures of each class"), icon=":material/table:", expanded=len(data.labels) <= 2):
        counts = {
            split: np.bincount(labels, minlength=len(data.labels)) for split, (_pictures, labels) in splits.items()
        }
        rows = [
            {"label": label, "class": class_label(name)} | {split: int(counts[split][label]) for split in splits}
            for label, name in enumerate(data.labels)
        ]
        table(
            rows,
            hide_index=True,
            column_config={"label": _("Label"), "class": _("Class")} | {split: _(SPLITS[split]) for split in splits},
            alt=_("Table: pictures of each class of {dataset}", dataset=titles.pictures(data.name)),
        )
