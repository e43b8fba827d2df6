"""SHA-256 sums of the shipped files, in the form that ``sha256sum --check`` reads."""

import hashlib
from pathlib import Path

from cnnviz.base import files

FILE = "SHA256SUMS"


def write(folder: Path) -> None:
    """Write the sums of all files of all shipped runs."""
    names = sorted(path.relative_to(folder).as_posix() for path in _files(folder))
    files.write(folder / FILE, "".join(f"{_sum(folder / name)}  {name}\n" for name in names))


def broken(folder: Path, name: str = "") -> list[Path]:
    """Return the files that are missing or not as they were shipped.

    Args:
        folder: Where shipped runs lie.
        name: One of them; by default all are looked at, which reads every file.
    """
    return [
        path
        for path, recorded in _recorded(folder).items()
        if name in ("", path.relative_to(folder).parts[0]) and _sum(path) != recorded
    ]


def unknown(folder: Path) -> list[Path]:
    """Return the files of shipped runs without a recorded sum."""
    recorded = _recorded(folder)
    return [path for path in _files(folder) if path not in recorded]


def _recorded(folder: Path) -> dict[Path, str]:
    try:
        lines = (folder / FILE).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    return {folder / name: digest for digest, _, name in (line.partition("  ") for line in lines) if name}


def _sum(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _files(folder: Path) -> list[Path]:
    """Return every file in the shipped runs' folders, also in folders of theirs, but for hidden ones."""
    return sorted(
        path
        for path in folder.glob("*/**/*")
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
