"""Files of data sets in the user's folder, ``CNNVIZ_DATA_DIR``: found by name, and read."""

from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from cnnviz.base.settings import data_dir
from cnnviz.datasets.dataset import DataError
from cnnviz.locale import Message

PARTS = ("x_train", "y_train", "x_test", "y_test")


def local(relative: str) -> Path | None:
    """Return the path of a file below ``CNNVIZ_DATA_DIR``, or None if there is none."""
    path = _below(relative)
    return path if path and path.is_file() else None


def local_folder(relative: str) -> Path | None:
    """Return the path of a folder below ``CNNVIZ_DATA_DIR``, or None if there is none."""
    path = _below(relative)
    return path if path and path.is_dir() else None


def _below(relative: str) -> Path | None:
    folder = data_dir()
    return folder / relative if folder else None


def arrays(path: Path) -> list[NDArray[Any]]:
    """Read the arrays of a data set's file: training pictures, their labels, test pictures, their labels.

    Raises:
        DataError: It is damaged, or holds other arrays.
    """
    try:
        with path.open("rb") as file, np.load(file) as parts:
            return [parts[name] for name in PARTS]
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise DataError(
            Message(
                "{path} cannot be read: copy it again; it should hold the arrays {names}.",
                path=str(path),
                names=", ".join(PARTS),
            )
        ) from error
