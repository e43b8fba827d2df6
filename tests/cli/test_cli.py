"""Do the commands keep their contract, and does bad input get one sentence and exit status 2?"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from cnnviz import recipes
from cnnviz.base.settings import ROOT
from cnnviz.cli import main
from cnnviz.explore.attribution.methods import methods
from cnnviz.images import png
from cnnviz.recipes import Recipe
from cnnviz.training.runs import Run, find, runs
from cnnviz.training.runs import status as states
from cnnviz.training.runs.status import Status

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


def test_the_recipes_are_listed_as_the_contract_says() -> None:
    command = [sys.executable, "-m", "cnnviz", "recipes", "--json"]
    rows = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)
    assert [row["name"] for row in rows] == list(recipes.recipes())
    for row in rows:
        said = "name title source network dataset parameters reported measured checkpoint"
        assert list(row) == said.split()
        assert row["measured"] or row["checkpoint"] is None  # Of some runs the figures alone are shipped.
    mnist = next(row for row in rows if row["name"] == "mnist")
    assert (mnist["parameters"], mnist["network"], mnist["dataset"]) == (93_322, "mnist", "mnist")
    assert mnist["reported"] == {"accuracy": 0.993, "loss": None, "split": "test"}


def test_the_recipes_are_listed_for_people(capsys: Said) -> None:
    assert cnnviz("recipes") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(recipes.recipes())
    assert any(line.startswith("mnist") and "93,322" in line and "reported 0.993" in line for line in lines)


def test_train_prints_the_directory_of_a_finished_run_and_resume_goes_on(capsys: Said, tmp_path: Path) -> None:
    assert cnnviz("train", "tiny", "--epochs", 1, "--seed", 3, "--run-dir", tmp_path / "mine") == 0
    printed = capsys.readouterr()
    assert printed.out == f"{tmp_path / 'mine'}\n"
    assert "epoch 1/1" in printed.err
    assert "Test accuracy" in printed.err
    run = find(tmp_path / "mine")
    assert (run.status().state, run.recipe().epochs, run.recipe().seed) == ("done", 1, 3)
    before = run.metrics()
    states.write(run.path, Status("interrupted"))
    assert cnnviz("train", "tiny", "--resume", "--epochs", 2, "--run-dir", run.path) == 0
    assert run.metrics()[: len(before)] == before
    assert [record["epoch"] for record in run.epochs()] == [1, 2]
    assert run.recipe().epochs == 2


def test_train_reads_a_recipe_from_a_file(capsys: Said, tmp_path: Path) -> None:
    recipe = recipes.get("tiny").edited(epochs=1, optimizer="sgd", validation_split=0.0)
    (tmp_path / "mine.json").write_text(recipe.to_json())
    assert cnnviz("train", tmp_path / "mine.json") == 0
    (run,) = runs()
    assert capsys.readouterr().out == f"{run.path}\n"
    assert run.recipe() == recipe == Recipe.from_json((run.path / "recipe.json").read_text())


def test_resume_takes_the_newest_unfinished_run_of_the_recipe(capsys: Said) -> None:
    done, unfinished, other = (Run.create(recipes.get(name)) for name in ("tiny", "tiny", "mnist"))
    for second, (run, state) in enumerate([(done, "done"), (unfinished, "stopped"), (other, "stopped")]):
        states.write(run.path, Status(state, queued=float(second)))
    unfinished.request_stop()
    assert cnnviz("train", "tiny", "--resume", "--epochs", 1) == 0
    assert capsys.readouterr().out == f"{unfinished.path}\n"
    assert unfinished.status().state == "done"


def test_the_keyboard_stops_a_training_that_can_go_on(capsys: Said) -> None:
    def interrupt() -> None:
        while not (runs() and runs()[0].epochs()):
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGINT)

    # A shell that starts the tests in the background has them ignore the keyboard.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    threading.Thread(target=interrupt, daemon=True).start()
    try:
        assert cnnviz("train", "tiny", "--epochs", 1000) == 130
    finally:
        signal.signal(signal.SIGINT, before)
    assert capsys.readouterr().err.endswith("Stopped.\n")
    assert runs()[0].status().state == "stopped"
    assert "Resume goes on from there." in runs()[0].status().message


def test_a_training_that_fails_has_exit_status_1(capsys: Said, tmp_path: Path) -> None:
    (tmp_path / "small.json").write_text(recipes.get("tiny").edited(input_shape=(5, 5, 1)).to_json())
    assert cnnviz("train", tmp_path / "small.json") == 1
    assert "Layer conv2 (Conv2D) cannot follow" in capsys.readouterr().err


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


def test_activations_are_written_as_a_sheet_of_tiles(
    capsys: Said, trained: Run, four_png: Path, tmp_path: Path
) -> None:
    out = tmp_path / "sheet.png"
    assert cnnviz("activations", trained.path, four_png, "--layer", "conv1", "--out", out) == 0
    assert capsys.readouterr().err == f"Written to {out}.\n"
    columns, rows = 8 * 15 - 1, 14  # eight channels of 14 × 14, a line between each two
    factor = 1000 // columns
    assert written(out).shape == (rows * factor, columns * factor, 3)


def test_pictures_of_objectives_are_written(capsys: Said, trained: Run, tmp_path: Path) -> None:
    out = tmp_path / "classes.png"
    few = ("--steps", 2, "--size", 16, "--out", out, "--json")
    told = answer(capsys, "patterns", trained.path, "--objective", "class:3", "--objective", "conv1:0 - conv2:1", *few)
    assert [one["objective"] for one in told["objectives"]] == ["class:3", "conv1:0 - conv2:1"]
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
    told = answer(capsys, "patterns", trained.path, "--layer", "conv2", "--filters", "9,0-1", *few)
    assert [row["filter"] for row in told["filters"]] == [9, 0, 1]
    assert all(list(row) == ["filter", "score", "silent"] for row in told["filters"])
    assert told["settings"] == {"steps": 2, "size": 16, "seed": 5, "before_relu": False, "natural": False}
    assert (told["layer"], told["out"]) == ("conv2", str(out))
    assert written(out).shape == (16, 3 * 16 + 2 * 5, 3)


def test_the_strongest_real_pictures_are_written_a_row_a_channel(capsys: Said, trained: Run, tmp_path: Path) -> None:
    out = tmp_path / "real.png"
    told = answer(capsys, "strongest", trained.path, "--layer", "conv1", "--filters", "7,0", "--out", out, "--json")
    assert [row["filter"] for row in told["filters"]] == [7, 0]
    assert told["pictures"] == 1797
    largest = told["filters"][0]["largest"]
    assert largest == sorted(largest, reverse=True)
    ten_patches = (2 * 96 + 4, 10 * 96 + 9 * 4, 3)  # of 3 × 3 pixels, each enlarged 32 times
    assert written(out).shape == ten_patches
    assert cnnviz("strongest", trained.path, "--layer", "conv1", "--filters", "8", "--out", out) == 2
    assert "has channels 0 to 7: there is no channel 8" in capsys.readouterr().err


def test_doctor_says_what_is_here(capsys: Said, runs: Path) -> None:
    Run.create(recipes.get("tiny"))
    facts = answer(capsys, "doctor", "--json")
    assert {"keras", "tensorflow", "numpy", "python"} <= set(facts["versions"])
    assert facts["device"]["kind"] in ("CPU", "GPU")
    assert facts["datasets"]["digits"] == {"offline": True, "present": True}
    assert facts["weights"]["vgg16"] == {"present": False}
    assert (facts["runs"], facts["runs_dir"], facts["data_dir"]) == (1, str(runs), None)
    assert cnnviz("doctor") == 0
    assert "Data set digits: here" in capsys.readouterr().out


def test_a_reader_that_has_seen_enough_gets_no_traceback() -> None:
    command = f"{sys.executable} -u -m cnnviz recipes | head -1"
    told = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert told.stdout.count("\n") == 1
    assert told.stderr == ""


def test_the_cost_of_a_training_is_printed_for_a_program(capsys: Said) -> None:
    cost = answer(capsys, "cost", "tiny", "--json")
    assert (cost["epochs"], cost["learns"], cost["pictures"], cost["seconds_once"]) == (5, 1_898, 1_293, 0)
    assert cost["seconds"] == pytest.approx(5 * cost["seconds_an_epoch"])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["tiny"], "tiny has no trained layers to freeze"),
        ([], "Name the recipe whose frozen layers are searched"),
        (["--resume"], "There is no search to go on with"),
        (["--resume", "--name", "mine"], "There is no search 'mine'"),
        (["flowers_mobilenet", "--trials", "0"], "'0' is not a whole number above 0"),
    ],
)
def test_a_search_that_cannot_be_is_refused_in_one_sentence(arguments: list[str], sentence: str, capsys: Said) -> None:
    assert cnnviz("search-freeze", *arguments) == 2
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1


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

    def said(*arguments: object) -> dict[str, float]:
        (found,) = answer(capsys, "classify", *arguments, picture, "--json")
        return {row["label"]: row["probability"] for row in found["predictions"]}

    for scale, most in ((None, 1), ("0 to 255", 255)):
        expected = np.asarray(model(pixels[None].astype("float32") * (most / 255)))[0]
        found = said(file, *(["--scale", scale] if scale else []))
        assert [found[f"class {number}"] for number in range(3)] == pytest.approx(expected, abs=1e-5)
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


def test_the_help_of_attribute_names_every_method(capsys: Said) -> None:
    assert cnnviz("attribute", "--help") == 0
    help_text = " ".join(capsys.readouterr().out.split())
    *names, last = methods()
    assert f"--method METHOD {', '.join(names)} or {last}" in help_text
