"""Creation of a folder among the runs, with a name that no other run has."""

import re
from pathlib import Path

from cnnviz.base.settings import runs_dir

LONGEST_NAME = 200
"""Bytes of a folder's name; a file system takes 255 at most."""


def new_folder(name: str, number: int = 1) -> Path:
    """Make a folder among the runs and return its path; a name that is taken, as in the same second, gets a number.

    Raises:
        OSError: It cannot be made.
    """
    plain = re.sub(r"[^\w.-]+", "-", name)  # So that `find` knows it by its name, whatever the recipe is called.
    plain = plain.encode()[:LONGEST_NAME].decode(errors="ignore")
    path = runs_dir() / (plain if number == 1 else f"{plain}_{number}")
    try:
        path.mkdir(parents=True)
    except FileExistsError:
        return new_folder(name, number + 1)
    return path
