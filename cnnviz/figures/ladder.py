"""Figure of a ladder of recipes: reported and measured accuracy of each rung."""

from collections.abc import Sequence

import plotly.graph_objects as go

from cnnviz.figures.style import FONT, NEUTRAL, TRAINING, dressed


def rungs(names: Sequence[str], reported: Sequence[float | None], measured: Sequence[float | None]) -> go.Figure:
    """Draw a ladder's accuracies: a line for each rung, reported as a ring, measured as a point, joined by a bar.

    Args:
        names: Name of each rung, from the first.
        reported: Accuracy that the document reports, 0 to 1, or None.
        measured: Accuracy that was measured, 0 to 1, or None.
    """
    figure = go.Figure()
    for name, before, after in zip(names, reported, measured, strict=True):
        if before is not None and after is not None:
            figure.add_scatter(
                x=[before, after],
                y=[name, name],
                mode="lines",
                line={"color": "#999999", "width": 3},
                showlegend=False,
                hoverinfo="skip",
            )
    sides = (("Reported", reported, "circle-open", NEUTRAL), ("Measured", measured, "circle", TRAINING))
    for word, values, symbol, colour in sides:
        figure.add_scatter(
            x=list(values),
            y=list(names),
            mode="markers",
            name=word,
            marker={"symbol": symbol, "size": 14, "color": colour, "line": {"width": 3, "color": colour}},
            hovertemplate=f"%{{y}}<br>{word} %{{x:.3f}}<extra></extra>",
        )
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
    figure.update_xaxes(title="accuracy", tickformat=".0%", tickangle=0, nticks=6)
    figure.update_layout(height=120 + 56 * len(names), legend={"orientation": "h", "y": 1.0, "yanchor": "bottom"})
    return dressed(figure, top=40)
