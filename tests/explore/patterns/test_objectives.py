"""Pictures climb towards classes, neurons, sums and differences; unreadable objectives are refused."""

import keras
import numpy as np
import pytest
from keras import Input, Model, Sequential, layers
from numpy.typing import NDArray

from cnnviz.explore.classify.probabilities import probabilities
from cnnviz.explore.patterns.ascent import PatternError, Settings, patterns
from cnnviz.explore.patterns.objectives import CLASS, Part, climb, parse
from cnnviz.surgery.graph import LayerError, lay_out

LABELS = ("red fox", "dog - small", "7")


@pytest.fixture(scope="module")
def model() -> Model:
    """A network of three classes with random weights."""
    keras.utils.set_random_seed(0)
    return Sequential(
        [
            Input((16, 16, 3)),
            layers.Rescaling(1 / 255),
            layers.Conv2D(6, 3, activation="relu", name="conv1"),
            layers.Conv2D(6, 3, activation="relu", name="conv2"),
            layers.Flatten(),
            layers.Dense(3, activation="softmax", name="classes"),
        ]
    )


def grown(model: Model, *texts: str, settings: Settings) -> list[NDArray[np.uint8]]:
    """The finished picture of each objective."""
    wanted = [parse(text, lay_out(model), LABELS) for text in texts]
    made = {}
    for batch in climb(model, wanted, settings):
        made.update({pattern.filter: pattern for pattern in batch})
    assert all(pattern.step == settings.steps for pattern in made.values())
    return [made[number].picture for number in range(len(texts))]


def test_an_objective_is_read_as_it_is_written(model: Model) -> None:
    graph = lay_out(model)
    assert parse("conv2:3", graph, LABELS) == (Part("conv2", 3),)
    assert parse(" conv2:3@middle + 0.5 conv1:5 - 2 * class:red fox", graph, LABELS) == (
        Part("conv2", 3, neuron=True),
        Part("conv1", 5, 0.5),
        Part(CLASS, 0, -2),
    )
    assert parse("− class:1", graph, LABELS) == (Part(CLASS, 1, -1),)
    assert parse("class:7", graph, LABELS) == (Part(CLASS, 2),)  # A name comes before a number.


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Name 1 to 8 objectives"),
        (" + ".join(["conv1:0"] * 9), "Name 1 to 8 objectives"),
        ("conv1", "'conv1' cannot be read: write a layer and a channel, such as layer:3"),
        ("conv1:6", "Layer conv1 has channels 0 to 5: there is no channel 6"),
        ("conv1:x", "there is no channel x"),
        ("class:cow", "There is no class 'cow': choose one of red fox"),
        ("class:7@middle", "There is no class"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, message: str, model: Model) -> None:
    with pytest.raises(PatternError, match=message):
        parse(text, lay_out(model), LABELS)


def test_a_layer_that_is_not_there_is_said(model: Model) -> None:
    with pytest.raises(LayerError, match="no layer 'conv9'"):
        parse("conv9:1", lay_out(model), LABELS)


@pytest.mark.parametrize("natural", [True, False])
def test_a_picture_grown_for_a_class_is_taken_for_it(natural: bool, model: Model) -> None:
    pictures = grown(model, "class:0", "class:1", "class:2", settings=Settings(30, 16, natural=natural))
    assert pictures[0].shape == (16, 16, 3)
    assert probabilities(model, np.stack(pictures)).argmax(1).tolist() == [0, 1, 2]


def test_one_channel_grows_as_a_filters_pattern_does(model: Model) -> None:
    settings = Settings(6, 20)
    *_, (alone,) = patterns(model, "conv2", [0], settings)
    (picture,) = grown(model, "conv2:0", settings=settings)
    # Their noise is not the same: what they reached is compared.
    graph = lay_out(model, (20, 20, 3), "conv2").until("conv2")
    means = [
        float(np.mean(np.asarray(graph(one[None].astype("float32"), training=False))[..., 0]))
        for one in (alone.picture, picture)
    ]
    assert means[1] == pytest.approx(means[0], rel=0.1)


def test_of_a_neuron_the_middle_of_the_map_counts(model: Model) -> None:
    wanted = parse("conv2:1@middle", lay_out(model), LABELS)
    *_, (pattern,) = climb(model, [wanted], Settings(60, 32, before_relu=True, natural=True))
    until = lay_out(model, (32, 32, 3), "conv2").until("conv2")
    maps = np.asarray(until(pattern.picture[None].astype("float32"), training=False))[0, ..., 1]
    assert pattern.score == pytest.approx(maps[14, 14], rel=0.05)
    assert maps[14, 14] > 2 * np.abs(maps).mean()


def test_sums_rise_and_differences_tell_apart(model: Model) -> None:
    settings = Settings(30, 24, before_relu=True, natural=True)
    both, apart, back = grown(model, "conv2:0 + conv2:1", "conv2:0 - conv2:1", "conv2:1 - conv2:0", settings=settings)
    until = lay_out(model, (24, 24, 3), "conv2").until("conv2")

    def means(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
        return np.asarray(until(picture[None].astype("float32"), training=False)).mean((0, 1, 2))

    assert means(apart)[0] - means(apart)[1] > means(both)[0] - means(both)[1]
    assert means(back)[1] - means(back)[0] > means(both)[1] - means(both)[0]


def test_a_picture_is_the_same_whichever_others_are_made_beside_it(model: Model) -> None:
    settings = Settings(4, 16, natural=True)
    alone = grown(model, "class:1", settings=settings)[0]
    beside = grown(model, "class:0", "class:1", settings=settings)[1]
    assert np.abs(alone.astype(int) - beside).max() <= 1


def test_a_picture_too_small_for_the_layer_is_said() -> None:
    deep = Sequential(
        [Input((64, 64, 1)), *(layers.MaxPooling2D() for _ in range(4)), layers.Conv2D(2, 3, name="conv")]
    )
    with pytest.raises(PatternError, match="A picture of 16×16 is too small for layer conv"):
        list(climb(deep, [(Part("conv", 0),)], Settings(1, 16)))


def test_layers_may_have_spaces_and_letters_of_any_language_in_their_names() -> None:
    model = Sequential([Input((16, 16, 3)), layers.Conv2D(2, 3, name="convolución 1"), layers.ReLU(name="relu 2")])
    graph = lay_out(model)
    assert parse("convolución 1:1 - 0.5 relu 2:0", graph, ()) == (Part("convolución 1", 1), Part("relu 2", 0, -0.5))
