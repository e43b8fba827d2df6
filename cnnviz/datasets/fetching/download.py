"""Download official files, whole or not at all: Archive -> path in the cache.

`pooch` is not used: it begins an interrupted download anew, does not check the room on the disk before it begins, and
lets two processes download the same file at once.
"""

import errno
import hashlib
import os
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock, Timeout

from cnnviz.datasets.dataset import Archive, DataError

Progress = Callable[[int, int], None]
"""Callback with the amount done and the total, in one unit; an exception that it raises ends the work."""
Listener = Callable[[str, float], None]
"""Callback with a sentence and the share that is done, 0 to 1."""

PATIENCE_S = 20
"""Seconds to wait for a silent server."""
SAY_S = 1.0
"""Seconds between two sentences to a listener."""
CHUNK = 2**18
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

_listeners: ContextVar[tuple[Listener, ...]] = ContextVar("listeners", default=())


@contextmanager
def reporting(listener: Listener) -> Iterator[None]:
    """Call ``listener`` about once a second with the progress of any download or reading inside the block.

    An exception that it raises ends the download; the next one goes on from there. Nested blocks call both listeners.
    """
    token = _listeners.set((*_listeners.get(), listener))
    try:
        yield
    finally:
        _listeners.reset(token)


def reporter(activity: str) -> Progress:
    """Return a callback that turns progress into sentences for the listeners of `reporting`.

    Args:
        activity: Such as ``"Downloading Cats and dogs"``.
    """
    started, last, first = time.monotonic(), 0.0, None

    def progress(done: int, total: int) -> None:
        nonlocal last, first
        now = time.monotonic()
        first = done if first is None else first
        if now - last < SAY_S and done < total:
            return
        last = now
        fresh, seconds = done - first, now - started
        left = (
            f", {_about((total - done) * seconds / fresh)} left" if fresh and seconds > SAY_S and done < total else ""
        )
        for listener in _listeners.get():
            listener(f"{activity}: {done * 100 // total} %{left}.", done / total)

    return progress


def _about(seconds: float) -> str:
    """Write an estimated duration.

    >>> _about(3.2), _about(99), _about(4000)
    ('about 3 s', 'about 2 min', 'about 67 min')
    """
    return f"about {seconds:.0f} s" if seconds < 60 else f"about {seconds / 60:.0f} min"


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
    progress = progress or reporter(f"Downloading {archive.title}")
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
        raise _refused(archive, f"the folder {cache()} cannot be made ({error.strerror})") from error


@contextmanager
def _locked(archive: Archive, progress: Progress) -> Iterator[None]:
    """Hold the download's lock; while another process has it, report the progress of that process."""
    lock = FileLock(cache() / f"{archive.file_name}.lock")
    while True:
        try:
            lock.acquire(timeout=SAY_S / 2)
            break
        except Timeout:
            progress(min(started(archive), archive.size - 1), archive.size)
        except OSError as error:
            raise _refused(archive, f"the folder {cache()} cannot be written to ({error.strerror})") from error
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
        raise _refused(archive, f"{archive.url} answers {error.code} ({error.reason})") from error
    except (OSError, HTTPException) as error:
        if getattr(error, "errno", None) in _FULL:  # From a listener that writes to the same disk.
            raise _full(archive, "it cannot be written to") from error
        why = "the network or the server does not answer" if _size(part) == have else "the connection broke off"
        raise _refused(archive, why) from error
    if _size(part) < archive.size:
        raise _refused(archive, "the connection broke off")


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
        raise _refused(archive, f"{archive.url} gives another file than the published one")


def _require_room(archive: Archive) -> None:
    needed, free = archive.size - started(archive), shutil.disk_usage(cache()).free
    if needed > free:
        raise _full(archive, f"{megabytes(needed)} are needed and {megabytes(free)} free")


@contextmanager
def _opened(archive: Archive, start: int) -> Iterator[BinaryIO]:
    """Open the ``.part`` to write from a byte on, unbuffered, so that a full disk raises where it is written to."""
    try:
        file = _part(archive).open("r+b" if start else "wb", buffering=0)
    except OSError as error:
        raise _refused(archive, f"the folder {cache()} cannot be written to ({error.strerror})") from error
    with file:
        file.seek(start)
        yield file


def _copy(archive: Archive, answer: HTTPResponse, file: BinaryIO, done: int, progress: Progress) -> None:
    progress(done, archive.size)
    while block := answer.read1(CHUNK):
        done += len(block)
        if done > archive.size:
            raise _refused(archive, f"{archive.url} gives another file than the published one")
        _write(archive, file, memoryview(block))
        progress(done, archive.size)


def _write(archive: Archive, file: BinaryIO, block: memoryview) -> None:
    try:
        while block:
            block = block[file.write(block) :]
    except OSError as error:
        if error.errno in _FULL:
            raise _full(archive, f"{megabytes(archive.size - started(archive))} are still needed") from error
        raise _refused(archive, f"the folder {cache()} cannot be written to ({error.strerror})") from error


def _check(archive: Archive) -> None:
    """Compare the checksum; delete a ``.part`` that is not the published file, as no download can go on from it."""
    if not archive.digest:
        return  # None is published, so the size has to do.
    with _part(archive).open("rb") as file:
        digest = hashlib.file_digest(file, archive.algorithm).hexdigest()
    if digest != archive.digest:
        _part(archive).unlink()
        raise DataError(
            f"{archive.title} arrived damaged: its checksum is not the published one, so the file was deleted; start "
            f"again to download it anew, or {_ways(archive)}."
        )


def _full(archive: Archive, figures: str) -> DataError:
    return DataError(
        f"The disk is too full for {archive.title}: {figures} in {cache()}; make room and start again{_kept(archive)}."
    )


def _refused(archive: Archive, why: str) -> DataError:
    return DataError(
        f"{archive.title} could not be downloaded, because {why}: connect to the internet and try again"
        f"{_kept(archive)}, or {_ways(archive)}."
    )


def _kept(archive: Archive) -> str:
    have = started(archive)
    return f" (it goes on from {have * 100 // archive.size} %)" if have else ""


def _ways(archive: Archive) -> str:
    return f"set CNNVIZ_DATA_DIR to a folder that holds {archive.local}, or {archive.instead}"


def megabytes(size: int) -> str:
    """Write a size in bytes.

    >>> megabytes(824_887_076), megabytes(11_490_434), megabytes(9_000)
    ('825 MB', '11.5 MB', '0.0 MB')
    """
    return f"{size / 1e6:.0f} MB" if size >= 1e8 else f"{size / 1e6:.1f} MB"
