"""Curves of loss and accuracy of a training."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from cnnviz.figures.style import FONT, NEUTRAL, TRAINING, VALIDATION, dressed, inward
from cnnviz.locale import N_, _

TITLES = {"loss": N_("Loss (cross-entropy)"), "accuracy": N_("Accuracy (share correct)")}

Metrics = Sequence[dict[str, float]]


def curves(records: Metrics, metric: str, steps: int, epochs: int, best: int | None = None) -> go.Figure:
    """Draw one metric over a training: steps faintly, epochs strongly.

    Args:
        records: Lines of metrics.jsonl.
        metric: ``"loss"`` or ``"accuracy"``.
        steps: Steps of one epoch.
        epochs: Planned epochs, which fix the axis so that nothing jumps while points come in.
        best: Number of the best epoch, marked with a line.
    """
    ended = [record for record in records if "seconds" in record]
    single = [record for record in records if "seconds" not in record]
    figure = go.Figure()
    figure.add_scatter(
        # Arrays, because Plotly validates every entry of a list: four times slower for a long training.
        x=np.array([record["step"] for record in single]) / max(1, steps),
        y=np.array([record[metric] for record in single]),
        name=_("Training, steps"),
        line={"color": TRAINING, "width": 1.5},
        opacity=0.85,  # A contrast of 3 : 1 on both themes' grounds; thin is light enough.
        hovertemplate=_("epoch %{x:.2f}: %{y:.4f}"),
    )
    styles = (
        (_("Training, epochs"), metric, TRAINING, "solid", "circle"),
        (_("Validation, epochs"), f"val_{metric}", VALIDATION, "dash", "diamond"),
    )
    for name, key, colour, dash, marker in styles:
        shown = [record for record in ended if key in record]
        if shown or key == metric:
            figure.add_scatter(
                x=np.array([record["epoch"] for record in shown]),
                y=np.array([record[key] for record in shown]),
                name=name,
                mode="lines+markers",
                line={"color": colour, "width": 3, "dash": dash},
                marker={"symbol": marker, "size": 8 if len(shown) <= 30 else 4, "color": colour},
                hovertemplate=_("epoch %{x}: %{y:.4f}"),
            )
    if best:
        figure.add_vline(x=best, line={"color": NEUTRAL, "dash": "dot", "width": 2})
        figure.add_annotation(
            x=best,
            y=1,
            yref="paper",
            xanchor=inward(best / epochs),
            yanchor="bottom",
            text=_("best epoch"),
            showarrow=False,
            font=FONT,
        )
    figure.update_xaxes(title=_("Epoch"), automargin=True, range=[0, epochs + 0.2], rangemode="tozero")
    figure.update_yaxes(title=_(TITLES[metric]), rangemode="tozero")
    if metric == "accuracy":
        figure.update_yaxes(range=[0, 1.02])
    # The revision keeps the user's zoom while points come in.
    figure.update_layout(height=310, uirevision=metric, legend={"orientation": "h", "y": -0.28, "x": 0})
    return dressed(figure, top=30)
