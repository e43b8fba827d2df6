"""The pictures and the range of pixels that an uploaded network takes, and every reason to refuse one."""

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from keras import Input, Model, Sequential, layers, ops

from cnnviz import actions
from cnnviz.explore.upload import intake
from cnnviz.explore.upload.inspection import ForeignError
from cnnviz.explore.upload.pixel_scale import own_scaling
from cnnviz.training.runs import RunError
from tests.old_keras.check import in_this_process

SHAPE = (12, 12, 3)
PIXELS = np.random.default_rng(0).integers(0, 256, (3, *SHAPE)).astype("uint8")
GREY = PIXELS[..., :1]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Open files in this process: the one of its own has its own test."""
    monkeypatch.setattr(intake, "take_in", in_this_process)


def end() -> list[keras.Layer]:
    return [layers.Conv2D(4, 3, activation="relu"), layers.Flatten(), layers.Dense(3, "softmax")]


def through(values: Any, *further: keras.Layer) -> Any:
    for layer in further:
        values = layer(values)
    return values


def without_channel() -> Model:
    return Sequential([Input((12, 12)), layers.Reshape((12, 12, 1)), *end()])


def with_a_new_axis() -> Model:
    pixels = Input((12, 12))
    return Model(pixels, through(ops.expand_dims(pixels, -1), *end()))


def in_a_row() -> Model:
    return Sequential([Input((144,)), layers.Reshape((12, 12, 1)), *end()])


def channels_first() -> Model:
    pixels = Input((3, 12, 12))
    values = layers.Conv2D(4, 3, data_format="channels_first")(pixels)
    values = layers.ReLU()(layers.BatchNormalization(axis=1)(values))
    return Model(
        pixels, layers.Dense(3, "softmax")(layers.GlobalAveragePooling2D(data_format="channels_first")(values))
    )


def channels_put_last() -> Model:
    return Sequential([Input((3, 12, 12)), layers.Permute((2, 3, 1)), *end()])


def under_a_name() -> Model:
    pixels = Input(SHAPE, name="photo")
    return Model({"photo": pixels}, {"kind": through(pixels, *end())})


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("build", "taken", "given"),
    [
        (without_channel, GREY, GREY[..., 0]),
        (with_a_new_axis, GREY, GREY[..., 0]),
        (in_a_row, GREY, GREY.reshape(3, -1)),
        (channels_first, PIXELS, PIXELS.transpose(0, 3, 1, 2)),
        (channels_put_last, PIXELS, PIXELS.transpose(0, 3, 1, 2)),
        (under_a_name, PIXELS, {"photo": PIXELS}),
    ],
)
def test_pictures_are_brought_to_the_form_that_a_network_takes(
    build: Callable[[], Model], taken: Any, given: Any, tmp_path: Path
) -> None:
    model = build()
    model.save(tmp_path / "net.keras")
    network = actions.open_run(actions.take_in(tmp_path / "net.keras", "0 to 1"))
    scaled = {"photo": given["photo"] / 255} if isinstance(given, dict) else given / 255
    expected = keras.tree.flatten(model(scaled))[0]
    answers = np.stack([answer.probabilities for answer in actions.answers(network, list(taken))])
    assert answers == pytest.approx(np.asarray(expected), abs=1e-5)
    maps = actions.feature_maps(network, taken[0])
    assert next(iter(maps.values())).shape == (10, 10, 4)


def functional(scaled: Callable[[Any], Any]) -> Model:
    pixels = Input(SHAPE)
    return Model(pixels, through(scaled(pixels), *end()))


SCALED = {
    "Rescaling": lambda: Sequential([Input(SHAPE), layers.Rescaling(1 / 255), *end()]),
    "after augmentation": lambda: Sequential([Input(SHAPE), layers.RandomFlip(), layers.Rescaling(1 / 255), *end()]),
    "after a change of size": lambda: Sequential(
        [Input((20, 20, 3)), layers.Resizing(12, 12), layers.Rescaling(1 / 255), *end()]
    ),
    "Normalization": lambda: Sequential(
        [Input(SHAPE), layers.Normalization(mean=[128] * 3, variance=[60] * 3), *end()]
    ),
    "arithmetic": lambda: functional(lambda pixels: pixels / 127.5 - 1.0),
    "preprocess_input": lambda: functional(keras.applications.resnet50.preprocess_input),
    "in a nested network": lambda: Sequential(
        [Input(SHAPE), Sequential([Input(SHAPE), layers.Rescaling(1 / 255)]), *end()]
    ),
}
NOT_SCALED = {
    "nothing": lambda: Sequential([Input(SHAPE), *end()]),
    "larger by Rescaling": lambda: Sequential([Input(SHAPE), layers.Rescaling(255.0), *end()]),
    "larger by arithmetic": lambda: functional(lambda pixels: pixels * 255.0),
    "scaling later on": lambda: Sequential([Input(SHAPE), layers.Conv2D(3, 3), layers.Rescaling(0.5), *end()]),
}


@pytest.mark.parametrize("build", SCALED.values(), ids=SCALED)
def test_a_network_that_scales_by_itself_is_recognised(build: Callable[[], Model]) -> None:
    assert own_scaling(build())


@pytest.mark.parametrize("build", NOT_SCALED.values(), ids=NOT_SCALED)
def test_a_network_that_takes_scaled_pixels_is_recognised(build: Callable[[], Model]) -> None:
    assert own_scaling(build()) is None


@pytest.mark.usefixtures("quick")
def test_the_scale_is_guessed_said_and_can_be_chosen(tmp_path: Path) -> None:
    model = SCALED["Rescaling"]()
    model.save(tmp_path / "net.keras")
    expected = np.asarray(model(PIXELS.astype("float32")))
    guessed, chosen = actions.take_in(tmp_path / "net.keras"), actions.take_in(tmp_path / "net.keras", "0 to 1")
    assert np.stack([answer.probabilities for answer in actions.answers(guessed, list(PIXELS))]) == pytest.approx(
        expected, abs=1e-5
    )
    assert guessed.notes() == ["It is given pixels of 0 to 255, as it begins with a scaling of its own (Rescaling)."]
    assert "may be scaled twice" in chosen.notes()[0]
    NOT_SCALED["nothing"]().save(tmp_path / "plain.keras")
    assert "pixels of 0 to 1, the most usual" in actions.take_in(tmp_path / "plain.keras").notes()[0]


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("name", ["net.keras", "net.h5"])
@pytest.mark.parametrize(
    ("loss", "classes", "says"),
    [
        ("mse", 0, "trained with mse,"),
        (["mae"], 0, "trained with mae,"),
        ({"last": keras.losses.Huber()}, 0, "trained with huber,"),
        (keras.losses.log_cosh, 0, "trained with log_cosh,"),
        (keras.losses.BinaryCrossentropy(from_logits=True), 4, "yes or no to each class"),
        (keras.losses.CategoricalCrossentropy(from_logits=True), 4, "here a softmax"),
        (None, 4, "here a softmax"),
    ],
    ids=["name", "list", "by output", "function", "yes or no", "classes", "not trained"],
)
def test_what_bare_numbers_mean_is_read_from_the_loss(
    loss: Any, classes: int, says: str, name: str, tmp_path: Path
) -> None:
    model = Sequential([Input(SHAPE), layers.Conv2D(2, 3), layers.GlobalMaxPooling2D(), layers.Dense(4, name="last")])
    if loss:
        model.compile(loss=loss)
    model.save(tmp_path / name)
    run = actions.take_in(tmp_path / name)
    assert len(run.labels()) == classes
    assert says in run.notes()[-1]
    if not classes:
        with pytest.raises(RunError, match=r"names no classes, so it cannot be asked"):
            actions.classify(run, PIXELS[0])


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("last", [layers.Dense(3, "softmax"), layers.Dense(1, "sigmoid")], ids=["softmax", "sigmoid"])
def test_a_network_from_a_file_is_not_measured_on_other_pictures(last: keras.Layer, tmp_path: Path) -> None:
    Sequential([Input(SHAPE), layers.Conv2D(2, 3), layers.Flatten(), last]).save(tmp_path / "net.keras")
    run = actions.take_in(tmp_path / "net.keras")
    for measure in (actions.evaluate, actions.report, actions.calibrate):
        with pytest.raises(RunError, match=r"^net\.keras came from a file, and nobody here knows its test pictures"):
            measure(run)
    with pytest.raises(RunError, match="nobody here knows its test pictures"):
        actions.report(actions.open_run(run))


def test_what_is_no_file_of_a_network_is_said_to_be_what_it_is(tmp_path: Path) -> None:
    def refused(file: Path, scale: str | None = None) -> str:
        with pytest.raises(ForeignError) as refusal:
            actions.take_in(file, scale)
        return str(refusal.value)

    assert refused(tmp_path / "mine.keras") == f"There is no file {tmp_path / 'mine.keras'}: check its name and folder."
    assert refused(tmp_path) == f"{tmp_path} is a folder: give the .keras or .h5 file itself."
    (tmp_path / "saved_model.pb").write_bytes(b"\x08")
    assert "a SavedModel of TensorFlow" in refused(tmp_path)
    good = tmp_path / "good.keras"
    Sequential([Input(SHAPE), *end()]).save(good)
    message = refused(good, "0-1")
    assert message.startswith("There is no scale '0-1': choose one of 0 to 255, 0 to 1, -1 to 1")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\x80\x02}q\x00.", "a pickle or an older PyTorch file"),
        (b"\x1c\x00\x00\x00TFL3" + bytes(50), "a TensorFlow Lite network"),
        (b'{"class_name": "Sequential"}', "without the weights"),
        (b"<!DOCTYPE html>", "a web page"),
        (b"version https://git-lfs.github.com/spec/v1", "a pointer of Git LFS"),
    ],
)
def test_files_of_other_programs_are_named(content: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / "net.keras").write_bytes(content)
    with pytest.raises(ForeignError, match=says):
        intake.checked(tmp_path / "net.keras")


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_weights_that_are_no_numbers_are_told_and_nothing_is_computed_with_them(value: float, tmp_path: Path) -> None:
    model = Sequential([Input(SHAPE), *end()])
    weights = model.get_weights()
    weights[2][5, 1] = value
    model.set_weights(weights)
    model.save(tmp_path / "astray.keras")
    run = actions.take_in(tmp_path / "astray.keras")
    assert any("weights are numbers" in note for note in run.notes())
    opened, picture = actions.open_run(run), np.zeros(SHAPE, np.uint8)
    uses = [
        lambda: actions.classify(opened, picture),
        lambda: actions.answers(opened, [picture]),
        lambda: actions.attribute(opened, picture, "class 1", "integrated_gradients"),
        lambda: actions.feature_maps(opened, picture),
        lambda: list(actions.patterns(opened, opened.graph.picture_layers()[0].name, [0])),
        lambda: list(actions.objective_patterns(opened, ["class:1"])),
        lambda: list(actions.dream(opened, opened.graph.picture_layers()[0].name, np.zeros((64, 64, 3), np.uint8))),
    ]
    for use in uses:
        with pytest.raises(
            RunError, match=r"Not all weights of astray.keras are numbers: .*dense\w*/kernel holds NaN or infinity"
        ):
            use()


@pytest.mark.usefixtures("quick")
def test_a_layer_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    pixels = Input(SHAPE)
    large = layers.UpSampling2D(5000, name="large")(layers.Conv2D(1, 3)(pixels))
    Model(pixels, large).save(tmp_path / "large.keras")
    with pytest.raises(ForeignError, match=r"layer .*large gives 2\u202f500\u202f000\u202f000 numbers for one picture"):
        actions.take_in(tmp_path / "large.keras")


@pytest.mark.parametrize(
    ("status", "errors", "message"),
    [
        (-signal.SIGABRT, "terminate called after throwing an instance of 'std::bad_alloc'", "more memory"),
        (1, "numpy._core._exceptions._ArrayMemoryError: MemoryError", "more memory"),
        (-signal.SIGXCPU, "", "could not be opened within"),
        (-signal.SIGKILL, "", "was killed, most likely because this machine ran out of memory"),
        (-signal.SIGSEGV, "", "crashed (SIGSEGV)"),
        (1, "Traceback …\nModuleNotFoundError: No module named 'keras'", "No module named 'keras'"),
    ],
)
def test_how_the_process_that_opens_a_file_ended_is_said(status: int, errors: str, message: str) -> None:
    assert message in str(intake.ended(status, errors))
