"""Is what a network finds in a picture written as a picture, and is each method offered?"""

import subprocess
import sys
from pathlib import Path

import pytest

from cnnviz.base.settings import ROOT
from cnnviz.explore.attribution.methods import methods
from cnnviz.training.runs import Run
from tests.cli.test_cli import Said, cnnviz, written


def test_activations_are_written_as_a_sheet_of_tiles(
    capsys: Said, trained: Run, four_png: Path, tmp_path: Path
) -> None:
    out = tmp_path / "sheet.png"
    assert cnnviz("activations", trained.path, four_png, "--layer", "conv1", "--out", out) == 0
    assert capsys.readouterr().err == f"Written to {out}.\n"
    columns, rows = 8 * 15 - 1, 14  # eight channels of 14 × 14, a line between each two
    factor = 1000 // columns
    assert written(out).shape == (rows * factor, columns * factor, 3)


def test_the_help_names_every_method_of_attribution(capsys: Said) -> None:
    assert cnnviz("attribute", "--help") == 0
    listed = " ".join(capsys.readouterr().out.split())
    *others, last = methods()
    assert f"--method METHOD {', '.join(others)} or {last}" in listed


def test_the_commands_are_understood_without_keras() -> None:
    program = "import sys; from cnnviz.cli import parser; parser().format_help(); print('keras' in sys.modules)"
    printed = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True)
    assert printed.stdout == "False\n"


@pytest.mark.parametrize("method", ["grad_cam", "occlusion"])
def test_a_heat_map_is_written_over_the_picture(method: str, trained: Run, four_png: Path, tmp_path: Path) -> None:
    out = tmp_path / "heat.png"
    assert cnnviz("attribute", trained.path, four_png, "--method", method, "--class", "4", "--out", out) == 0
    assert written(out).shape == (16, 16, 3)
    assert written(out).std(axis=-1).any()  # The heat has colours.
