"""Decode untrusted picture files: any file -> an upright RGB array, or one sentence that refuses it."""

import io
import re
import struct
import threading
import time
import warnings
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile, TiffImagePlugin, UnidentifiedImageError
from PIL.Image import Resampling

from cnnviz.base.errors import CnnvizError
from cnnviz.locale import N_, Message

MAX_BYTES = 20 * 2**20
MAX_PIXELS = 40_000_000
MAX_SIDE = 20_000
LONG_SIDE = 768  # a larger picture is reduced to this: no network here needs more

FORMATS = ("JPEG", "PNG", "GIF", "BMP", "PPM", "TIFF", "WEBP")
READABLE = (
    *(".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".ppm", ".pgm", ".pbm", ".pnm"),
    *(".jfif", ".jfi", ".jif", ".jpe", ".mpo", ".dib"),
)
"""Endings of readable pictures' names; browsers save a JPEG as .jfif, and some cameras write .mpo."""
ENDINGS = (*READABLE, ".heic", ".heif", ".avif", ".jxl", ".jp2", ".svg", ".ico", ".psd", ".pdf")
"""Endings that people take for photos: all are accepted, so that `read` can say what to do with the others."""
_COPIED = {"TIFF": 16_000_000, "WEBP": 16_000_000}  # most pixels in formats that are decoded through several copies
_SECONDS = 1.0  # of processor time for one picture: Pillow reads some rare formats byte by byte in Python
_TURN = threading.Lock()  # pictures that a class uploads together add up in time, not in memory

_DEEP_WHITES = (2**8 - 1, 2**10 - 1, 2**12 - 1, 2**14 - 1, 2**16 - 1)
_FLOAT_WHITES = (1, 2**8 - 1, 2**16 - 1)
_DAMAGED = N_("{file} is damaged or incomplete: copy or download it again, or save it as PNG or JPEG and open that.")
_SLOW = N_("{file} takes too long to decode: save it as PNG or JPEG and open that.")
_UNKNOWN = N_("{file} is damaged, or not a {formats} picture: save it as PNG or JPEG and open that.")
_TOO_LARGE = N_(
    "{file} has too many pixels, more than {millions} million (16 as TIFF or WEBP) or {side} a side: make it smaller, "
    "{width} pixels wide are enough."
)
_LIMITS = {"millions": MAX_PIXELS // 10**6, "side": MAX_SIDE, "width": LONG_SIDE}
_OTHER_FILES = (  # how files of other kinds begin, and their messages
    (rb".{4}ftyp.{0,24}avi[fs]", N_("{file} is an AVIF picture: save it as PNG or JPEG and open that.")),
    (
        rb".{4}ftyp(hei|hev|mif1|msf1)",
        N_("{file} is a HEIC photo, as phones store them: export it as JPEG and open that."),
    ),
    (rb".{4}ftyp", N_("{file} is a video, not a photo: take a still picture of it and open that.")),
    (rb"\s*%PDF", N_("{file} is a PDF document, not a photo: save it as PNG or JPEG and open that.")),
    (
        rb"%!PS|\xc5\xd0\xd3\xc6",
        N_("{file} is a PostScript drawing, not a photo: save it as PNG or JPEG and open that."),
    ),
    (rb"8BPS", N_("{file} is a Photoshop document, not a photo: save it as PNG or JPEG and open that.")),
    (
        rb"PK\x03\x04",
        N_("{file} is a ZIP archive or an Office document, not a photo: take the picture out and open that."),
    ),
    (rb"\x00\x00[\x01\x02]\x00", N_("{file} is an icon, not a photo: save it as PNG or JPEG and open that.")),
    (
        rb"\x00\x00\x00\x0cjP  |\xff\x4f\xff\x51",
        N_("{file} is a JPEG 2000 picture: save it as PNG or JPEG and open that."),
    ),
    (rb"\x00\x00\x00\x0cJXL |\xff\x0a", N_("{file} is a JPEG XL picture: save it as PNG or JPEG and open that.")),
    (rb"[^\x00]*<svg\b", N_("{file} is an SVG drawing, not a photo: save it as PNG or JPEG and open that.")),
    (
        rb"[^\x00]*<(html|!doctype html)\b",
        N_("{file} is a web page, not a photo: save the picture itself and open that."),
    ),
    (rb"[\t\n\r -~\x80-\xff]+\Z", N_("{file} is text, not a photo: choose a picture file.")),
)


class PictureError(CnnvizError):
    """A file that is no usable picture; the message is one sentence: what is wrong and what to do."""


class _RefusedError(Exception):
    """What is wrong with a file, as a sentence that still lacks the file's name, and its other values."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence)
        self.sentence, self.values = sentence, values


class _Patient(io.BytesIO):
    """A file that can be read for a limited processor time."""

    def __init__(self, content: bytes) -> None:
        super().__init__(content)
        self._end = time.thread_time() + _SECONDS

    def read(self, size: int | None = -1, /) -> bytes:
        if time.thread_time() > self._end:
            raise _RefusedError(_SLOW)
        return super().read(size)


def read(source: bytes | str | Path | BinaryIO, name: str | None = None) -> NDArray[np.uint8]:
    """Decode an untrusted picture.

    The content decides the format, not the file name. Of an animation the first frame is used, transparency becomes
    white, and a picture longer than LONG_SIDE is reduced. In 16-bit grey white is the first of 255, 1023, 4095, 16383
    and 65535 that no pixel exceeds, as cameras and scanners store their 8, 10, 12 or 14 bits in 16 (a PGM states its
    white); in floating-point grey it is the first of 1, 255 and 65535. Grey values outside these ranges have no agreed
    meaning: the darkest becomes black and the brightest white.

    Args:
        source: The file's content, its path, or an open binary file, which is read from its start.
        name: Name of the file in a message; by default the name of `source`.

    Returns:
        Upright picture, RGB in 0..255, shape (rows, cols, 3), no side above LONG_SIDE.

    Raises:
        PictureError: There is no such file, or it is too large, damaged or no picture.
    """
    subject = _subject(source, name)
    try:
        content = _content(source)
        with _TURN, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about odd metadata; sizes are checked below
            return _decode(content)
    except _RefusedError as fault:
        raise PictureError(Message(fault.sentence, file=subject, **fault.values)) from fault.__cause__
    except Image.DecompressionBombError as fault:
        raise PictureError(Message(_TOO_LARGE, file=subject, **_LIMITS)) from fault
    except Exception as fault:  # decoders raise nearly any exception on damage
        raise PictureError(Message(_DAMAGED, file=subject)) from fault


def _subject(source: object, name: str | None) -> str | Message:
    label = name or (source if isinstance(source, str | Path) else getattr(source, "name", None))
    last = Path(label).name if isinstance(label, str | Path) else ""
    return " ".join("".join(c if c.isprintable() else " " for c in last).split())[:80] or Message("This file")


def _content(source: bytes | str | Path | BinaryIO) -> bytes:
    if isinstance(source, bytes):
        content = source
    elif isinstance(source, str | Path):
        content = _from_disk(Path(source))
    else:
        if source.seekable():
            source.seek(0)
        content = source.read(MAX_BYTES + 1)
    if not content:
        raise _RefusedError(N_("{file} is empty: choose another picture."))
    if len(content) > MAX_BYTES:
        too_large = N_("{file} is larger than {most} MB: make it smaller or save it as JPEG.")
        raise _RefusedError(too_large, most=MAX_BYTES // 2**20)
    return content


def _from_disk(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise _RefusedError(N_("{file} is a folder: choose a picture in it."))
        if not path.is_file():  # nothing at all, or a pipe or device that may never end
            raise FileNotFoundError(path)
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except PermissionError as fault:
        closed = N_("This app is not allowed to read {file}: copy it to a folder of your own.")
        raise _RefusedError(closed) from fault
    except OSError as fault:
        raise _RefusedError(N_("{file} was not found: check its name and folder.")) from fault


def _decode(content: bytes) -> NDArray[np.uint8]:
    picture: Image.Image = _opened(content)
    picture.load()
    orientation, mode = _orientation(picture), picture.mode
    deep = mode.startswith(("I", "F"))
    whites = _FLOAT_WHITES if mode == "F" else _DEEP_WHITES[-1:] if picture.format == "PPM" else _DEEP_WHITES
    # Palettes, masks and transparency cannot be averaged as they are.
    even = "F" if deep else "RGBA" if picture.has_transparency_data else "RGB" if mode in ("1", "P") else mode
    if even != mode:
        picture = picture.convert(even)
    picture.thumbnail((LONG_SIDE, LONG_SIDE), Resampling.BILINEAR)
    if deep:
        picture = Image.fromarray(_eight_bit(np.asarray(picture), whites))
    elif even == "RGBA":
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
    return _upright(np.asarray(picture.convert("RGB")), orientation)


def _opened(content: bytes) -> ImageFile.ImageFile:
    """Read the header only, and refuse a picture that cannot be decoded in reasonable time and memory."""
    _check_tables(content)
    try:
        picture = Image.open(_Patient(content), formats=FORMATS)
    except UnidentifiedImageError:
        messages = (
            message for start, message in _OTHER_FILES if re.match(start, content[:1000], re.DOTALL | re.IGNORECASE)
        )
        raise _RefusedError(next(messages, _UNKNOWN), formats=", ".join(FORMATS)) from None
    cols, rows = picture.size
    if cols * rows > _COPIED.get(str(picture.format), MAX_PIXELS) or max(cols, rows) > MAX_SIDE:
        raise _RefusedError(_TOO_LARGE, **_LIMITS)
    if isinstance(picture, TiffImagePlugin.TiffImageFile):
        _check_tiles(picture.tag_v2, len(content))
    # A JPEG is decoded at a half, a quarter or an eighth where that suffices, and handed out in small pieces: in
    # each, thousands of progressive passes over the picture may hide from the clock.
    shrink = max(1, max(cols, rows) / LONG_SIDE)
    if picture.draft(None, (max(1, int(cols / shrink)), max(1, int(rows / shrink)))):
        picture.decodermaxblock = 512
    return picture


def _check_tables(content: bytes) -> None:
    """Refuse plain-text PPM and TIFF tables so long that reading them alone takes seconds and gigabytes."""
    if content[:2] in (b"P1", b"P2", b"P3") and len(content) > 2**20:
        raise _RefusedError(_SLOW)
    if content[:4] in (b"II+\0", b"MM\0+", b"II\0*", b"MM*\0"):
        raise _RefusedError(N_("{file} is an unusual kind of TIFF: save it as PNG or JPEG and open that."))
    if order := {b"II*\0": "<", b"MM\0*": ">"}.get(content[:4]):
        start = struct.unpack_from(order + "I", content, 4)[0] + 2
        entries = struct.unpack_from(order + "H", content, start - 2)[0]
        for _, kind, count in struct.iter_unpack(order + "HHI4x", content[start : start + 12 * entries]):
            if count > 100_000 and kind not in (1, 2, 7):  # bytes and texts stay as they are
                raise _RefusedError(_SLOW)


def _check_tiles(tags: TiffImagePlugin.ImageFileDirectory_v2, size: int) -> None:
    """Refuse a TIFF whose tiles are larger than a picture may be, or all claim the same bytes of the file."""
    tile_cols, tile_rows = tags.get(322, 0), tags.get(323, 0)
    packed = np.sum(tags.get(325, tags.get(279, 0)), dtype=float)
    if tile_cols * tile_rows > MAX_PIXELS or packed > 2 * size + 2**20:
        raise _RefusedError(_DAMAGED)


def _orientation(picture: Image.Image) -> int:
    """Return the EXIF orientation 1..8, where 1 is upright; damaged metadata must not refuse the picture."""
    try:
        orientation = picture.getexif().get(0x0112)
    except Exception:
        return 1
    return orientation if isinstance(orientation, int) and 1 <= orientation <= 8 else 1


def _upright(picture: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """Undo the rotation or reflection of EXIF orientation 1..8."""
    if orientation >= 5:
        picture = picture.swapaxes(0, 1)
    if orientation in (3, 4, 7, 8):
        picture = picture[::-1]
    if orientation in (2, 3, 6, 7):
        picture = picture[:, ::-1]
    return picture.copy(order="C")


def _eight_bit(values: NDArray[np.float32], whites: tuple[int, ...]) -> NDArray[np.uint8]:
    """Scale grey values of any range to 0..255 by the rule in `read`; NaN becomes black.

    >>> _eight_bit(np.array([[0, 0.2, 1]], np.float32), (1, 255)).tolist()
    [[0, 51, 255]]
    >>> _eight_bit(np.array([[-10, -6, np.nan, 10, np.inf]], np.float32), (1, 255)).tolist()
    [[0, 51, 0, 255, 255]]
    """
    finite = values[np.isfinite(values)].astype(float)
    low, high = (finite.min(), finite.max()) if finite.size else (0.0, 0.0)
    if low >= 0 and high <= whites[-1]:
        low, high = 0.0, next(white for white in whites if high <= white)
    known = np.nan_to_num(values.astype(float), nan=low, posinf=high, neginf=low)
    scaled: NDArray[np.float64] = (known - low).clip(0, high - low) * (255 / (high - low or 1))
    return np.rint(scaled).astype(np.uint8)
