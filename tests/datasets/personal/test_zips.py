"""No ZIP, however hostile, writes outside, fills memory or disk, or goes without a clear sentence."""

import io
import stat
import struct
import tracemalloc
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZIP_STORED, ZipInfo

import pytest

from cnnviz.base.settings import personal_dir
from cnnviz.datasets import DataError
from cnnviz.datasets.personal import adding, sets, zips
from cnnviz.images import MAX_BYTES
from tests.datasets.personal.photos import photo

Entry = tuple[str | ZipInfo, bytes]
MEMORY = 150 * 2**20
"""Bytes that no archive here may cost, its own content apart."""


def packed(*entries: Entry, method: int = ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", method) as made:
        warnings.simplefilter("ignore")  # About names that are there twice.
        for name, content in entries:
            made.writestr(name, content)
    return stream.getvalue()


def good(*extra: Entry) -> bytes:
    """Two classes of two photos, and something else."""
    return packed(
        *((f"{label}/{n}.png", photo(n, c)) for c, label in enumerate(("cat", "dog")) for n in (0, 1)), *extra
    )


def linked(name: str, target: str, kind: int = stat.S_IFLNK) -> Entry:
    info = ZipInfo(name)
    info.create_system, info.external_attr = 3, (kind | 0o777) << 16
    return info, target.encode()


def patched(content: bytes, local: int, central: int, form: str, value: int, which: int = -1) -> bytes:
    """Return an archive with a field of one member's two headers written over; ``which`` counts the members."""
    made = bytearray(content)
    for signature, offset in ((b"PK\3\4", local), (b"PK\1\2", central)):
        places = [at for at in range(len(made)) if made.startswith(signature, at)]
        struct.pack_into(form, made, places[which] + offset, value)
    return bytes(made)


def encrypted(content: bytes) -> bytes:
    return patched(content, 6, 8, "<H", 1)


def claims(content: bytes, size: int) -> bytes:
    """Say that the last member unpacks to another size than it does."""
    return patched(content, 22, 24, "<I", size)


def bomb(size: int = 144 * 2**20) -> bytes:
    """Zeros, packed a thousandfold."""
    return packed(
        *((f"{label}/{n}.png", bytes(size // 8)) for label in ("cat", "dog") for n in range(4)), method=ZIP_DEFLATED
    )


def overlapping() -> bytes:
    """Five thousand entries of the list that all mean the same member."""
    stream = io.BytesIO(packed(("cat/1.png", bytes(10**6)), method=ZIP_DEFLATED))
    content = stream.getvalue()
    start, end = content.index(b"PK\1\2"), content.index(b"PK\5\6")
    entry = content[start:end] * 5_000
    tail = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 5_000, 5_000, len(entry), start, 0)
    return content[:start] + entry + tail


def long_list() -> bytes:
    """A list of members of seven megabytes."""
    content = packed(("cat/1.png", photo(1)))
    start, end = content.index(b"PK\1\2"), content.index(b"PK\5\6")
    entry = content[start:end] * (7 * 2**20 // (end - start))
    return content[:start] + entry + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 9, 9, len(entry), start, 0)


def many(count: int) -> bytes:
    return packed(*((f"cat/{number}.png", b"") for number in range(count)))


def cut(content: bytes, share: float) -> bytes:
    return content[: int(len(content) * share)]


ONE = photo(9, 2)
INNER = good()
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "no ZIP archive"),
    "text": (lambda: b"hello" * 99, "no ZIP archive"),
    "a photo": (lambda: ONE, "no ZIP archive"),
    "a tar": (lambda: b"cat/1.png".ljust(257, b"\0") + b"ustar\x0000", "no ZIP archive"),
    "an empty archive": (lambda: packed(), "holds no photos"),
    "empty folders only": (lambda: packed(("cat/", b""), ("dog/", b"")), "holds no photos"),
    "no folders": (lambda: packed(("1.png", ONE), ("2.png", photo(2))), "has no folders"),
    "hidden files only": (lambda: packed((".DS_Store", b"x"), ("__MACOSX/._1.png", b"x")), "holds no photos"),
    "texts only": (lambda: packed(("cat/1.txt", b"x"), ("dog/2.exe", b"MZ")), "is no picture"),
    "cut in half": (lambda: cut(INNER, 0.5), "no ZIP archive"),
    "cut at the end": (lambda: INNER[:-10], "no ZIP archive"),
    "without its head": (lambda: INNER[-22:], "no ZIP archive"),
    "up and out": (lambda: good(("../evil.png", ONE)), "outside its own folders"),
    "up and out, deep": (lambda: good(("cat/../../../evil.png", ONE)), "outside its own folders"),
    "up and out, Windows": (lambda: good(("..\\..\\evil.png", ONE)), "outside its own folders"),
    "absolute": (lambda: good(("/etc/cron.d/evil.png", ONE)), "outside its own folders"),
    "absolute, Windows": (lambda: good(("\\\\server\\share\\evil.png", ONE)), "outside its own folders"),
    "a drive": (lambda: good(("C:\\Windows\\evil.png", ONE)), "outside its own folders"),
    "a drive, slashes": (lambda: good(("c:/evil/1.png", ONE)), "outside its own folders"),
    "a stream of a file": (lambda: good(("cat:hidden/1.png", ONE)), "outside its own folders"),
    "up, hidden": (lambda: good((".hidden/../../evil.png", ONE)), "outside its own folders"),
    "up, as a folder": (lambda: good(("../evil/", b"")), "outside its own folders"),
    "a password": (lambda: encrypted(INNER), "locked by a password"),
    "a bomb": (bomb, "would unpack to"),
    "a bomb that claims 4 GB a file": (lambda: claims(claims(good(), 2**32 - 2), 2**32 - 2), "would unpack to"),
    "all entries on one member": (overlapping, "would unpack to"),
    "a long list": (long_list, "no ZIP archive"),
    "25,001 files": (lambda: many(25_001), "more than 25\u202f000 files"),
    "51 classes": (lambda: packed(*((f"{n}/1.png", ONE) for n in range(51))), "too many folders"),
}
TAKEN: dict[str, tuple[Callable[[], bytes], int, str]] = {
    "good": (good, 4, ""),
    "a folder around": (lambda: packed(*((f"my/{label}/1.png", photo(c, c)) for c, label in enumerate("ab"))), 2, ""),
    "folders around": (lambda: packed(*((f"x/y/z/{label}/1.png", photo(c, c)) for c, label in enumerate("ab"))), 2, ""),
    "a loose photo beside": (lambda: good(("cover.png", ONE)), 4, "cover.png (lies in no class"),
    "what a Mac leaves": (lambda: good(("__MACOSX/cat/._0.png", ONE), ("cat/.DS_Store", b"x")), 4, ""),
    "what Windows leaves": (lambda: good(("cat/Thumbs.db", b"x"), ("dog/desktop.ini", b"x")), 4, ""),
    "a text beside": (lambda: good(("cat/read me.txt", b"hello")), 4, "read me.txt (is no picture)"),
    "a program as a photo": (lambda: good(("cat/evil.jpg", b"MZ\x90\0" + bytes(99))), 4, "evil.jpg is damaged"),
    "a page as a photo": (lambda: good(("cat/x.jpg", b"<html><script>alert(1)</script>")), 4, "x.jpg is a web page"),
    "an SVG as a photo": (lambda: good(("cat/x.png", b"<svg onload='x'/>")), 4, "x.png is an SVG"),
    "a ZIP within": (lambda: good(("cat/more.zip", INNER)), 4, "more.zip (is an archive itself"),
    "a ZIP within, as a photo": (lambda: good(("cat/more.jpg", INNER)), 4, "more.jpg is a ZIP archive"),
    "a ZIP in a ZIP in a ZIP": (lambda: good(("cat/a.zip", good(("b.zip", INNER)))), 4, "a.zip (is an archive itself"),
    "a link": (lambda: good(linked("cat/link.png", "/etc/passwd")), 4, "link.png (is a link"),
    "a link as a folder": (lambda: good(linked("cat/evil.jpg", "../.."), ("cat/evil.jpg/1.png", ONE)), 5, "is a link"),
    "a device": (lambda: good(linked("cat/zero.png", "", stat.S_IFCHR)), 4, "zero.png (is a link or a device"),
    "a pipe": (lambda: good(linked("cat/pipe.png", "", stat.S_IFIFO)), 4, "pipe.png (is a link or a device"),
    "an empty photo": (lambda: good(("cat/none.png", b"")), 4, "none.png is empty"),
    "half a photo": (lambda: good(("cat/half.png", cut(ONE, 0.5))), 4, "half.png is damaged"),
    "a photo that is too large": (lambda: good(("cat/l.png", bytes(MAX_BYTES + 1))), 4, "l.png (is larger than 20 MB"),
    "a huge picture, packed": (lambda: packed(*big(), method=ZIP_DEFLATED), 2, "has too many pixels"),
    "a wrong checksum": (lambda: patched(good(), 14, 16, "<I", 1), 3, "is damaged within the archive"),
    "a size that is too small": (lambda: claims(good(), 10), 3, "1.png is"),
    "packed as BZIP2": (lambda: mixed(ZIP_BZIP2), 2, "in an unusual way"),
    "packed as LZMA": (lambda: mixed(ZIP_LZMA), 2, "in an unusual way"),
    "an unknown way of packing": (lambda: patched(good(), 8, 10, "<H", 77), 3, "in an unusual way"),
    "deflated": (lambda: packed(("cat/1.png", ONE), ("dog/2.png", photo(2)), method=ZIP_DEFLATED), 2, ""),
    "the same photo twice": (lambda: good(("cat/again.png", photo(0, 0))), 4, ""),
    "the same name twice": (lambda: good(("cat/0.png", photo(7))), 5, ""),
    "the same photo in two classes": (lambda: good(("dog/cat.png", photo(0, 0))), 4, "is in class cat already"),
    "capitals": (lambda: good(("CAT/7.png", photo(7)), ("Cat/8.png", photo(8))), 6, ""),
    "one class": (lambda: packed(("cat/1.png", ONE)), 1, "one class only"),
    "an empty class": (lambda: good(("fish/", b"")), 4, "fish (holds no photo)"),
    "unicode": (lambda: packed(("猫/1.png", ONE), ("Köter 🐕/ü.png", photo(2))), 2, ""),
    "control characters": (lambda: packed(("c\x1bat\n/1.png", ONE), ("\u202edog/2.png", photo(2))), 2, ""),
    "markup": (lambda: packed(("<b>x</b>/1.png", ONE), ("![](x)/2.png", photo(2))), 2, "folders within"),
    "a name of 5,000 letters": (lambda: good((f"{'x' * 5000}/1.png", ONE)), 5, "is called"),
    "a thousand folders deep": (lambda: good((f"cat/{'x/' * 1000}1.png", ONE)), 4, "lies in too many folders"),
    "Windows folders": (lambda: packed(("cat\\1.png", ONE), ("dog\\2.png", photo(2))), 2, ""),
    "reserved names": (lambda: packed(("CON/nul.png", ONE), ("aux/1.png", photo(2))), 2, ""),
    "train and test": (lambda: packed(*splits()), 4, "are put together"),
    "a file before the archive": (lambda: b"#!/bin/sh\nexit 1\n" + good(), 4, ""),
    "a comment behind": (lambda: good()[:-2] + b"\x05\x00hello", 4, ""),
}


def big() -> list[Entry]:
    from tests.hostile.parts import png

    return [("cat/1.png", ONE), ("dog/2.png", photo(2)), ("dog/big.png", png(30_000, 30_000, bytes(1000)))]


def mixed(method: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.writestr("cat/1.png", ONE)
        made.writestr("dog/2.png", photo(2))
        made.writestr("dog/3.png", photo(3), method)
    return stream.getvalue()


def splits() -> list[Entry]:
    return [
        (f"pets/{part}/{label}/{n}.png", photo(n, c))
        for n, part in enumerate(("train", "test"))
        for c, label in enumerate(("cat", "dog"))
    ]


@pytest.fixture
def name() -> str:
    """An empty data set."""
    return sets.create("From a ZIP").name


def outside(root: Path) -> set[Path]:
    """Every file that is not in the folder of personal data sets."""
    return {path for path in root.rglob("*") if path.is_file() and personal_dir() not in path.parents}


def add(name: str, content: bytes) -> adding.Added:
    """Add the archive, and see that it writes nothing outside and takes no more memory than it may."""
    before, root = outside(personal_dir().parent.parent), personal_dir().parent.parent
    tracemalloc.start()
    try:
        return zips.add(name, io.BytesIO(content), "pets.zip")
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < MEMORY
        assert outside(root) == before
        written = [path for path in personal_dir().rglob("*") if path.is_file()]
        assert {path.suffix for path in written} <= {".json", ".jpg", ".lock"}
        assert sum(path.stat().st_size for path in written) < 10**6


@pytest.mark.parametrize("case", REFUSED)
def test_an_archive_without_classes_is_refused_in_one_sentence(case: str, name: str) -> None:
    make, words = REFUSED[case]
    with pytest.raises(DataError) as caught:
        add(name, make())
    sentence = str(caught.value)
    assert words in sentence
    assert sentence.startswith("pets.zip")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert sets.get(name).count == 0


@pytest.mark.parametrize("case", TAKEN)
def test_good_photos_are_added_and_the_rest_is_reported(case: str, name: str) -> None:
    make, photos, words = TAKEN[case]
    added = add(name, make())
    sentences = [*added.refused, *added.notes]
    assert added.photos == sets.get(name).count == photos, sentences
    assert words in " ".join(sentences)
    assert all(sentence.endswith(".") and "\n" not in sentence for sentence in sentences)
    assert words or not sentences


def test_there_are_fifty_cases_and_more() -> None:
    assert len(REFUSED) + len(TAKEN) >= 50


def test_classes_are_called_as_their_folders(name: str) -> None:
    add(name, packed(("猫/1.png", ONE), ("Ko\u0308ter/2.png", photo(2)), ("Köter/3.png", photo(3))))
    assert sets.get(name).labels == ("猫", "Köter")


def test_names_in_utf_8_without_a_word_about_it_are_read(name: str) -> None:
    content = packed(("Köter/1.png", ONE), ("Mäuse/2.png", photo(2)))
    for number in range(2):
        content = patched(content, 6, 8, "<H", 0, number)
    add(name, content)
    assert sets.get(name).labels == ("Köter", "Mäuse")


def test_an_archive_adds_to_classes_that_are_there(name: str) -> None:
    sets.add_class(name, "Dog")
    add(name, good())
    again = add(name, good(("dog/new.png", photo(40))))
    assert sets.get(name).labels == ("Dog", "cat")
    assert (again.photos, again.twice) == (1, 4)


def test_progress_is_reported_for_each_of_ten_thousand_files(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their list is read in a moment; the limit on photos ends the work."""
    monkeypatch.setattr(adding, "MOST_A_CLASS", 150)
    progress: list[tuple[int, int]] = []
    small = [(f"cat/{number}.png", photo(number, side=8)) for number in range(160)]
    content = packed(*small, *((f"cat/x{number}.png", small[0][1]) for number in range(9_840)))
    with pytest.raises(DataError, match="A class holds 150 photos at most"):
        zips.add(name, io.BytesIO(content), "pets.zip", lambda done, of: progress.append((done, of)))
    assert progress[0] == (1, 10_000)
    assert sets.get(name).count == 150


def test_an_archive_that_is_too_large_is_refused_before_it_is_read(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zips, "MOST_ARCHIVE", 1000)
    with pytest.raises(DataError, match=r"pets\.zip is larger than 0 MB: add its photos in parts"):
        add(name, good())
