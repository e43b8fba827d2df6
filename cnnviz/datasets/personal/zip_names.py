"""Decode the names in a ZIP archive that does not state their encoding.

A ZIP marks names in UTF-8; without the mark they are in the encoding of the packing machine, which Python takes for
cp437, that of the first PCs. All names of an archive are examined together, and the encoding is chosen in which most
words are words that people write.
"""

import re
import struct
import unicodedata
from collections.abc import Sequence
from zipfile import ZipInfo

MARK = 0x800
"""Bit of a member whose name is in UTF-8."""
UNICODE_NAME = 0x7075
"""Extra field in which Info-ZIP repeats the name in UTF-8."""
ENCODINGS = ("cp850", "cp437", "cp1252", "cp866", "cp932", "gbk")
"""Those of Windows in Western Europe, of DOS, of old Western programs, of Russia, Japan and China."""
MOST_NAMES = 500
"""Names that are examined to choose the encoding."""


def decoded(members: Sequence[ZipInfo]) -> list[str]:
    """Return the name of each member, folders and all."""
    raw = [None if member.flag_bits & MARK else _bytes(member) for member in members]
    unmarked = {name for name in raw if name and not name.isascii()}
    encoding = _encoding(sorted(unmarked)[:MOST_NAMES]) if unmarked else "ascii"
    return [
        member.filename if name is None else _extra(member) or _text(name, encoding) or member.filename
        for member, name in zip(members, raw, strict=True)
    ]


def _bytes(member: ZipInfo) -> bytes | None:
    try:
        return member.filename.encode("cp437")
    except UnicodeEncodeError:  # Python has found a better name by itself.
        return None


def _text(name: bytes, encoding: str) -> str | None:
    try:
        return name.decode(encoding)
    except UnicodeDecodeError:
        return None


def _extra(member: ZipInfo) -> str | None:
    """Return the name in the extra field, if there is one."""
    rest = member.extra
    while len(rest) >= 4:
        kind, size = struct.unpack_from("<HH", rest)
        if kind == UNICODE_NAME and size > 5:
            return rest[9 : 4 + size].decode("utf-8", "ignore") or None
        rest = rest[4 + size :]
    return None


def _encoding(names: Sequence[bytes]) -> str:
    """Return UTF-8 if all names can be UTF-8, else the first encoding with the highest score."""
    if all(_text(name, "utf-8") for name in names):
        return "utf-8"
    scores = {encoding: sum(_score(name, encoding) for name in names) for encoding in ENCODINGS}
    return max(ENCODINGS, key=scores.__getitem__)


def _score(name: bytes, encoding: str) -> int:
    """Score an encoding: the words of a name that people may have written, less the others; ASCII words count nothing.

    >>> (
    ...     _score("Köter".encode("cp850"), "cp850"),
    ...     _score("Köter".encode("cp850"), "gbk"),
    ...     _score("猫".encode("gbk"), "gbk"),
    ... )
    (1, -1, 1)
    """
    text = _text(name, encoding)
    if text is None:
        return -10
    words = [word for word in re.split(r"[\x00-\x40\[-`{-\x7f]+", text) if not word.isascii()]
    return sum(1 if _likely(word, encoding) else -1 for word in words)


def _likely(word: str, encoding: str) -> bool:
    if encoding in ("cp932", "gbk"):
        return all(_common(letter, encoding) for letter in word)
    script = "CYRILLIC" if encoding == "cp866" else "LATIN"
    spelled = word in (word.lower(), word.upper(), word.capitalize())
    foreign = script == "LATIN" and (re.search(r"[^\x00-\x7f]{3}", word) or not re.search(r"[A-Za-z]", word))
    return spelled and not foreign and all(unicodedata.name(letter, "").startswith(script) for letter in word)


def _common(letter: str, encoding: str) -> bool:
    """Return whether a letter is a common one of Japanese or Chinese."""
    if letter in "ー々" or unicodedata.category(letter).startswith("P"):
        return True
    if encoding == "cp932" and unicodedata.name(letter, "").startswith(("HIRAGANA", "KATAKANA LETTER")):
        return True
    code = letter.encode("gb2312" if encoding == "gbk" else encoding, "ignore")
    first, last = (0xB0, 0xD7) if encoding == "gbk" else (0x88, 0x97)
    return len(code) == 2 and first <= code[0] <= last
