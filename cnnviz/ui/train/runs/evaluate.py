"""Where is a network right, and what does it mix up?  Its whole test set measured once, and shown from every side."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnnviz import images
from cnnviz.base.errors import CnnvizError
from cnnviz.datasets import not_tested
from cnnviz.figures import evaluation as evaluation_figures
from cnnviz.ui.choices.models import dataset
from cnnviz.ui.parts import linked, pictures, visitor
from cnnviz.ui.parts.charts import drawn, saved
from cnnviz.ui.parts.job import LOCK
from cnnviz.ui.parts.messages import show_error, show_notice, show_success, show_warning
from cnnviz.ui.parts.words import number

if TYPE_CHECKING:
    from cnnviz.actions import Opened
    from cnnviz.datasets import Dataset
    from cnnviz.explore.classify.evaluation import Evaluation
    from cnnviz.training.runs import Run

PAGEFUL = 24
"""Pictures shown at once; more on demand."""
TILE = 104
"""Width of a picture of a gallery in pixels; three stand side by side on a phone."""
MOST_BARS = 25
HELP = {
    "accuracy": "Share of the pictures that the network names right.",
    "loss": "Mean cross-entropy: how surprised the network is by the true class. A sure mistake costs much.",
    "top5": "Share of the pictures whose true class is among the five that the network holds likeliest.",
    "precision": "Of the pictures taken for this class, the share that are of it.",
    "recall": "Of the pictures of this class, the share that are found.",
    "f1": "Harmonic mean of precision and recall: high only if both are.",
    "images": "Test pictures of this class.",
}


@dataclass
class _Pass:
    """One pass over a test set, shared by all sessions: whoever looks takes it on where it stands.

    Attributes:
        parts: Probabilities of the batches so far, shape (b, classes) each.
        evaluation: What they say, once all are there.
    """

    parts: list[NDArray[np.float32]] = field(default_factory=list)
    evaluation: Evaluation | None = None


@st.cache_resource(max_entries=8, show_spinner=False)
def _pass(path: str, changed: int, origin: str) -> _Pass:
    """Return the pass of a run's network; a file ``changed`` and pictures of another ``origin`` are new entries."""
    return _Pass()


def test_set(network: Opened) -> Dataset | None:
    """Return the data set that the network is measured on; None, with a word on the page, while it is not here."""
    recipe = network.recipe
    try:
        source = visitor.source(recipe.dataset)
    except CnnvizError as error:
        show_warning(error)
        return None
    if not source.present():
        show_notice(
            f"{source.title} is not on this machine, so the network cannot be measured. Pick another run, or fetch the "
            "data set from its official source.",
            icon=":material/cloud_off:",
        )
        if not st.button("Download the data set", icon=":material/download:"):
            return None
    try:
        data = dataset(recipe.dataset, recipe.input_shape)
    except CnnvizError as error:
        show_error(error)
        return None
    if not len(data.x_test):
        show_notice(f"{source.title} has no test pictures yet: add photos, so that some can be held back.")
        return None
    return data


def measure(run: Run, network: Opened, data: Dataset) -> Evaluation:
    """Return the evaluation of the network on all test pictures: worked out once for all, with its progress shown."""
    weights = run.weights
    kept = _pass(str(run.path), weights.stat().st_mtime_ns if weights else 0, data.origin)
    if not kept.evaluation:
        from cnnviz.explore.classify.evaluation import evaluate

        _predict(network, data, kept.parts)
        kept.evaluation = evaluate(data.y_test, np.concatenate(kept.parts), network.labels)
    return kept.evaluation


def _predict(network: Opened, data: Dataset, parts: list[NDArray[np.float32]]) -> None:
    """Fill the parts up, holding the lock for one batch at a time, so that a class can share the server."""
    from cnnviz.explore.classify.probabilities import batch_size, one_a_class, probabilities

    pictures, size = data.x_test, batch_size(data.x_test.shape[1:])
    bar = st.progress(0.0)
    with LOCK:
        model = one_a_class(network.model)
    while (done := len(parts) * size) < len(pictures):
        bar.progress(
            done / len(pictures), f"Naming the test pictures: {number(done)} of {number(len(pictures))} so far …"
        )
        with LOCK:
            if len(parts) * size == done:
                parts.append(probabilities(model, pictures[done : done + size]))
    bar.empty()


