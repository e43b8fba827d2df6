"""Sheets keep every tile in its place, and PNG files keep every value."""

import io

import numpy as np
import pytest
from PIL import Image

from cnnviz.images import montage, png


def test_montage_of_an_incomplete_last_row() -> None:
    tiles = np.array([[[1, 1]], [[2, 2]], [[3, 3]]], np.uint8)
    assert montage(tiles, per_row=2, gap=1, background=9).tolist() == [
        [1, 1, 9, 2, 2],
        [9, 9, 9, 9, 9],
        [3, 3, 9, 9, 9],
    ]


def test_montage_without_gap_and_with_few_tiles() -> None:
    tiles = np.array([[[1]], [[2]]], np.uint8)
    assert montage(tiles, per_row=16, gap=0).tolist() == [[1, 2]]
    assert montage(tiles, per_row=1, gap=2, background=0).tolist() == [[1], [0], [0], [2]]
    assert montage(tiles[:1]).tolist() == [[1]]


def test_montage_of_colours() -> None:
    tiles = np.array([[[[1, 2, 3]]], [[[4, 5, 6]]]], np.uint8)
    assert montage(tiles).tolist() == [[[1, 2, 3], [255, 255, 255], [4, 5, 6]]]


def test_montage_puts_every_tile_in_its_place() -> None:
    tiles = np.random.default_rng(0).integers(0, 255, (23, 5, 7, 3), np.uint8)
    sheet = montage(tiles, per_row=6, gap=2)
    assert sheet.shape == (4 * 7 - 2, 6 * 9 - 2, 3)
    for n, tile in enumerate(tiles):
        row, col = n // 6 * 7, n % 6 * 9
        np.testing.assert_array_equal(sheet[row : row + 5, col : col + 7], tile)
    assert (sheet == 255).all(axis=2).sum() == sheet.shape[0] * sheet.shape[1] - 23 * 5 * 7


@pytest.mark.parametrize("shape", [(3, 4), (3, 4, 1), (3, 4, 3), (3, 4, 4)])
def test_png_keeps_every_value(shape: tuple[int, ...]) -> None:
    picture = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    decoded = np.asarray(Image.open(io.BytesIO(png(picture))))
    np.testing.assert_array_equal(decoded, picture.squeeze())
