"""Do the commands that measure and classify keep their contract?"""

from pathlib import Path

import numpy as np
import pytest

from cnnviz.images import png
from cnnviz.training.runs import Run
from tests.cli.test_cli import Said, answer, cnnviz


def test_evaluate_gives_the_test_figures(capsys: Said, trained: Run) -> None:
    figures = answer(capsys, "evaluate", trained.path, "--json")
    assert list(figures) == ["test_loss", "test_accuracy", "images"]
    assert figures["images"] == 360
    assert figures["test_accuracy"] == pytest.approx((trained.evaluation() or {})["test_accuracy"])
    assert cnnviz("evaluate", trained.path) == 0
    assert capsys.readouterr().out.startswith(f"test accuracy {figures['test_accuracy']:.4f}, loss ")


def test_a_broken_picture_does_not_keep_a_good_one_from_its_classes(
    capsys: Said, trained: Run, four_png: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(four_png.read_bytes()[:60])
    rows = answer(capsys, "classify", trained.path, broken, four_png, "--top", 3, "--json", status=1)
    assert [row["file"] for row in rows] == [str(broken), str(four_png)]
    assert list(rows[0]) == ["file", "error"]
    assert rows[0]["error"].startswith("broken.png is damaged")
    assert [list(prediction) for prediction in rows[1]["predictions"]] == [["label", "probability"]] * 3
    assert cnnviz("classify", trained.path, broken, four_png) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith(f"{broken}: broken.png is damaged")
    assert lines[1].startswith(f"{four_png}: {rows[1]['predictions'][0]['label']} 0.")


def test_good_pictures_have_exit_status_0(capsys: Said, trained: Run, four_png: Path) -> None:
    assert [len(row["predictions"]) for row in answer(capsys, "classify", trained.path, four_png, "--json")] == [5]


def test_a_network_file_is_looked_into_as_a_run_is(
    runs: Path, tmp_path: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch
) -> None:
    from keras import Input, Sequential, layers

    from cnnviz.explore.upload import intake
    from tests.old_keras.check import in_this_process

    monkeypatch.setattr(intake, "take_in", in_this_process)  # The process of its own has its own test.
    picture, file, drawing = tmp_path / "photo.png", tmp_path / "mine.keras", tmp_path / "drawing.h5"
    pixels = np.random.default_rng(0).integers(0, 256, (12, 12, 3)).astype("uint8")
    picture.write_bytes(png(pixels))
    model = Sequential(
        [Input((12, 12, 3)), layers.Conv2D(3, 3, name="conv"), layers.Flatten(), layers.Dense(3, "softmax")]
    )
    model.save(file)
    Sequential([Input((12, 12, 3)), layers.Conv2D(3, 3)]).save(drawing)

    def probabilities(*arguments: object) -> dict[str, float]:
        (classified,) = answer(capsys, "classify", *arguments, picture, "--json")
        return {row["label"]: row["probability"] for row in classified["predictions"]}

    for scale, most in ((None, 1), ("0 to 255", 255)):
        expected = np.asarray(model(pixels[None].astype("float32") * (most / 255)))[0]
        classified = probabilities(file, *(["--scale", scale] if scale else []))
        assert [classified[f"class {number}"] for number in range(3)] == pytest.approx(expected, abs=1e-5)
    assert cnnviz("activations", file, picture, "--layer", "conv", "--out", tmp_path / "maps.png") == 0
    assert "pixels of 0 to 1, the most usual" in capsys.readouterr().err
    for arguments, says in (
        (("classify", drawing, picture), "names no classes"),
        (("evaluate", file), "nobody here knows its test pictures"),
        (("classify", tmp_path / "none.keras", picture), "There is no file"),
        (("classify", "mnist", picture, "--scale", "0 to 1"), "--scale is for network files"),
    ):
        assert cnnviz(*arguments) == 2
        assert says in capsys.readouterr().err
