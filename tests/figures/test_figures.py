"""Charts show the figures that they are given, and can be read without colour."""

import base64
import io
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from PIL import Image

from cnnviz import figures
from cnnviz.figures import evaluation


def record(epoch: int, step: int, loss: float, **others: float) -> dict[str, float]:
    """A line of metrics.jsonl."""
    return {"epoch": epoch, "step": step, "loss": loss, "accuracy": 1 / (1 + loss), **others}


RECORDS = [
    record(1, 1, 2.5),
    record(1, 5, 2.0),
    record(1, 10, 1.8),
    record(1, 10, 2.1, val_loss=2.2, val_accuracy=0.3, seconds=1),
    record(2, 15, 1.5),
    record(2, 20, 1.6, val_loss=1.7, val_accuracy=0.4, seconds=1),
]


def traces(figure: go.Figure) -> dict[str, Any]:
    """The traces of a figure by name."""
    return {trace.name: trace for trace in figure.data}


def shown(figure: go.Figure) -> np.ndarray:
    """The picture that a figure shows, shape (rows, cols, 3)."""
    source = figure.data[0].source.removeprefix("data:image/png;base64,")
    with Image.open(io.BytesIO(base64.b64decode(source))) as picture:
        return np.asarray(picture.convert("RGB"))


def test_curves_show_every_step_and_every_epoch_at_its_place() -> None:
    lines = traces(figures.curves(RECORDS, "loss", steps=10, epochs=5))
    assert list(lines["Training, steps"].x) == pytest.approx([0.1, 0.5, 1.0, 1.5])
    assert list(lines["Training, steps"].y) == [2.5, 2.0, 1.8, 1.5]
    assert list(lines["Training, epochs"].x) == list(lines["Validation, epochs"].x) == [1, 2]
    assert list(lines["Training, epochs"].y) == [2.1, 1.6]
    assert list(lines["Validation, epochs"].y) == [2.2, 1.7]


def test_training_and_validation_differ_in_colour_in_dash_and_in_marker() -> None:
    lines = traces(figures.curves(RECORDS, "accuracy", steps=10, epochs=5))
    training, validation = lines["Training, epochs"], lines["Validation, epochs"]
    assert training.line.color == lines["Training, steps"].line.color != validation.line.color
    assert training.line.dash != validation.line.dash
    assert training.marker.symbol != validation.marker.symbol
    assert lines["Training, steps"].line.width < training.line.width


def test_without_validation_there_is_no_curve_of_it() -> None:
    bare = [{name: value for name, value in r.items() if not name.startswith("val_")} for r in RECORDS]
    assert list(traces(figures.curves(bare, "loss", 10, 5))) == ["Training, steps", "Training, epochs"]


@pytest.mark.parametrize("records", [[], RECORDS[:1]])
def test_curves_begin_before_the_first_epoch_has_ended(records: list[dict[str, float]]) -> None:
    figure = figures.curves(records, "accuracy", steps=0, epochs=5)
    assert len(traces(figure)["Training, steps"].x) == len(records)
    first, last = figure.layout.xaxis.range
    assert first == 0
    assert last >= 5


def test_the_best_epoch_is_marked_with_a_line() -> None:
    (line,) = figures.curves(RECORDS, "loss", 10, 5, best=2).layout.shapes
    assert (line.x0, line.x1) == (2, 2)
    assert not figures.curves(RECORDS, "loss", 10, 5).layout.shapes


@pytest.mark.parametrize(("best", "end"), [(1, "left"), (5, "center"), (10, "right")])
def test_the_word_for_the_best_epoch_stays_inside_the_chart(best: int, end: str) -> None:
    (word,) = figures.curves(RECORDS, "loss", 10, 10, best=best).layout.annotations
    assert (word.x, word.xanchor) == (best, end)


def test_the_axes_do_not_jump_while_points_come_in() -> None:
    few, many = (figures.curves(RECORDS[:count], "accuracy", 10, 5) for count in (2, 6))
    assert few.layout.xaxis.range == many.layout.xaxis.range
    assert few.layout.yaxis.range == many.layout.yaxis.range
    assert few.layout.uirevision == many.layout.uirevision


