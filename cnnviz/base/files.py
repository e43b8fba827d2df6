"""Atomic file writes, and plain messages for faults of the disk.

No kill, no power cut and no full disk leaves half of a file.
"""

import errno
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cnnviz.locale import N_, Message

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
CLOSED = (errno.EROFS, errno.EACCES, errno.EPERM)
KNOWN = (
    N_("No space left on device"),
    N_("Disk quota exceeded"),
    N_("File too large"),
    N_("Read-only file system"),
    N_("Permission denied"),
    N_("Operation not permitted"),
    N_("No such file or directory"),
    N_("Not a directory"),
    N_("Is a directory"),
    N_("File exists"),
    N_("File name too long"),
    N_("Directory not empty"),
    N_("Input/output error"),
    N_("Too many open files"),
    N_("Device or resource busy"),
)
"""What systems say of their faults, in words that have translations."""


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


def fault(error: BaseException) -> Message | None:
    """Return what is wrong with the disk and what to do, or None for an error of another kind.

    >>> str(fault(OSError(errno.ENOSPC, "No space left on device")))
    'The disk is full: make room on it.'
    """
    number = getattr(error, "errno", None)
    if number in FULL:
        return Message("The disk is full: make room on it.")
    if number in CLOSED:
        place = getattr(error, "filename", None)
        if place:
            return Message("{place} cannot be written to: allow the app to write there.", place=str(place))
        return Message("The folder cannot be written to: allow the app to write there.")
    return None


def reason(error: OSError) -> Message:
    """Return in a few words what the system says of an error.

    >>> str(reason(OSError(errno.ENOENT, "No such file or directory")))
    'No such file or directory'
    """
    return Message(error.strerror or str(error) or type(error).__name__)
