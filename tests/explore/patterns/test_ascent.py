"""Patterns are made as in document 003, independently of each other and reproducibly."""

from collections.abc import Callable

import keras
import numpy as np
import pytest
import tensorflow
from keras import Input, Model, Sequential, layers
from numpy.typing import NDArray

from cnnviz.explore.patterns.ascent import Pattern, PatternError, Settings, excitement, patterns
from cnnviz.explore.patterns.canvases import Waves
from cnnviz.explore.patterns.dream import dream
from cnnviz.explore.patterns.objectives import Part, climb
from cnnviz.surgery.graph import LayerError

FEW = Settings(steps=4, size=16)


@pytest.fixture(scope="module")
def model() -> Model:
    """A network for raw 24×24 colour pixels with 12 filters in its second convolution."""
    keras.utils.set_random_seed(0)
    return Sequential(
        [
            Input((24, 24, 3)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(4, 3, activation="relu", name="conv1"),
            layers.MaxPooling2D(name="pool1"),
            layers.Conv2D(12, 3, activation="relu", name="conv2"),
            layers.ReLU(name="relu"),
            layers.Flatten(),
            layers.Dense(2, name="classes"),
        ]
    )


def climbed(model: Model, layer: str, filters: list[int], settings: Settings = FEW) -> dict[int, list[Pattern]]:
    """Each filter's patterns, step by step."""
    stages: dict[int, list[Pattern]] = {number: [] for number in filters}
    for batch in patterns(model, layer, filters, settings):
        for pattern in batch:
            stages[pattern.filter].append(pattern)
    return stages


def brightness(*weights: float) -> Model:
    """A network whose filters each weigh one pixel's brightness, followed by a ReLU."""
    model = Sequential([Input((8, 8, 1)), layers.Conv2D(len(weights), 1, activation="relu", name="conv")])
    model.get_layer("conv").set_weights([np.array(weights).reshape(1, 1, 1, -1), np.zeros(len(weights))])
    return model


def plain_loop(
    model: Model, layer: str, number: int, start: NDArray[np.float32], steps: int
) -> tuple[NDArray[np.uint8], float]:
    """One filter's pattern and last loss, line for line as document 003 has it; the layers after it are never run."""
    until = Model(model.inputs, model.get_layer(layer).output)
    picture = tensorflow.Variable(start[None])
    for _ in range(steps):
        with tensorflow.GradientTape() as tape:
            loss = tensorflow.reduce_mean(until(picture)[:, :, :, number])
        grads = tape.gradient(loss, picture)
        grads /= tensorflow.sqrt(tensorflow.reduce_mean(tensorflow.square(grads))) + 1e-5
        picture.assign_add(grads)
    loss = float(tensorflow.reduce_mean(until(picture)[:, :, :, number]))
    x = picture[0].numpy()
    x -= x.mean()
    x /= x.std() + 1e-5
    x *= 0.1
    x += 0.5
    x = np.clip(x, 0, 1)
    x *= 255
    return np.clip(x, 0, 255).astype("uint8"), loss


@pytest.mark.parametrize("layer", ["conv2", "relu", "pool1"])
def test_a_pattern_is_that_of_the_documents_loop(model: Model, layer: str) -> None:
    settings = Settings(steps=5, size=24, seed=3)
    for number, steps in climbed(model, layer, [0, 3], settings).items():
        start = np.random.default_rng((3, number)).random((24, 24, 3), np.float32) * 20 + 128
        picture, loss = plain_loop(model, layer, number, start, 5)
        assert np.abs(steps[-1].picture.astype(int) - picture).max() <= 2
        assert steps[-1].score == pytest.approx(loss, rel=1e-3)
        assert steps[-1].silent == (loss == 0)


def test_three_steps_raise_the_score(model: Model) -> None:
    for steps in climbed(model, "conv2", list(range(12))).values():
        assert [pattern.step for pattern in steps] == [1, 2, 3, 4]
        if not steps[0].silent:
            assert steps[3].score > steps[0].score


def test_the_score_is_that_of_the_picture_shown() -> None:
    # On grey noise around 138 a filter of weight 1 climbs by 1 a step, as the gradient is the same everywhere.
    noise = np.random.default_rng((0, 0)).random((16, 16, 1), np.float32) * 20 + 128
    steps = climbed(brightness(1.0), "conv", [0])[0]
    assert [pattern.score for pattern in steps] == pytest.approx([noise.mean() + step for step in (1, 2, 3, 4)], 1e-3)


def test_steps_are_as_long_for_a_weak_filter_as_for_a_strong_one() -> None:
    made = climbed(brightness(2.0, 20.0), "conv", [0, 1])
    weak, strong = ([p.score for p in made[number]] for number in (0, 1))
    assert np.diff(weak) == pytest.approx([2] * 3, rel=0.01)
    assert np.diff(strong) == pytest.approx([20] * 3, rel=0.01)


def test_the_same_seed_gives_the_same_picture_and_another_seed_another(model: Model) -> None:
    one, same, other = (climbed(model, "conv2", [2], Settings(4, 16, seed))[2][-1].picture for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


@pytest.mark.parametrize("layer", ["conv2", "relu"])
def test_a_filters_picture_does_not_depend_on_which_others_are_made(model: Model, layer: str) -> None:
    alone, all_twelve = climbed(model, layer, [9]), climbed(model, layer, list(range(12)))
    for step in range(4):
        ours, theirs = alone[9][step], all_twelve[9][step]
        assert np.abs(ours.picture.astype(int) - theirs.picture).max() <= 1
        assert ours.score == pytest.approx(theirs.score, rel=1e-4)


def test_filters_come_in_the_order_asked_for_eight_at_a_time(model: Model) -> None:
    batches = [[pattern.filter for pattern in batch] for batch in patterns(model, "conv2", [11, *range(9)], FEW)]
    assert batches == [[11, *range(7)]] * 4 + [[7, 8]] * 4


def test_before_its_relu_a_silent_filter_starts() -> None:
    model = brightness(-1.0)
    after = climbed(model, "conv", [0])[0]
    assert all(pattern.silent and pattern.score == 0 for pattern in after)
    assert np.array_equal(after[0].picture, after[-1].picture)
    before = climbed(model, "conv", [0], Settings(4, 16, before_relu=True))[0]
    assert not before[-1].silent
    assert np.diff([pattern.score for pattern in before]) == pytest.approx([1] * 3, rel=0.01)


def test_pictures_have_mean_128_and_deviation_25(model: Model) -> None:
    picture = climbed(model, "conv2", [1])[1][-1].picture
    assert picture.shape == (16, 16, 3)
    assert picture.dtype == np.uint8
    assert picture.mean() == pytest.approx(127.5, abs=1)
    assert picture.std() == pytest.approx(25.5, abs=1)


def test_the_network_stays_as_it_is(model: Model) -> None:
    before = model.get_weights()
    climbed(model, "conv2", [1, 2])
    assert all(np.array_equal(a, b) for a, b in zip(before, model.get_weights(), strict=True))


def test_a_filter_of_a_nested_backbone_has_the_same_pattern(model: Model) -> None:
    backbone = Model(model.inputs, model.get_layer("relu").output, name="backbone")
    nested = Sequential([Input((24, 24, 3)), backbone, layers.GlobalAveragePooling2D(), layers.Dense(2)])
    inner, outer = climbed(model, "conv2", [4])[4][-1], climbed(nested, "backbone/conv2", [4])[4][-1]
    assert np.abs(inner.picture.astype(int) - outer.picture).max() <= 1


@pytest.mark.parametrize(
    ("attempt", "fault", "says"),
    [
        (lambda m: climbed(m, "conv2", [12]), PatternError, "Layer conv2 has filters 0 to 11: there is no filter 12"),
        (lambda m: climbed(m, "conv2", [0, -1]), PatternError, "there is no filter −1"),
        (lambda m: climbed(m, "conv9", [0]), LayerError, "There is no layer 'conv9' to look into: choose one of conv1"),
        (lambda m: climbed(m, "classes", [0]), LayerError, "There is no layer 'classes' to look into"),
        (lambda m: climbed(deep(), "last", [0], Settings(size=8)), PatternError, "A picture of 8×8 is too small for"),
        (lambda m: Settings(size=7), PatternError, "For a pattern, size must be between 8 and 512"),
        (lambda m: Settings(steps=0), PatternError, "For a pattern, steps must be between 1 and 1000"),
        (lambda m: Settings(seed=-1), PatternError, "For a pattern, seed must be between 0 and"),
    ],
)
def test_what_cannot_be_made_is_refused_in_one_sentence(
    model: Model, attempt: Callable[[Model], object], fault: type[Exception], says: str
) -> None:
    with pytest.raises(fault) as caught:
        attempt(model)
    assert says in str(caught.value)
    assert str(caught.value).endswith(".")


def deep() -> Model:
    """A network whose last convolution needs pictures of 20 pixels at least."""
    parts = [layers.Conv2D(2, 3), layers.MaxPooling2D(3), layers.Conv2D(2, 3), layers.MaxPooling2D(2)]
    return Sequential([Input((32, 32, 1)), *parts, layers.Conv2D(2, 2, name="last"), layers.Flatten()])


def test_only_the_last_step_leaves_out_fine_waves(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(steps=4, size=16, natural=True, before_relu=True)
    monkeypatch.setattr(Waves, "KEPT", -100.0)  # Whatever it costs.
    lean = climbed(model, "conv2", [0, 5], settings)
    monkeypatch.setattr(Waves, "SHARES", ())
    whole = climbed(model, "conv2", [0, 5], settings)
    for number in lean:
        same = [(a.picture == b.picture).all() for a, b in zip(lean[number], whole[number], strict=True)]
        assert same == [True, True, True, False]


def test_before_the_relu_means_so_for_every_kind_of_convolution() -> None:
    keras.utils.set_random_seed(0)
    relus = [
        layers.DepthwiseConv2D(3, activation="relu", name="conv", bias_initializer=keras.initializers.Constant(-900)),
        layers.SeparableConv2D(
            3, 3, activation="relu", name="conv", bias_initializer=keras.initializers.Constant(-900)
        ),
        layers.Conv2DTranspose(
            3, 3, activation="relu", name="conv", bias_initializer=keras.initializers.Constant(-900)
        ),
    ]
    for conv in relus:
        model = Sequential([Input((12, 12, 3)), conv, layers.Flatten(), layers.Dense(2, "softmax")])
        after, before = (
            list(patterns(model, "conv", [0], Settings(2, 12, before_relu=aim)))[-1][0] for aim in (False, True)
        )
        assert after.silent  # The bias keeps the channel below 0 everywhere.
        assert not before.silent
        assert before.score < 0


def of_one_size() -> Model:
    """A network that takes pictures of one size alone, as they come to it in a row."""
    row = [Input((20, 24)), layers.Reshape((20, 24, 1)), layers.Conv2D(3, 3, activation="relu", name="conv")]
    return Sequential([Input((20, 24, 1)), layers.Reshape((20, 24)), Sequential(row, name="inner"), layers.Flatten()])


def test_a_network_that_takes_one_size_alone_has_patterns_of_that_size() -> None:
    model = of_one_size()
    made = climbed(model, "conv", [0, 2])
    assert {pattern.picture.shape for steps in made.values() for pattern in steps} == {(20, 24, 1)}
    assert all(excitement(model, "conv", [steps[-1] for steps in made.values()]) > 0)
    *_, last = climb(model, [(Part("inner/conv", 1),)], FEW)
    assert last[0].picture.shape == (20, 24, 1)
    with pytest.raises(PatternError, match="takes pictures of 20×24 pixels alone"):
        next(dream(model, "conv", np.zeros((64, 64, 3), np.uint8)))