def test_each_tile_of_a_grid_has_its_point_at_its_centre() -> None:
    tiles = np.zeros((18, 3, 5), np.uint8)
    tiles[17], tiles[3] = 254, 100
    figure = go.Figure(figures.grid(tiles, [f"channel {number}" for number in range(18)]))
    points = figure.data[1]
    assert (points.x[0], points.y[0]) == (2, 1)
    assert (points.x[15], points.y[15]) == (15 * 6 + 2, 1)
    assert (points.x[17], points.y[17]) == (6 + 2, 4 + 1)
    assert list(points.text) == [f"channel {number}" for number in range(18)]
    picture = shown(figure)
    assert picture.shape == (2 * 4 - 1, 16 * 6 - 1, 3)
    for x, y, tile in zip(points.x, points.y, tiles, strict=True):
        assert np.array_equal(picture[int(y), int(x)], figures.VIRIDIS[tile[1, 2]])


def test_the_brightest_two_levels_share_a_colour_and_the_lines_are_grey() -> None:
    picture = shown(go.Figure(figures.grid(np.full((2, 3, 3), 255, np.uint8), ["", ""])))
    assert np.array_equal(picture[1, 1], figures.VIRIDIS[254])
    assert (picture[:, 3] == figures.GAP).all()


def test_the_frame_lies_around_the_selected_tile() -> None:
    plain = figures.grid(np.zeros((20, 4, 4), np.uint8), [""] * 20)
    (frame,) = go.Figure(figures.framed(plain, (4, 4, 20), 17)).layout.shapes
    assert (frame.x0, frame.x1, frame.y0, frame.y1) == (4, 9, 4, 9)  # pixels 5 to 8, and the line on each side
    assert "shapes" not in plain["layout"]


def test_large_tiles_are_drawn_smaller_by_their_means() -> None:
    tiles = np.random.default_rng(0).integers(0, 255, (3, 113, 115)).astype("uint8")
    plain = figures.grid(tiles, [""] * 3)
    picture = shown(go.Figure(plain))
    assert picture.shape == (56, 3 * 58 - 1, 3)
    assert np.array_equal(picture[0, 2 * 58], figures.VIRIDIS[int(tiles[2, :2, :2].mean())])
    (frame,) = go.Figure(figures.framed(plain, tiles.shape[1:], 1)).layout.shapes
    assert (frame.x0, frame.x1, frame.y0, frame.y1) == (57, 115, -1, 56)
    assert shown(go.Figure(figures.grid(tiles[:, :111, :111], [""] * 3))).shape[0] == 111


def test_colour_tiles_are_shown_as_they_are() -> None:
    tiles = np.random.default_rng(0).integers(0, 256, (3, 4, 4, 3)).astype("uint8")
    picture = shown(go.Figure(figures.grid(tiles, [""] * 3)))
    for number in range(3):
        assert np.array_equal(picture[:, 5 * number : 5 * number + 4], tiles[number])


def test_viridis_goes_from_dark_to_light() -> None:
    luminance = figures.VIRIDIS @ np.array([0.2126, 0.7152, 0.0722])
    assert figures.VIRIDIS.shape == (256, 3)
    assert (np.diff(luminance) > -0.5).all()
    assert luminance[-1] - luminance[0] > 150
    assert figures.colour_grid(np.full((1, 2, 2), 255, np.uint8)).tolist() == [[figures.VIRIDIS[255].tolist()] * 2] * 2


def test_a_channel_keeps_its_true_values_and_is_centred_at_zero_only_if_it_has_negative_ones() -> None:
    values = np.array([[0.0, 1.5], [3.0, 0.5]], np.float32)
    (positive,) = figures.channel(values).data
    assert np.array_equal(positive.z, values)
    assert positive.zmin == 0
    (signed,) = figures.channel(values - 2).data
    assert (signed.zmin, signed.zmax) == (-2, 2)
    assert signed.colorscale != positive.colorscale
    (nothing,) = figures.channel(np.zeros((2, 2), np.float32)).data
    assert nothing.zmin == 0


def test_a_kernel_has_one_tile_an_input_with_gaps_between() -> None:
    weights = np.arange(9 * 18, dtype=np.float32).reshape(3, 3, 18) - 40
    (sheet,) = figures.kernel(weights).data
    assert sheet.z.shape == (4 * 4 - 1, 5 * 4 - 1)  # four rows of five, the last two places left over
    assert np.isnan(sheet.z[3::4]).all()
    assert np.isnan(sheet.z[:, 3::4]).all()
    assert np.array_equal(sheet.z[0:3, 0:3], weights[:, :, 0])
    assert np.array_equal(sheet.z[4:7, 0:3], weights[:, :, 5])
    assert np.array_equal(sheet.z[12:15, 8:11], weights[:, :, 17])
    assert np.isnan(sheet.z[12:, 12:]).all()
    assert (sheet.zmin, sheet.zmax) == (-121, 121)
    assert not sheet.hoverongaps