def show_figures(run: Run, found: Evaluation, data: Dataset) -> None:
    """Show accuracy, loss and top-5 accuracy, each with the pictures behind it."""
    if run.status().active:
        show_notice(
            "Its training goes on: these are the figures of its last finished epoch.", icon=":material/play_circle:"
        )
    split = f"{data.name}, test"
    figures = [
        (f"Accuracy · {split}", f"{found.accuracy:.4f}", HELP["accuracy"]),
        (f"Loss · {split}", f"{found.loss:.4f}", HELP["loss"]),
        (f"Pictures · {split}", number(found.images), f"Every test picture, named just now. From {data.origin}."),
    ]
    if found.top5 is not None:
        figures.insert(2, (f"Top-5 accuracy · {split}", f"{found.top5:.4f}", HELP["top5"]))
    with st.container(horizontal=True):
        for label, value, words in figures:
            st.metric(label, value, help=words, width="content")
    if data.untested:
        show_warning(not_tested(data.untested))


def choose_cell(run: Run, found: Evaluation) -> tuple[int, int]:
    """Let a cell of the confusion matrix be chosen by keyboard, as a click does; the commonest mistake until then.

    Returns:
        Number of the true class and of the class that the network names.
    """
    labels, chosen = list(found.labels), []
    for key, title, worst in zip(("true_class", "taken_for"), ("True class", "Taken for"), found.worst(), strict=True):
        label = linked.select(
            title, labels, name=key, of=(run.name,), start=None, placeholder=f"{labels[worst]}: click a cell, or choose"
        )
        chosen.append(worst if label is None else labels.index(label))
    return chosen[0], chosen[1]


def show_matrix(run: Run, found: Evaluation, cell: tuple[int, int]) -> None:
    """Show the confusion matrix; a click on a cell chooses it."""
    key = f"confusion_{run.name}"
    st.plotly_chart(
        drawn(evaluation_figures.confusion, found.labels, found.confusion, cell),
        key=key,
        on_select=lambda: _clicked(key, found.labels),
        selection_mode="points",
        config=saved("confusion"),
        alt=f"Confusion matrix of {len(found.labels)} classes; choose a cell by its classes beside it",
    )
    with st.expander("The matrix as a table", icon=":material/table:"):
        st.dataframe(
            [
                {"true class": label, **dict(zip(found.labels, map(int, row), strict=True))}
                for label, row in zip(found.labels, found.confusion, strict=True)
            ],
            hide_index=True,
        )


def _clicked(key: str, labels: tuple[str, ...]) -> None:
    """Make the clicked cell the chosen one."""
    points = st.session_state[key].selection.points
    if points:
        row, column = points[0]["customdata"]
        linked.pick("true_class", labels[int(row)])
        linked.pick("taken_for", labels[int(column)])


def show_cell(found: Evaluation, data: Dataset, cell: tuple[int, int]) -> None:
    """Show the pictures of one cell, those that the network is surest of first."""
    true, said = (found.labels[number] for number in cell)
    numbers = found.cell(*cell)
    what = f"“{true}” named rightly" if cell[0] == cell[1] else f"“{true}” taken for “{said}”"
    st.markdown(f"**{what}**: {number(len(numbers))} of {number(int(found.confusion[cell[0]].sum()))} pictures")
    captions = [f"{said} {found.confidence[index]:.3f}" for index in numbers]
    _gallery(data, numbers, captions, f"A {true}, taken for {said}", f"cell_{cell[0]}_{cell[1]}")


