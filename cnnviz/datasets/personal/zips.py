"""Read the photos of each class from an untrusted ZIP archive of folders.

Nothing is ever unpacked to disk, and no name in the archive becomes a path: photos are read one at a time, in pieces,
up to the size that a picture may have.
"""

import stat
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import IO, Any
from zipfile import BadZipFile, ZipFile, ZipInfo

from cnnviz.datasets.dataset import DataError
from cnnviz.datasets.personal import adding, folders, names, sets, zip_names
from cnnviz.datasets.personal.adding import Added
from cnnviz.datasets.photos import Content
from cnnviz.images import ENDINGS, MAX_BYTES
from cnnviz.locale import N_, Message, _
from cnnviz.locale.sentences import joined

Path = tuple[str, ...]
"""Folders and file of a name in the archive."""
SYSTEM_FILES = {"__macosx", "thumbs.db", "ehthumbs.db", "desktop.ini", "@eadir", "$recycle.bin"}
"""Files that systems add to archives unasked; names that begin with a dot are skipped too."""
MOST_ARCHIVE = 500 * 2**20
MOST_MEMBERS = 25_000
MOST_LIST = 6 * 2**20
"""Bytes of the archive's list of members: Python reads it whole, and each entry takes ten times its memory."""
MOST_UNPACKED = 4 * 2**30
MOST_RATIO, FEW = 100, 100 * 2**20
"""Largest ratio of unpacked to packed bytes, as photos shrink little; few unpacked bytes may have any ratio."""
CHUNK = 2**16
DEEPEST = 20


@dataclass(frozen=True)
class Contents:
    """The classes and photos in an archive.

    Attributes:
        classes: The photos of each class, by the name of its folder.
        notes: Sentences about files and folders that are left out.
    """

    classes: dict[str, list[ZipInfo]]
    notes: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Number of files to read."""
        return sum(len(members) for members in self.classes.values())


class _Bounded:
    """A file that refuses to read more than `MOST_LIST` at once, as `ZipFile` reads the list of members."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int = -1) -> bytes:
        content = self._file.read(size if 0 <= size <= MOST_LIST else MOST_LIST + 1)
        if len(content) > MOST_LIST:
            raise BadZipFile("The list of members is too long.")
        return content

    def seekable(self) -> bool:
        return True


def opened(file: IO[bytes], name: str = "") -> ZipFile:
    """Open an archive for reading.

    Raises:
        DataError: It is too large, damaged or no ZIP archive.
    """
    if file.seek(0, 2) > MOST_ARCHIVE:
        raise DataError(
            Message(
                "{file} is larger than {most} MB: add its photos in parts, or make them smaller.",
                file=_called(name),
                most=MOST_ARCHIVE // 2**20,
            )
        )
    bounded: Any = _Bounded(file)
    try:
        return ZipFile(bounded)
    except Exception as error:  # ZipFile reads the list of members, and damage in it raises nearly any exception.
        raise DataError(
            Message(
                "{file} is damaged or no ZIP archive: make it again, with one folder for each class.",
                file=_called(name),
            )
        ) from error


def _called(name: str) -> str | Message:
    return names.plain(name) or Message("The archive")


def contents(archive: ZipFile, name: str = "") -> Contents:
    """Sort the members of an archive by class; only their list is read.

    Hidden files and those of the system are skipped; `cnnviz.datasets.personal.folders` decides which folders are
    classes.

    Raises:
        DataError: The archive is dangerous, or has no folders with files; the message says what is wrong.
    """
    called, members = _called(name), archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise DataError(
            Message("{file} holds more than {most:,} files: add its photos in parts.", file=called, most=MOST_MEMBERS)
        )
    _refuse_bombs(members, called)
    photos: list[tuple[Path, ZipInfo]] = []
    empty: set[Path] = set()
    left_out: dict[str, list[str]] = {}
    for member, text in zip(members, zip_names.decoded(members), strict=True):
        path = _path(member, text, called)
        if not path or any(part.startswith(".") or part.casefold() in SYSTEM_FILES for part in path):
            continue
        if member.is_dir():
            empty.add(path)
        elif fault := _fault(member, path):
            left_out.setdefault(fault, []).append(path[-1])
        else:
            photos.append((path, member))
    full = {path[:depth] for path, _member in photos for depth in range(1, len(path))}
    for path in sorted(empty - full):
        left_out.setdefault(N_("holds no photo"), []).append(path[-1])
    notes = [folders.left_out_note(fault, files) for fault, files in left_out.items()]
    if not photos:
        none = Message("{file} holds no photos: make it again, with one folder for each class.", file=called)
        raise DataError(joined(none, *notes))
    sorted_ = folders.sort(photos)
    classes, notes = sorted_.classes, notes + sorted_.notes
    if not classes:
        raise DataError(_classless(called, photos))
    if len(classes) == 1:
        notes.append(
            _(
                "{file} has one class only, {label}: a network needs two at least to tell apart.",
                file=called,
                label=next(iter(classes)),
            )
        )
    return Contents(classes, notes)


