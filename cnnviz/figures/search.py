"""Figures of a search for the layers to freeze: the accuracy of its trials.

The best trial is blue and filled, trials given up early are grey crosses, which no other chart has.
"""

from collections.abc import Sequence

import plotly.graph_objects as go

from cnnviz.figures.style import FONT, NEUTRAL, TRAINING, VALIDATION, dressed, inward
from cnnviz.locale import N_, _

STYLES = {
    "done": (N_("Completed"), "circle", TRAINING),
    "running": (N_("Running"), "circle-open", VALIDATION),
    "pruned": (N_("Stopped early: behind the others"), "x", NEUTRAL),
    "stopped": (N_("Stopped"), "square-open", NEUTRAL),
}
"""State of a trial -> name, marker and colour."""

TOWARDS = {"left": "right", "center": "center", "right": "left"}
"""Position of a word beside a point, by the end of the word that is at the point."""
Tried = tuple[int, str, Sequence[float]]
"""Frozen layers, state and the validation accuracy after each epoch of a trial."""


def cuts(trials: Sequence[Tried], names: dict[int, str], learns: dict[int, int], best: int | None) -> go.Figure:
    """Draw the best accuracy of each trial over its frozen layers, each epoch faintly, and the weights that learn.

    Args:
        trials: The trials.
        names: Name of the block after each possible number of frozen layers, in order.
        learns: Number of the backbone's weights that learn with each.
        best: Frozen layers of the best trial, None before one is finished.
    """
    figure, places = go.Figure(), {frozen: place for place, frozen in enumerate(names)}
    figure.add_bar(
        x=list(places.values()),
        y=[learns[frozen] for frozen in names],
        name=_("Weights that learn"),
        yaxis="y2",
        marker={"color": NEUTRAL, "opacity": 0.25},
        customdata=list(names.values()),
        hovertemplate=_("%{customdata}: %{y:,} weights learn") + "<extra></extra>",
    )
    steps = [(places[frozen], value) for frozen, _state, values in trials for value in values]
    figure.add_scatter(
        x=[place for place, _ in steps],
        y=[value for _, value in steps],
        name=_("Each epoch"),
        mode="markers",
        marker={"symbol": "line-ew-open", "size": 14, "color": TRAINING},
        opacity=0.45,
        hovertemplate="%{y:.4f}<extra></extra>",
    )
    for state, (label, symbol, colour) in STYLES.items():
        shown = [(frozen, max(values)) for frozen, kind, values in trials if kind == state and values]
        if shown:
            figure.add_scatter(
                x=[places[frozen] for frozen, _ in shown],
                y=[value for _, value in shown],
                name=_(label),
                mode="markers",
                marker={"symbol": symbol, "size": 12, "color": colour, "line": {"width": 2}},
                customdata=[[names[frozen], frozen] for frozen, _ in shown],
                hovertemplate=_("%{customdata[0]}, %{customdata[1]} layers frozen: %{y:.4f}") + "<extra></extra>",
            )
    if best is not None:
        reached = max(max(values) for frozen, _state, values in trials if frozen == best)
        figure.add_scatter(
            x=[places[best]],
            y=[reached],
            name=_("Best"),
            mode="markers+text",
            text=[_("best {accuracy:.3f}", accuracy=reached)],
            textposition=f"top {TOWARDS[inward(places[best] / max(1, len(names) - 1))]}",
            textfont=FONT,
            hoverinfo="skip",
            marker={"symbol": "circle-open", "size": 24, "color": TRAINING, "line": {"width": 3}},
        )
    figure.update_xaxes(
        title=_("Frozen up to the end of this block"),
        tickvals=list(places.values()),
        ticktext=list(names.values()),
        tickangle=-60,
        range=[-0.6, len(names) - 0.4],
        automargin=True,
    )
    figure.update_yaxes(title=_("Validation accuracy"))
    figure.update_layout(
        height=520,
        uirevision="cuts",
        bargap=0.1,
        # By default an axis that overlays another takes its ticks.
        yaxis={"overlaying": "y2", "tickmode": "auto", "range": _range([value for _, value in steps])},
        yaxis2={"side": "right", "title": _("Weights that learn"), "showgrid": False, "rangemode": "tozero"},
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0},
    )
    return dressed(figure, top=40)


def curves(trials: Sequence[Tried], names: dict[int, str], best: int | None, epochs: int) -> go.Figure:
    """Draw the validation accuracy of each trial over its epochs: faint, the best strong.

    Args:
        trials: The trials.
        names: Name of the block after each number of frozen layers.
        best: Frozen layers of the best trial, None before one is finished.
        epochs: Epochs of a trial, which fix the axis.
    """
    figure = go.Figure()
    for frozen, state, values in trials:
        first = frozen == best
        _label, symbol, colour = STYLES.get(state, STYLES["stopped"])
        figure.add_scatter(
            x=list(range(1, len(values) + 1)),
            y=list(values),
            name=names[frozen],
            mode="lines+markers",
            line={"color": colour, "width": 4 if first else 1.5},
            opacity=1 if first else 0.6,
            marker={"symbol": symbol, "size": 10 if first else 8},
            showlegend=False,
            customdata=[[names[frozen], frozen]] * len(values),
            hovertemplate=_("%{customdata[0]}, %{customdata[1]} layers frozen, epoch %{x}: %{y:.4f}")
            + "<extra></extra>",
        )
        if first and values:
            figure.add_annotation(
                x=len(values),
                y=values[-1],
                text=names[frozen],
                showarrow=False,
                yshift=16,
                font=FONT,
                xanchor=inward((len(values) - 1) / max(1, epochs - 1)),
            )
    figure.update_xaxes(title=_("Epoch"), range=[0.8, epochs + 0.2], dtick=max(1, epochs // 10))
    figure.update_yaxes(
        title=_("Validation accuracy"), range=_range([value for *_, values in trials for value in values])
    )
    figure.update_layout(height=340, uirevision="curves")
    return dressed(figure, top=20)


def _range(values: Sequence[float]) -> list[float]:
    """Return the range of an axis that shows the differences, with room for words above the highest value."""
    if not values:
        return [0.0, 1.0]
    room = max(0.02, 0.15 * (max(values) - min(values)))
    return [max(0.0, min(values) - room), min(1.05, max(values) + 1.5 * room)]
