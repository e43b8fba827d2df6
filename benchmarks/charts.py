"""A chart drawn once for the whole class costs less than one drawn again for each pupil."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import plotly.graph_objects as go
import plotly.io

from benchmarks.measure import Case, Report, alternate, seconds, timed
from cnnviz import figures, recipes
from cnnviz.figures import evaluation
from cnnviz.training.runs import find
from cnnviz.ui.parts import charts

ROUNDS = 30
RUN = "basenet"


def run() -> Report:
    """Measure the first pupil, for whom the chart is drawn and cached, and later ones."""
    return Report(
        "charts",
        "the chart drawn anew, and turned into JSON as Streamlit does",
        [case for title, (draw, given) in _drawings().items() for case in _cases(title, draw, given)],
    )


def _drawings() -> dict[str, tuple[Callable[..., go.Figure], tuple[Any, ...]]]:
    """Return the drawing function and its arguments for three charts that a class looks at."""
    run, dice = find(RUN), np.random.default_rng(0)
    labels = [f"class {number}" for number in range(25)]
    steps = run.status().steps or 1
    curves = (run.metrics(), "accuracy", steps, recipes.get(RUN).epochs, None)
    return {
        f"curves of {len(run.metrics()):,} records": (figures.curves, curves),
        "confusion matrix of 25 classes": (evaluation.confusion, (labels, dice.integers(0, 100, (25, 25)), None)),
        "bars of 10 classes": (figures.bars, (labels[:10], dice.random(10).tolist())),
    }


def _cases(title: str, draw: Callable[..., go.Figure], given: tuple[Any, ...]) -> list[Case]:
    def first() -> None:
        charts.KEPT.clear()
        _json(charts.drawn(draw, *given))

    sides = {
        "first": timed(first),
        "later": timed(lambda: _json(charts.drawn(draw, *given))),
        "peer": timed(lambda: _json(draw(*given))),
    }
    alternate(sides, 1)  # Plotly imports what it needs.
    measured = alternate(sides, ROUNDS)
    return [
        seconds(f"{title}, {who}", measured[side], measured["peer"])
        for side, who in (("first", "the first time"), ("later", "later"))
    ]


def _json(figure: go.Figure) -> str:
    return str(plotly.io.to_json(figure, validate=False))
