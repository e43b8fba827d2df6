"""Where is a data set that is not drawn here?  Name of a file -> the person's folder, else the official source."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from cnnviz.datasets.dataset import DataError
from cnnviz.settings import data_dir

PARTS = ("x_train", "y_train", "x_test", "y_test")
PATIENCE_S = 20
"""Seconds that a silent server is waited for."""


def local(relative: str) -> Path | None:
    """Return the file below ``CNNVIZ_DATA_DIR``, or None when there is none."""
    folder = data_dir()
    path = folder / relative if folder else None
    return path if path and path.is_file() else None


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


def cached(file_name: str) -> bool:
    """Return whether Keras has downloaded that file before."""
    return (Path.home() / ".keras" / "datasets" / file_name).exists()


def download(title: str, relative: str, load: Callable[[], Any]) -> Any:
    """Return what Keras' own loader gives: it downloads once, checks the file, and keeps it.

    Args:
        title: The data set, for the message.
        relative: Where ``CNNVIZ_DATA_DIR`` would have it.
        load: Such as ``keras.datasets.mnist.load_data``.

    Raises:
        DataError: The official source could not be reached; the message names what else can be done.
    """
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(PATIENCE_S)
    try:
        return load()
    except Exception as error:
        raise DataError(
            f"{title} could not be downloaded: connect to the internet and try again, or set "
            f"CNNVIZ_DATA_DIR to a folder that holds {relative}, or choose the digits or shapes data set, "
            "which need no network."
        ) from error
    finally:
        socket.setdefaulttimeout(before)