def show_mistakes(found: Evaluation, data: Dataset) -> None:
    """Show the mistakes that the network was surest of."""
    numbers, said = found.mistakes(), found.predicted
    if not len(numbers):
        show_success("It names every test picture right.", icon=":material/check_circle:")
        return
    captions = [
        f"{found.labels[found.truth[index]]}, said {found.labels[said[index]]} {found.confidence[index]:.3f}"
        for index in numbers
    ]
    st.caption(f"{number(len(numbers))} mistakes: true class, what the network says, and with which probability.")
    _gallery(data, numbers, captions, "A mistake", "mistakes")


def _gallery(data: Dataset, numbers: NDArray[np.intp], captions: list[str], alt: str, key: str) -> None:
    """Show pictures, their pixels as pixels, a pageful at a time."""
    shown = min(len(numbers), st.session_state.get(f"shown_{key}", PAGEFUL))
    factor = max(1, TILE // data.x_test.shape[2])
    with st.container(horizontal=True):
        for index, caption in zip(numbers[:shown], captions, strict=False):
            picture = images.enlarge(data.x_test[index], factor)
            pictures.show(picture, f"{alt}: test picture {index}, {caption}", caption, TILE)
    if shown < len(numbers):
        st.button(
            f"Show more, {shown} of {number(len(numbers))} so far",
            icon=":material/expand_more:",
            key=f"more_{key}",
            on_click=_show_more,
            args=(f"shown_{key}", shown),
        )


def _show_more(key: str, shown: int) -> None:
    st.session_state[key] = shown + PAGEFUL


def show_classes(found: Evaluation) -> None:
    """Show precision, recall, F1 and pictures of each class, the weakest class on top."""
    weakest = sorted(found.classes, key=lambda one: np.nan_to_num(one.f1, nan=2.0))
    rows: list[dict[str, Any]] = [
        {"class": one.label, "recall": one.recall, "precision": one.precision, "F1": one.f1, "pictures": one.images}
        for one in weakest
    ]
    share = st.column_config.NumberColumn
    st.dataframe(
        rows,
        hide_index=True,
        column_config={
            "recall": share(format="%.3f", help=HELP["recall"]),
            "precision": share(format="%.3f", help=HELP["precision"]),
            "F1": share(format="%.3f", help=HELP["f1"]),
            "pictures": share(help=HELP["images"]),
        },
        alt=f"Precision, recall and F1 of {len(rows)} classes; the weakest is {weakest[0].label}",
    )
    bars = weakest[:MOST_BARS]
    if len(bars) < len(weakest):
        st.caption(f"The {MOST_BARS} weakest classes are drawn, all are in the table.")
    st.plotly_chart(
        drawn(
            evaluation_figures.class_bars,
            [one.label for one in bars],
            [one.recall for one in bars],
            [one.precision for one in bars],
        ),
        key="class_bars",
        config=saved("classes"),
        alt="Recall and precision of each class; the table above has the figures",
    )


def show_calibration(found: Evaluation) -> None:
    """Show how far the network's probabilities can be trusted, and say it in a sentence."""
    bins = found.reliability
    st.markdown(trust(found))
    st.plotly_chart(
        drawn(evaluation_figures.reliability, bins.confidence, bins.accuracy, bins.images),
        key="calibration",
        config=saved("calibration"),
        alt=f"Calibration curve; expected calibration error {bins.error:.3f}",
    )
    with st.expander("The curve as a table", icon=":material/table:"):
        st.dataframe(
            {"mean probability": bins.confidence, "share right": bins.accuracy, "pictures": bins.images},
            hide_index=True,
        )


def trust(found: Evaluation) -> str:
    """Say in one sentence whether the network is as sure as it is right; chance alone counts for nothing."""
    sure, right = float(found.confidence.mean()), found.accuracy
    chance = 2 * (right * (1 - right) / found.images) ** 0.5 + 1e-3
    if abs(sure - right) <= chance:
        verdict = "on the whole it is **as sure as it is right**"
    else:
        verdict = "it is **surer than it is right**" if sure > right else "it is **more often right than it is sure**"
    return (
        f"Its answers have a probability of {sure:.3f} on average and {right:.3f} of them are right: {verdict}; at one "
        f"level of probability or another it is off by {found.reliability.error:.3f} (expected calibration error)."
    )