def test_a_small_kernel_shows_its_numbers() -> None:
    assert figures.kernel(np.ones((3, 3, 1), np.float32)).data[0].texttemplate
    for shape in ((3, 3, 32), (5, 5, 3), (3, 3, 3)):
        assert not figures.kernel(np.ones(shape, np.float32)).data[0].texttemplate


def test_the_likeliest_class_stands_on_top_in_its_own_colour() -> None:
    figure = figures.bars(["four", "nine", "1"], [0.9, 0.08, 0.02])
    (bars,) = figure.data
    assert list(bars.y) == ["four", "nine", "1"]
    assert list(bars.x) == [0.9, 0.08, 0.02]
    assert list(bars.text) == ["0.900", "0.080", "0.020"]
    assert figure.layout.yaxis.autorange == "reversed"
    assert figure.layout.yaxis.type == "category"
    assert bars.marker.color[0] != bars.marker.color[1] == bars.marker.color[2]


@pytest.mark.parametrize(
    "figure",
    [figures.curves(RECORDS, "loss", 10, 5), figures.bars(["a"], [1.0]), figures.kernel(np.ones((3, 3, 1)))],
    ids=["curves", "bars", "kernel"],
)
def test_text_can_be_read_at_the_back_of_a_room(figure: go.Figure) -> None:
    sizes = [figure.layout.font.size, figure.layout.xaxis.tickfont.size, figure.layout.yaxis.tickfont.size]
    assert min(sizes) >= 14


COUNTS = np.array([[9, 1], [0, 4]])


def test_each_cell_of_the_confusion_matrix_can_be_clicked_and_says_what_it_holds() -> None:
    cells, points = evaluation.confusion(("cat", "dog"), COUNTS).data
    assert cells.text.tolist() == [["9", "1"], ["", "4"]]
    assert np.array(cells.z) ** 2 == pytest.approx(np.array([[0.9, 0.1], [0, 1]]))
    assert list(points.customdata) == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert list(zip(points.y, points.x, strict=True)) == [
        ("cat", "cat"),
        ("cat", "dog"),
        ("dog", "cat"),
        ("dog", "dog"),
    ]
    assert points.text[1] == "cat taken for dog: 1 picture"
    assert points.text[3] == "dog, predicted right: 4 pictures"


def test_the_chosen_cell_is_framed() -> None:
    (frame,) = evaluation.confusion(("cat", "dog"), COUNTS, selected=(1, 0)).layout.shapes
    assert (frame.x0, frame.x1, frame.y0, frame.y1) == (-0.5, 0.5, 0.5, 1.5)
    assert not evaluation.confusion(("cat", "dog"), COUNTS).layout.shapes


def test_numbers_that_would_not_fit_are_left_out() -> None:
    many = [f"bird {number}" for number in range(200)]
    cells, points = evaluation.confusion(many, np.eye(200, dtype=int)).data
    assert cells.text is None
    assert list(points.customdata) == [[number, number] for number in range(200)]
    assert evaluation.confusion(many[:25], np.full((25, 25), 100)).data[0].text is None


def test_a_class_without_pictures_has_an_empty_row() -> None:
    cells, _ = evaluation.confusion(("cat", "owl"), np.array([[3, 1], [0, 0]])).data
    assert cells.z[1].tolist() == [0, 0]


def test_names_that_are_digits_stay_names() -> None:
    figure = evaluation.confusion(tuple("0123456789"), np.eye(10, dtype=int))
    assert figure.layout.xaxis.type == figure.layout.yaxis.type == "category"


def test_reliability_is_compared_with_the_dashed_line() -> None:
    lines = traces(evaluation.reliability(np.array([0.55, 0.95]), np.array([0.5, 0.9]), np.array([4, 16])))
    ideal, network = lines["Confidence equals accuracy"], lines["This network"]
    assert list(ideal.x) == list(ideal.y) == [0, 1]
    assert ideal.line.dash == "dash"
    assert list(network.x) == [0.55, 0.95]
    assert list(network.y) == [0.5, 0.9]
    assert network.marker.size[0] < network.marker.size[1]
    assert list(network.customdata) == [4, 16]


def test_recall_and_precision_differ_in_colour_and_in_pattern() -> None:
    figure = evaluation.class_bars(["cat", "dog"], [0.5, 1.0], [float("nan"), 0.25])
    lines = traces(figure)
    recall, precision = lines["Recall"], lines["Precision"]
    assert list(recall.x) == [0.5, 1.0]
    assert precision.x[1] == 0.25
    assert recall.marker.color != precision.marker.color
    assert recall.marker.pattern.shape != precision.marker.pattern.shape
    assert figure.layout.yaxis.autorange == "reversed"
