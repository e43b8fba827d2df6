"""How does an official file come here, whole or not at all?  Archive -> its place in the cache."""

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

Told = Callable[[int, int], None]
"""Is given how much is done and how much there is, in one unit; what it raises ends the work."""
Listener = Callable[[str, float], None]
"""Is given a sentence and the share that is done, 0 to 1."""

PATIENCE_S = 20
"""Seconds that a silent server is waited for."""
SAY_S = 1.0
"""Seconds between two sentences to a listener."""
CHUNK = 2**18
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

_listeners: ContextVar[tuple[Listener, ...]] = ContextVar("listeners", default=())


@contextmanager
def reporting(say: Listener) -> Iterator[None]:
    """Let ``say`` know, about once a second, how far any download or reading inside the block is.

    What it raises ends the download; the next one goes on from there. A block inside another tells both.
    """
    token = _listeners.set((*_listeners.get(), say))
    try:
        yield
    finally:
        _listeners.reset(token)


def announced(doing: str) -> Told:
    """Return what turns progress into sentences for the listeners of `reporting`.

    Args:
        doing: Such as ``"Downloading Cats and dogs"``.
    """
    started, said, first = time.monotonic(), 0.0, None

    def told(done: int, total: int) -> None:
        nonlocal said, first
        now = time.monotonic()
        first = done if first is None else first
        if now - said < SAY_S and done < total:
            return
        said = now
        fresh, seconds = done - first, now - started
        left = (
            f", {_about((total - done) * seconds / fresh)} left" if fresh and seconds > SAY_S and done < total else ""
        )
        for say in _listeners.get():
            say(f"{doing}: {done * 100 // total} %{left}.", done / total)

    return told


def _about(seconds: float) -> str:
    """Say a duration as one would guess it.

    >>> _about(3.2), _about(99), _about(4000)
    ('about 3 s', 'about 2 min', 'about 67 min')
    """
    return f"about {seconds:.0f} s" if seconds < 60 else f"about {seconds / 60:.0f} min"


def cache() -> Path:
    """Return the folder of downloaded files: the one that Keras uses."""
    home = os.environ.get("KERAS_HOME")
    return (Path(home) if home else Path.home() / ".keras") / "datasets"


def whole(archive: Archive) -> bool:
    """Return whether the file is in the cache; one of another size is not taken for it."""
    return _size(cache() / archive.file_name) == archive.size


def started(archive: Archive) -> int:
    """Return how many bytes an interrupted download has left to go on from."""
    return _size(_part(archive))


def fetch(archive: Archive, told: Told | None = None) -> Path:
    """Return the archive's place in the cache, after downloading it where it is not there yet.

    Until it is whole and its checksum right, it is called ``.part``; a download that was interrupted goes on from there.

    Args:
        archive: What to fetch.
        told: Is given the bytes done and their total; by default the listeners of `reporting` are told.

    Raises:
        DataError: The network, the server, the disk or the checksum is at fault; the message says which, and what to do.
    """
    path = cache() / archive.file_name
    if whole(archive):
        return path
    told = told or announced(f"Downloading {archive.title}")
    _make_folder(archive)
    with _alone(archive, told):
        if not whole(archive):  # Another process may have done it meanwhile.
            _complete(archive, told)
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
def _alone(archive: Archive, told: Told) -> Iterator[None]:
    """Hold the download's lock; while another process has it, tell how far that one is."""
    lock = FileLock(cache() / f"{archive.file_name}.lock")
    while True:
        try:
            lock.acquire(timeout=SAY_S / 2)
            break
        except Timeout:
            told(min(started(archive), archive.size - 1), archive.size)
        except OSError as error:
            raise _refused(archive, f"the folder {cache()} cannot be written to ({error.strerror})") from error
    try:
        yield
    finally:
        lock.release()


