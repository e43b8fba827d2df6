"""Which trained networks came with the app, and how is one of them shown on the first page?"""

from collections.abc import Iterable
from typing import Any

import streamlit as st

from cnnviz.ui.parts.words import number


def best_first(rows: Iterable[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return, of the rows of `cnnviz.actions.catalogue.catalogue`, the most accurate one of each data set, and the others."""
    ordered = sorted(rows, key=lambda row: -(row["measured"] or {}).get("test_accuracy", 0.0))
    best: dict[str, dict[str, Any]] = {}
    for row in ordered:
        best.setdefault(row["dataset"], row)
    return list(best.values()), [row for row in ordered if row not in best.values()]


def show_network(row: dict[str, Any]) -> None:
    """Show one network: what it is, what it reached, and the way to its layers."""
    measured, reported = row["measured"] or {}, row["reported"]
    said = [row["source"], f"{number(row['parameters'])} parameters"]
    if measured:
        said.append(f"measured **{measured['test_accuracy']:.3f}** on {number(measured['images'])} test pictures")
    if reported:
        said.append(f"reported {reported['accuracy']:.3f}")
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{row['title']}**  \n{' · '.join(said)}", width="stretch")
        st.page_link(
            "pages/activations.py",
            label="Look inside",
            icon=":material/arrow_forward:",
            query_params={"run": row["checkpoint"]},
        )
