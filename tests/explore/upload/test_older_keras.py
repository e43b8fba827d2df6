"""Files of older versions of Keras open unchanged and answer as where they were written."""

import json
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from keras import Input, Sequential, layers

from cnnviz import actions
from cnnviz.explore.upload import inspection, intake, older_keras
from cnnviz.explore.upload.inspection import ForeignError
from tests.old_keras.check import in_this_process, pictures

FILES = Path(__file__).parents[2] / "old_keras" / "files"
ANSWERS: dict[str, Any] = json.loads((FILES / "answers.json").read_text())["answers"]
SHAPE = (12, 12, 3)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Open files in this process: the one of its own has its own test."""
    monkeypatch.setattr(intake, "take_in", in_this_process)


@pytest.mark.parametrize("name", ANSWERS)
def test_a_file_of_an_older_keras_answers_as_where_it_was_written(name: str) -> None:
    run = actions.take_in(FILES / name)
    answers = np.stack(
        [answer.probabilities for answer in actions.answers(run, pictures(tuple(ANSWERS[name]["shape"])))]
    )
    assert answers == pytest.approx(np.array(ANSWERS[name]["said"]), abs=5e-3 if "mixed" in name else 1e-5)


def test_the_notes_say_what_was_changed_on_the_way_in() -> None:
    notes = actions.take_in(FILES / "augmentation_of_its_own_keras_3.0.5.keras").notes()
    assert notes == [
        "Its augmentation (RandomFlip, RandomRotation, RandomZoom) is left out: it acts in training only.",
        "It is given pixels of 0 to 255, as it begins with a scaling of its own (Rescaling).",
    ]
    notes = actions.take_in(FILES / "nested_keras_2.15.h5", "0 to 1").notes()
    assert notes[0] == f"It was written by Keras 2.15.0 and is read by Keras {keras.__version__}."


def changed(tmp_path: Path, kind: str, **settings: Any) -> Path:
    """Write a network one of whose layers has other settings, as a Keras 3.5 might have written it."""
    from tests.hostile_networks import CONFIG, packed

    model = Sequential(
        [
            Input(SHAPE),
            layers.RandomRotation(0.1),
            layers.Conv2D(2, 3, name="conv"),
            layers.Flatten(),
            layers.Dense(2, "softmax"),
        ]
    )
    model.save(tmp_path / "new.keras")
    import zipfile

    with zipfile.ZipFile(tmp_path / "new.keras") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    config = json.loads(members[CONFIG])
    next(one for one in config["config"]["layers"] if one["class_name"] == kind)["config"].update(settings)
    metadata = json.dumps({"keras_version": "3.5.0"}).encode()
    old = tmp_path / "old.keras"
    old.write_bytes(packed(members | {CONFIG: json.dumps(config).encode(), "metadata.json": metadata}))
    return old


def test_unknown_settings_of_augmentation_do_no_harm(tmp_path: Path) -> None:
    run = actions.take_in(changed(tmp_path, "RandomRotation", value_range=[0, 255]))
    assert run.notes()[0].startswith("Its augmentation (RandomRotation) is left out")


def test_unknown_settings_of_another_layer_are_named_with_the_layer_and_the_version(tmp_path: Path) -> None:
    with pytest.raises(ForeignError) as refusal:
        actions.take_in(changed(tmp_path, "Conv2D", sparkle=3, glitter={"much": True}))
    assert str(refusal.value) == (
        f"Keras {keras.__version__} cannot build its layer 'conv': Conv2D has no argument sparkle, glitter. "
        "The file was written by Keras 3.5.0."
    )


def test_an_impossible_setting_is_told_with_the_layer_and_the_reason(tmp_path: Path) -> None:
    with pytest.raises(
        ForeignError, match=r"cannot build its layer 'conv' \(Conv2D\): .*padding.* written by Keras 3.5.0"
    ):
        actions.take_in(changed(tmp_path, "Conv2D", padding="sideways"))


@pytest.mark.parametrize(
    ("function", "activation"), [("relu", "relu"), ("softmax_v2", "softmax"), ("eval", None), ("open", None)]
)
def test_only_functions_that_are_activations_become_one(function: str, activation: str | None) -> None:
    node = {"module": "builtins", "class_name": "function", "config": function, "registered_name": "function"}
    assert older_keras.modernise({"activation": node})["activation"] == (activation or node)


def test_layers_without_a_module_are_told_from_operations() -> None:
    layer = {"class_name": "Add", "config": {"name": "add", "trainable": True}}
    operation = {"class_name": "Add", "config": {"name": "add"}}
    initializer = {"class_name": "Zeros", "config": {}}
    assert older_keras.modernise(layer)["module"] == "keras.layers"
    assert older_keras.modernise(operation)["module"] == "keras.src.ops.numpy"
    assert (
        older_keras.modernise({"bias_initializer": initializer})["bias_initializer"]["module"] == "keras.initializers"
    )


def test_a_setting_that_would_change_the_answer_is_not_dropped() -> None:
    def settings(**given: Any) -> dict[str, Any]:
        node = {"module": "keras.layers", "class_name": "DepthwiseConv2D", "config": {"name": "d", **given}}
        return older_keras.modernise(node)["config"]  # type: ignore[no-any-return]

    assert settings(groups=1) == {"name": "d"}
    assert settings(groups=2) == {"name": "d", "groups": 2}


def test_names_that_tensorflow_refuses_are_changed_everywhere_and_stay_apart() -> None:
    pixels = Input(SHAPE, name="entrada")
    values = layers.Conv2D(2, 3, name="convolución 1")(pixels)
    values = layers.Conv2D(2, 3, name="convolucion_1")(values)
    model = keras.Model(pixels, layers.Dense(2, name="层")(layers.Flatten(name="a (b)")(values)), name="mi red")
    config = json.loads(json.dumps(keras.saving.serialize_keras_object(model)))
    new = older_keras.renamed(config)
    assert new == {"mi red": "mi_red", "convolución 1": "convolucion_1_2", "a (b)": "a__b_", "层": "layer_"}
    again = keras.saving.deserialize_keras_object(config)
    again.set_weights(model.get_weights())
    picture = np.ones((1, *SHAPE), "float32")
    assert again.predict(picture, verbose=0) == pytest.approx(np.asarray(model(picture)), abs=1e-6)


def test_what_an_h5_file_says_of_itself_is_read(tmp_path: Path) -> None:
    members = inspection.checked(FILES / "nested_keras_2.15.h5")
    assert inspection.written_by(members) == "2.15.0"
    Sequential([Input(SHAPE), layers.Conv2D(2, 3)]).save_weights(tmp_path / "only.weights.h5")
    with pytest.raises(ForeignError, match="holds weights alone"):
        inspection.checked(tmp_path / "only.weights.h5")
