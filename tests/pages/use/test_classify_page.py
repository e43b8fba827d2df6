"""Pictures are named by one network or several side by side, explained, and listed."""

import io
import json
import os
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from cnnviz import datasets
from cnnviz.images import enlarge, png
from cnnviz.training.learning import calibration
from cnnviz.training.runs import Run, checkpoints
from tests.pages.pages import opened, words

FAMILIARITY = re.compile("Unlike anything|Just outside|Just inside|Like the pictures")
"""The beginnings of the sentences about how much a picture is like those that the network was trained on."""


@pytest.fixture
def finished(trained: Run) -> Run:
    return copied(trained, "finished")


def copied(run: Run, name: str) -> Run:
    target = Path(os.environ["CNNVIZ_RUNS_DIR"]) / name
    shutil.copytree(run.path, target)
    return Run(target)


def digits(count: int) -> list[tuple[str, bytes, str]]:
    pictures = datasets.load("digits", (16, 16, 1)).x_test[:count]
    return [(f"digit{number}.png", png(picture), "image/png") for number, picture in enumerate(pictures)]


def uploaded(finished: Run, files: list[tuple[str, bytes, str]]) -> AppTest:
    app = opened("classify.py", run=finished.name)
    app.button_group(key="classify_from").set_value("upload").run()
    app.file_uploader[0].set_value(files).run()
    assert not app.exception, app.exception[0].message
    return app


def test_a_calibrated_network_tells_its_verdict_and_how_well_it_works(finished: Run) -> None:
    app = opened("classify.py", run=finished.name)
    assert "with probability" in words(app)
    assert FAMILIARITY.search(words(app))
    assert "False alarms" in words(app)


def test_a_network_that_does_not_tell_strangers_says_that_it_does_not_try(finished: Run) -> None:
    tried = {"auroc": 0.6, "images": 1, "datasets": {}}
    figures = {**(calibration.figures(finished) or {}), "strangers": tried}
    (finished.path / calibration.FIGURES).write_text(json.dumps(figures))
    app = opened("classify.py", run=finished.name)
    assert "with probability" in words(app)
    assert "would wrongly be called unknown" in words(app)
    assert "never says" in words(app)
    assert not FAMILIARITY.search(words(app))


def test_a_network_that_was_shown_strangers_says_so(finished: Run) -> None:
    rows = {name: {"auroc": 0.92, "noticed": 0.7, "images": 10} for name in ("shapes", "digits")}
    tried = {"auroc": 0.92, "images": 20, "datasets": rows, "shown": {"shapes": 300, "digits": 30}, "unaided": 0.6}
    figures = {**(calibration.figures(finished) or {}), "strangers": tried}
    (finished.path / calibration.FIGURES).write_text(json.dumps(figures))
    app = opened("classify.py", run=finished.name)
    assert "By itself it could not tell them apart (AUROC 0.600)" in words(app)
    assert "Shown of Shapes (drawn by the app): 300 pictures." in words(app)
    assert "Shown of Scanned digits (scikit-learn): 30 pictures." in words(app)
    assert "never says" not in words(app)


def test_two_networks_answer_side_by_side(finished: Run, trained: Run) -> None:
    other = copied(trained, "other")
    app = opened("classify.py", run=finished.name)
    app.multiselect(key="others").set_value([other.name]).run()
    assert not app.exception
    assert words(app).count("with probability") == 2


def test_a_picture_that_cannot_be_used_is_named_and_the_others_stay(finished: Run) -> None:
    good, other = digits(2)
    app = uploaded(finished, [good, ("broken.png", other[1][:60], "image/png")])
    assert "broken.png is damaged" in words(app)
    assert words(app).count("with probability") == 1
    assert list(app.dataframe[0].value["file"]) == ["digit0.png", "broken.png"]


def test_many_pictures_wait_for_a_click_and_end_in_a_table(finished: Run) -> None:
    app = uploaded(finished, digits(20))
    assert not app.dataframe
    app.button(key="classify_many").click().run()
    assert not app.exception
    assert len(app.dataframe[0].value) == 20
    assert set(app.dataframe[0].value["verdict"]) <= {*map(str, range(10)), "none of its classes"}


def test_why_shows_a_map_for_any_class(finished: Run) -> None:
    app = opened("classify.py", run=finished.name)
    app.session_state["fold_why_0"] = app.session_state["fold_steps_0"] = True
    app.run()
    assert not app.exception
    box = app.selectbox(key=f"why_0_{finished.name}")
    assert sorted(box.options) == list(map(str, range(10)))
    box.set_value(box.options[-1]).run()
    assert not app.exception


def test_a_run_without_a_calibration_says_so_and_makes_one(finished: Run) -> None:
    calibration.forget(finished)
    app = opened("classify.py", run=finished.name)
    assert "has not been measured" in words(app)
    assert not FAMILIARITY.search(words(app))
    app.button(key="calibrate").click().run()
    assert not app.exception
    assert calibration.load(finished)
    assert "False alarms" in words(app)
    assert FAMILIARITY.search(words(app))


def test_a_photo_of_a_phone_gets_the_app_s_own_advice(finished: Run) -> None:
    heic = b"\0\0\0\x18ftypheic" + bytes(200)
    jfif = io.BytesIO()
    Image.fromarray(np.full((20, 20, 3), 90, np.uint8)).save(jfif, "JPEG")
    app = uploaded(finished, [("IMG_1.HEIC", heic, "image/heic"), ("download.jfif", jfif.getvalue(), "image/jpeg")])
    assert "is a HEIC photo, as phones store them" in words(app).replace("\\", "")
    assert words(app).count("with probability") == 1
    allowed = set(app.file_uploader[0].proto.type)
    assert allowed >= {f".{ending}" for ending in ("jfif", "jpe", "jif", "mpo", "heic", "heif", "avif", "png", "jpg")}


def test_a_photo_of_ink_on_paper_is_made_as_the_digits_are() -> None:
    data = datasets.load("digits", (28, 28, 1))
    paper = np.full((300, 400, 3), 220, np.uint8)
    paper[30:180, 200:350] -= (enlarge(data.x_test[0], 6)[9:159, 9:159] * 0.7).astype(np.uint8)
    (shipped,) = (run for run in checkpoints() if run.name == "mnist")
    app = uploaded(shipped, [("page.png", png(paper), "image/png")])
    assert "**2** with probability" in words(app)
    app.toggle(key="from_paper").set_value(False).run()
    assert not app.exception
    assert "**2** with probability" not in words(app)
