"""The pictures of Home that come with a network: how a photo goes through it, and what it is about."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnnviz import actions, datasets, figures, images
from cnnviz.actions import shipped_patterns
from cnnviz.base import files
from cnnviz.base.errors import CnnvizError
from cnnviz.base.settings import CHECKPOINTS
from cnnviz.images import samples
from cnnviz.images.resize import as_image
from cnnviz.training.runs.contents import checksums
from cnnviz.training.runs.contents.story import ANSWER, FOLDER, THUMBNAIL

if TYPE_CHECKING:
    from cnnviz.actions import Opened

SIDE, SMALL_SIDE, QUALITY = 288, 200, 75
"""Rows of a picture of a stage; of a thumbnail; quality of both as JPEG files, of 100."""
TILES = 4
"""Feature maps, and patterns, in a picture."""
OPACITY = 0.5
"""Of the heat map over the photo."""
DIGITS = ("2", "5", "7", "9")
CAT = "cat"
"""What the app's first photo shows."""


def make(opened: Opened) -> None:
    """Make the thumbnail of a network and, where a photo of the app shows one of its classes, its story; keep both.

    Raises:
        CnnvizError: The app's photos or the network's patterns are missing.
    """
    path = opened.run.path
    _write(path / THUMBNAIL, square(about(opened), SMALL_SIDE))
    if CAT in opened.labels:
        pictures, layers, answer = story(opened, samples.photo(samples.DEFAULT))
        if answer[0] == CAT:  # A network of small photos takes it for a dog.
            _keep(path / FOLDER, pictures, layers, answer)
    if path.parent == CHECKPOINTS:
        checksums.write(CHECKPOINTS)


def story(
    opened: Opened, photo: NDArray[np.uint8]
) -> tuple[dict[str, NDArray[np.uint8]], tuple[str, str], tuple[str, float]]:
    """Let a photo go through a network.

    Args:
        opened: The network, with its patterns.
        photo: Shape (rows, cols, 3), 0..255.

    Returns:
        For each of `cnnviz.training.runs.contents.story.STAGES` a picture, shape (rows, cols, 3), 0..255; the layers
        of the second and the third; the answer and its probability, 0 to 1.
    """
    maps = actions.feature_maps(opened, photo)
    edges = next(tap.name for tap in opened.graph.picture_layers() if tap.role != "convolution")
    strong = np.argsort(-maps[edges].std((0, 1)), kind="stable")[:TILES]
    tiles = actions.activation_tiles(opened, photo, edges)[strong]
    *_, parts, _before_last, _last = shipped_patterns.layers(opened)
    seen = opened.fit(photo)
    best = actions.answers(opened, [photo])[0].predictions(opened.labels)[0]
    pictures = {
        "photo": seen,
        "edges": images.montage(figures.VIRIDIS[tiles], per_row=2, gap=2),
        "parts": _patterns(opened, parts),
        "pixels": figures.overlaid(seen, actions.attribute(opened, photo, best.label), OPACITY),
    }
    return pictures, (edges, parts), (best.label, best.probability)


def _keep(
    folder: Path, pictures: dict[str, NDArray[np.uint8]], layers: tuple[str, str], answer: tuple[str, float]
) -> None:
    folder.mkdir(exist_ok=True)
    for stage, picture in pictures.items():
        _write(folder / f"{stage}.jpg", square(picture, SIDE))
    known = dict(zip(("edges", "parts", "label", "probability"), (*layers, *answer), strict=True))
    files.write(folder / ANSWER, json.dumps(known, indent=2) + "\n")


def about(opened: Opened) -> NDArray[np.uint8]:
    """Return a picture of what a network knows: digits, or a photo of the app; else its patterns."""
    rows, cols, channels = opened.recipe.input_shape
    if channels == 1:
        digits = datasets.load("digits", (rows, cols, 1))
        first = [int(np.flatnonzero(digits.y_test == digits.labels.index(label))[0]) for label in DIGITS]
        return images.montage(digits.x_test[first], per_row=2, gap=0)
    if CAT in opened.labels:
        return opened.fit(samples.photo(samples.DEFAULT))
    if "roses" in opened.labels:
        return samples.photo("flower.jpg")
    *_, parts, _before_last, _last = shipped_patterns.layers(opened)
    return _patterns(opened, parts)


def _patterns(opened: Opened, layer: str) -> NDArray[np.uint8]:
    kept = actions.kept_patterns(opened, layer, range(TILES), shipped_patterns.usual())
    if len(kept) < TILES:
        raise CnnvizError(f"{opened.run.name} has no patterns of {layer} yet: python -m cnnviz gallery makes them.")
    return images.montage(np.stack([pattern.picture for pattern in kept]), per_row=2, gap=1)


def _write(path: Path, content: bytes) -> None:
    with files.replacing(path) as new:
        new.write_bytes(content)


def square(picture: NDArray[np.uint8], side: int) -> bytes:
    """Return the middle of a picture as a square JPEG file of so many rows; pixels of a small one stay pixels."""
    shown = as_image(picture).convert("RGB")
    short = min(shown.size)
    left, top = (shown.width - short) // 2, (shown.height - short) // 2
    way = Image.Resampling.NEAREST if short < side else Image.Resampling.LANCZOS
    made = io.BytesIO()
    shown.crop((left, top, left + short, top + short)).resize((side, side), way).save(
        made, "JPEG", quality=QUALITY, optimize=True
    )
    return made.getvalue()
