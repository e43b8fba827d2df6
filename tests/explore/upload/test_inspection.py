"""Untrusted networks are opened without running anything of them; all else is refused in a sentence."""

import json
import tracemalloc
import zipfile
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import Input, Model, Sequential, layers

from cnnviz import actions
from cnnviz.explore.upload import intake
from cnnviz.explore.upload.inspection import ForeignError, checked
from cnnviz.locale import Message
from tests.hostile_networks import CONFIG, FILES, Hostile, layer, packed

SHAPE = (12, 12, 3)


def small() -> Model:
    return Sequential(
        [Input(SHAPE), layers.Conv2D(4, 3, name="conv"), layers.ReLU(), layers.Flatten(), layers.Dense(3, "softmax")]
    )


@pytest.fixture(scope="module")
def members(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What is inside the file of a good network."""
    path = tmp_path_factory.mktemp("good") / "good.keras"
    small().save(path)
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("hostile", FILES, ids=lambda hostile: hostile.name)
def test_a_hostile_file_is_refused_with_the_reason(hostile: Hostile, members: dict[str, bytes], tmp_path: Path) -> None:
    file = tmp_path / "hostile.keras"
    file.write_bytes(hostile.make(members))
    before = set(tmp_path.parent.rglob("*"))
    tracemalloc.start()
    try:
        with pytest.raises(ForeignError) as caught:
            checked(file)
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()
    assert hostile.says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert set(tmp_path.parent.rglob("*")) == before


def test_a_good_file_is_handed_on_without_what_belongs_to_its_training(
    members: dict[str, bytes], tmp_path: Path
) -> None:
    file = tmp_path / "good.keras"
    config = json.loads(members[CONFIG]) | {"compile_config": {"class_name": "Lambda"}}
    layer(config, "Conv2D")["compile_config"] = {"class_name": "Lambda"}  # As of a backbone that was compiled too.
    file.write_bytes(packed(members | {CONFIG: json.dumps(config).encode()}))
    parts = checked(file)
    assert parts.keys() == {*members, "loss"}
    assert b"compile_config" not in parts[CONFIG]


def test_a_quantized_network_is_refused_as_such(tmp_path: Path) -> None:
    model = small()
    model.layers[-1].quantize("int8")
    model.save(tmp_path / "int8.keras")
    with pytest.raises(ForeignError, match=r"^It is quantized .*Save it as it was before\.$"):
        checked(tmp_path / "int8.keras")


@pytest.mark.parametrize("loss", [7, [], {}, [[]], {"class_name": ["mse"]}, {"class_name": "function"}, "x" * 10**6])
def test_a_loss_of_any_form_is_read_or_passed_over(loss: object, members: dict[str, bytes], tmp_path: Path) -> None:
    config = json.loads(members[CONFIG]) | {"compile_config": {"loss": loss}}
    (tmp_path / "odd.keras").write_bytes(packed(members | {CONFIG: json.dumps(config).encode()}))
    assert checked(tmp_path / "odd.keras")["loss"] == b""


def nested() -> Model:
    """A network that scales by operations and holds another one, as those on a trained backbone do."""
    pixels = Input(SHAPE)
    inner = Sequential(
        [Input(SHAPE), layers.Conv2D(4, 3, name="conv"), layers.BatchNormalization(), layers.ReLU()], name="inner"
    )
    values = layers.GlobalAveragePooling2D()(inner(pixels / 127.5 - 1.0))
    return Model(pixels, layers.Dense(1, "sigmoid")(values))


@pytest.mark.slow
def test_a_good_file_opens_in_a_process_of_its_own_and_answers_as_before(tmp_path: Path) -> None:
    model, pictures = nested(), np.random.default_rng(0).integers(0, 256, (5, *SHAPE)).astype("float32")
    model.save(tmp_path / "mine.keras")
    run = actions.take_in(tmp_path / "mine.keras", "0 to 1")
    opened = actions.open_run(run)
    expected = model.predict(pictures / 255, verbose=0)
    assert opened.model.predict(pictures, verbose=0) == pytest.approx(expected, abs=1e-5)
    assert "taken_in" not in opened.graph.taps
    assert opened.graph.picture_layers()[0].name.endswith("inner/conv")
    assert (opened.recipe.input_shape, opened.labels, run.uploaded) == (SHAPE, ("class 0", "class 1"), True)
    assert actions.take_in(tmp_path / "mine.keras", "0 to 1") == run


@pytest.mark.slow
def test_more_memory_than_there_is_for_it_ends_its_process_alone(
    members: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = json.loads(members[CONFIG])
    config["config"]["layers"].insert(-1, json.loads(json.dumps(layer(config, "Dense"))))
    config["config"]["layers"][-2]["config"] |= {"units": 65_536, "name": "a"}
    config["config"]["layers"].insert(-1, json.loads(json.dumps(config["config"]["layers"][-2])))
    config["config"]["layers"][-2]["config"] |= {"name": "b"}  # 65,536 × 65,536 weights: 17 GB
    for one in config["config"]["layers"]:
        one.pop("build_config", None)
    (tmp_path / "large.keras").write_bytes(packed(members | {CONFIG: json.dumps(config).encode()}))
    with pytest.raises(ForeignError, match="more memory"):
        intake.take_in(tmp_path / "large.keras", tmp_path, "0 to 1")
    assert not (tmp_path / "model.keras").exists()


@pytest.mark.parametrize(
    ("build", "says"),
    [
        (
            lambda: Model([(one := Input(SHAPE)), (two := Input(SHAPE))], layers.Conv2D(2, 3)(one + two)),
            "with one picture",
        ),
        (lambda: Sequential([Input((12, 12, 4)), layers.Conv2D(2, 3)]), "with one picture"),
        (lambda: Sequential([Input((20,)), layers.Dense(2)]), "with one picture"),
        (lambda: Sequential([Input(SHAPE), layers.Flatten(), layers.Dense(2)]), "has no convolution"),
    ],
    ids=["two pictures", "four channels", "no picture", "no convolution"],
)
def test_a_network_that_takes_no_picture_is_refused(
    build: object, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model: keras.Model = build()  # type: ignore[operator]
    model.save(tmp_path / "odd.keras")
    monkeypatch.setattr("sys.argv", ["intake", str(tmp_path / "odd.keras"), str(tmp_path), "0 to 1"])
    monkeypatch.setattr(intake, "_limit", lambda: None)  # They are for a process of its own.
    assert intake.main() == 0
    assert says in str(Message.from_json(json.loads(capsys.readouterr().out.splitlines()[-1])["error"]))


def test_weights_of_another_network_are_refused(
    members: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = json.loads(members[CONFIG])
    layer(config, "Conv2D")["config"]["kernel_size"] = [5, 5]
    (tmp_path / "mixed.keras").write_bytes(packed(members | {CONFIG: json.dumps(config).encode()}))
    monkeypatch.setattr("sys.argv", ["intake", str(tmp_path / "mixed.keras"), str(tmp_path), "0 to 1"])
    monkeypatch.setattr(intake, "_limit", lambda: None)
    assert intake.main() == 0
    assert "do not fit together" in str(
        Message.from_json(json.loads(capsys.readouterr().out.splitlines()[-1])["error"])
    )
