"""Does each command come from a module of its own, and does a reader that ends early get no traceback?"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from cnnviz.base.settings import ROOT
from cnnviz.cli import main

Said = pytest.CaptureFixture[str]


def cnnviz(*arguments: object) -> int | str | None:
    """Run one command in this process and return its exit status."""
    try:
        return main([str(argument) for argument in arguments])
    except SystemExit as end:
        return end.code


def written(picture: Path) -> NDArray[np.uint8]:
    """Read a picture that a command has written, as large as it is."""
    return np.asarray(Image.open(picture).convert("RGB"))


def answer(capsys: Said, *arguments: object, status: int = 0) -> Any:
    """Run one command and read the JSON that it prints."""
    assert cnnviz(*arguments) == status
    return json.loads(capsys.readouterr().out)


def test_a_reader_that_has_seen_enough_gets_no_traceback() -> None:
    command = f"{sys.executable} -u -m cnnviz recipes | head -1"
    process = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert process.stdout.count("\n") == 1
    assert process.stderr == ""
