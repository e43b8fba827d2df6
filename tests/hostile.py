"""Odd and hostile picture files: a folder -> files that may break a decoder, each with its expected outcome."""

import io
import random
import struct
import zlib
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
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


class Case(NamedTuple):
    """A hostile file on disk."""

    name: str
    path: Path
    outcome: Outcome
    says: str
    quarters: Colours | None


def hostile_pictures(folder: Path) -> list[Case]:
    """Write all files, each into a folder of its own."""
    return [write(recipe, folder / f"{number:03}") for number, recipe in enumerate(recipes())]


def write(recipe: Recipe, folder: Path) -> Case:
    """Write one file."""
    folder.mkdir(parents=True)
    path = folder / recipe.file
    path.write_bytes(recipe.make())
    return Case(recipe.name, path, recipe.outcome, recipe.says, recipe.quarters)


def recipes() -> Iterator[Recipe]:
    """All hostile files; their content is made on demand."""
    for group in (modes, deep_greys, layouts, orientations, metadata, names, sizes, animations, strangers):
        yield from group()
    for group in (truncations, damage, claims, bombs, slow, tiff_tables):
        yield from group()


# How files are put together


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


# Pictures that must work


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


# Files that are no picture


def strangers() -> Iterator[Recipe]:
    """Files of other kinds, which the refusal should name."""
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
    for name, content, says in (
        ("nothing", b"", "is empty"),
        ("one byte", b"\x89", ""),
        ("text", b"Dear all,\nplease find the picture enclosed.\n", "is text"),
        ("long text", "Grüße aus Köln. ".encode() * 5000, "is text"),
        ("text that starts like a PGM", b"P5 is a long street.", ""),
        ("SVG", svg, "SVG drawing"),
        ("SVG in XML", b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- drawn -->\n' + svg, "SVG drawing"),
        ("HTML", b"<!DOCTYPE html>\n<html><body>404</body></html>", "web page"),
        ("PDF", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "PDF document"),
        ("EPS", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "PostScript"),
        ("Photoshop", b"8BPS\0\1" + bytes(80), "Photoshop"),
        ("HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(80), "export it as JPEG"),
        ("HEIC of another brand", b"\0\0\0\x1cftypmif1\0\0\0\0mif1heic" + bytes(80), "export it as JPEG"),
        ("AVIF", b"\0\0\0\x1cftypavif\0\0\0\0avifmif1" + bytes(80), "AVIF"),
        ("film", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(80), "film"),
        ("Word document", b"PK\3\4\x14\0\6\0" + bytes(80), "ZIP archive"),
        ("icon of bogus size", b"\0\0\1\0\1\0" + b"\xff" * 16, "icon"),
        ("JPEG 2000", b"\0\0\0\x0cjP  \r\n\x87\n" + bytes(80), "JPEG 2000"),
        ("JPEG XL", b"\xff\x0a" + bytes(80), "JPEG XL"),
        ("program", b"\x7fELF" + bytes(80), "not a JPEG"),
    ):
        yield Recipe(name, "refused", lambda content=content: content, says)
    yield Recipe("ICO with a picture", "refused", partial(converted, "ICO", "RGB"), "icon")


def truncations() -> Iterator[Recipe]:
    """Each format cut short at several places."""
    photo = speckled(200, 300)
    for kind in ("JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP", "PPM"):
        whole = encoded(photo, kind)
        for percent in (1, 10, 50, 90, 99):
            cut = whole[: max(3, len(whole) * percent // 100)]
            yield Recipe(f"{kind} cut at {percent} %", "refused", lambda cut=cut: cut)
    packed = encoded(photo, "TIFF", compression="tiff_lzw")
    yield Recipe("TIFF tiff_lzw cut at 90 %", "refused", lambda: packed[: len(packed) * 9 // 10])
    progressive = encoded(photo, "JPEG", progressive=True)
    yield Recipe("progressive JPEG cut at 90 %", "refused", lambda: progressive[: len(progressive) * 9 // 10])


def damage() -> Iterator[Recipe]:
    """Flipped bits, random bytes, wrong checksums."""
    for kind in ("JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP", "PPM"):
        whole = encoded(speckled(32, 40), kind)
        for seed in range(8):
            yield Recipe(f"{kind} flipped bits {seed}", "either", partial(flipped, whole, seed))
        magic = whole[: 16 if kind == "WEBP" else 4]
        yield Recipe(f"{kind} of random bytes", "refused", lambda magic=magic: magic + random.Random(3).randbytes(5000))
    whole = converted("PNG", "RGB")
    yield Recipe("PNG header checksum wrong", "refused", lambda: whole[:29] + b"\0\0\0\0" + whole[33:])
    yield Recipe(
        "PNG with two headers",
        "either",
        lambda: small_png(chunk(b"IHDR", struct.pack(">IIBBBBB", 9000, 9000, 8, 2, 0, 0, 0))),
    )
    yield Recipe("GIF and web page at once", "refused", lambda: b"GIF89a<html><body>hello</body></html>")


def flipped(whole: bytes, seed: int) -> bytes:
    """Six bits flipped in the first 100 bytes behind the magic number, and as many anywhere."""
    chance, content = random.Random(seed), bytearray(whole)
    for place in [chance.randrange(4, 100) for _ in range(6)] + [chance.randrange(4, len(whole)) for _ in range(6)]:
        content[place] ^= 1 << chance.randrange(8)
    return bytes(content)


# Files that attack


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
