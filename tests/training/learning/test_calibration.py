"""Is a network as sure as it is right afterwards, and does it notice what it has never seen?"""

import json
import shutil
from pathlib import Path

import keras
import numpy as np
import pytest
from keras import Input, Model, Sequential, layers

from cnnviz import actions, datasets
from cnnviz.cli import main
from cnnviz.datasets.personal import adding, sets
from cnnviz.explore.classify.classifier import classifier
from cnnviz.images import png
from cnnviz.surgery.features import AT_ONCE, FeaturesError, outputs, with_features
from cnnviz.training.learning import calibration as made
from cnnviz.training.learning.calibration import CalibrationError, calibrate, usual_strangers
from cnnviz.training.runs import Run


@pytest.fixture
def one_neuron() -> Model:
    """Takes one pixel, and is the surer of the second class the redder it is."""
    model = Sequential([Input((1, 1, 3)), layers.Flatten(), layers.Dense(1, "sigmoid")])
    model.layers[-1].set_weights([np.array([[0.1], [0.0], [0.0]]), np.zeros(1)])
    return model


def test_both_outputs_come_in_batches_and_none_is_lost(one_neuron: Model) -> None:
    pictures = np.random.default_rng(0).integers(0, 256, (AT_ONCE * 2 + 3, 1, 1, 3)).astype("uint8")
    reported: list[int] = []
    features, predicted, looks = outputs(with_features(one_neuron), pictures, reported.append)
    assert np.array_equal(features, pictures.reshape(-1, 3))
    assert predicted == pytest.approx(np.stack([1 - predicted[:, 1], predicted[:, 1]], axis=1))
    assert predicted[:, 1] == pytest.approx(one_neuron.predict(pictures, verbose=0)[:, 0], abs=1e-6)
    assert looks.shape == (67, 0)
    assert reported == [32, 64, 67]
    assert [part.shape for part in outputs(with_features(one_neuron), pictures[:0])] == [(0, 3), (0, 2), (0, 0)]


def test_a_network_without_a_last_dense_layer_is_refused() -> None:
    with pytest.raises(FeaturesError, match="ends with a dense layer"):
        with_features(Sequential([Input((4, 4, 1)), layers.Conv2D(2, 3), layers.GlobalAveragePooling2D()]))


def test_training_leaves_a_calibration_that_matches_its_network(trained: Run) -> None:
    known, figures = made.load(trained), made.figures(trained)
    assert known
    assert figures
    assert figures["calibrated_on"].endswith("validation pictures")
    assert figures["false_alarms"]["images"] == len(datasets.load("digits", (16, 16, 1)).x_test)
    assert figures["false_alarms"]["rate"] <= 0.2
    assert {"date", "commit", "versions"} <= set(figures)
    assert figures["strangers"] is None


def test_calibrating_again_gives_the_same_and_tells_strangers(trained: Run, tmp_path: Path) -> None:
    run = Run(tmp_path)
    (tmp_path / "recipe.json").write_text(trained.recipe().to_json())
    recipe, before = trained.recipe(), made.load(trained)
    figures = calibrate(run, trained.model(), datasets.load(recipe.dataset, recipe.input_shape), ["shapes"])
    again = made.load(run)
    assert before
    assert again
    assert again.threshold == pytest.approx(before.threshold, abs=1e-3)
    assert again.temperature == pytest.approx(before.temperature)
    row = figures["strangers"]["datasets"]["shapes"]
    assert row["auroc"] > 0.8
    assert figures["strangers"]["images"] == row["images"]
    assert json.loads((tmp_path / made.FIGURES).read_text()) == figures
    made.forget(run)
    assert made.load(run) is None


def test_who_was_tried_on_strangers_and_could_not_tell_them_does_not_say_so(trained: Run, tmp_path: Path) -> None:
    for name in (made.FILE, made.FIGURES):
        shutil.copy(trained.path / name, tmp_path)
    figures = made.figures(trained)
    pictures = list(datasets.load("digits", trained.recipe().input_shape).x_test[:3])
    for auroc, tells in ((0.9, True), (0.6, False)):
        tried = {"auroc": auroc, "images": 1, "datasets": {}}
        (tmp_path / made.FIGURES).write_text(json.dumps({**(figures or {}), "strangers": tried}))
        known = made.load(Run(tmp_path))
        assert known
        assert known.tells is tells
        answers = classifier(trained.model(), trained.labels(), known).answers(pictures)
        assert all((answer.evidence is not None) is tells for answer in answers)
        assert answers[0].calibrated == pytest.approx(known.probabilities(answers[0].probabilities[None])[0])
        assert tells or not any(answer.stranger for answer in answers)


