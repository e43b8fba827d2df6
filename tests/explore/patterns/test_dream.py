"""A dream raises a layer's answer to a photo and keeps the photo's size."""

import keras
import numpy as np
import pytest
from keras import Input, Model, Sequential, layers

from cnnviz.explore.patterns.ascent import PatternError
from cnnviz.explore.patterns.dream import Dream, Settings, dream
from cnnviz.surgery.graph import LayerError, lay_out

PHOTO = np.random.default_rng(0).integers(60, 200, (30, 44, 3), np.uint8)


@pytest.fixture(scope="module", params=[3, 1])
def model(request: pytest.FixtureRequest) -> Model:
    """A network for 16×16 pictures, of colours or grey."""
    keras.utils.set_random_seed(0)
    return Sequential(
        [
            Input((16, 16, request.param)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(6, 3, activation="relu", name="conv1"),
            layers.MaxPooling2D(),
            layers.Conv2D(8, 3, name="conv2"),
            layers.Flatten(),
            layers.Dense(2),
        ]
    )


def answer(model: Model, picture: np.ndarray, channel: int | None) -> float:
    """How strongly conv2 answers a picture."""
    until = lay_out(model, (*picture.shape[:2], picture.shape[2]), "conv2").until("conv2")
    maps = np.asarray(until(picture[None].astype("float32"), training=False))
    return float((maps**2).mean() if channel is None else maps[..., channel].mean())


@pytest.mark.parametrize("channel", [None, 3])
def test_the_layer_answers_the_dream_more_than_the_photo(channel: int | None, model: Model) -> None:
    steps = list(dream(model, "conv2", PHOTO, channel, Settings(steps=5)))
    last = steps[-1].picture
    depth = model.inputs[0].shape[-1]
    assert last.shape == (30, 44, depth)
    assert last.dtype == np.uint8
    awake = PHOTO if depth == 3 else PHOTO.mean(-1, keepdims=True).round().astype(np.uint8)
    before = answer(model, awake, channel)
    assert answer(model, last, channel) > before + 0.1 * abs(before)


def test_it_grows_from_small_to_the_photos_size_and_says_how_far_it_is(model: Model) -> None:
    steps = list(dream(model, "conv1", PHOTO, settings=Settings(steps=2, octaves=3, ratio=1.5)))
    assert [step.picture.shape[:2] for step in steps] == [(13, 20)] * 2 + [(20, 29)] * 2 + [(30, 44)] * 2
    assert [step.share for step in steps] == pytest.approx([1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6, 1])


def test_what_a_smaller_size_loses_of_the_photo_comes_back(model: Model) -> None:
    faint = Settings(steps=1, strength=0.1)
    *_, last = dream(model, "conv1", PHOTO, settings=faint)
    awake = PHOTO if last.picture.shape[-1] == 3 else PHOTO @ np.array([[0.299], [0.587], [0.114]])
    assert np.abs(last.picture.astype(float) - awake).mean() < 2


def test_the_same_seed_dreams_the_same(model: Model) -> None:
    def dreamt(seed: int) -> Dream:
        return list(dream(model, "conv2", PHOTO, settings=Settings(steps=3, seed=seed)))[-1]

    assert np.array_equal(dreamt(0).picture, dreamt(0).picture)
    assert not np.array_equal(dreamt(0).picture, dreamt(1).picture)


def test_what_cannot_be_dreamt_is_said(model: Model) -> None:
    with pytest.raises(LayerError, match="no layer 'conv9'"):
        list(dream(model, "conv9", PHOTO))
    with pytest.raises(PatternError, match="channels 0 to 7: there is no channel 8"):
        list(dream(model, "conv2", PHOTO, 8))
    with pytest.raises(PatternError, match="the smallest size, is too small for layer conv2"):
        list(dream(model, "conv2", PHOTO[:6, :6]))
    with pytest.raises(PatternError, match="at most 640 pixels a side: this one is 30×700"):
        list(dream(model, "conv1", np.zeros((30, 700, 3), np.uint8)))
    with pytest.raises(PatternError, match="For a dream, octaves must be between 1 and 8"):
        Settings(octaves=9)
