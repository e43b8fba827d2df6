"""Does everything work from a script, without Streamlit, and does an exported file give the app's own answer?"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from cnnviz import actions, datasets
from cnnviz.base.settings import ROOT
from cnnviz.explore.patterns.ascent import Settings, excitement
from cnnviz.images import PictureError, png
from cnnviz.surgery.graph import LayerError
from cnnviz.training.learning.callbacks import TrainingError
from cnnviz.training.runs import Run, RunError

FEW = Settings(steps=2, size=16)

LIGHT = """
import sys
import cnnviz
import cnnviz.actions.catalogue, cnnviz.figures, cnnviz.training.queueing.queue

cnnviz.actions.catalogue.catalogue()
print([name for name in ("tensorflow", "keras", "streamlit", "sklearn") if name in sys.modules])
"""

WITHOUT_STREAMLIT = """
import json, sys
sys.modules["streamlit"] = None
import cnnviz
from cnnviz.explore.patterns.ascent import Settings

run = cnnviz.train("tiny", epochs=1)
network = cnnviz.open_run(run)
print(json.dumps({
    "status": run.status().state,
    "figures": cnnviz.evaluate(run),
    "measured": run.evaluation(),
    "top": [vars(prediction) for prediction in cnnviz.classify(network, sys.argv[1], top=3)],
    "patterns": len(list(cnnviz.patterns(network, "conv1", [0, 1], Settings(steps=2, size=16)))),
    "found": [found.name for found in cnnviz.runs()] == [run.name],
}))
"""

PLAIN_KERAS = """
import json, sys
import keras, numpy

model = keras.saving.load_model(sys.argv[1])
assert not any(name.startswith("cnnviz") for name in sys.modules)
print(json.dumps(model.predict(numpy.load(sys.argv[2])[None], verbose=0)[0].tolist()))
"""


def printed(script: str, *arguments: Any, folder: Path = ROOT) -> str:
    """What a program in a process of its own prints."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    return subprocess.run(command, cwd=folder, check=True, stdout=subprocess.PIPE, text=True, timeout=120).stdout


def test_importing_cnnviz_loads_nothing_heavy() -> None:
    assert printed(LIGHT).strip() == "[]"


@pytest.mark.slow
def test_everything_works_where_streamlit_is_not_installed(four_png: Path) -> None:
    answer = json.loads(printed(WITHOUT_STREAMLIT, four_png))
    assert answer["status"] == "done"
    assert answer["found"]
    assert answer["patterns"] == 2
    assert answer["figures"]["images"] == 360
    assert answer["figures"]["test_accuracy"] == pytest.approx(answer["measured"]["test_accuracy"])
    probabilities = [prediction["probability"] for prediction in answer["top"]]
    assert len(probabilities) == 3
    assert sorted(probabilities, reverse=True) == probabilities


@pytest.mark.slow
def test_plain_keras_gives_the_apps_own_answer(trained: Run, four: NDArray[np.uint8], tmp_path: Path) -> None:
    np.save(tmp_path / "four.npy", four)
    theirs = json.loads(printed(PLAIN_KERAS, trained.path / "model.keras", tmp_path / "four.npy", folder=tmp_path))
    for prediction in actions.classify(trained, four, top=10):
        assert theirs[int(prediction.label)] == pytest.approx(prediction.probability, abs=1e-6)


def test_the_trained_network_has_learned(trained: Run) -> None:
    figures = actions.evaluate(trained)
    assert figures["test_accuracy"] > 0.5
    measured = trained.evaluation()
    assert measured is not None
    assert figures == {name: pytest.approx(measured[name]) for name in ("test_loss", "test_accuracy", "images")}


def test_a_picture_is_classified_alike_as_file_as_content_and_as_pixels(
    trained: Run, four: NDArray[np.uint8], four_png: Path
) -> None:
    opened = actions.open_run(trained)
    answers = [actions.classify(opened, given) for given in (four, four_png, str(four_png), four_png.read_bytes())]
    assert answers == [answers[0]] * 4
    assert actions.classify(trained.path, four) == answers[0]


def test_a_large_colour_picture_is_brought_to_the_networks_size(trained: Run, four: NDArray[np.uint8]) -> None:
    opened = actions.open_run(trained)
    large = four.repeat(10, axis=0).repeat(10, axis=1).repeat(3, axis=2)
    assert opened.fit(large).shape == (16, 16, 1)
    ours, theirs = actions.classify(opened, png(large))[0], actions.classify(opened, four)[0]
    assert ours.label == theirs.label
    assert ours.probability == pytest.approx(theirs.probability, abs=0.1)


def test_every_picture_layer_gives_its_feature_maps(trained: Run, four: NDArray[np.uint8]) -> None:
    opened = actions.open_run(trained)
    shapes = {name: maps.shape for name, maps in actions.feature_maps(opened, four).items()}
    assert shapes == {"conv1": (14, 14, 8), "pool1": (7, 7, 8), "conv2": (5, 5, 16), "pool2": (2, 2, 16)}
    tiles = actions.activation_tiles(opened, four, "conv2")
    assert tiles.shape == (16, 5, 5)
    assert tiles.dtype == np.uint8
    with pytest.raises(LayerError, match="choose one of conv1, pool1, conv2, pool2"):
        actions.activation_tiles(opened, four, "dense1")


