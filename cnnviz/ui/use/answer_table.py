"""Table of the predictions for many pictures, a page at a time, and the whole of it as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from cnnviz.base import csv_files
from cnnviz.base.errors import CnnvizError
from cnnviz.lessons.glossary import explained
from cnnviz.locale import _, ngettext, speaking
from cnnviz.locale.language import ENGLISH
from cnnviz.ui.choices.photo import Photo
from cnnviz.ui.parts.words import table
from cnnviz.ui.use.answers import answer_of
from cnnviz.ui.use.networks import ListedNetwork

PAGEFUL = 50
TOP = 5
FILE_WIDE = 130
NONE_OF_THEM = "none of its classes"
"""The verdict on a picture that is out of distribution, in files."""


def show_table(networks: Sequence[ListedNetwork], photos: Sequence[Photo]) -> None:
    """Show the predictions so far, and offer them as CSV."""
    answered = rows(networks, photos, translated=True)
    if not answered:
        return
    unknown = sum(row["unknown"] for row in answered)
    st.caption(
        ngettext("{n:,} prediction", "{n:,} predictions", len(answered))
        + " · "
        + ngettext("{n:,} of none of the classes, probably", "{n:,} of none of the classes, probably", unknown)
    )
    pages = -(-len(answered) // PAGEFUL)
    last = _("Page, 1 to {pages}", pages=pages)
    page = int(st.number_input(last, 1, pages, 1, key="answers_page")) if pages > 1 else 1
    shown = answered[(page - 1) * PAGEFUL : page * PAGEFUL]
    network = ("network",) if len(networks) > 1 else ()
    columns = ("file", *network, "verdict", "class_1", "probability_1", "class_2", "probability_2", "evidence")
    table(
        [{name: row.get(name) for name in columns} for row in shown],
        dict.fromkeys(("probability_1", "probability_2", "evidence"), ".3f"),
        hide_index=True,
        column_config={
            "file": st.column_config.TextColumn(_("file"), width=FILE_WIDE),
            "network": st.column_config.TextColumn(_("network"), width="small"),
            "verdict": _("prediction"),
            "class_1": _("likeliest"),
            "probability_1": _("probability"),
            "class_2": _("second likeliest"),
            "probability_2": _("its probability"),
            "evidence": st.column_config.Column(_("familiarity"), help=explained("familiarity")),
        },
        alt=_(
            "Predictions {first} to {last} of {n}",
            first=(page - 1) * PAGEFUL + 1,
            last=(page - 1) * PAGEFUL + len(shown),
            n=len(answered),
        ),
    )
    with speaking(ENGLISH):  # A file is for programs too.
        content = as_csv(rows(networks, photos))
    st.download_button(
        _("Download as CSV"), content, "predictions.csv", "text/csv", icon=":material/download:", on_click="ignore"
    )


def rows(networks: Sequence[ListedNetwork], photos: Sequence[Photo], translated: bool = False) -> list[dict[str, Any]]:
    """Return a row for each picture and network that has a prediction.

    Args:
        networks: The networks.
        photos: The pictures.
        translated: Whether names of classes are for people, or as in the network's own file.

    Returns:
        In each: file, network, verdict, classes, probabilities, and whether it is ``unknown``: out of distribution.
    """
    answered = []
    for photo in photos:
        for network in networks:
            answer = answer_of(network, photo)
            name = network.shown if translated else str
            row: dict[str, Any] = {"file": photo.name, "network": network.title, "unknown": False}
            if isinstance(answer, CnnvizError):
                answered.append(row | {"verdict": str(answer)})
            elif answer is not None:
                likeliest = answer.predictions(network.labels(), TOP)
                none_of_them = _("none of its classes") if translated else NONE_OF_THEM
                row["verdict"] = none_of_them if answer.stranger else name(likeliest[0].label)
                for place, prediction in enumerate(likeliest, start=1):
                    row |= {f"class_{place}": name(prediction.label), f"probability_{place}": prediction.probability}
                row |= {"evidence": answer.evidence, "threshold": answer.threshold, "unknown": answer.stranger}
                answered.append(row)
    return answered


def as_csv(answered: Sequence[dict[str, Any]]) -> bytes:
    """Return rows as a CSV file, in UTF-8 with the mark by which spreadsheets recognise it."""
    pairs = [f"{kind}_{place}" for place in range(1, TOP + 1) for kind in ("class", "probability")]
    columns = ["file", "network", "verdict", *pairs, "evidence", "threshold"]
    written = [{name: value for name, value in row.items() if name in columns} for row in answered]
    return csv_files.text(written, columns).encode("utf-8-sig")
