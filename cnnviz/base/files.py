"""Atomic file writes, and plain messages for faults of the disk.

No kill, no power cut and no full disk leaves half of a file.
"""

import errno
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
CLOSED = (errno.EROFS, errno.EACCES, errno.EPERM)


@contextmanager
def replacing(path: Path, *, concurrent: bool = False, durable: bool = True) -> Iterator[Path]:
    """Give a temporary path beside ``path``; after the block it replaces ``path``, and on a fault it is removed.

    Args:
        path: The file to write; the temporary one has the same suffix.
        concurrent: Whether several threads or processes may write the file at once: each then has a temporary file of
            its own. Otherwise a killed process leaves one of a fixed name, which the next write replaces.
        durable: Whether the file must survive a power cut, which waits for the disk.

    Raises:
        OSError: As whatever was written raises it.
    """
    writer = f".{os.getpid()}.{threading.get_ident()}" if concurrent else ""
    new = path.with_name(f".{path.stem}{writer}{path.suffix}")
    try:
        yield new
        if durable:
            with new.open("rb+") as written:
                os.fsync(written.fileno())  # Else a power cut could leave an empty file under the old name.
        new.replace(path)
    except BaseException:
        with suppress(OSError):
            new.unlink(missing_ok=True)  # Makes room on a full disk, for the message that reports it.
        raise


def write(path: Path, text: str, *, concurrent: bool = False, durable: bool = True) -> None:
    """Replace the file's text atomically; for the other arguments see `replacing`."""
    with replacing(path, concurrent=concurrent, durable=durable) as new:
        new.write_text(text, encoding="utf-8")


def fault(error: BaseException) -> str | None:
    """Return what is wrong with the disk and what to do, or None for an error of another kind.

    >>> fault(OSError(errno.ENOSPC, "No space left on device"))
    'The disk is full: make room on it.'
    """
    number = getattr(error, "errno", None)
    if number in FULL:
        return "The disk is full: make room on it."
    if number in CLOSED:
        return f"{getattr(error, 'filename', None) or 'The folder'} cannot be written to: allow the app to write there."
    return None
