"""Does an exported network give the same answer as the app, and is what cannot be exported said in a sentence?"""

from pathlib import Path

import keras
import numpy as np
import pytest
from numpy.typing import NDArray

from cnnviz import actions, datasets, networks
from cnnviz.actions.export import FILES, ExportError, keras_file, labels_text, tflite, translated
from cnnviz.cli import main
from cnnviz.explore.classify.probabilities import probabilities
from cnnviz.recipes import Augmentation, Recipe
from cnnviz.training.learning import calibration
from cnnviz.training.learning.preprocessing import preprocessing
from cnnviz.training.runs import Run, RunError, find

EVERY_CHANGE = Augmentation(rotation=40, shift=0.2, shear=0.2, zoom=0.2, flip=True)


def lite(content: bytes, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
    """What TensorFlow Lite answers, one picture after the other as a phone would ask it."""
    from tensorflow import lite

    interpreter = lite.Interpreter(model_content=content)
    interpreter.allocate_tensors()
    (taken,), (given,) = interpreter.get_input_details(), interpreter.get_output_details()
    assert taken["dtype"] is np.float32
    assert taken["shape"].tolist() == [1, *pictures.shape[1:]]
    answers = []
    for picture in pictures:
        interpreter.set_tensor(taken["index"], picture[None].astype("float32"))
        interpreter.invoke()
        answers.append(interpreter.get_tensor(given["index"])[0])
    return np.array(answers)


def agree(one: NDArray[np.float32], other: NDArray[np.float32], within: float) -> None:
    """The same class of every picture, and nearly the same probabilities, which are not all alike."""
    assert np.ptp(one, axis=0).max() > 0.1
    assert one.shape == other.shape
    assert np.abs(one - other).max() <= within
    assert one.argmax(axis=1).tolist() == other.argmax(axis=1).tolist()


def network(name: str, classes: int, side: int) -> tuple[keras.Model, NDArray[np.uint8]]:
    """A network with random weights that answers each picture differently, and pictures for it."""
    shape = (side, side, 3)
    training = {"optimizer": "adam", "learning_rate": 0.01, "epochs": 1, "weights": "random"}
    recipe = Recipe("t", "t", "", name, "shapes", shape, **training, augmentation=EVERY_CHANGE)
    pictures = datasets.load("shapes", shape).x_test[::62][:20]
    keras.utils.set_random_seed(0)
    model = networks.get(name).build(shape, classes, preprocessing(recipe, pictures))
    last = model.layers[-1]
    before = keras.Model(model.inputs, last.input).predict(pictures.astype("float32"), verbose=0)
    kernel, bias = last.get_weights()
    kernel = np.random.default_rng(0).normal(size=kernel.shape) / (before.std(axis=0).mean() * len(kernel) ** 0.5)
    last.set_weights([kernel, bias - before.mean(axis=0) @ kernel])
    return model, pictures


def test_a_trained_network_answers_the_same_everywhere(trained: Run, tmp_path: Path) -> None:
    pictures = datasets.load("digits", (16, 16, 1)).x_test[:200]
    assert calibration.load(trained)
    answers = actions.classifier(actions.open_run(trained)).answers(list(pictures))
    ours = np.array([answer.calibrated for answer in answers])
    assert (
        np.abs(ours - [answer.probabilities for answer in answers]).max() > 0.001
    )  # The page's are calibrated, the network's not.
    (tmp_path / "model.keras").write_bytes(keras_file(trained))
    agree(ours, probabilities(keras.saving.load_model(tmp_path / "model.keras"), pictures), 0.01)
    agree(ours, lite(tflite(trained), pictures), 0.02)


@pytest.mark.slow
def test_augmentation_and_dropout_are_not_in_it_and_two_classes_have_a_probability_each() -> None:
    model, pictures = network("cats_and_dogs_dropout", classes=2, side=64)
    agree(probabilities(model, pictures), lite(translated(model), pictures), 0.02)


def test_names_stand_one_a_line_in_any_script() -> None:
    assert labels_text(("perro", "猫", "two\nlines")) == "perro\n猫\ntwo lines\n"


def test_a_shipped_network_of_which_only_figures_came_says_so() -> None:
    with pytest.raises(RunError, match="Only the results of flowers_mobilenet come with the app"):
        keras_file(find("flowers_mobilenet"))


def test_a_run_without_a_finished_network_is_named(runs: Path, trained: Run) -> None:
    with pytest.raises(RunError, match="has no finished network: choose one"):
        keras_file(Run.create(trained.recipe()))


def test_what_has_no_counterpart_is_refused_in_a_sentence() -> None:
    @keras.saving.register_keras_serializable("tests")
    class Outside(keras.Layer):  # type: ignore[misc]
        def call(self, pixels: object) -> object:
            import tensorflow

            return tensorflow.numpy_function(lambda x: x, [pixels], tensorflow.float32)

        def compute_output_shape(self, shape: tuple[int, ...]) -> tuple[int, ...]:
            return shape

    model = keras.Sequential([keras.Input((4, 4, 1)), Outside(), keras.layers.Flatten(), keras.layers.Dense(2)])
    with pytest.raises(ExportError, match=r"cannot be converted to TensorFlow Lite \(.*: download the Keras"):
        translated(model)


def test_a_network_that_names_no_classes_gives_its_own_answer_everywhere() -> None:
    keras.utils.set_random_seed(0)
    pixels, pictures = keras.Input((8, 8, 3)), np.random.default_rng(0).integers(0, 256, (3, 8, 8, 3)).astype("uint8")
    maps = keras.layers.Conv2D(4, 3, name="maps")(keras.layers.Rescaling(1 / 255)(pixels))
    numbers = keras.layers.Dense(4)(keras.layers.GlobalAveragePooling2D()(maps))
    for answer in (numbers, maps):  # It estimates numbers, or draws.
        model = keras.Model(pixels, answer)
        expected = np.asarray(model(pictures.astype("float32")))
        assert lite(translated(model, classes=False), pictures) == pytest.approx(expected, abs=1e-4)


def test_the_command_writes_all_files_or_one(trained: Run, tmp_path: Path) -> None:
    assert main(["export", str(trained.path), "--out", str(tmp_path / "all")]) == 0
    assert {path.name for path in (tmp_path / "all").iterdir()} == set(FILES.values())
    assert (tmp_path / "all" / "labels.txt").read_text().split() == [str(digit) for digit in range(10)]
    assert main(["export", str(trained.path), "--out", str(tmp_path / "my.keras"), "--format", "keras"]) == 0
    assert keras.saving.load_model(tmp_path / "my.keras").count_params() == trained.model().count_params()


def test_a_place_that_cannot_be_written_is_named(
    trained: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert main(["export", str(trained.path), "--out", str(tmp_path / "file" / "in"), "--format", "labels"]) == 2
    assert capsys.readouterr().err.endswith("choose another place.\n")
