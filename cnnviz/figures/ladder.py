"""Figure of a row of improvements: reported and measured accuracy of each step, with the interval of the latter."""

from collections.abc import Sequence

import plotly.graph_objects as go

from cnnviz.figures.style import FONT, NEUTRAL, TRAINING, dressed
from cnnviz.locale import N_, _

SIDES = ((N_("Reported"), "circle-open", NEUTRAL), (N_("Measured"), "circle", TRAINING))


def rungs(
    names: Sequence[str],
    reported: Sequence[float | None],
    measured: Sequence[float | None],
    intervals: Sequence[tuple[float, float] | None] = (),
) -> go.Figure:
    """Draw accuracies: a line for each step, reported as a ring, measured as a point with its interval.

    Args:
        names: Name of each step, from the first.
        reported: Accuracy that the document reports, 0 to 1, or None.
        measured: Accuracy that was measured, 0 to 1, or None.
        intervals: Lower and upper end of the 95 % interval of each measured accuracy, or None; empty for none.
    """
    figure = go.Figure()
    for name, before, after in zip(names, reported, measured, strict=True):
        if before is not None and after is not None:
            figure.add_scatter(
                x=[before, after],
                y=[name, name],
                mode="lines",
                line={"color": NEUTRAL, "width": 3},
                showlegend=False,
                hoverinfo="skip",
            )
    ends = list(intervals) or [None] * len(measured)
    spread = [
        (after - low_high[0], low_high[1] - after) if after is not None and low_high else (0.0, 0.0)
        for after, low_high in zip(measured, ends, strict=True)
    ]
    for (word, symbol, colour), values in zip(SIDES, (reported, measured), strict=True):
        figure.add_scatter(
            x=list(values),
            y=list(names),
            mode="markers",
            name=_(word),
            marker={"symbol": symbol, "size": 14, "color": colour, "line": {"width": 3, "color": colour}},
            hovertemplate=f"%{{y}}<br>{_(word)} %{{x:.3f}}<extra></extra>",
        )
    figure.data[-1].error_x = {
        "type": "data",
        "symmetric": False,
        "array": [above for _below, above in spread],
        "arrayminus": [below for below, _above in spread],
        "color": TRAINING,
        "thickness": 2,
        "width": 6,
        "visible": any(map(any, spread)),
    }
    if any(map(any, spread)):
        figure.data[-1].name = _("Measured, with its 95 % interval")
    for name in names:  # Beside the axis the names would leave no room for the points on a phone.
        figure.add_annotation(
            x=0, xref="paper", xanchor="left", y=name, yanchor="bottom", yshift=8, text=name, showarrow=False, font=FONT
        )
    figure.update_yaxes(
        type="category",
        range=[len(names) - 0.7, -0.9],
        categoryorder="array",
        categoryarray=list(names),
        showticklabels=False,
        showgrid=True,
    )
    figure.update_xaxes(title=_("accuracy"), tickangle=0, nticks=6)
    figure.update_layout(height=120 + 56 * len(names), legend={"orientation": "h", "y": 1.0, "yanchor": "bottom"})
    return dressed(figure, top=40)