def content(archive: ZipFile, member: ZipInfo) -> Content:
    """Return the function that reads a member in pieces, up to the size that a picture may have.

    It raises `DataError` for a member that is damaged or too large.
    """

    def read() -> bytes:
        pieces, size = [], 0
        try:
            with archive.open(member) as file:
                while piece := file.read(CHUNK):
                    size += len(piece)
                    if size > MAX_BYTES:
                        raise DataError(
                            Message(
                                "{file} is larger than {most} MB: make it smaller first.",
                                file=_last(member),
                                most=MAX_BYTES // 2**20,
                            )
                        )
                    pieces.append(piece)
        except (OSError, EOFError, BadZipFile, RuntimeError, NotImplementedError, ValueError, zlib.error) as error:
            raise DataError(
                Message("{file} is damaged within the archive: make the archive again.", file=_last(member))
            ) from error
        return b"".join(pieces)

    return read


def _last(member: ZipInfo) -> str | Message:
    return names.plain(member.filename.rsplit("/", 1)[-1]) or Message("A file")


def look(name: str, file: IO[bytes], file_name: str = "") -> Contents:
    """Return what `add` would add, and notes on what it would leave out.

    Args:
        name: The data set.
        file: The archive.
        file_name: What to call it in a message.

    Raises:
        DataError: The archive is dangerous, damaged or empty, or has too many classes.
    """
    with opened(file, file_name) as archive:
        return _fitting(name, archive, file_name)


def add(name: str, file: IO[bytes], file_name: str = "", progress: Callable[[int, int], None] | None = None) -> Added:
    """Add the photos of a ZIP of folders to a personal data set; missing classes are made.

    Args:
        name: The data set.
        file: The archive.
        file_name: What to call it in a message.
        progress: Callback with the files done and their number; if it raises, adding ends and the photos added stay.

    Raises:
        DataError: The archive is dangerous, damaged or empty, or a limit is reached.
    """
    added = Added()
    with opened(file, file_name) as archive:
        accepted = _fitting(name, archive, file_name)
        files = (
            (folder, member.filename, content(archive, member))
            for label, members in accepted.classes.items()
            for folder in [sets.class_of(name, label).folder]
            for member in members
        )
        for done, added in enumerate(adding.add_photos(name, files), 1):  # noqa: B007
            if progress:
                progress(done, accepted.count)
    added.notes += accepted.notes
    return added


def _fitting(name: str, archive: ZipFile, file_name: str) -> Contents:
    """Return the contents; refuse more classes than a data set may have."""
    accepted = contents(archive, file_name)
    if len({*map(str.casefold, sets.get(name).labels), *map(str.casefold, accepted.classes)}) > names.MOST_CLASSES:
        raise DataError(
            Message(
                "{file} has too many folders: {most} classes are the most there can be.",
                file=_called(file_name),
                most=names.MOST_CLASSES,
            )
        )
    return accepted


def _classless(name: str | Message, photos: list[tuple[Path, ZipInfo]]) -> Message:
    """Return the sentence for an archive without folders of classes."""
    around = sorted({path[-2] for path, _member in photos if len(path) > 1})
    if not around:
        return Message("{file} has no folders: make it again, with one folder for each class.", file=name)
    shown = ", ".join(map(names.plain, around[: folders.NAMED]))
    return Message(
        "{file} has no folder for each class, only {names}: put one for each class into it, and make the ZIP again.",
        file=name,
        names=shown,
    )


def _refuse_bombs(members: list[ZipInfo], name: str | Message) -> None:
    unpacked, packed = sum(member.file_size for member in members), sum(member.compress_size for member in members)
    if unpacked > MOST_UNPACKED or (unpacked > FEW and unpacked > MOST_RATIO * packed):
        raise DataError(
            Message(
                "{file} would unpack to {size:,.1f} GB, far more than photos do: make it again from the photos alone.",
                file=name,
                size=unpacked / 1e9,
            )
        )
    if any(member.flag_bits & 1 for member in members):
        raise DataError(Message("{file} is locked by a password: make it again without one.", file=name))


def _path(member: ZipInfo, text: str, name: str | Message) -> Path:
    """Return the folders and the file in a member's name; refuse a name that leads out of the archive."""
    text = text.replace("\\", "/")
    parts = PurePosixPath(text).parts
    if text.startswith("/") or ".." in parts or (parts and ":" in parts[0]) or "\0" in member.orig_filename:
        raise DataError(
            Message(
                "{file} names a file outside its own folders, {path}: it may be meant to do harm; make it again.",
                file=name,
                path=names.plain(text),
            )
        )
    return parts


def _fault(member: ZipInfo, path: Path) -> str:
    """Return why a member cannot be a photo, in words that follow its name; empty where it can."""
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind and kind != stat.S_IFREG:
        return N_("is a link or a device")
    if path[-1].lower().endswith((".zip", ".7z", ".rar", ".tar", ".gz", ".tgz")):
        return N_("is an archive itself and must be unpacked first")
    if not path[-1].lower().endswith(ENDINGS):
        return N_("is no picture")
    if member.file_size > MAX_BYTES:
        return N_("is larger than 20 MB")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return N_("is packed in an unusual way")
    return N_("lies in too many folders") if len(path) > DEEPEST else ""
