"""Files of other kinds, and picture files that are cut short or damaged."""

import random
import struct
from collections.abc import Iterator
from functools import partial

from tests.hostile.parts import Recipe, chunk, converted, encoded, small_png, speckled


def other_files() -> Iterator[Recipe]:
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
        ("film", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(80), "video"),
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
