"""Is a chart drawn once for all who see the same?"""

from pathlib import Path

import numpy as np
import plotly.graph_objects as go
from plotly.io import to_json
from plotly.tools import return_figure_from_figure_or_data

from cnnviz import figures, kernel_figures
from cnnviz.training import Run
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


def test_a_chart_says_the_same_however_often_it_is_shown() -> None:
    tiles = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
    figure, chart = (figures.grid(tiles, ["first", "second </script>"]) for _ in range(2))
    chart = charts.Settled.of(chart)
    assert chart.to_json() == chart.to_json() == figure.to_json()
    written = chart.to_dict().json
    assert chart.to_json() == figure.to_json()
    assert written
    assert chart.to_dict().json is written, "it was written anew"
    assert "</" not in figure.to_json()
    assert to_json(return_figure_from_figure_or_data(chart, validate_figure=True), validate=False) == figure.to_json()
    assert chart.to_dict() is chart.to_dict()
    assert figures.framed(chart, (3, 3, 2), 1).to_json() == figures.framed(figure, (3, 3, 2), 1).to_json()


def test_a_training_that_goes_on_is_drawn_anew_and_one_that_rests_is_not(trained: Run, tmp_path: Path) -> None:
    charts.KEPT.clear()
    run = Run(tmp_path)
    (tmp_path / "metrics.jsonl").write_bytes((trained.path / "metrics.jsonl").read_bytes())
    first = drawn(figures.curves, run.metrics(), "loss", 60, 3)
    assert drawn(figures.curves, run.metrics(), "loss", 60, 3) is first
    with (tmp_path / "metrics.jsonl").open("a") as file:
        file.write('{"epoch": 4, "step": 80, "loss": 0.5, "accuracy": 0.5}\n')
    assert len(drawn(figures.curves, run.metrics(), "loss", 80, 4).data[0].x) == len(first.data[0].x) + 1
