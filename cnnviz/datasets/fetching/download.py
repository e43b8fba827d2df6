"""Download official files, whole or not at all: Archive -> path in the cache.

`pooch` is not used: it begins an interrupted download anew, does not check the room on the disk before it begins, and
lets two processes download the same file at once.
"""

import errno
import hashlib
import os
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock, Timeout

from cnnviz.base.files import reason
from cnnviz.datasets.dataset import Archive, DataError
from cnnviz.datasets.fetching import progress as progress_of
from cnnviz.datasets.fetching.progress import Progress, reporter
from cnnviz.locale import N_, Message

PATIENCE_S = 20
"""Seconds to wait for a silent server."""
CHUNK = 2**18
BROKE_OFF = N_("the connection broke off")
ANOTHER_FILE = N_("{url} gives another file than the published one")
WAYS = ("file", "local", "instead")
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def cache() -> Path:
    """Return the folder of downloaded files, which Keras uses too."""
    home = os.environ.get("KERAS_HOME")
    return (Path(home) if home else Path.home() / ".keras") / "datasets"


def is_cached(archive: Archive) -> bool:
    """Return whether the file is in the cache; a file of another size does not count."""
    return _size(cache() / archive.file_name) == archive.size


def started(archive: Archive) -> int:
    """Return the bytes that an interrupted download has, from which the next one goes on."""
    return _size(_part(archive))


def fetch(archive: Archive, progress: Progress | None = None) -> Path:
    """Return the archive's path in the cache, after downloading it if it is not there yet.

    Until it is complete and its checksum right, its name ends in ``.part``; an interrupted download goes on from there.

    Args:
        archive: The file to download.
        progress: Callback with the bytes done and their total; by default the listeners of `reporting` are called.

    Raises:
        DataError: The network, the server, the disk or the checksum is at fault; the message says which, and what to
            do.
    """
    path = cache() / archive.file_name
    if is_cached(archive):
        return path
    if not archive.url:
        raise DataError(
            Message(
                "{file} cannot be downloaded: set CNNVIZ_DATA_DIR to a folder that holds {local}, or {instead}.",
                **_ways(archive),
            )
        )
    progress = progress or reporter(Message("Downloading {file}", file=Message(archive.title)))
    _make_folder(archive)
    with _locked(archive, progress):
        if not is_cached(archive):  # Another process may have done it meanwhile.
            _complete(archive, progress)
            _check(archive)
            _part(archive).replace(path)
    return path


def _part(archive: Archive) -> Path:
    return cache() / f"{archive.file_name}.part"


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _make_folder(archive: Archive) -> None:
    try:
        _part(archive).parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _refused(
            archive,
            Message("the folder {folder} cannot be made ({reason})", folder=str(cache()), reason=reason(error)),
        ) from error


@contextmanager
def _locked(archive: Archive, progress: Progress) -> Iterator[None]:
    """Hold the download's lock; while another process has it, report the progress of that process."""
    lock = FileLock(cache() / f"{archive.file_name}.lock")
    while True:
        try:
            lock.acquire(timeout=progress_of.SAY_S / 2)
            break
        except Timeout:
            progress(min(started(archive), archive.size - 1), archive.size)
        except OSError as error:
            raise _refused(archive, _closed(error)) from error
    try:
        yield
    finally:
        lock.release()


def _complete(archive: Archive, progress: Progress) -> None:
    """Bring the ``.part`` to its full size, by requesting the missing bytes only."""
    part = _part(archive)
    if _size(part) > archive.size:
        part.unlink()
    _require_room(archive)
    if (have := _size(part)) == archive.size:
        return
    try:
        with _request(archive, have) as answer:
            start = have if answer.status == 206 else 0  # 200: a server without ranges sends all of it.
            _require_rest(archive, answer, start)
            with _opened(archive, start) as file:
                _copy(archive, answer, file, start, progress)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 416 and have:  # The bytes so far fit no file of the server.
            part.unlink()
            return _complete(archive, progress)
        raise _refused(
            archive,
            Message("{url} answers {code} ({reason})", url=archive.url, code=error.code, reason=str(error.reason)),
        ) from error
    except (OSError, HTTPException) as error:
        if getattr(error, "errno", None) in _FULL:  # From a listener that writes to the same disk.
            raise _full(archive, Message("nothing can be written")) from error
        silent = Message("the internet or the server does not answer")
        why = silent if _size(part) == have else Message(BROKE_OFF)
        raise _refused(archive, why) from error
    if _size(part) < archive.size:
        raise _refused(archive, Message(BROKE_OFF))


