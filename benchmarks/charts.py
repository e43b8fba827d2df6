"""How soon is a chart ready for a browser?  Drawn once for the whole class, against drawn anew for each pupil."""

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
    """Measure the first pupil, for whom it is drawn and kept, and those who come after."""
    return Report(
        "charts",
        "the chart drawn anew, and turned into JSON as Streamlit does",
        [case for title, (draw, given) in _drawings().items() for case in _cases(title, draw, given)],
    )


def _drawings() -> dict[str, tuple[Callable[..., go.Figure], tuple[Any, ...]]]:
    """Return what draws, and from what, of three charts that a class looks at."""
    run, dice = find(RUN), np.random.default_rng(0)
    labels = [f"class {number}" for number in range(25)]
    steps = run.status().steps or 1
    return {
        f"curves of {len(run.metrics()):,} records": (
            figures.curves, (run.metrics(), "accuracy", steps, recipes.get(RUN).epochs, None)
        ),
        "confusion matrix of 25 classes": (evaluation.confusion, (labels, dice.integers(0, 100, (25, 25)), None)),
        "bars of 10 classes": (figures.bars, (labels[:10], dice.random(10).tolist())),
    }  # fmt: skip


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
    found = alternate(sides, ROUNDS)
    return [
        seconds(f"{title}, {who}", found[side], found["peer"])
        for side, who in (("first", "the first time"), ("later", "later"))
    ]


def _json(figure: go.Figure) -> str:
    return str(plotly.io.to_json(figure, validate=False))
