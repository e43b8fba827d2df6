"""In which alphabet are an archive's names written?  The names' bytes -> text, where the archive does not say.

A ZIP marks names in UTF-8; without the mark they are in whatever the packing machine used, which Python takes for the alphabet of the
first PCs. All names of an archive are looked at together, and the alphabet is taken in which most words are such as people write.
"""

import re
import struct
import unicodedata
from collections.abc import Sequence
from zipfile import ZipInfo

MARK = 0x800
"""Bit of a member that says that its name is UTF-8."""
UNICODE_NAME = 0x7075
"""Extra field in which Info-ZIP writes the name once more, in UTF-8."""
ALPHABETS = ("cp850", "cp437", "cp1252", "cp866", "cp932", "gbk")
"""Those of Windows in Western Europe, of DOS, of old Western programs, of Russia, Japan and China."""
MOST_NAMES = 500
"""Names that are looked at to find the alphabet."""


def decoded(members: Sequence[ZipInfo]) -> list[str]:
    """Return the name of each member, folders and all."""
    raw = [None if member.flag_bits & MARK else _bytes(member) for member in members]
    unsaid = {name for name in raw if name and not name.isascii()}
    alphabet = _alphabet(sorted(unsaid)[:MOST_NAMES]) if unsaid else "ascii"
    return [
        member.filename if name is None else _extra(member) or _text(name, alphabet) or member.filename
        for member, name in zip(members, raw, strict=True)
    ]


def _bytes(member: ZipInfo) -> bytes | None:
    try:
        return member.filename.encode("cp437")
    except UnicodeEncodeError:  # Python has found a better name by itself.
        return None


def _text(name: bytes, alphabet: str) -> str | None:
    try:
        return name.decode(alphabet)
    except UnicodeDecodeError:
        return None


def _extra(member: ZipInfo) -> str | None:
    """Return the name of the extra field, where there is one."""
    rest = member.extra
    while len(rest) >= 4:
        kind, size = struct.unpack_from("<HH", rest)
        if kind == UNICODE_NAME and size > 5:
            return rest[9 : 4 + size].decode("utf-8", "ignore") or None
        rest = rest[4 + size :]
    return None


def _alphabet(names: Sequence[bytes]) -> str:
    """Return UTF-8 where all names can be that; else the alphabet in which they make most sense, the first of several."""
    if all(_text(name, "utf-8") for name in names):
        return "utf-8"
    scores = {alphabet: sum(_sense(name, alphabet) for name in names) for alphabet in ALPHABETS}
    return max(ALPHABETS, key=scores.__getitem__)


def _sense(name: bytes, alphabet: str) -> int:
    """Count the words of a name that people may have written, less the others; ASCII words say nothing.

    >>> (
    ...     _sense("Köter".encode("cp850"), "cp850"),
    ...     _sense("Köter".encode("cp850"), "gbk"),
    ...     _sense("猫".encode("gbk"), "gbk"),
    ... )
    (1, -1, 1)
    """
    text = _text(name, alphabet)
    if text is None:
        return -10
    words = [word for word in re.split(r"[\x00-\x40\[-`{-\x7f]+", text) if not word.isascii()]
    return sum(1 if _likely(word, alphabet) else -1 for word in words)


def _likely(word: str, alphabet: str) -> bool:
    if alphabet in ("cp932", "gbk"):
        return all(_common(letter, alphabet) for letter in word)
    script = "CYRILLIC" if alphabet == "cp866" else "LATIN"
    spelled = word in (word.lower(), word.upper(), word.capitalize())
    foreign = script == "LATIN" and (re.search(r"[^\x00-\x7f]{3}", word) or not re.search(r"[A-Za-z]", word))
    return spelled and not foreign and all(unicodedata.name(letter, "").startswith(script) for letter in word)


def _common(letter: str, alphabet: str) -> bool:
    """Return whether a letter is among the common ones of Japanese or Chinese."""
    if letter in "ー々" or unicodedata.category(letter).startswith("P"):
        return True
    if alphabet == "cp932" and unicodedata.name(letter, "").startswith(("HIRAGANA", "KATAKANA LETTER")):
        return True
    code = letter.encode("gb2312" if alphabet == "gbk" else alphabet, "ignore")
    first, last = (0xB0, 0xD7) if alphabet == "gbk" else (0x88, 0x97)
    return len(code) == 2 and first <= code[0] <= last
