"""Picture files that attack: false claims, bombs, and work without end."""

import struct
import zlib
from collections.abc import Iterator
from functools import partial

from tests.hostile.parts import Recipe, bmp, body_start, chunk, converted, encoded, flat, png, small_png, tiff, zeros


def claims() -> Iterator[Recipe]:
    """Small files that claim to be enormous pictures."""
    large = "too many pixels"
    yield Recipe("PNG claims 100000 x 100000", "refused", lambda: png(100_000, 100_000, zeros(1000)), large)
    yield Recipe("PNG claims 10000 x 10000", "refused", lambda: png(10_000, 10_000, zeros(1000)), large)
    yield Recipe("PNG claims 0 x 0", "refused", lambda: png(0, 0, zeros(1000)))
    yield Recipe("PNG claims 2147483647 x 1", "refused", lambda: png(2**31 - 1, 1, zeros(1000)), large)
    yield Recipe("BMP claims 30000 x 30000", "refused", lambda: bmp(30_000, 30_000, b"", 0), large)
    yield Recipe("BMP claims -1 columns", "refused", lambda: bmp(-1, 5, bytes(99), 0))
    yield Recipe("PPM claims 99999 x 99999", "refused", lambda: b"P6 99999 99999 255\n" + bytes(99), large)
    yield Recipe("TIFF claims 4 billion squared", "refused", lambda: tiff(2**32 - 1, 2**32 - 1, (273, 4, 1, 8)))
    yield Recipe(
        "GIF claims 65535 x 65535", "refused", lambda: b"GIF89a" + b"\xff" * 4 + converted("GIF", "P")[10:], large
    )
    yield Recipe("GIF frame larger than its screen", "refused", wide_frame)
    yield Recipe("JPEG claims 65535 x 65535", "refused", lambda: resized_jpeg(65_535, 65_535), large)
    yield Recipe("JPEG claims 6000 x 6000", "works", lambda: resized_jpeg(6000, 6000))
    size = struct.pack("<I", 16_382)[:3]
    webp = b"VP8X" + struct.pack("<I", 10) + bytes(4) + size * 2
    yield Recipe("WEBP claims 16383 x 16383", "refused", lambda: b"RIFF" + struct.pack("<I", 22) + b"WEBP" + webp)


def wide_frame() -> bytes:
    """A GIF whose only frame claims 60000 x 60000 on a screen of 64 x 48."""
    whole = converted("GIF", "P")
    start = whole.index(b",", 13 + 3 * 2 ** ((whole[10] & 7) + 1))
    return whole[: start + 5] + struct.pack("<HH", 60_000, 60_000) + whole[start + 9 :]


def resized_jpeg(cols: int, rows: int) -> bytes:
    """A JPEG whose header claims another size than its content has."""
    whole = converted("JPEG", "RGB")
    start = whole.index(b"\xff\xc0") + 5
    return whole[:start] + struct.pack(">HH", rows, cols) + whole[start + 4 :]


def bombs() -> Iterator[Recipe]:
    """A few kilobytes that want hundreds of megabytes."""
    yield Recipe("PNG of 8 x 8 holding 500 MB", "works", lambda: png(8, 8, zeros(500 * 2**20)))
    yield Recipe(
        "PNG of 40 million 16-bit pixels, interlaced", "either", lambda: png(8000, 5000, zeros(5000 * 64_010), 16, 6, 1)
    )
    packed = zeros(800 * 2**20)
    tiles = ((259, 3, 1, 8), (322, 4, 1, 28_000), (323, 4, 1, 28_000), (325, 4, 1, len(packed)))
    yield Recipe(
        "TIFF with a tile of 784 MB", "refused", lambda: tiff(10, 10, *tiles, (324, 4, 1, body_start(5)), body=packed)
    )
    strip = ((259, 3, 1, 8), (278, 4, 1, 2**32 - 1), (279, 4, 1, len(packed)))
    yield Recipe(
        "TIFF with a strip of 800 MB", "works", lambda: tiff(10, 10, *strip, (273, 4, 1, body_start(4)), body=packed)
    )


def slow() -> Iterator[Recipe]:
    """Files made to keep a reader busy for minutes."""
    long = "takes too long"
    yield Recipe("JPEG of 20,000 passes", "refused", many_passes, long)
    yield Recipe("PNG of a million chunks", "refused", lambda: small_png(chunk(b"tEXt", b"a\0b") * 1_300_000), long)
    yield Recipe("PPM of a million numbers in text", "refused", lambda: b"P2 1000 1000 255\n" + b"1 " * 1_000_000, long)
    yield Recipe("PPM of a million comments", "refused", lambda: b"P1 1000 1000\n" + b"#\n" * 1_000_000, long)
    yield Recipe(
        "PGM with 100 as white, 9 million pixels", "refused", lambda: b"P5 3000 3000 100\n" + bytes(9_000_000), long
    )
    yield Recipe("BMP of short runs", "refused", lambda: bmp(8000, 5000, b"\1\0" * 6_000_000, 1), long)


def many_passes() -> bytes:
    """A progressive JPEG of 40 million pixels that refines its last detail 20,000 times."""
    whole = encoded(flat(8000, 5000, "L"), "JPEG", progressive=True)
    start, end = whole.rindex(b"\xff\xda"), whole.rindex(b"\xff\xd9")
    return whole[:start] + whole[start:end] * 20_000 + whole[end:]


def tiff_tables() -> Iterator[Recipe]:
    """TIFFs whose tables lead in circles or go on for ever."""
    grey = ((259, 3, 1, 1), (273, 4, 1, 8), (278, 4, 1, 10))
    long = "takes too long"
    yield Recipe("TIFF whose next page is itself", "works", lambda: tiff(4, 4, *grey, body=bytes(99), then=8))
    yield Recipe("TIFF without a size", "refused", lambda: b"II*\0\x08\0\0\0\0\0\0\0\0\0")
    yield Recipe("TIFF whose table is outside", "refused", lambda: b"II*\0\xff\xff\xff\x7f")
    yield Recipe("BigTIFF", "refused", partial(converted, "TIFF", "RGB", big_tiff=True), "unusual kind of TIFF")
    many = 1_000_000
    strips = ((259, 3, 1, 1), (273, 4, many, body_start(3)), (278, 4, 1, 1))
    yield Recipe("TIFF of a million strips", "refused", lambda: tiff(100, 20_000, *strips, body=bytes(4 * many)), long)
    density = (282, 5, many // 2, body_start(4))
    yield Recipe(
        "TIFF of half a million densities", "refused", lambda: tiff(9, 9, *grey, density, body=bytes(4 * many)), long
    )
    yield Recipe("TIFF whose tiles share a megabyte", "refused", shared_tiles, "damaged")


def shared_tiles() -> bytes:
    """62,500 tiles that are all the same megabyte, stored so that each must be copied before decoding."""
    tile = bytes(int(f"{byte:08b}"[::-1], 2) for byte in zlib.compress(bytes(256)))
    count, start = 250 * 250, body_start(6)
    table = struct.pack("<I", start + 8 * count) * count + struct.pack("<I", 10**6) * count
    tags = ((259, 3, 1, 8), (266, 3, 1, 2), (322, 3, 1, 16), (323, 3, 1, 16))
    offsets = ((324, 4, count, start), (325, 4, count, start + 4 * count))
    return tiff(4000, 4000, *tags, *offsets, body=table + tile + bytes(10**6))
