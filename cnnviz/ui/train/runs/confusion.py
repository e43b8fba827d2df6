"""Confusion matrix of an evaluation, the pictures of one of its cells, and the surest mistakes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st
from numpy.typing import NDArray

from cnnviz import images
from cnnviz.datasets.class_names import class_label
from cnnviz.figures import evaluation as evaluation_figures
from cnnviz.locale import N_, _, ngettext, number
from cnnviz.ui.parts import linked, pictures
from cnnviz.ui.parts.charts import drawn, saved
from cnnviz.ui.parts.messages import escaped, show_success
from cnnviz.ui.parts.state import field_value, session
from cnnviz.ui.parts.words import table

if TYPE_CHECKING:
    import numpy as np

    from cnnviz.datasets import Dataset
    from cnnviz.explore.classify.evaluation import Evaluation
    from cnnviz.training.runs import Run

PAGEFUL = 24
"""Pictures shown at once; more on demand."""
TILE = 104
"""Width of a picture of a gallery in pixels; three stand side by side on a phone."""
FIELDS = {"true_class": N_("True class"), "taken_for": N_("Predicted class")}


def choose_cell(run: Run, evaluation: Evaluation) -> tuple[int, int]:
    """Show the fields in which a cell of the matrix is chosen, as by a click; it begins with the commonest mistake.

    Returns:
        Number of the true class and of the class that the network predicts.
    """
    labels, chosen = list(evaluation.labels), []
    for (name, title), worst in zip(FIELDS.items(), evaluation.worst(), strict=True):
        label = linked.select(
            _(title),
            labels,
            name=name,
            of=(run.name,),
            start=None,
            shown=class_label,
            placeholder=_("{name}: click a cell, or choose", name=class_label(labels[worst])),
        )
        chosen.append(worst if label is None else labels.index(label))
    return chosen[0], chosen[1]


def show_matrix(run: Run, evaluation: Evaluation, cell: tuple[int, int]) -> None:
    """Show the confusion matrix; a click on a cell chooses it."""
    key, labels = f"confusion_{run.name}", [class_label(label) for label in evaluation.labels]
    st.plotly_chart(
        drawn(evaluation_figures.confusion, labels, evaluation.confusion, cell),
        key=key,
        on_select=lambda: _clicked(key, evaluation.labels),
        selection_mode="points",
        config=saved("confusion"),
        alt=_("Confusion matrix of {n} classes; choose a cell by its classes beside it", n=len(labels)),
    )
    with st.expander(_("The matrix as a table"), icon=":material/table:"):
        table(
            [
                {"true class": label, **dict(zip(evaluation.labels, map(int, row), strict=True))}
                for label, row in zip(labels, evaluation.confusion, strict=True)
            ],
            hide_index=True,
            column_config={"true class": st.column_config.Column(_("True class"), pinned=True)}
            | {
                name: st.column_config.NumberColumn(label)
                for name, label in zip(evaluation.labels, labels, strict=True)
            },
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
    true, predicted = (class_label(evaluation.labels[label]) for label in cell)
    indices = evaluation.cell(*cell)
    values = {
        "true": escaped(true),
        "predicted": escaped(predicted),
        "count": len(indices),
        "total": int(evaluation.confusion[cell[0]].sum()),
    }
    if cell[0] == cell[1]:
        st.markdown(_("**“{true}” predicted right**: {count:,} of {total:,} pictures", **values))
    else:
        st.markdown(_("**“{true}” taken for “{predicted}”**: {count:,} of {total:,} pictures", **values))
    captions = [f"{predicted} {number(evaluation.confidence[index], '.3f')}" for index in indices]
    alt = _("Class {true}, taken for {predicted}", true=true, predicted=predicted)
    _show_gallery(data, indices, captions, alt, f"cell_{cell[0]}_{cell[1]}")


def show_mistakes(evaluation: Evaluation, data: Dataset) -> None:
    """Show the mistakes that the network was surest of."""
    indices, predicted = evaluation.mistakes(), evaluation.predicted
    if not len(indices):
        show_success(_("It predicts every test picture right."), icon=":material/check_circle:")
        return
    labels = evaluation.labels
    captions = [
        _(
            "{true}, predicted {predicted} {probability:.3f}",
            true=class_label(labels[evaluation.truth[index]]),
            predicted=class_label(labels[predicted[index]]),
            probability=evaluation.confidence[index],
        )
        for index in indices
    ]
    st.caption(
        ngettext(
            "{n:,} mistake: true class, predicted class and its probability.",
            "{n:,} mistakes: true class, predicted class and its probability.",
            len(indices),
        )
    )
    _show_gallery(data, indices, captions, _("A mistake"), "mistakes")


def _show_gallery(data: Dataset, indices: NDArray[np.intp], captions: list[str], alt: str, name: str) -> None:
    """Show test pictures, their pixels as pixels, a pageful at a time."""
    shown = min(len(indices), session().gallery_sizes.get(name, PAGEFUL))
    factor = max(1, TILE // data.x_test.shape[2])
    with st.container(horizontal=True):
        for index, caption in zip(indices[:shown], captions, strict=False):
            picture = images.enlarge(data.x_test[index], factor)
            described = _("{what}: test picture {index}, {caption}", what=alt, index=index, caption=caption)
            pictures.show(picture, described, caption, TILE)
    if shown < len(indices):
        st.button(
            _("Show more, {shown:,} of {total:,} so far", shown=shown, total=len(indices)),
            icon=":material/expand_more:",
            key=f"more_{name}",
            on_click=_show_more,
            args=(name, shown),
        )


def _show_more(name: str, shown: int) -> None:
    session().gallery_sizes[name] = shown + PAGEFUL
