"""The parts of hostile picture files: colours, headers, chunks and bodies."""

import io
import struct
import zlib
from collections.abc import Callable
from functools import cache
from typing import Literal, NamedTuple

import numpy as np
from PIL import Image

Outcome = Literal["works", "refused", "either"]  # either: random damage, where only time, memory and manners count
Colours = tuple[tuple[int, int, int], ...]  # of the quarters: top left, top right, bottom left, bottom right

COLOURS: Colours = ((255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255))
GREYS: Colours = ((76, 76, 76), (150, 150, 150), (29, 29, 29), (255, 255, 255))
MASK: Colours = ((0, 0, 0), (255, 255, 255), (0, 0, 0), (255, 255, 255))
ON_WHITE: Colours = ((255, 127, 127), (127, 255, 127), (127, 127, 255), (255, 255, 255))
ROWS, COLS = 48, 64


class Recipe(NamedTuple):
    """A hostile file that is not written yet."""

    name: str
    outcome: Outcome
    make: Callable[[], bytes]
    says: str = ""  # words of the refusal
    quarters: Colours | None = None
    file: str = "picture.jpg"  # content decides, so the ending may lie


def quarters() -> Image.Image:
    """Four colours on 64 columns x 48 rows: every turn and reflection differs from every other."""
    corners = np.array(COLOURS, np.uint8).reshape(2, 2, 3)
    return Image.fromarray(corners.repeat(ROWS // 2, axis=0).repeat(COLS // 2, axis=1))


def converted(kind: str, mode: str, **options: object) -> bytes:
    """The quarters in a file format and a Pillow mode."""
    return encoded(quarters().convert(mode), kind, **options)


def mask() -> Image.Image:
    """One bit: black on the left, white on the right."""
    return Image.fromarray(np.arange(COLS)[None].repeat(ROWS, axis=0) >= COLS // 2)


def see_through() -> Image.Image:
    """The quarters at half opacity."""
    picture = quarters()
    picture.putalpha(128)
    return picture


def deep(kind: type[np.generic], white: float) -> Image.Image:
    """The quarters as grey values 0..white of a number type."""
    return Image.fromarray((np.asarray(quarters().convert("L")) / 255 * white).astype(kind))


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    """Content of a picture file."""
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


def flat(cols: int, rows: int, mode: str = "RGB") -> Image.Image:
    """A picture of one colour."""
    return Image.new(mode, (cols, rows))


@cache
def speckled(rows: int, cols: int) -> Image.Image:
    """A picture with about as much detail as a photo has."""
    coarse = np.random.default_rng(1).integers(0, 256, (rows // 8, cols // 8, 3), np.uint8)
    return Image.fromarray(coarse).resize((cols, rows), Image.Resampling.BILINEAR)


def zeros(size: int) -> bytes:
    """Zero bytes, deflated a thousand to one; `size` is rounded up to whole megabytes."""
    squeeze = zlib.compressobj(9)
    head = squeeze.compress(b"") + squeeze.flush(zlib.Z_FULL_FLUSH)
    megabyte = squeeze.compress(bytes(2**20)) + squeeze.flush(zlib.Z_FULL_FLUSH)  # stands alone, so it can be repeated
    count = -(-size // 2**20)
    checksum = (count * 2**20 % 65521) << 16 | 1  # Adler-32 of zeros
    return head + megabyte * count + b"\x03\0" + struct.pack(">I", checksum)


def chunk(kind: bytes, body: bytes) -> bytes:
    """A PNG chunk with its length and checksum."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(
    cols: int, rows: int, packed: bytes, bits: int = 8, colour: int = 2, weave: int = 0, extra: bytes = b""
) -> bytes:
    """A PNG from its parts: `packed` is the deflated picture, `extra` are chunks in front of it."""
    header = struct.pack(">IIBBBBB", cols, rows, bits, colour, 0, 0, weave)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def small_png(extra: bytes = b"") -> bytes:
    """A black 8 x 8 PNG with more chunks."""
    return png(8, 8, zlib.compress(bytes(8 * 25)), extra=extra)


def tiff(cols: int, rows: int, *tags: tuple[int, int, int, int], body: bytes = b"", then: int = 0) -> bytes:
    """A grey TIFF: `tags` are (number, type, count, value); the body starts at byte `body_start(tags)`."""
    basic = ((256, 4, 1, cols), (257, 4, 1, rows), (258, 3, 1, 8), (262, 3, 1, 1))
    table = b"".join(struct.pack("<HHII", *tag) for tag in sorted(basic + tags))
    return b"II*\0" + struct.pack("<IH", 8, len(basic + tags)) + table + struct.pack("<I", then) + body


def body_start(tags: int) -> int:
    """Where the body of a `tiff` with so many own tags starts."""
    return 8 + 2 + 12 * (4 + tags) + 4


def bmp(cols: int, rows: int, body: bytes, compression: int) -> bytes:
    """An 8-bit BMP with a black palette."""
    header = struct.pack("<IiiHHIIiiII", 40, cols, rows, 1, 8, compression, len(body), 0, 0, 256, 0)
    return b"BM" + struct.pack("<IHHI", 54 + 1024 + len(body), 0, 0, 54 + 1024) + header + bytes(1024) + body


def jpeg_with(segment: bytes, marker: bytes, picture: Image.Image | None = None) -> bytes:
    """A JPEG with one more segment right at its start."""
    whole = encoded(picture or quarters(), "JPEG")
    return whole[:2] + marker + struct.pack(">H", len(segment) + 2) + segment + whole[2:]


def turned(orientation: int, kind: str) -> bytes:
    """The quarters stored as a camera held that way stores them."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # EXIF orientation -> Pillow's transposition into storage
    picture = quarters()
    stored = picture.transpose(Image.Transpose(undo[orientation])) if orientation in undo else picture
    return encoded(stored, kind, exif=exif, **({} if kind == "TIFF" else {"quality": 95}))
