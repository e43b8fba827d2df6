"""A film shows the kernels, feature maps and answers of each epoch."""

import numpy as np
import pytest

from cnnviz import actions, datasets
from cnnviz.explore.patterns.ascent import Settings, patterns
from cnnviz.explore.patterns.scenes import Projector
from cnnviz.figures import FONT
from cnnviz.figures.film import frame
from cnnviz.surgery.graph import LayerError
from cnnviz.training.learning import film
from cnnviz.training.runs import Run


def test_the_last_scene_is_the_network_as_it_is(trained: Run) -> None:
    picture = datasets.load("digits", (16, 16, 1)).x_test[3]
    projector, opened = Projector(trained.blank()), actions.open_run(trained)
    *_, last = film.frames(trained.path).values()
    for layer in ("conv2", "conv1"):
        scene = projector.scene(last, picture, layer)
        assert np.array_equal(scene.maps, actions.activation_tiles(opened, picture, layer))
    assert scene.kernels.shape == (8, 3, 3, 1)
    assert np.allclose(scene.kernels[5], opened.model.get_layer("conv1").kernel[..., 5])
    assert np.allclose(scene.probabilities, opened.model.predict(picture[None], verbose=0)[0], atol=1e-5)
    with pytest.raises(LayerError):
        projector.scene(last, picture, "conv9")


def test_the_last_confusion_is_that_of_the_finished_network(trained: Run) -> None:
    data = datasets.load("digits", (16, 16, 1))
    first, *_, last = film.frames(trained.path).values()
    projector = Projector(trained.blank())
    counts = projector.confusion(last, data.x_test, data.y_test)
    assert np.array_equal(counts.sum(1), np.bincount(data.y_test))
    assert counts.trace() / counts.sum() == pytest.approx((trained.evaluation() or {})["test_accuracy"], abs=1e-6)
    assert projector.confusion(first, data.x_test, data.y_test).trace() < counts.trace()


def test_patterns_are_those_of_the_epoch(trained: Run) -> None:
    first, *_, last = film.frames(trained.path).values()
    projector = Projector(trained.blank())
    noise, learned = projector.patterns(first, "conv2"), projector.patterns(last, "conv2")
    assert noise.shape == learned.shape == (8, 16, 16, 1)
    assert not np.array_equal(noise, learned)
    settings = Settings(size=16, before_relu=True, natural=True)
    *_, alone = patterns(actions.open_run(trained).model, "conv2", range(8), settings)
    assert np.array_equal(learned, [pattern.picture for pattern in alone])
    assert np.array_equal(noise, projector.patterns(first, "conv2"))


LABELS = [f"digit {number}" for number in range(10)]


def test_the_figure_has_the_confusion_of_its_epoch_where_there_is_one(trained: Run) -> None:
    data = datasets.load("digits", (16, 16, 1))
    projector, kept = Projector(trained.blank()), film.frames(trained.path)
    scenes = [projector.scene(path, data.x_test[3], "conv1") for path in kept.values()]
    taken = [projector.confusion(path, data.x_test[:50], data.y_test[:50]) for path in kept.values()]
    answers = {epoch: scene.probabilities for epoch, scene in zip(kept, scenes, strict=True)}
    kernels, maps = [scene.kernels for scene in scenes], [scene.maps for scene in scenes]
    for epoch, counts in zip(kept, taken, strict=True):
        figure = frame(answers, kernels, maps, LABELS, "conv1", epoch, confusion=taken)
        rows = counts.sum(1, keepdims=True)
        assert np.allclose(np.square(figure.data[3].z), counts / np.maximum(1, rows))
        assert any("50 test pictures" in note.text for note in figure.layout.annotations)
    assert len(frame(answers, kernels, maps, LABELS, "conv1", 0).data) == 3


def test_the_figure_is_that_of_its_epoch_in_the_order_and_on_the_scale_of_the_whole_film(trained: Run) -> None:
    picture = datasets.load("digits", (16, 16, 1)).x_test[3]
    projector = Projector(trained.blank())
    scenes = {epoch: projector.scene(path, picture, "conv1") for epoch, path in film.frames(trained.path).items()}
    answers = {epoch: scene.probabilities for epoch, scene in scenes.items()}
    kernels, maps = [scene.kernels for scene in scenes.values()], [scene.maps for scene in scenes.values()]
    figures = [frame(answers, kernels, maps, LABELS, "conv1", epoch) for epoch in scenes]
    likeliest = int(list(scenes.values())[-1].probabilities.argmax())
    for figure, scene in zip(figures, scenes.values(), strict=True):
        assert figure.layout.font.size == FONT["size"]
        assert list(figure.data[0].y) == list(figures[0].data[0].y)
        assert figure.data[0].y[0] == f"digit {likeliest}"
        assert figure.data[0].x[0] == pytest.approx(scene.probabilities[likeliest])
    pictures = [figure.data[1].source for figure in figures]
    assert len(set(pictures)) == len(pictures)  # The kernels changed with every epoch.
    alone = frame({0: answers[0]}, kernels[:1], maps[:1], LABELS, "conv1", 0)
    assert alone.data[1].source != pictures[0]  # On a scale of its own.
