"""Does every page stand, with nothing trained, while a training runs, after a failed one?"""

import io
import json
import os
import re
import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from cnnviz import datasets, recipes
from cnnviz.actions import classify
from cnnviz.images import png
from cnnviz.training.runs import Run, Status, find
from cnnviz.training.runs import status as states
from cnnviz.training.runs.status import ACTIVE, ENDED
from cnnviz.ui.parts.words import number

ROOT = Path(__file__).parents[2]
PAGES = sorted(path.name for path in (ROOT / "pages").glob("*.py"))


def opened(page: str, timeout: float = 60, **link: str) -> AppTest:
    app = AppTest.from_file(ROOT / "app.py", default_timeout=timeout)
    for name, value in link.items():
        app.query_params[name] = value
    app.run()
    if page != "home.py":
        app.switch_page(f"pages/{page}").run()
    assert not app.exception, app.exception[0].message
    return app


def words(app: AppTest) -> str:
    return " ".join(
        text(element) for element in (*app.markdown, *app.info, *app.warning, *app.error, *app.success, *app.caption)
    )


def text(element: Any) -> str:
    """Return what an element says, its escaped signs as Markdown shows them."""
    return re.sub(r"\\([^A-Za-z0-9\s])", r"\1", str(element.value))


def field(fields: Any, name: str) -> Any:
    """Return the field that stands in the link under that name; its key also says what it is made for."""
    return next(each for each in fields if (each.key or "").split("@")[0] == name)


def in_state(state: str, message: str = "") -> Run:
    """Make a run as a training process would leave it in that state."""
    run = Run.create(recipes.get("tiny"))
    step = {"epoch": 1, "step": 1, "loss": 2.3, "accuracy": 0.1}
    (run.path / "metrics.jsonl").write_text(json.dumps(step) + "\n")
    alive = {"pid": os.getpid(), "host": states.hostname(), "heartbeat": time.time()} if state in ACTIVE else {}
    states.write(run.path, replace(Status(state, message, epochs=5, step=1, steps=41), **alive))
    return run


@pytest.mark.parametrize("page", PAGES)
def test_every_page_stands_on_a_fresh_machine(page: str) -> None:
    app = opened(page)
    assert app.title
    assert app.header or not app.subheader  # No heading leaves a level out.


@pytest.mark.parametrize("page", ["home.py", "train.py"])
@pytest.mark.parametrize("state", [*ACTIVE, *ENDED, "queued"])
def test_pages_that_show_states_stand_in_each(page: str, state: str) -> None:
    in_state(state, "A word about it.")
    opened(page)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("state", ["running", "failed"])
def test_every_page_stands_beside_a_run_that_goes_on_and_one_that_failed(page: str, state: str) -> None:
    in_state(state, "A word about it.")
    opened(page)


@pytest.mark.parametrize(
    ("state", "said", "button"),
    [
        ("running", "Training", "Stop training"),
        ("failed", "Failed", "Resume"),
        ("interrupted", "Interrupted", "Resume"),
        ("stopped", "Stopped", "Resume"),
    ],
)
def test_train_names_the_state_and_offers_what_can_be_done(state: str, said: str, button: str) -> None:
    in_state(state, "Why it is so.")
    app = opened("train.py")
    assert f"**{said}** · Tiny network · Why it is so." in words(app)
    assert button in [found.label for found in app.button]


def test_train_refuses_to_resume_what_is_done_already(finished: Run) -> None:
    app = opened("train.py", run=finished.name)
    assert "Resume" not in [found.label for found in app.button]


def test_a_broken_run_does_not_take_the_pages_with_it(finished: Run) -> None:
    (finished.path / "evaluation.json").write_text("{broken")
    with (finished.path / "metrics.jsonl").open("a") as file:
        file.write('{"epoch": 9, "step"')
    for page in PAGES:
        opened(page)


@pytest.mark.parametrize("page", ["activations.py", "patterns.py", "classify.py"])
def test_explorers_open_the_linked_run(page: str, finished: Run) -> None:
    app = opened(page, run=finished.name)
    assert f"run {finished.name}" in words(app)


def test_a_link_to_a_run_that_is_gone_opens_another_one(finished: Run) -> None:
    opened("activations.py", run="2001-01-01_00-00-00_gone")


def test_activations_show_the_linked_channel_large(finished: Run) -> None:
    app = opened("activations.py", run=finished.name)
    field(app.selectbox, "layer").select("conv2").run()
    field(app.number_input, "channel").set_value(3).run()
    assert not app.exception
    assert "**Channel 3 of conv2**" in words(app)
    assert "zero\u00a0or\u00a0less" in words(app)


