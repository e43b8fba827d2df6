"""The region and its frame cover the right pixels."""

import numpy as np

from cnnviz.images import regions

PICTURE = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)


def test_a_box_beyond_the_picture_is_grey_there() -> None:
    part = regions.cut(PICTURE, (-1, 2, 3, 6))
    assert part.shape == (4, 4, 3)
    assert np.array_equal(part[1:, :2], PICTURE[:3, 2:])
    assert (part[0] == regions.OUTSIDE).all()
    assert (part[:, 2:] == regions.OUTSIDE).all()


def test_a_frame_covers_its_edge_only() -> None:
    large = regions.outlined(PICTURE, (1, -2, 3, 3), factor=8, width=2)
    assert large.shape == (32, 32, 3)
    assert (large[8:24, :24][:2] == regions.FRAME).all()
    assert (large[8:24, 22:24] == regions.FRAME).all()
    plain = PICTURE.repeat(8, 0).repeat(8, 1)
    assert np.array_equal(large[10:22, 2:22], plain[10:22, 2:22])
    assert np.array_equal(large[24:], plain[24:])
