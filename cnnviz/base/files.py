"""How is a file written so that no kill, no power cut and no full disk leaves half of it?  And which fault of the disk was it?"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
CLOSED = (errno.EROFS, errno.EACCES, errno.EPERM)


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give another path to write to; after the block it has taken the place of ``path``, or on a fault is gone.

    It is for files that one process at a time writes.

    Raises:
        OSError: As whatever was written raises it.
    """
    new = path.with_name(f".{path.name}")
    try:
        yield new
        with new.open("rb+") as written:
            os.fsync(written.fileno())  # Else a power cut could leave an empty file under the old name.
        new.replace(path)
    except BaseException:
        with suppress(OSError):
            new.unlink(missing_ok=True)  # A full disk has room again to say so.
        raise


def write(path: Path, text: str) -> None:
    """Replace the file's text as one act."""
    with whole(path) as new:
        new.write_text(text, encoding="utf-8")


def fault(error: BaseException) -> str | None:
    """Return what is wrong with the disk and what to do, or None where the error speaks of something else.

    >>> fault(OSError(errno.ENOSPC, "No space left on device"))
    'The disk is full: make room on it.'
    """
    number = getattr(error, "errno", None)
    if number in FULL:
        return "The disk is full: make room on it."
    if number in CLOSED:
        return f"{getattr(error, 'filename', None) or 'The folder'} cannot be written to: allow the app to write there."
    return None
