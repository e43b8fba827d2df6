"""Are patterns, the strongest real pictures and dreams written as pictures?"""

from pathlib import Path

import numpy as np

from cnnviz.images import png
from cnnviz.training.runs import Run
from tests.cli.test_cli import Said, answer, cnnviz, written


def test_pictures_of_objectives_are_written(capsys: Said, trained: Run, tmp_path: Path) -> None:
    out = tmp_path / "classes.png"
    few = ("--steps", 2, "--size", 16, "--out", out, "--json")
    report = answer(
        capsys, "patterns", trained.path, "--objective", "class:3", "--objective", "conv1:0 - conv2:1", *few
    )
    assert [one["objective"] for one in report["objectives"]] == ["class:3", "conv1:0 - conv2:1"]
    assert written(out).shape[0] == 16
    assert cnnviz("patterns", trained.path, "--objective", "class:zebra", *few) == 2
    assert "There is no class 'zebra': choose one of" in capsys.readouterr().err


def test_a_dream_is_written(capsys: Said, trained: Run, tmp_path: Path) -> None:
    photo, out = tmp_path / "photo.png", tmp_path / "dream.png"
    photo.write_bytes(png(np.random.default_rng(0).integers(0, 255, (40, 60, 3), np.uint8)))
    few = ("--steps", 1, "--octaves", 1, "--out", out)
    assert cnnviz("dream", trained.path, photo, "--layer", "conv1", *few) == 0
    assert written(out).shape[:2] == (40, 60)
    assert cnnviz("dream", trained.path, photo, "--layer", "conv9", *few) == 2
    assert "There is no layer 'conv9'" in capsys.readouterr().err


def test_patterns_are_written_in_the_order_asked_for(capsys: Said, trained: Run, tmp_path: Path) -> None:
    out = tmp_path / "patterns.png"
    few = ("--steps", 2, "--size", 16, "--seed", 5, "--out", out, "--json")
    report = answer(capsys, "patterns", trained.path, "--layer", "conv2", "--filters", "9,0-1", *few)
    assert [row["filter"] for row in report["filters"]] == [9, 0, 1]
    assert all(list(row) == ["filter", "score", "silent"] for row in report["filters"])
    assert report["settings"] == {"steps": 2, "size": 16, "seed": 5, "before_relu": False, "natural": False}
    assert (report["layer"], report["out"]) == ("conv2", str(out))
    assert written(out).shape == (16, 3 * 16 + 2 * 5, 3)


def test_the_strongest_real_pictures_are_written_a_row_a_channel(capsys: Said, trained: Run, tmp_path: Path) -> None:
    out = tmp_path / "real.png"
    report = answer(capsys, "strongest", trained.path, "--layer", "conv1", "--filters", "7,0", "--out", out, "--json")
    assert [row["filter"] for row in report["filters"]] == [7, 0]
    assert report["pictures"] == 1797
    largest = report["filters"][0]["largest"]
    assert largest == sorted(largest, reverse=True)
    ten_patches = (2 * 96 + 4, 10 * 96 + 9 * 4, 3)  # of 3 × 3 pixels, each enlarged 32 times
    assert written(out).shape == ten_patches
    assert cnnviz("strongest", trained.path, "--layer", "conv1", "--filters", "8", "--out", out) == 2
    assert "has channels 0 to 7: there is no channel 8" in capsys.readouterr().err
