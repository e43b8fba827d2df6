"""The chart of a search shows each trial at its cut, the best one and those given up."""

from cnnviz.figures import search

NAMES = {0: "nothing", 4: "first", 9: "second", 20: "all"}
LEARNS = {0: 100, 4: 70, 9: 40, 20: 0}
TRIALS = [(20, "done", (0.5, 0.6)), (9, "done", (0.9, 0.8)), (0, "pruned", (0.2,)), (4, "running", ())]


def test_each_trial_stands_at_its_cut_with_the_best_of_its_epochs() -> None:
    figure = search.cuts(TRIALS, NAMES, LEARNS, best=9)
    traces = {trace.name: trace for trace in figure.data}
    assert list(traces["Weights that learn"].y) == [100, 70, 40, 0]
    assert list(zip(traces["Each epoch"].x, traces["Each epoch"].y, strict=True)) == [
        *((3, 0.5), (3, 0.6), (2, 0.9), (2, 0.8), (0, 0.2)),
    ]
    assert (list(traces["Completed"].x), list(traces["Completed"].y)) == ([3, 2], [0.6, 0.9])
    assert (traces["Stopped early: behind the others"].x, traces["Stopped early: behind the others"].marker.symbol) == (
        (0,),
        "x",
    )
    assert (traces["Best"].x, traces["Best"].y, traces["Best"].text) == ((2,), (0.9,), ("best 0.900",))
    assert list(figure.layout.xaxis.ticktext) == list(NAMES.values())
    assert "Running" not in traces  # Its first epoch has not ended.


def test_the_best_curve_is_the_strongest() -> None:
    figure = search.curves(TRIALS, NAMES, best=9, epochs=2)
    assert [trace.line.width for trace in figure.data] == [1.5, 4, 1.5, 1.5]
    assert list(figure.data[1].x) == [1, 2]


def test_before_the_first_epoch_the_axes_are_there() -> None:
    assert list(search.cuts([], NAMES, LEARNS, None).layout.yaxis.range) == [0, 1]
    assert search.curves([], NAMES, None, 3).data == ()


def test_words_at_the_edges_stay_inside_the_charts() -> None:
    for place, toward in ((0, "right"), (len(NAMES) - 1, "left")):
        frozen = list(NAMES)[place]
        figure = search.cuts([(frozen, "done", (0.5,))], NAMES, LEARNS, best=frozen)
        assert figure.data[-1].textposition == f"top {toward}"
    for reached, end in (((0.5,), "left"), ((0.5,) * 9, "right")):
        figure = search.curves([(9, "done", reached)], NAMES, best=9, epochs=9)
        assert figure.layout.annotations[0].xanchor == end