def noise(low: int) -> str:
    """Make a data set of one's own of noise, at least so bright; return its name."""
    name = sets.create(f"Noise from {low}").name
    for label in ("rough", "fine"):
        folder = sets.add_class(name, f"{label} from {low}").folder
        for number in range(40):
            dice = np.random.default_rng((number, low, len(label)))
            assert adding.add_photo(name, folder, png(dice.integers(low, 256, (40, 40, 3), np.uint8)), f"{number}.png")
    return name


def blind(seeing: bool = True) -> Model:
    """Makes the same of all digits in its last layers; what its convolutions find differs, where they find anything."""
    keras.utils.set_random_seed(0)
    model = Sequential(
        [
            Input((16, 16, 1)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(8, 3, activation="relu", kernel_initializer="glorot_uniform" if seeing else "zeros"),
            layers.MaxPooling2D(),
            layers.Conv2D(8, 3, activation="relu"),
            layers.GlobalAveragePooling2D(),
            layers.Dense(4, kernel_initializer="zeros", bias_initializer="ones"),
            layers.Dense(10, "softmax"),
        ]
    )
    if not seeing:
        model.layers[0].scale = 0.0
    return model


def test_who_cannot_tell_strangers_is_shown_some_and_tells_other_kinds(trained: Run, tmp_path: Path) -> None:
    (tmp_path / "recipe.json").write_text(trained.recipe().to_json())
    run, model, data = Run(tmp_path), blind(), datasets.load("digits", (16, 16, 1))
    reported: list[str] = []
    with datasets.reporting(lambda sentence, _: reported.append(str(sentence))):
        tried = calibrate(run, model, data, kinds := [noise(40), noise(100)])["strangers"]
    assert tried["unaided"] == pytest.approx(0.5, abs=0.05)
    assert tried["auroc"] >= made.WORTH
    assert tried["shown"] == dict.fromkeys(kinds, 58)
    assert tried["auroc"] == pytest.approx(
        sum(row["auroc"] * row["images"] for row in tried["datasets"].values()) / tried["images"]
    )
    assert any(sentence.startswith("Looking at pictures of other things: 100") for sentence in reported)
    known = made.load(run)
    assert known
    assert known.tells
    asked = classifier(model, data.labels, known)
    alarms = np.mean([answer.stranger for answer in asked.answers(list(data.x_test))])
    assert alarms == pytest.approx(made.figures(run)["false_alarms"]["rate"])  # type: ignore[index]
    assert alarms < 0.15
    strangers = datasets.load(kinds[0], (16, 16, 1)).x_test
    assert np.mean([answer.stranger for answer in asked.answers(list(strangers))]) > 0.9


def test_the_command_line_says_what_it_was_shown(
    trained: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, kinds = Run(tmp_path / "blind"), [noise(40), noise(100)]
    shutil.copytree(trained.path, run.path)
    blind().save(run.path / "model.keras")
    assert main(["calibrate", str(run.path), "--strangers", *kinds]) == 0
    predicted = capsys.readouterr().out
    assert f"so it was shown 58 of {kinds[0]} and 58 of {kinds[1]}" in predicted
    assert "By itself it could not tell them (AUROC 0.5" in predicted


def test_who_tells_no_strangers_though_it_was_shown_some_stays_as_it_was(trained: Run, tmp_path: Path) -> None:
    (tmp_path / "recipe.json").write_text(trained.recipe().to_json())
    data = datasets.load("digits", (16, 16, 1))
    for model, strangers in ((blind(), ["shapes"]), (blind(seeing=False), ["shapes", noise(40)])):
        tried = calibrate(Run(tmp_path), model, data, strangers)["strangers"]
        assert tried["auroc"] == pytest.approx(0.5, abs=0.05)
        assert "shown" not in tried
        known = made.load(Run(tmp_path))
        assert known
        assert known.contrast is None
        assert not known.tells


def test_pictures_of_the_same_classes_are_no_strangers(trained: Run) -> None:
    with pytest.raises(CalibrationError, match="not out of distribution"):
        actions.calibrate(trained, ["mnist"])
    assert usual_strangers(trained) == []  # None of them is on this machine.


def test_without_validation_pictures_half_of_the_test_pictures_stand_in(trained: Run, tmp_path: Path) -> None:
    recipe = trained.recipe().edited(validation_split=0.0)
    (tmp_path / "recipe.json").write_text(recipe.to_json())
    data = datasets.load("digits", recipe.input_shape)
    figures = calibrate(Run(tmp_path), trained.model(), data)
    assert "every second one" in figures["calibrated_on"]
    assert figures["false_alarms"]["images"] == len(data.x_test) // 2


def test_a_damaged_file_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / made.FILE).write_bytes(b"no zip")
    (tmp_path / made.FIGURES).write_text("{broken")
    assert made.load(Run(tmp_path)) is None
    assert made.figures(Run(tmp_path)) is None
