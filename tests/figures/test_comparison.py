"""The comparison shows the figures of every run, and runs can be told apart."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from cnnviz.figures import FONT
from cnnviz.figures.comparison import COLOURS, Curve, comparison_figure


def curve(number: int = 0, metric: str = "loss", validation: bool = True, **others: Any) -> Curve:
    """A curve of three epochs."""
    epochs, measured = np.array([1, 2, 3]), np.array([3.0, 1.0, 2.0])
    values = {"run": f"run {number}", "x": epochs * 10.0, "epochs": epochs, "measured": measured, "smoothed": measured}
    return Curve(number=number, metric=metric, validation=validation, **{**values, **others})


def in_legend(figure: go.Figure) -> list[str]:
    return [trace.name for trace in figure.data if trace.showlegend is not False]


def test_accuracy_stands_above_loss_on_one_axis() -> None:
    figure = comparison_figure([curve(metric="loss"), curve(metric="accuracy")], "seconds")
    assert {trace.yaxis for trace in figure.data} == {"y", "y2"}
    assert "Accuracy" in figure.layout.yaxis.title.text
    assert "Loss" in figure.layout.yaxis2.title.text
    assert figure.layout.xaxis.matches == "x2"
    assert figure.layout.xaxis2.title.text == "Training time in seconds"
    assert list(figure.data[0].x) == [10, 20, 30]
    assert figure.layout.font.size == FONT["size"]


def test_a_run_has_one_line_in_the_legend_that_switches_all_its_curves() -> None:
    figure = comparison_figure(
        [curve(number, metric) for number in (0, 1) for metric in ("accuracy", "loss")], "epochs"
    )
    assert in_legend(figure) == ["run 0", "run 1"]
    assert [trace.legendgroup for trace in figure.data] == ["0", "0", "1", "1"]


def test_where_both_kinds_are_shown_the_legend_tells_them_apart() -> None:
    figure = comparison_figure([curve(validation=True), curve(validation=False)], "epochs")
    validation, training = figure.data[:2]
    assert in_legend(figure) == ["run 0", "Validation", "Training"]
    assert validation.line.color == training.line.color
    assert validation.line.dash != training.line.dash
    assert validation.line.width > training.line.width


def test_sixteen_runs_differ_in_colour_or_dash() -> None:
    figure = comparison_figure([curve(n, validation=kind) for n in range(16) for kind in (True, False)], "epochs")
    looks = {(trace.line.color, trace.line.dash) for trace in figure.data if trace.legendgroup}
    assert len(looks) == 32
    assert len(set(COLOURS)) == 8


def test_a_smoothed_curve_lies_over_the_faint_measured_one() -> None:
    faint, strong = comparison_figure([curve(smoothed=np.array([3.0, 2.6, 2.5]))], "epochs").data
    assert list(faint.y) == [3, 1, 2]
    assert list(strong.y) == [3, 2.6, 2.5]
    assert faint.opacity < 0.5
    assert faint.line.width < strong.line.width
    assert len(comparison_figure([curve()], "epochs").data) == 1


def test_hovering_tells_run_epoch_and_measured_value() -> None:
    (line,) = comparison_figure([curve()], "epochs").data
    assert line.customdata.tolist() == [[1, 3], [2, 1], [3, 2]]
    assert "run 0" in line.hovertemplate
    assert "epoch %{customdata[0]}" in line.hovertemplate


def test_the_best_epoch_is_marked_with_its_number_at_the_measured_value() -> None:
    _, star = comparison_figure([curve(best=2)], "seconds").data
    assert (list(star.x), list(star.y), list(star.text)) == ([20], [1], ["2"])
    assert star.marker.symbol == "star"


def test_a_single_epoch_is_a_point_that_can_be_seen() -> None:
    one = np.array([1])
    (line,) = comparison_figure([curve(x=one, epochs=one, measured=one, smoothed=one)], "epochs").data
    assert line.mode == "markers"


@pytest.mark.parametrize("axis", ["epochs", "seconds"])
def test_without_curves_the_axes_stand(axis: str) -> None:
    figure = comparison_figure([], axis)
    assert not figure.data
    assert figure.layout.xaxis2.title.text


def test_the_figure_grows_with_its_legend() -> None:
    few, many = (comparison_figure([curve(n) for n in range(count)], "epochs") for count in (2, 12))
    assert many.layout.height - few.layout.height == 10 * 24
