"""Does the one door for pictures let in what it should, turn the rest away politely, and never break?"""

import io
import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageFile

from cnnviz.images import LONG_SIDE, MAX_BYTES, PictureError, enlarge, fit, montage, png, read
from tests.hostile import Case, hostile_pictures, recipes

NAMES = [recipe.name for recipe in recipes()]
MEGABYTES = 500
SECONDS = 2

READ_ALL = """
import json, sys
from cnnviz.images import PictureError, read

peaks = {}
for path in json.load(sys.stdin):
    try:
        read(path)
    except PictureError:
        pass
    # VmHWM and not ru_maxrss, which a child inherits from the process that started it.
    status = dict(line.split(":", 1) for line in open("/proc/self/status"))
    peaks[path] = int(status["VmHWM"].split()[0]) // 1024
json.dump(peaks, sys.stdout)
"""


@pytest.fixture(scope="module")
def cases() -> Iterator[dict[str, Case]]:
    """All hostile files, for as long as this module's tests run."""
    with tempfile.TemporaryDirectory() as folder:
        yield {case.name: case for case in hostile_pictures(Path(folder))}


def polite(fault: PictureError) -> str:
    """The refusal's text, which must be one sentence that a teacher understands."""
    sentence = str(fault)
    assert sentence.endswith(".")
    assert ". " not in sentence
    assert sentence.isprintable()
    assert len(sentence) < 300
    assert not any(word in sentence for word in ("Errno", "Error", "Traceback", "object", "PIL", "!", "None"))
    return sentence


def refusal(source: object, name: str | None = None) -> str:
    """The sentence with which a source is refused."""
    with pytest.raises(PictureError) as caught:
        read(source, name)  # type: ignore[arg-type]
    return polite(caught.value)


def test_cases_are_many_and_distinct() -> None:
    assert len(NAMES) == len(set(NAMES)) >= 70


@pytest.mark.parametrize("name", NAMES)
def test_hostile_picture(name: str, cases: dict[str, Case]) -> None:
    case = cases[name]
    start = time.thread_time()  # whatever else runs on this machine must not decide the test
    outcome = attempt(case.path)
    assert time.thread_time() - start < SECONDS
    assert case.outcome in ("either", "refused" if isinstance(outcome, PictureError) else "works")
    if isinstance(outcome, PictureError):
        assert case.says in polite(outcome)
    else:
        look_at(outcome, case)


def attempt(path: Path) -> NDArray[np.uint8] | PictureError:
    """The picture or the refusal; anything else fails."""
    try:
        return read(path)
    except PictureError as fault:
        return fault


def look_at(picture: NDArray[np.uint8], case: Case) -> None:
    """The picture keeps the contract of `read` and shows what the file holds."""
    rows, cols, channels = picture.shape
    assert picture.dtype == np.uint8
    assert channels == 3
    assert 1 <= min(rows, cols) <= max(rows, cols) <= LONG_SIDE
    if case.quarters:
        centres = picture[rows // 4 :: rows // 2, cols // 4 :: cols // 2]
        np.testing.assert_allclose(centres.reshape(4, 3), case.quarters, atol=25)


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from Linux' /proc")
def test_memory_stays_bounded(cases: dict[str, Case]) -> None:
    paths = json.dumps([str(case.path) for case in cases.values()])
    child = subprocess.run([sys.executable, "-c", READ_ALL], input=paths, stdout=subprocess.PIPE, text=True, check=True)
    peaks = json.loads(child.stdout)
    assert len(peaks) == len(cases)
    too_much = [case.name for case in cases.values() if peaks[str(case.path)] >= MEGABYTES]
    assert too_much == []  # the first of them is to blame, the others follow it


# Sources


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
    assert "may not be read" in refusal(tmp_path / "secret.jpg")


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


# What is seen

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


# fit, montage, enlarge, png


def test_fit_leaves_a_fitting_picture_alone() -> None:
    for shape in ((4, 5, 1), (4, 5, 3)):
        picture = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
        np.testing.assert_array_equal(fit(picture, shape), picture)


def test_fit_makes_grey_by_luma() -> None:
    picture = np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 255]]], np.uint8)
    assert fit(picture, (1, 4, 1)).tolist() == [[[76], [150], [29], [255]]]  # 0.299, 0.587, 0.114


@pytest.mark.parametrize("shape", [(1, 2), (1, 2, 1)])
def test_fit_repeats_grey_in_three_channels(shape: tuple[int, ...]) -> None:
    assert fit(np.array([7, 9], np.uint8).reshape(shape), (1, 2, 3)).tolist() == [[[7, 7, 7], [9, 9, 9]]]


def test_fit_averages_what_it_replaces() -> None:
    # Halving weighs four neighbours 1/4, 3/4, 3/4, 1/4; at the border the outermost falls away: 100 * 1 / 7 and 6 / 7.
    assert fit(np.array([[0, 0, 100, 100]], np.uint8), (1, 2, 1)).ravel().tolist() == [14, 86]
    checks = np.indices((100, 100)).sum(axis=0).astype(np.uint8) % 2 * 255
    grey = fit(checks, (10, 10, 1)).astype(int)
    assert abs(grey - 127).max() <= 3


def test_fit_squashes_the_whole_picture() -> None:
    wide = np.zeros((10, 100), np.uint8)
    wide[:, :25], wide[:, 75:] = 50, 200
    middle_row = fit(wide, (8, 8, 1))[4, :, 0]
    assert middle_row[[0, 3, 4, 7]].tolist() == [50, 0, 0, 200]


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


def test_enlarge_keeps_pixels() -> None:
    assert enlarge(np.array([[1, 2]], np.uint8), 3).tolist() == [[1, 1, 1, 2, 2, 2]] * 3
    assert enlarge(np.array([[[1, 2, 3]]], np.uint8), 2).tolist() == [[[1, 2, 3]] * 2] * 2


@pytest.mark.parametrize("shape", [(3, 4), (3, 4, 1), (3, 4, 3), (3, 4, 4)])
def test_png_keeps_every_value(shape: tuple[int, ...]) -> None:
    picture = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    decoded = np.asarray(Image.open(io.BytesIO(png(picture))))
    np.testing.assert_array_equal(decoded, picture.squeeze())
