"""What do the networks say of many pictures?  A table, a page at a time, and the whole of it as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from cnnviz.base import csv_files
from cnnviz.ui.parts.words import number
from cnnviz.ui.use.answers import told
from cnnviz.ui.use.chosen_networks import Entry
from cnnviz.ui.use.given_pictures import Picture

PAGEFUL = 50
TOP = 5
FILE_WIDE = 130


def show_table(entries: Sequence[Entry], pictures: Sequence[Picture]) -> None:
    """Show the answers so far, and offer them as CSV."""
    found = rows(entries, pictures)
    if not found:
        return
    strangers = sum(row["verdict"] == "none of its classes" for row in found)
    st.caption(f"{number(len(found))} answers; {number(strangers)} say that it is probably none of their classes.")
    pages = -(-len(found) // PAGEFUL)
    page = int(st.number_input(f"Page, 1 to {pages}", 1, pages, 1, key="answers_page")) if pages > 1 else 1
    shown = found[(page - 1) * PAGEFUL : page * PAGEFUL]
    share = st.column_config.NumberColumn
    network = ("network",) if len(entries) > 1 else ()
    columns = ("file", *network, "verdict", "class_1", "probability_1", "class_2", "probability_2", "evidence")
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
        alt=f"Answers {(page - 1) * PAGEFUL + 1} to {(page - 1) * PAGEFUL + len(shown)} of {len(found)}",
    )
    st.download_button(
        "Download as CSV", as_csv(found), "answers.csv", "text/csv", icon=":material/download:", on_click="ignore"
    )


def rows(entries: Sequence[Entry], pictures: Sequence[Picture]) -> list[dict[str, Any]]:
    """Return one row for each picture and network that has an answer: file, network, verdict, classes, probabilities."""
    known, found = told(), []
    for picture in pictures:
        for entry in entries:
            answer = known.get((entry.version, picture.key))
            row: dict[str, Any] = {"file": picture.name, "network": entry.title}
            if isinstance(answer, str):
                found.append(row | {"verdict": answer})
            elif answer is not None:
                likeliest = answer.predictions(entry.labels(), TOP)
                row["verdict"] = "none of its classes" if answer.stranger else likeliest[0].label
                for place, one in enumerate(likeliest, start=1):
                    row |= {f"class_{place}": one.label, f"probability_{place}": one.probability}
                found.append(row | {"evidence": answer.evidence, "threshold": answer.threshold})
    return found


def as_csv(found: Sequence[dict[str, Any]]) -> bytes:
    """Return rows as a CSV file, in UTF-8 with the mark by which spreadsheets know it."""
    pairs = [f"{kind}_{place}" for place in range(1, TOP + 1) for kind in ("class", "probability")]
    names = ["file", "network", "verdict", *pairs, "evidence", "threshold"]
    return csv_files.text(found, names).encode("utf-8-sig")