def test_a_convolution_of_the_network_can_be_worked_out_by_hand(trained: Run, four: NDArray[np.uint8]) -> None:
    opened = actions.open_run(trained)
    weights, bias = opened.model.get_layer("conv1").get_weights()
    window = four[3:6, 7:10, 0] / 255
    by_hand = np.maximum(0, (weights[:, :, 0] * window[:, :, None]).sum((0, 1)) + bias)
    assert actions.feature_maps(opened, four)["conv1"][3, 7] == pytest.approx(by_hand, abs=1e-5)


def test_finished_patterns_come_back_at_once(trained: Run) -> None:
    opened = actions.open_run(trained)
    first = list(actions.patterns(opened, "conv1", [0, 1], FEW))
    assert [[pattern.step for pattern in batch] for batch in first] == [[1, 1], [2, 2]]
    (again,) = actions.patterns(opened, "conv1", [0, 1], FEW)
    for ours, theirs in zip(again, first[-1], strict=True):
        assert np.array_equal(ours.picture, theirs.picture)
        assert (ours.filter, ours.score, ours.silent) == (theirs.filter, theirs.score, theirs.silent)
    kept, *made = actions.patterns(opened, "conv1", [1, 2], FEW)
    assert [pattern.filter for pattern in kept] == [1]
    assert [[pattern.filter for pattern in batch] for batch in made] == [[2], [2]]


def test_the_strongest_pictures_are_found_once(trained: Run) -> None:
    opened = actions.open_run(trained)
    store = actions.strongest_store(opened)
    assert store is not None
    assert store.get() == {}
    *_, (strongest, share) = actions.strongest(opened)
    assert share == 1
    pictures = actions.looked_at(opened).x_test
    assert strongest["conv2"].seen == len(pictures) == 1797  # All of the digits, as there are not more.
    assert np.array_equal(pictures[:360], datasets.load("digits", (16, 16, 1)).x_test)
    ((again, done),) = actions.strongest(opened)
    assert done == 1
    assert again.keys() == strongest.keys()
    assert np.array_equal(again["conv2"].pictures, strongest["conv2"].pictures)
    best = pictures[strongest["conv2"].pictures[5, :1]]
    ((top, left, bottom, right),) = actions.places(opened, "conv2", [5], best)
    hidden = best.copy()
    hidden[:, max(0, top) : bottom, max(0, left) : right] = 0
    before, after = (actions.feature_maps(opened, picture[0])["conv2"][..., 5].max() for picture in (best, hidden))
    assert before == pytest.approx(strongest["conv2"].values[5, 0], rel=1e-5)
    assert after < before  # What stood there is what excited it.


def test_what_cannot_be_kept_is_said_in_one_sentence(
    trained: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = actions.open_run(trained)
    (tmp_path / "no_folder").write_text("")
    monkeypatch.setenv("CNNVIZ_RUNS_DIR", str(tmp_path / "no_folder"))
    with pytest.raises(RunError, match="The results cannot be kept in"):
        list(actions.strongest(opened))
    with pytest.raises(RunError, match="The network cannot be kept in"):
        actions.take_in(tmp_path / "no_folder")


def test_a_natural_pattern_excites_its_filter_more_than_any_real_picture() -> None:
    # Scans as they are, soft: strokes in full contrast already give small filters nearly the most that they can give.
    opened = actions.open_run(actions.train("tiny", input_shape=(11, 11, 1), epochs=3))
    *_, (strongest, _) = actions.strongest(opened)
    for layer, usual in (("conv1", 1.0), ("conv2", 1.2)):
        one = strongest[layer]
        live = [channel for channel in range(len(one.values)) if channel not in one.stuck]
        made = {}
        for batch in actions.patterns(opened, layer, live, Settings(40, 32, 0, before_relu=True, natural=True)):
            made.update({pattern.filter: pattern for pattern in batch})
        ratios = excitement(opened.model, layer, [made[channel] for channel in live]) / one.values[live, 0]
        assert np.median(ratios) > usual
        assert (ratios >= 1).mean() >= 0.9


def test_what_is_wrong_is_said_in_one_sentence(trained: Run, tmp_path: Path) -> None:
    (tmp_path / "text.png").write_text("hello")
    with pytest.raises(PictureError, match=r"^text\.png is text, not a photo.*\.$"):
        actions.classify(trained, tmp_path / "text.png")
    with pytest.raises(RunError, match="There is no run 'nothing'"):
        actions.open_run("nothing")
    with pytest.raises(TrainingError, match=r"Layer conv2 \(Conv2D\) cannot follow .*\.$"):
        actions.train("tiny", input_shape=(5, 5, 1))
    with pytest.raises(RunError, match="holds a run already"):
        actions.train("tiny", run_dir=trained.path)


def test_the_labels_are_those_of_the_data_set(trained: Run) -> None:
    assert actions.open_run(trained).labels == datasets.get("digits").labels
