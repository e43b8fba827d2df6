"""Charts are drawn once for all visitors who see the same."""

import base64
import json
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import plotly.io
from plotly.tools import return_figure_from_figure_or_data

from cnnviz import figures
from cnnviz.figures import attribution, kernels
from cnnviz.locale import speaking
from cnnviz.training.runs import Run
from cnnviz.ui.parts import charts
from cnnviz.ui.parts.charts import drawn

EDGE = np.array([[-1.0, 0.0, 1.0]] * 3)


def test_the_same_numbers_are_drawn_once() -> None:
    charts.KEPT.clear()
    first, again = drawn(kernels.numbers, EDGE), drawn(kernels.numbers, EDGE.copy())
    assert first is again
    assert first == kernels.numbers(EDGE)


def test_other_numbers_or_another_kind_of_chart_is_another() -> None:
    charts.KEPT.clear()
    drawn(kernels.numbers, EDGE)
    assert drawn(kernels.numbers, 2 * EDGE) == kernels.numbers(2 * EDGE)
    assert drawn(kernels.response, EDGE) == kernels.response(EDGE)
    assert len(charts.KEPT.kept) == 3


def test_each_language_has_its_own_chart_and_its_own_words_on_the_button() -> None:
    charts.KEPT.clear()
    english = drawn(kernels.response, EDGE)
    with speaking("es"):
        spanish, button = drawn(kernels.response, EDGE), charts.saved("kernel")
    assert english.to_dict()["layout"]["separators"] != spanish.to_dict()["layout"]["separators"]
    assert drawn(kernels.response, EDGE) is english
    assert button["locales"][button["locale"]]["dictionary"]["Download plot"] == "Descargar el gráfico"
    assert "locale" not in charts.saved("kernel")


def test_what_is_given_by_name_counts() -> None:
    def chart(height: int) -> go.Figure:
        return go.Figure(layout={"height": height})

    assert [drawn(chart, height=each).to_dict()["layout"]["height"] for each in (100, 200)] == [100, 200]


def test_a_chart_says_the_same_however_often_it_is_shown() -> None:
    tiles = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)
    grid = figures.grid(tiles, ["first", "second </script>"])
    figure, chart = go.Figure(grid), charts.Settled(grid)
    assert json.loads(chart.to_json()) == json.loads(figure.to_json())
    written = chart.to_dict().json
    assert chart.to_json() == plotly.io.to_json(grid, validate=False)
    assert written
    assert chart.to_dict().json is written, "it was written anew"
    assert "</" not in figure.to_json()
    shown = return_figure_from_figure_or_data(chart, validate_figure=True)
    assert plotly.io.to_json(shown, validate=False) == chart.to_json(), "Streamlit shows another chart"
    assert chart.to_dict() is chart.to_dict()
    framed = figures.framed(grid, (3, 3, 2), 1)
    assert json.loads(charts.Settled(framed).to_json()) == json.loads(go.Figure(framed).to_json())


def test_a_training_that_goes_on_is_drawn_anew_and_one_that_rests_is_not(trained: Run, tmp_path: Path) -> None:
    charts.KEPT.clear()
    run = Run(tmp_path)
    (tmp_path / "metrics.jsonl").write_bytes((trained.path / "metrics.jsonl").read_bytes())
    first = drawn(figures.curves, run.metrics(), "loss", 60, 3)
    assert drawn(figures.curves, run.metrics(), "loss", 60, 3) is first
    with (tmp_path / "metrics.jsonl").open("a") as file:
        file.write('{"epoch": 4, "step": 80, "loss": 0.5, "accuracy": 0.5}\n')
    assert points(drawn(figures.curves, run.metrics(), "loss", 80, 4)) == points(first) + 1


def points(chart: charts.Settled) -> int:
    written = chart.to_dict()["data"][0]["x"]
    return len(np.frombuffer(base64.b64decode(written["bdata"]), written["dtype"]))


def axis(language: str) -> str:
    """Return what a kept chart says of its axis in a language."""
    with speaking(language):
        chart = drawn(attribution.courses, np.array([0.0, 1.0]), {"Grad-CAM": np.array([0.9, 0.1])}, "deletion")
    return str(chart.to_dict()["layout"]["xaxis"]["title"]["text"])


def test_a_kept_chart_is_drawn_once_for_each_language() -> None:
    assert [axis(language) for language in ("en", "es", "en")] == [
        "share of the pixels painted over",
        "proporción de píxeles tapados",
        "share of the pixels painted over",
    ]
