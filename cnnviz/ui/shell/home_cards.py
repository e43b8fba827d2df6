"""Cards of Home: one for each data set that a ready-made network knows, and one for each of the visitor's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from cnnviz.base.settings import CHECKPOINTS
from cnnviz.datasets.personal.personal_set import PersonalSet
from cnnviz.locale import N_, _, ngettext
from cnnviz.training.runs import Run, checkpoints
from cnnviz.training.runs.contents import story
from cnnviz.training.runs.titles import SUBJECTS
from cnnviz.ui.parts import pictures, visitor
from cnnviz.ui.parts.messages import escaped

ALTS = {
    "mnist": N_("Four handwritten digits, light on dark"),
    "cats_and_dogs": N_("The face of a cat"),
    "cats_and_dogs_8k": N_("The face of a cat, 64 pixels wide"),
    "flowers": N_("A flower with many pointed petals"),
    "cifar100_25": N_("Four coloured patterns that filters of a network look for"),
    "birds": N_("Four coloured patterns that filters of a network look for, with eyes and feathers"),
}
NARROW, THUMBNAIL, SMALL = 290, 104, 52
"""Least width of a card, width of its picture, and width of a picture in a line, in pixels."""


def plain_name(dataset: str) -> str:
    """Return what the networks of a ready-made data set know, in plain words and the reader's language."""
    return _(SUBJECTS[dataset] if dataset in SUBJECTS else visitor.source(dataset).title)


def show_ready(rows: Sequence[dict[str, Any]]) -> None:
    """Show a card for each network.

    Args:
        rows: Rows of `cnnviz.actions.catalogue.catalogue`, of one network a data set.
    """
    with st.grid(min_column_width=NARROW, key="ready") as grid:
        for row in rows:
            with grid.cell(), st.container(border=True, height="stretch"), st.container(horizontal=True):
                show_thumbnail(Run(CHECKPOINTS / row["checkpoint"]), THUMBNAIL)
                with st.container(gap="xsmall"):
                    st.markdown("  \n".join([f"**{plain_name(row['dataset'])}**", *_facts(row)]))
                    st.page_link(
                        "pages/activations.py",
                        label=_("Look inside"),
                        icon=":material/arrow_forward:",
                        query_params={"run": row["checkpoint"]},
                    )


def show_thumbnail(run: Run, width: int = SMALL) -> None:
    """Show the picture of what a network knows: its own, or that of a ready-made one that knows the same."""
    dataset = run.recipe().dataset
    if dataset in ALTS and (picture := story.thumbnail(run) or _of_another(dataset)):
        pictures.show(picture, _(ALTS[dataset]), width=width)


def _of_another(dataset: str) -> bytes | None:
    same = (run for run in checkpoints() if run.recipe().dataset == dataset)
    return next(filter(None, map(story.thumbnail, same)), None)


def show_sets(sets: Sequence[PersonalSet]) -> None:
    """Show a card for each of the visitor's own data sets, with the first of its photos."""
    with st.grid(min_column_width=NARROW, key="own") as grid:
        for data in sets:
            with grid.cell(), st.container(border=True, height="stretch"), st.container(horizontal=True):
                first = next(((one, one.photos[0]) for one in data.classes if one.photos), None)
                if first:
                    photo = data.file(first[0].folder, first[1]).read_bytes()
                    alt = _("A photo of the class {label}", label=first[0].label)
                    pictures.show(photo, alt, width=THUMBNAIL)
                with st.container(gap="xsmall"):
                    count = ngettext("{n:,} photo", "{n:,} photos", data.count)
                    st.markdown(f"**{escaped(data.title)}**  \n{count}")
                    st.page_link(
                        "pages/my_classes.py",
                        label=_("Open"),
                        icon=":material/arrow_forward:",
                        query_params={"set": data.name},
                    )


def _facts(row: dict[str, Any]) -> list[str]:
    """Return in plain words how often a network is right, and how many pictures its data set has."""
    facts, pictures = [], visitor.source(row["dataset"]).pictures
    if measured := row["measured"]:
        facts.append(_("{share:.1%} right on new pictures", share=measured["test_accuracy"]))
    facts.append(ngettext("{n:,} picture", "{n:,} pictures", pictures))
    return facts
