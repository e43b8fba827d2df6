"""Unusual picture files that must be decoded, and those just over a limit."""

import random
import struct
import zlib
from collections.abc import Iterator
from functools import partial

import numpy as np
from PIL import Image

from tests.hostile.parts import (
    COLOURS,
    COLS,
    GREYS,
    MASK,
    ON_WHITE,
    ROWS,
    Colours,
    Recipe,
    bmp,
    chunk,
    converted,
    deep,
    encoded,
    flat,
    jpeg_with,
    mask,
    png,
    quarters,
    see_through,
    small_png,
    speckled,
    turned,
    zeros,
)


def modes() -> Iterator[Recipe]:
    """Each format in each of its modes."""
    plain = "JPEG:RGB PNG:RGB PNG:P GIF:P BMP:RGB BMP:P TIFF:RGB TIFF:P TIFF:CMYK TIFF:YCbCr TIFF:LAB PPM:RGB WEBP:RGB"
    for kind, mode in (pair.split(":") for pair in [*plain.split(), "JPEG:CMYK"]):
        yield Recipe(f"{kind} {mode}", "works", partial(converted, kind, mode), quarters=COLOURS)
    for kind in ("JPEG", "PNG", "BMP", "TIFF", "PPM", "GIF"):
        yield Recipe(f"{kind} grey", "works", partial(converted, kind, "L"), quarters=GREYS)
    for kind in ("PNG", "BMP", "TIFF", "PPM", "GIF"):
        yield Recipe(f"{kind} of one bit", "works", partial(encoded, mask(), kind), quarters=MASK)
    for kind in ("PNG", "TIFF", "WEBP"):
        yield Recipe(f"{kind} with alpha", "works", partial(encoded, see_through(), kind), quarters=ON_WHITE)
    faded = see_through().convert("LA")
    grey_on_white: Colours = tuple(((255 + grey) // 2,) * 3 for grey, *_ in GREYS)
    yield Recipe("PNG grey with alpha", "works", partial(encoded, faded, "PNG"), quarters=grey_on_white)
    yield Recipe("TIFF grey with alpha", "works", partial(encoded, faded, "TIFF"), quarters=grey_on_white)
    yield from clear_colours()


def clear_colours() -> Iterator[Recipe]:
    """Pictures of which one colour, blue, is declared transparent: it becomes white."""
    expected: Colours = (*COLOURS[:2], (255, 255, 255), (255, 255, 255))
    few = quarters().quantize(4)
    blue = few.getpixel((1, ROWS - 1))
    for kind in ("PNG", "GIF"):
        yield Recipe(f"{kind} clear entry", "works", partial(encoded, few, kind, transparency=blue), quarters=expected)
    yield Recipe("PNG clear colour", "works", partial(converted, "PNG", "RGB", transparency=(0, 0, 255)), "", expected)
    alphas = bytes(0 if entry == blue else 255 for entry in range(4))
    yield Recipe("PNG clear palette", "works", partial(encoded, few, "PNG", transparency=alphas), quarters=expected)


def deep_greys() -> Iterator[Recipe]:
    """More than eight bits: 16-bit, 32-bit and floating point."""
    for white in (1, 255, 65535):
        yield Recipe(f"TIFF float to {white}", "works", partial(encoded, deep(np.float32, white), "TIFF"), "", GREYS)
    for kind in ("PNG", "TIFF", "PPM"):
        yield Recipe(f"{kind} 16 bit", "works", partial(encoded, deep(np.uint16, 65535), kind), quarters=GREYS)
    yield Recipe("TIFF 32 bit", "works", partial(encoded, deep(np.int32, 65535), "TIFF"), quarters=GREYS)
    yield Recipe("PFM", "works", partial(encoded, deep(np.float32, 1), "PPM"), quarters=GREYS)
    holes = np.array(deep(np.float32, 1))
    holes[0], holes[-1] = np.nan, np.inf
    yield Recipe("TIFF float with NaN and inf", "works", partial(encoded, Image.fromarray(holes), "TIFF"), "", GREYS)
    for value in (np.nan, -np.inf, 0, -1e38):
        constant = Image.fromarray(np.full((4, 4), value, np.float32))
        yield Recipe(f"TIFF float only {value}", "works", partial(encoded, constant, "TIFF"), "", ((0, 0, 0),) * 4)
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in np.asarray(quarters()).astype(np.uint16) * 257)
    yield Recipe("PNG 16 bit RGB", "works", partial(png, COLS, ROWS, zlib.compress(rows), 16), quarters=COLOURS)


def layouts() -> Iterator[Recipe]:
    """Unusual ways to store an ordinary picture."""
    yield Recipe("JPEG progressive", "works", partial(converted, "JPEG", "RGB", progressive=True), quarters=COLOURS)
    yield Recipe("JPEG 4:4:4", "works", partial(converted, "JPEG", "RGB", subsampling=0, quality=100), "", COLOURS)
    yield Recipe("JPEG of quality 1", "works", partial(converted, "JPEG", "RGB", quality=1))
    for packing in ("tiff_lzw", "tiff_adobe_deflate", "packbits", "jpeg", "lzma", "zstd"):
        make = partial(converted, "TIFF", "RGB", compression=packing)
        yield Recipe(f"TIFF {packing}", "works", make, quarters=COLOURS)
    yield Recipe("TIFF group4", "works", partial(encoded, mask(), "TIFF", compression="group4"), quarters=MASK)
    yield Recipe("WEBP lossless", "works", partial(converted, "WEBP", "RGB", lossless=True), quarters=COLOURS)
    yield Recipe(
        "PPM in plain text",
        "works",
        lambda: b"P3 # by hand\n2 2 255 255 0 0 0 255 0 0 0 255 255 255 255\n",
        "",
        COLOURS,
    )
    yield Recipe("PGM with 100 as white", "works", lambda: b"P5 2 2 100\n" + bytes((0, 100, 0, 100)), "", MASK)
    yield Recipe("BMP run-length", "works", lambda: bmp(2, 2, b"\2\0\0\0\2\0\0\1", 1), "", ((0, 0, 0),) * 4)
    yield Recipe("BMP top down", "works", lambda: top_down(converted("BMP", "RGB")), "", COLOURS[2:] + COLOURS[:2])
    yield Recipe("PNG interlaced", "works", lambda: png(8, 8, zlib.compress(bytes(999)), weave=1), "", ((0, 0, 0),) * 4)
    yield Recipe("JPEG without its end", "refused", lambda: converted("JPEG", "RGB")[:-2], "incomplete")
    yield Recipe(
        "JPEG with a film behind it",
        "works",
        lambda: converted("JPEG", "RGB") + random.Random(1).randbytes(10**6),
        "",
        COLOURS,
    )


def top_down(picture: bytes) -> bytes:
    """A BMP with its height negated: the same bytes, read from the top."""
    return picture[:22] + struct.pack("<i", -ROWS) + picture[26:]


def orientations() -> Iterator[Recipe]:
    """Photos from cameras held in all eight ways."""
    for orientation in range(1, 9):
        for kind in ("JPEG", "TIFF", "PNG", "WEBP") if orientation == 6 else ("JPEG", "TIFF"):
            make = partial(turned, orientation, kind)
            yield Recipe(f"{kind} orientation {orientation}", "works", make, quarters=COLOURS)
    for orientation in (0, 9, 65535):
        make = partial(turned, orientation, "JPEG")
        yield Recipe(f"orientation {orientation}, which is none", "works", make, quarters=COLOURS)


def metadata() -> Iterator[Recipe]:
    """Broken and oversized metadata must not cost the picture."""
    noise = random.Random(2).randbytes(60_000)
    for name, body in {
        "random": noise[:500],
        "cut": b"MM\0*\0\0\0\x08\0\x10",
        "cyclic": b"II*\0\x08\0\0\0\0\0\x08\0\0\0",
    }.items():
        make = partial(jpeg_with, b"Exif\0\0" + body, b"\xff\xe1")
        yield Recipe(f"EXIF {name}", "works", make, quarters=COLOURS)
    yield Recipe(
        "EXIF of 60 kB", "works", partial(jpeg_with, b"Exif\0\0MM\0*\0\0\0\x08" + noise, b"\xff\xe1"), "", COLOURS
    )
    yield Recipe(
        "ICC profile random", "works", partial(jpeg_with, b"ICC_PROFILE\0\1\1" + noise, b"\xff\xe2"), "", COLOURS
    )
    yield Recipe(
        "ICC profile of 600 kB", "works", partial(converted, "PNG", "RGB", icc_profile=noise * 10), "", COLOURS
    )
    yield Recipe("ICC profile of 2 MB", "either", partial(converted, "PNG", "RGB", icc_profile=noise * 33), "", COLOURS)
    yield Recipe(
        "PNG comment inflating to 500 MB", "refused", lambda: small_png(chunk(b"zTXt", b"a\0\0" + zeros(500 * 2**20)))
    )
    yield Recipe(
        "PNG profile inflating to 500 MB", "either", lambda: small_png(chunk(b"iCCP", b"a\0\0" + zeros(500 * 2**20)))
    )
    yield Recipe("PNG comment of 5 MB", "either", lambda: small_png(chunk(b"tEXt", b"a\0" + b"x" * 5_000_000)))
    yield Recipe("PNG EXIF of 5 MB", "works", lambda: small_png(chunk(b"eXIf", b"MM\0*\0\0\0\x08" + bytes(5_000_000))))


def names() -> Iterator[Recipe]:
    """File names that lie or are hard to print."""
    for file in (
        "photo.png",
        "photo.gif",
        "photo.txt",
        "photo",
        "Über süß 猫.jpg",
        "two\nlines.jpg",
        " .jpg",
        "a" * 200 + ".jpg",
    ):
        yield Recipe(f"named {file[:20]!r}", "works", partial(converted, "JPEG", "RGB"), quarters=COLOURS, file=file)
    for file in ("two\nlines.jpg", "\u202egnp.jpg", "<b>bold.jpg", "%s {0}.jpg", "x" * 250):
        yield Recipe(f"damaged, named {file[:20]!r}", "refused", lambda: b"\xff\xd8\xff", file=file)


def sizes() -> Iterator[Recipe]:
    """Very small, very narrow and very large, but honest."""
    for cols, rows in ((1, 1), (1, 5000), (5000, 1), (20_000, 1), (2, 20_000)):
        for kind in ("PNG", "JPEG"):
            yield Recipe(
                f"{kind} {cols} x {rows}",
                "works",
                lambda cols=cols, rows=rows, kind=kind: encoded(flat(cols, rows), kind),
            )
    yield Recipe("PNG 20001 x 1", "refused", lambda: encoded(flat(20_001, 1), "PNG"), "20000 a side")
    yield Recipe("JPEG of 30 million pixels", "works", lambda: encoded(speckled(5000, 6000), "JPEG"))
    yield Recipe(
        "progressive JPEG of 30 million pixels",
        "works",
        lambda: encoded(speckled(5000, 6000), "JPEG", progressive=True),
    )
    yield Recipe("PNG of 40 million see-through pixels", "works", lambda: png(8000, 5000, zeros(5000 * 32_001), 8, 6))
    yield Recipe("GIF of 40 million pixels", "works", lambda: encoded(flat(8000, 5000, "P"), "GIF"))
    yield Recipe("WEBP of 16 million pixels", "works", lambda: encoded(flat(4000, 4000, "RGBA"), "WEBP", method=0))
    yield Recipe(
        "TIFF of 16 million pixels", "works", lambda: encoded(flat(4000, 4000, "CMYK"), "TIFF", compression="tiff_lzw")
    )
    yield Recipe("JPEG of 41 million pixels", "refused", lambda: encoded(flat(8200, 5000), "JPEG"), "40 million")
    yield Recipe("BMP of 21 MB", "refused", lambda: encoded(flat(2700, 2700), "BMP"), "larger than 20 MB")


def animations() -> Iterator[Recipe]:
    """The first frame counts."""
    black = Image.new("RGB", (COLS, ROWS))
    for kind in ("GIF", "PNG", "WEBP", "TIFF", "MPO"):
        make = partial(encoded, quarters(), kind, save_all=True, append_images=[black, black])
        yield Recipe(f"{kind} of three frames", "works", make, quarters=COLOURS)
    yield Recipe("GIF of 10,000 frames", "works", ten_thousand_frames)


def ten_thousand_frames() -> bytes:
    """A GIF that shows one frame over and over."""
    whole = encoded(flat(8, 8, "P"), "GIF")
    start = whole.index(b",", 13 + 3 * 2 ** ((whole[10] & 7) + 1))
    return whole[:start] + whole[start:-1] * 10_000 + b";"