def _request(archive: Archive, have: int) -> HTTPResponse:
    headers = {"User-Agent": "cnnviz", "Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    request = urllib.request.Request(archive.url, headers=headers)
    opener = urllib.request.build_opener()  # urlopen would keep the proxies of its first call.
    answer: HTTPResponse = opener.open(request, timeout=PATIENCE_S)
    return answer


def _require_rest(archive: Archive, answer: HTTPResponse, start: int) -> None:
    """Refuse, before a byte is written, an answer that cannot be the rest: a network's notice, or a changed file."""
    length, place = answer.headers.get("Content-Length"), answer.headers.get("Content-Range", "")
    if (length and int(length) != archive.size - start) or (start and not place.startswith(f"bytes {start}-")):
        raise _refused(archive, Message(ANOTHER_FILE, url=archive.url))


def _require_room(archive: Archive) -> None:
    needed, free = archive.size - started(archive), shutil.disk_usage(cache()).free
    if needed > free:
        raise _full(archive, Message("{needed} are needed and {free} free", needed=amount(needed), free=amount(free)))


@contextmanager
def _opened(archive: Archive, start: int) -> Iterator[BinaryIO]:
    """Open the ``.part`` to write from a byte on, unbuffered, so that a full disk raises where it is written to."""
    try:
        file = _part(archive).open("r+b" if start else "wb", buffering=0)
    except OSError as error:
        raise _refused(archive, _closed(error)) from error
    with file:
        file.seek(start)
        yield file


def _copy(archive: Archive, answer: HTTPResponse, file: BinaryIO, done: int, progress: Progress) -> None:
    progress(done, archive.size)
    while block := answer.read1(CHUNK):
        done += len(block)
        if done > archive.size:
            raise _refused(archive, Message(ANOTHER_FILE, url=archive.url))
        _write(archive, file, memoryview(block))
        progress(done, archive.size)


def _write(archive: Archive, file: BinaryIO, block: memoryview) -> None:
    try:
        while block:
            block = block[file.write(block) :]
    except OSError as error:
        if error.errno in _FULL:
            raise _full(
                archive,
                Message("{needed} are still needed", needed=amount(archive.size - started(archive))),
            ) from error
        raise _refused(archive, _closed(error)) from error


def _check(archive: Archive) -> None:
    """Compare the checksum; delete a ``.part`` that is not the published file, as no download can go on from it."""
    if not archive.digest:
        return  # None is published, so the size has to do.
    with _part(archive).open("rb") as file:
        digest = hashlib.file_digest(file, archive.algorithm).hexdigest()
    if digest != archive.digest:
        _part(archive).unlink()
        raise DataError(
            Message(
                "{file} arrived damaged: its checksum is not the published one, so the file was deleted; "
                "start again to "
                "download it anew, or set CNNVIZ_DATA_DIR to a folder that holds {local}, or {instead}.",
                **_ways(archive),
            )
        )


def _closed(error: OSError) -> Message:
    return Message("the folder {folder} cannot be written to ({reason})", folder=str(cache()), reason=reason(error))


def _full(archive: Archive, why: Message) -> DataError:
    known = {"file": Message(archive.title), "why": why, "folder": str(cache())}
    if percent := _kept(archive):
        return DataError(
            Message(
                "The disk is too full for {file}: {why} in {folder}; make room and start again (it goes on from "
                "{percent} %).",
                **known,
                percent=percent,
            )
        )
    return DataError(Message("The disk is too full for {file}: {why} in {folder}; make room and start again.", **known))


def _refused(archive: Archive, why: Message) -> DataError:
    if percent := _kept(archive):
        return DataError(
            Message(
                "{file} could not be downloaded, because {why}: connect to the internet and try again (it goes on from "
                "{percent} %), or set CNNVIZ_DATA_DIR to a folder that holds {local}, or {instead}.",
                **_ways(archive),
                why=why,
                percent=percent,
            )
        )
    return DataError(
        Message(
            "{file} could not be downloaded, because {why}: connect to the internet and try again, or set "
            "CNNVIZ_DATA_DIR to a folder that holds {local}, or {instead}.",
            **_ways(archive),
            why=why,
        )
    )


def _kept(archive: Archive) -> str:
    """Return the percentage that an interrupted download has, from which the next one goes on; empty if none."""
    have = started(archive)
    return str(have * 100 // archive.size) if have else ""


def _ways(archive: Archive) -> dict[str, Message]:
    return {
        name: Message(text) for name, text in zip(WAYS, (archive.title, archive.local, archive.instead), strict=True)
    }


def megabytes(size: int) -> str:
    """Write a size in bytes.

    >>> megabytes(824_887_076), megabytes(11_490_434), megabytes(9_000)
    ('825 MB', '11.5 MB', '0.0 MB')
    """
    return str(amount(size))


def amount(size: int) -> Message:
    """Return `megabytes` to be read later."""
    return Message("{size:.0f} MB" if size >= 1e8 else "{size:.1f} MB", size=size / 1e6)
