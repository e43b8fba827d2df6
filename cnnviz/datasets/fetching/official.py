"""Where is a data set that is not drawn here?  Name of a file -> its place in the person's folder, and what is in it."""

from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from cnnviz.base.settings import data_dir
from cnnviz.datasets.dataset import DataError

PARTS = ("x_train", "y_train", "x_test", "y_test")


def local(relative: str) -> Path | None:
    """Return the file below ``CNNVIZ_DATA_DIR``, or None when there is none."""
    path = _below(relative)
    return path if path and path.is_file() else None


def local_folder(relative: str) -> Path | None:
    """Return the folder below ``CNNVIZ_DATA_DIR``, or None when there is none."""
    path = _below(relative)
    return path if path and path.is_dir() else None


def _below(relative: str) -> Path | None:
    folder = data_dir()
    return folder / relative if folder else None


def arrays(path: Path) -> list[NDArray[Any]]:
    """Read a data set's file: training pictures, their labels, test pictures, their labels.

    Raises:
        DataError: It is damaged, or no such file.
    """
    try:
        with path.open("rb") as file, np.load(file) as parts:
            return [parts[name] for name in PARTS]
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise DataError(
            f"{path} cannot be read: copy it again; it should hold the arrays {', '.join(PARTS)}."
        ) from error
