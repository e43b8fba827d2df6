"""Confusion matrix of an evaluation, the pictures of one of its cells, and the surest mistakes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from numpy.typing import NDArray

from cnnviz import images
from cnnviz.base.formats import number
from cnnviz.figures import evaluation as evaluation_figures
from cnnviz.ui.parts import linked, pictures
from cnnviz.ui.parts.charts import drawn, saved
from cnnviz.ui.parts.messages import show_success
from cnnviz.ui.parts.state import field_value, session

if TYPE_CHECKING:
    import numpy as np

    from cnnviz.datasets import Dataset
    from cnnviz.explore.classify.evaluation import Evaluation
    from cnnviz.training.runs import Run

PAGEFUL = 24
"""Pictures shown at once; more on demand."""
TILE = 104
"""Width of a picture of a gallery in pixels; three stand side by side on a phone."""


def choose_cell(run: Run, evaluation: Evaluation) -> tuple[int, int]:
    """Show the fields in which a cell of the matrix is chosen, as by a click; it begins with the commonest mistake.

    Returns:
        Number of the true class and of the class that the network names.
    """
    labels, chosen = list(evaluation.labels), []
    fields = (("true_class", "True class"), ("taken_for", "Taken for"))
    for (name, title), worst in zip(fields, evaluation.worst(), strict=True):
        placeholder = f"{labels[worst]}: click a cell, or choose"
        label = linked.select(title, labels, name=name, of=(run.name,), start=None, placeholder=placeholder)
        chosen.append(worst if label is None else labels.index(label))
    return chosen[0], chosen[1]


def show_matrix(run: Run, evaluation: Evaluation, cell: tuple[int, int]) -> None:
    """Show the confusion matrix; a click on a cell chooses it."""
    key = f"confusion_{run.name}"
    st.plotly_chart(
        drawn(evaluation_figures.confusion, evaluation.labels, evaluation.confusion, cell),
        key=key,
        on_select=lambda: _clicked(key, evaluation.labels),
        selection_mode="points",
        config=saved("confusion"),
        alt=f"Confusion matrix of {len(evaluation.labels)} classes; choose a cell by its classes beside it",
    )
    with st.expander("The matrix as a table", icon=":material/table:"):
        st.dataframe(
            [
                {"true class": label, **dict(zip(evaluation.labels, map(int, row), strict=True))}
                for label, row in zip(evaluation.labels, evaluation.confusion, strict=True)
            ],
            hide_index=True,
        )


def _clicked(key: str, labels: tuple[str, ...]) -> None:
    """Choose the cell that was clicked."""
    points = field_value(key).selection.points
    if points:
        row, column = points[0]["customdata"]
        linked.pick("true_class", labels[int(row)])
        linked.pick("taken_for", labels[int(column)])


def show_cell(evaluation: Evaluation, data: Dataset, cell: tuple[int, int]) -> None:
    """Show the pictures of one cell, those that the network is surest of first."""
    true, predicted = (evaluation.labels[label] for label in cell)
    indices = evaluation.cell(*cell)
    title = f"“{true}” named rightly" if cell[0] == cell[1] else f"“{true}” taken for “{predicted}”"
    total = int(evaluation.confusion[cell[0]].sum())
    st.markdown(f"**{title}**: {number(len(indices))} of {number(total)} pictures")
    captions = [f"{predicted} {evaluation.confidence[index]:.3f}" for index in indices]
    _show_gallery(data, indices, captions, f"A {true}, taken for {predicted}", f"cell_{cell[0]}_{cell[1]}")


def show_mistakes(evaluation: Evaluation, data: Dataset) -> None:
    """Show the mistakes that the network was surest of."""
    indices, predicted = evaluation.mistakes(), evaluation.predicted
    if not len(indices):
        show_success("It names every test picture right.", icon=":material/check_circle:")
        return
    labels = evaluation.labels
    captions = [
        f"{labels[evaluation.truth[index]]}, said {labels[predicted[index]]} {evaluation.confidence[index]:.3f}"
        for index in indices
    ]
    st.caption(f"{number(len(indices))} mistakes: true class, what the network says, and with which probability.")
    _show_gallery(data, indices, captions, "A mistake", "mistakes")


def _show_gallery(data: Dataset, indices: NDArray[np.intp], captions: list[str], alt: str, name: str) -> None:
    """Show test pictures, their pixels as pixels, a pageful at a time."""
    shown = min(len(indices), session().gallery_sizes.get(name, PAGEFUL))
    factor = max(1, TILE // data.x_test.shape[2])
    with st.container(horizontal=True):
        for index, caption in zip(indices[:shown], captions, strict=False):
            picture = images.enlarge(data.x_test[index], factor)
            pictures.show(picture, f"{alt}: test picture {index}, {caption}", caption, TILE)
    if shown < len(indices):
        st.button(
            f"Show more, {shown} of {number(len(indices))} so far",
            icon=":material/expand_more:",
            key=f"more_{name}",
            on_click=_show_more,
            args=(name, shown),
        )


def _show_more(name: str, shown: int) -> None:
    session().gallery_sizes[name] = shown + PAGEFUL
