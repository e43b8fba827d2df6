"""Plotly figures of arrays and metrics, without TensorFlow and Streamlit."""

from cnnviz.figures.grids import GRID_WIDTH, PER_ROW, TILE, colour_grid, framed, grid
from cnnviz.figures.ladder import rungs
from cnnviz.figures.style import FONT, GAP, NEUTRAL, SIGNED, TRAINING, VALIDATION, VIRIDIS, address, dressed, inward
from cnnviz.figures.training_curves import TITLES, Metrics, curves
from cnnviz.figures.values import bars, channel, histogram, kernel, overlaid

__all__ = [
    "FONT",
    "GAP",
    "GRID_WIDTH",
    "NEUTRAL",
    "PER_ROW",
    "SIGNED",
    "TILE",
    "TITLES",
    "TRAINING",
    "VALIDATION",
    "VIRIDIS",
    "Metrics",
    "address",
    "bars",
    "channel",
    "colour_grid",
    "curves",
    "dressed",
    "framed",
    "grid",
    "histogram",
    "inward",
    "kernel",
    "overlaid",
    "rungs",
]
