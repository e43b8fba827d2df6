"""Table of the answers to many pictures, a page at a time, and the whole of it as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from cnnviz.base import csv_files
from cnnviz.base.formats import number
from cnnviz.ui.choices.photo import Photo
from cnnviz.ui.use.answers import answer_of
from cnnviz.ui.use.networks import ListedNetwork

PAGEFUL = 50
TOP = 5
FILE_WIDE = 130


def show_table(networks: Sequence[ListedNetwork], photos: Sequence[Photo]) -> None:
    """Show the answers so far, and offer them as CSV."""
    answered = rows(networks, photos)
    if not answered:
        return
    strangers = sum(row["verdict"] == "none of its classes" for row in answered)
    st.caption(f"{number(len(answered))} answers; {number(strangers)} say that it is probably none of their classes.")
    pages = -(-len(answered) // PAGEFUL)
    page = int(st.number_input(f"Page, 1 to {pages}", 1, pages, 1, key="answers_page")) if pages > 1 else 1
    shown = answered[(page - 1) * PAGEFUL : page * PAGEFUL]
    network = ("network",) if len(networks) > 1 else ()
    columns = ("file", *network, "verdict", "class_1", "probability_1", "class_2", "probability_2", "evidence")
    share = st.column_config.NumberColumn
    st.dataframe(
        [{name: row.get(name) for name in columns} for row in shown],
        hide_index=True,
        column_config={
            "file": st.column_config.TextColumn(width=FILE_WIDE),
            "network": st.column_config.TextColumn(width="small"),
            "class_1": "likeliest",
            "probability_1": share("probability", format="%.3f"),
            "class_2": "second",
            "probability_2": share("its probability", format="%.3f"),
            "evidence": share(format="%.3f"),
        },
        alt=f"Answers {(page - 1) * PAGEFUL + 1} to {(page - 1) * PAGEFUL + len(shown)} of {len(answered)}",
    )
    st.download_button(
        "Download as CSV", as_csv(answered), "answers.csv", "text/csv", icon=":material/download:", on_click="ignore"
    )


def rows(networks: Sequence[ListedNetwork], photos: Sequence[Photo]) -> list[dict[str, Any]]:
    """Return a row for each picture and network that has an answer: file, network, verdict, classes, probabilities."""
    answered = []
    for photo in photos:
        for network in networks:
            answer = answer_of(network, photo)
            row: dict[str, Any] = {"file": photo.name, "network": network.title}
            if isinstance(answer, str):
                answered.append(row | {"verdict": answer})
            elif answer is not None:
                likeliest = answer.predictions(network.labels(), TOP)
                row["verdict"] = "none of its classes" if answer.stranger else likeliest[0].label
                for place, prediction in enumerate(likeliest, start=1):
                    row |= {f"class_{place}": prediction.label, f"probability_{place}": prediction.probability}
                answered.append(row | {"evidence": answer.evidence, "threshold": answer.threshold})
    return answered


def as_csv(answered: Sequence[dict[str, Any]]) -> bytes:
    """Return rows as a CSV file, in UTF-8 with the mark by which spreadsheets recognise it."""
    pairs = [f"{kind}_{place}" for place in range(1, TOP + 1) for kind in ("class", "probability")]
    columns = ["file", "network", "verdict", *pairs, "evidence", "threshold"]
    return csv_files.text(answered, columns).encode("utf-8-sig")