def test_the_pictures_that_excite_a_channel_most_are_found(finished: Run) -> None:
    app = opened("activations.py", run=finished.name, layer="conv2", channel="3")
    assert "each value sees 8×8 pixels" in words(app)
    app.button(key="find_strongest").click().run()
    assert not app.exception
    assert f"What excites channel 3 of conv2 most**, of {number(1797)} real pictures" in words(app)
    again = opened("patterns.py", run=finished.name)
    again.number_input(key="steps").set_value(3).run()
    next(button for button in again.button if button.label == "Make patterns").click().run()
    assert not again.exception
    assert "What real pictures excite the same filters most" in words(again)
    again.session_state["fold_excitement"] = True
    again.run()
    assert list(again.dataframe[0].value)[:4] == ["filter", "in its pattern", "in a real picture", "pattern ÷ real"]


def test_two_pictures_or_two_networks_stand_side_by_side(finished: Run, trained: Run) -> None:
    alone = opened("activations.py", run=finished.name, layer="conv2", channel="1", scale="One scale a layer")
    assert "All channels of a layer share one scale." in words(alone)
    grids = len(alone.get("plotly_chart"))
    app = opened("activations.py", run=finished.name, layer="conv2", channel="1", beside="Another picture")
    assert not app.exception
    assert "**Beside it:** test picture 1 of digits" in words(app)
    assert "What stands beside it**" in words(app)
    assert "one scale for both" in words(app)
    assert len(app.get("plotly_chart")) > grids + 2
    app = opened("activations.py", run=finished.name, beside="Another network", run_beside="MNIST network · shipped")
    assert not app.exception
    assert "**Beside it:** shipped network mnist" in words(app)


def test_a_network_file_with_code_in_it_is_refused_and_the_page_goes_on(finished: Run, tmp_path: Path) -> None:
    import keras

    code = keras.layers.Lambda(lambda values: values * 2)
    keras.Sequential([keras.Input((8, 8, 1)), code, keras.layers.Conv2D(2, 3)]).save(tmp_path / "evil.keras")
    app = opened("activations.py", run=finished.name)
    app.session_state["fold_network_file"] = True
    app.run()
    app.file_uploader[0].set_value([("evil.keras", (tmp_path / "evil.keras").read_bytes(), "application/zip")]).run()
    app.button(key="open_network").click().run()
    assert not app.exception
    said = text(app.error[0]).replace("\\", "")
    assert "evil.keras is not opened. It holds code of its own (keras.layers.Lambda)" in said
    assert f"run {finished.name}" in words(app)


@pytest.mark.slow
def test_a_network_file_is_opened_and_what_was_assumed_is_said(finished: Run, tmp_path: Path) -> None:
    begin = [
        keras.Input((8, 8, 1)),
        keras.layers.RandomFlip(),
        keras.layers.Rescaling(1 / 255),
        keras.layers.Conv2D(2, 3),
    ]
    keras.Sequential([*begin, keras.layers.Flatten(), keras.layers.Dense(2, "softmax")]).save(tmp_path / "mine.keras")
    app = opened("activations.py", run=finished.name)
    app.session_state["fold_network_file"] = True
    app.run()
    app.file_uploader[0].set_value([("mine.keras", (tmp_path / "mine.keras").read_bytes(), "application/zip")]).run()
    app.button(key="open_network").click().run()
    assert not app.exception
    said = words(app).replace("\\", "")
    assert "your file mine.keras" in said
    assert "Its augmentation (RandomFlip) is left out" in said
    assert "pixels of 0 to 255, as it begins with a scaling of its own (Rescaling)" in said
    app.switch_page("pages/evaluate.py").run()
    assert not app.exception
    assert "mine.keras" not in [option for box in app.selectbox for option in box.options]


def test_a_link_to_a_network_of_which_only_figures_came_says_so() -> None:
    app = opened("activations.py", run="flowers_mobilenet")
    assert "only the figures come with the app" in text(app.warning[0]).replace("\\", "")


def test_patterns_are_made_and_kept(finished: Run) -> None:
    app = opened("patterns.py", run=finished.name)
    app.number_input(key="steps").set_value(3).run()
    assert "None of these is made yet" in words(app)
    next(button for button in app.button if button.label == "Make patterns").click().run()
    assert not app.exception
    assert "None of these is made yet" not in words(app)
    again = opened("patterns.py", run=finished.name)
    again.number_input(key="steps").set_value(3).run()
    assert "None of these is made yet" not in words(again)


def test_pictures_are_grown_for_classes_and_for_a_mix(finished: Run) -> None:
    app = opened("patterns.py", run=finished.name, aim="Classes", steps="20")
    assert not app.exception
    field(app.multiselect, "pattern_classes").set_value(["1", "7"]).run()
    next(button for button in app.button if button.label == "Make patterns").click().run()
    assert not app.exception
    said = app.dataframe[0].value
    assert list(said["grown for"]) == list(said["the network says"]) == ["1", "7"]
    mixed = opened("patterns.py", run=finished.name, aim="A mix", steps="2", mix="conv2:1 - conv9:0")
    assert "no layer 'conv9'" in text(mixed.error[0])
    field(mixed.text_input, "mix").set_value("conv2:1 - conv1:0").run()
    next(button for button in mixed.button if button.label == "Make patterns").click().run()
    assert not mixed.exception
    assert not mixed.error
    assert mixed.get("image")


