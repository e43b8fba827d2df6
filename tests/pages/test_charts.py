"""Is a chart drawn once for all who see the same?"""

import numpy as np
import plotly.graph_objects as go

from cnnviz import kernel_figures
from cnnviz.ui import charts
from cnnviz.ui.charts import drawn

EDGE = np.array([[-1.0, 0.0, 1.0]] * 3)


def test_the_same_numbers_are_drawn_once() -> None:
    charts.KEPT.clear()
    first, again = drawn(kernel_figures.numbers, EDGE), drawn(kernel_figures.numbers, EDGE.copy())
    assert first is again
    assert first == kernel_figures.numbers(EDGE)


def test_other_numbers_or_another_kind_of_chart_is_another() -> None:
    charts.KEPT.clear()
    drawn(kernel_figures.numbers, EDGE)
    assert drawn(kernel_figures.numbers, 2 * EDGE) == kernel_figures.numbers(2 * EDGE)
    assert drawn(kernel_figures.response, EDGE) == kernel_figures.response(EDGE)
    assert len(charts.KEPT.kept) == 3


def test_what_is_given_by_name_counts() -> None:
    def chart(height: int) -> go.Figure:
        return go.Figure(layout={"height": height})

    assert [drawn(chart, height=each).layout.height for each in (100, 200)] == [100, 200]