def _complete(archive: Archive, told: Told) -> None:
    """Bring the ``.part`` to its full size, by asking for what is missing only."""
    part = _part(archive)
    if _size(part) > archive.size:
        part.unlink()
    _require_room(archive)
    if (have := _size(part)) == archive.size:
        return
    try:
        with _request(archive, have) as answer:
            start = have if answer.status == 206 else 0  # 200: a server that knows no ranges gives all of it.
            _require_rest(archive, answer, start)
            with _opened(archive, start) as file:
                _copy(archive, answer, file, start, told)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 416 and have:  # What is here fits no file of theirs.
            part.unlink()
            return _complete(archive, told)
        raise _refused(archive, f"{archive.url} answers {error.code} ({error.reason})") from error
    except (OSError, HTTPException) as error:
        if getattr(error, "errno", None) in _FULL:  # Of a listener that writes to the same disk.
            raise _full(archive, "it cannot be written to") from error
        why = "the network or the server does not answer" if _size(part) == have else "the connection broke off"
        raise _refused(archive, why) from error
    if _size(part) < archive.size:
        raise _refused(archive, "the connection broke off")


def _request(archive: Archive, have: int) -> HTTPResponse:
    headers = {"User-Agent": "cnnviz", "Accept-Encoding": "identity"} | ({"Range": f"bytes={have}-"} if have else {})
    asked = urllib.request.Request(archive.url, headers=headers)
    opener = urllib.request.build_opener()  # urlopen would keep the proxies of its first call.
    answer: HTTPResponse = opener.open(asked, timeout=PATIENCE_S)
    return answer


def _require_rest(archive: Archive, answer: HTTPResponse, start: int) -> None:
    """Refuse, before a byte is written, what cannot be the rest: a notice of the network, or a file that has changed."""
    length, place = answer.headers.get("Content-Length"), answer.headers.get("Content-Range", "")
    if (length and int(length) != archive.size - start) or (start and not place.startswith(f"bytes {start}-")):
        raise _refused(archive, f"{archive.url} gives another file than the published one")


def _require_room(archive: Archive) -> None:
    needed, free = archive.size - started(archive), shutil.disk_usage(cache()).free
    if needed > free:
        raise _full(archive, f"{megabytes(needed)} are needed and {megabytes(free)} free")


@contextmanager
def _opened(archive: Archive, start: int) -> Iterator[BinaryIO]:
    """Open the ``.part`` to write from a byte on, without a buffer, so that a full disk shows where it is written to."""
    try:
        file = _part(archive).open("r+b" if start else "wb", buffering=0)
    except OSError as error:
        raise _refused(archive, f"the folder {cache()} cannot be written to ({error.strerror})") from error
    with file:
        file.seek(start)
        yield file


def _copy(archive: Archive, answer: HTTPResponse, file: BinaryIO, done: int, told: Told) -> None:
    told(done, archive.size)
    while block := answer.read1(CHUNK):
        done += len(block)
        if done > archive.size:
            raise _refused(archive, f"{archive.url} gives another file than the published one")
        _write(archive, file, memoryview(block))
        told(done, archive.size)


def _write(archive: Archive, file: BinaryIO, block: memoryview) -> None:
    try:
        while block:
            block = block[file.write(block) :]
    except OSError as error:
        if error.errno in _FULL:
            raise _full(archive, f"{megabytes(archive.size - started(archive))} are still needed") from error
        raise _refused(archive, f"the folder {cache()} cannot be written to ({error.strerror})") from error


def _check(archive: Archive) -> None:
    """Compare the checksum; a ``.part`` that is not the published file is deleted, as nothing can go on from it."""
    if not archive.digest:
        return  # Nobody publishes one: the size has to do.
    with _part(archive).open("rb") as file:
        found = hashlib.file_digest(file, archive.algorithm).hexdigest()
    if found != archive.digest:
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
    """Say a size in bytes.

    >>> megabytes(824_887_076), megabytes(11_490_434), megabytes(9_000)
    ('825 MB', '11.5 MB', '0.0 MB')
    """
    return f"{size / 1e6:.0f} MB" if size >= 1e8 else f"{size / 1e6:.1f} MB"