def test_a_network_that_names_no_classes_has_patterns_of_filters_and_mixes(finished: Run) -> None:
    (finished.path / "labels.json").write_text('{"labels": [], "origin": ""}')
    app = opened("patterns.py", run=finished.name, aim="A mix", steps="1")
    assert not app.exception
    assert field(app.text_input, "mix").value == "conv2:0 + conv2:1"
    assert "Classes" not in field(app.button_group, "aim").options


def test_patterns_can_be_taken_along(finished: Run) -> None:
    from cnnviz import actions
    from cnnviz.explore.patterns.ascent import Settings
    from cnnviz.ui.inside import patterns

    app = opened("patterns.py", run=finished.name, steps="2")
    assert [button.proto.label for button in app.get("download_button")] == ["PNG", "NPZ"]
    *_, made = actions.patterns(actions.open_run(finished), "conv1", [2, 5], Settings(steps=2, size=16))
    kept = np.load(io.BytesIO(patterns._npz(made)))
    assert kept["numbers"].tolist() == [2, 5]
    assert np.array_equal(kept["pictures"][1], made[1].picture)


def test_the_channels_of_a_layer_can_be_taken_along(finished: Run) -> None:
    from cnnviz.ui.inside import activations

    app = opened("activations.py", run=finished.name)
    assert not app.get("download_button")
    field(app.selectbox, "layer").set_value("conv2").run()
    assert [button.proto.label for button in app.get("download_button")] == ["PNG", "NPZ"]
    values = np.random.default_rng(0).normal(size=(6, 5, 18)).astype("float32")
    assert Image.open(io.BytesIO(activations._png({"conv2": values}, "conv2", shared=True))).size == (
        16 * 6 - 1,
        2 * 7 - 1,
    )


def test_a_photo_is_dreamt_in_and_can_be_taken_along(finished: Run) -> None:
    app = opened("dream.py", run=finished.name, dream_steps="1", dream_sizes="1")
    assert "Press Dream" in words(app)
    next(button for button in app.button if button.label == "Dream").click().run()
    assert not app.exception
    assert "Press Dream" not in words(app)
    assert len(app.get("image")) == 2
    assert [button.proto.label for button in app.get("download_button")] == ["Download PNG"]
    app.slider(key="dream_strength").set_value(3.0).run()
    assert "Press Dream" in words(app)


def test_an_edited_recipe_no_longer_shows_what_the_document_reports() -> None:
    app = opened("train.py")
    app.selectbox(key="dataset:mnist:network").select("mnist").run()
    assert "What the document reports" not in words(app)
    app.number_input(key="epochs:mnist").set_value(2).run()
    assert "What the document reports is for the recipe as it is" in words(app)


@pytest.mark.parametrize("page", ["activations.py", "patterns.py", "classify.py", "attribution.py", "dream.py"])
def test_the_plain_keras_that_a_page_shows_runs(page: str, finished: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened(page, run=finished.name)
    monkeypatch.chdir(finished.path)
    digit = datasets.load("digits", (16, 16, 1)).x_test[0]
    Path("photo.png").write_bytes(png(digit))
    names: dict[str, object] = {"picture": digit, "photo": digit}
    exec(app.code[0].value, names)
    if page == "classify.py":
        told = classify(finished, digit, top=1)[0]
        assert float(np.max(names["probabilities"])) == pytest.approx(told.probability, abs=1e-4)


@pytest.mark.parametrize(
    ("page", "few"),
    [("patterns.py", {"steps": "2"}), ("dream.py", {"dream_steps": "2"}), ("attribution.py", {"methods": "Grad-CAM"})],
)
def test_the_plain_keras_leaves_a_network_as_it_is(
    page: str, few: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """This one turns its training pictures about, and its batch normalization would measure anew."""
    run = find("deeper_batchnorm_before")
    app = opened(page, run=run.name, **few)
    monkeypatch.chdir(run.path)
    picture = np.random.default_rng(0).integers(0, 256, (32, 32, 3)).astype("uint8")
    names: dict[str, Any] = {"picture": picture, "photo": picture}
    exec(app.code[0].value, names)
    before = keras.saving.load_model(run.path / "model.keras").get_weights()
    assert all((one == other).all() for one, other in zip(before, names["model"].get_weights(), strict=True))


@pytest.fixture
def finished(tmp_path: Path, trained: Run) -> Run:
    """A finished run of its own, among the runs of this test."""
    target = Path(os.environ["CNNVIZ_RUNS_DIR"]) / "finished"
    shutil.copytree(trained.path, target)
    return Run(target)
