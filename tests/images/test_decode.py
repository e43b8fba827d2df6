"""Pictures are decoded upright and in their full range from every kind of source."""

import io
import os
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageFile

from cnnviz.images import LONG_SIDE, MAX_BYTES, png, read
from tests.images.refusals import refusal


def test_all_kinds_of_source_agree(tmp_path: Path) -> None:
    picture = np.arange(60, dtype=np.uint8).reshape(4, 5, 3)
    content = png(picture)
    path = tmp_path / "picture"
    path.write_bytes(content)
    spent = io.BytesIO(content)
    spent.read()
    with path.open("rb") as stream:
        for source in (content, path, str(path), stream, spent):
            np.testing.assert_array_equal(read(source), picture)


def test_the_file_is_named() -> None:
    upload = io.BytesIO(b"no picture")
    assert refusal(upload).startswith("This file is text")
    upload.name = "/home/me/cat.png"  # type: ignore[misc]
    assert refusal(upload).startswith("cat.png is text")
    assert refusal(upload, "dog.png").startswith("dog.png is text")
    assert refusal(b"no picture", "a\nb\0.png").startswith("a b .png is text")


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (".", "is a folder"),
        ("no such file.jpg", "no such file.jpg was not found"),
        ("no/such/folder/cat.jpg", "cat.jpg was not found"),
        ("x" * 5000, "was not found"),
        ("nul\0.jpg", "was not found"),
        ("/dev/zero", "was not found"),
    ],
)
def test_paths_that_are_no_file(path: str, says: str) -> None:
    assert says in refusal(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with a name on this system")
def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    assert "was not found" in refusal(tmp_path / "pipe.jpg")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_a_forbidden_file(tmp_path: Path) -> None:
    (tmp_path / "secret.jpg").touch(0o000)
    assert "not allowed to read" in refusal(tmp_path / "secret.jpg")


def test_the_largest_file_is_read_no_further_than_needed() -> None:
    class Endless(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert 0 < size <= MAX_BYTES + 1
            return bytes(size)

    assert "larger than 20 MB" in refusal(Endless())


def test_nothing_global_changes() -> None:
    def state() -> tuple[object, ...]:
        return Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES, ImageFile.MAXBLOCK, list(warnings.filters)

    before = state()
    good, bad = png(np.zeros((9, 9), np.uint8)), b"no picture"
    with ThreadPoolExecutor(4) as pool:  # as a class that uploads at the same time
        assert all(picture.shape == (9, 9, 3) for picture in pool.map(read, [good] * 200))
        assert all("text" in sentence for sentence in pool.map(refusal, [bad] * 200))
    assert state() == before
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


UPRIGHT = [[10, 20, 30], [40, 50, 60]]
STORED = {  # EXIF: which edges of the scene the stored row 0 and column 0 are
    1: [[10, 20, 30], [40, 50, 60]],  # top, left
    2: [[30, 20, 10], [60, 50, 40]],  # top, right
    3: [[60, 50, 40], [30, 20, 10]],  # bottom, right
    4: [[40, 50, 60], [10, 20, 30]],  # bottom, left
    5: [[10, 40], [20, 50], [30, 60]],  # left, top
    6: [[30, 60], [20, 50], [10, 40]],  # right, top
    7: [[60, 30], [50, 20], [40, 10]],  # right, bottom
    8: [[40, 10], [50, 20], [60, 30]],  # left, bottom
}


def saved(picture: NDArray[np.generic], kind: str = "PNG", **options: object) -> bytes:
    """An array as a file's content."""
    stream = io.BytesIO()
    Image.fromarray(picture).save(stream, kind, **options)
    return stream.getvalue()


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_orientation(orientation: int, kind: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = read(saved(np.array(STORED[orientation], np.uint8), kind, exif=exif))
    assert picture[:, :, 0].tolist() == UPRIGHT


def test_transparency_becomes_white() -> None:
    rgba = np.array([[[255, 0, 0, 128], [0, 0, 0, 0], [0, 0, 0, 255], [10, 20, 30, 255]]], np.uint8)
    assert read(saved(rgba)).tolist() == [[[255, 127, 127], [255, 255, 255], [0, 0, 0], [10, 20, 30]]]


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "PPM"])
def test_sixteen_bits_keep_their_range(kind: str) -> None:
    deep = np.array([[0, 257, 128 * 257, 254 * 257, 65535, 300]], np.uint16)
    assert read(saved(deep, kind))[0, :, 0].tolist() == [0, 1, 128, 254, 255, 1]


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
@pytest.mark.parametrize("bits", [8, 10, 12, 14, 16])
def test_fewer_bits_kept_in_sixteen_are_as_bright_as_eight(bits: int, kind: str) -> None:
    white = 2**bits - 1
    deep = np.array([[0, white // 5, white // 2, white]], np.uint16)
    assert read(saved(deep, kind))[0, :, 0].tolist() == pytest.approx([0, 51, 127, 255], abs=1)
    # A picture without white stays darker than one with it, where its bits can still be told.
    assert read(saved(deep // 4 * 3, kind))[0, -1, 0] == pytest.approx(191, abs=2)


def test_a_pgm_says_itself_what_is_white() -> None:
    def pgm(white: int, *values: int) -> bytes:
        return b"P5 %d 1 %d\n" % (len(values), white) + np.array(values, ">u2").tobytes()

    assert read(pgm(4095, 0, 819, 2048))[0, :, 0].tolist() == [0, 51, 128]
    assert read(pgm(65535, 0, 819, 2570))[0, :, 0].tolist() == [0, 3, 10]


@pytest.mark.parametrize(
    ("values", "grey"),
    [
        ([0, 0.2, 1], [0, 51, 255]),
        ([0, 0.2, 0.4], [0, 51, 102]),  # a dark picture stays dark
        ([0, 51, 255], [0, 51, 255]),
        ([0, 2, 3], [0, 2, 3]),
        ([0, 514, 65535], [0, 2, 255]),
        ([0, 20_000, 100_000], [0, 51, 255]),
        ([-1, -0.6, 1], [0, 51, 255]),
        ([np.nan, 0.2, 1], [0, 51, 255]),
        ([-np.inf, 0.2, np.inf], [0, 51, 255]),
    ],
)
def test_floating_point(values: list[float], grey: list[int]) -> None:
    assert read(saved(np.array([values], np.float32), "TIFF"))[0, :, 0].tolist() == grey


def test_signed_and_large_integers() -> None:
    assert read(saved(np.array([[-100, -60, 100]], np.int32), "TIFF"))[0, :, 0].tolist() == [0, 51, 255]
    assert read(saved(np.array([[0, 257, 65535]], np.int32), "TIFF"))[0, :, 0].tolist() == [0, 1, 255]
    assert read(saved(np.array([[0, 10**6, 5 * 10**6]], np.int32), "TIFF"))[0, :, 0].tolist() == [0, 51, 255]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_large_pictures_are_reduced(kind: str) -> None:
    half = np.zeros((1000, 4000, 3), np.uint8)
    half[:, 2000:] = 255
    picture = read(saved(half, kind))
    assert picture.shape == (192, 768, 3)
    assert picture[:, :378].max() < 10
    assert picture[:, 390:].min() > 245


def test_large_float_pictures_are_reduced_in_range() -> None:
    assert np.unique(read(saved(np.ones((1999, 2001), np.float32), "TIFF"))).tolist() == [255]


def test_pictures_within_the_long_side_are_left_alone() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (3, LONG_SIDE, 3), np.uint8)
    np.testing.assert_array_equal(read(png(picture)), picture)
