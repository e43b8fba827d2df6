"""Explorers are right for networks of every ending, shape of graph and precision.

Every ending × every shape of graph, in one of two precisions, is compared with plain Keras: a second model without the
ending, in 32 bits, whose gradients TensorFlow's tape gives.  The precisions alternate, so that each shape of graph and
each ending meets both.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow
from keras import Input, Model, Sequential, layers, ops

from cnnviz.explore.activations.feature_maps import FeatureMaps
from cnnviz.explore.attribution.cams import GradCam
from cnnviz.explore.attribution.heat_maps import weighted_sum
from cnnviz.explore.attribution.methods import methods
from cnnviz.explore.attribution.saliency import Gradient, GuidedBackpropagation
from cnnviz.explore.classify.probabilities import one_a_class, probabilities
from cnnviz.explore.patterns.ascent import Settings, target_channels
from cnnviz.explore.patterns.objectives import Part, _PartsModel
from cnnviz.surgery.endings import answering_with_probabilities, ending
from cnnviz.surgery.graph import LayerError, as_functional, lay_out
from cnnviz.surgery.loss_names import NUMBERS
from cnnviz.surgery.precision import in_float32

SHAPE = (12, 12, 3)
CLASSES = 3
PICTURES = np.random.default_rng(0).integers(0, 256, (4, *SHAPE)).astype("uint8")


def softmax(scores: np.ndarray) -> np.ndarray:
    powers = np.exp(scores - scores.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


def sigmoid(scores: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-scores))


# What comes first: pixels -> (feature maps that Grad-CAM should choose, what is flat and goes into the last layer).


def mean(maps: Any) -> Any:
    return layers.GlobalAveragePooling2D()(maps)


def plain(pixels: Any) -> tuple[Any, Any]:
    maps = layers.Conv2D(4, 3, activation="relu", name="one")(pixels / 255)
    maps = layers.Conv2D(5, 3, name="two")(layers.MaxPooling2D()(maps))
    return maps, layers.Flatten()(layers.Dropout(0.5)(maps))


def residual(pixels: Any) -> tuple[Any, Any]:
    before = layers.Conv2D(4, 3, padding="same", name="before")(layers.Rescaling(1 / 255)(pixels))
    after = layers.Conv2D(4, 3, padding="same", name="after")(layers.ReLU(name="relu")(before))
    maps = layers.Add(name="sum")([before, after])
    return maps, mean(layers.BatchNormalization()(maps))


def side_by_side(pixels: Any) -> tuple[Any, Any]:
    start = layers.Conv2D(3, 3, activation="elu", name="start")(pixels / 127.5 - 1)
    ways = [layers.Conv2D(2, side, padding="same", name=f"side{side}")(start) for side in (1, 3)]
    maps = ops.concatenate([*ways, layers.MaxPooling2D(3, 1, "same", name="pool")(start)], axis=-1)
    return maps, layers.GlobalMaxPooling2D()(maps)


def squeezed(pixels: Any) -> tuple[Any, Any]:
    """Squeeze and excitation: each map is weighed by what all of it says."""
    start = layers.Conv2D(4, 3, name="start")(pixels / 255)
    gate = layers.Dense(4, "sigmoid", name="gate")(layers.Dense(2, "relu", name="squeeze")(mean(start)))
    maps = layers.Multiply(name="weighed")([start, layers.Reshape((1, 1, 4))(gate)])
    return maps, mean(maps)


def nested(pixels: Any) -> tuple[Any, Any]:
    inside = Input(SHAPE)
    inner = Model(inside, layers.Conv2D(4, 3, name="conv")(inside), name="inner")
    middle = Sequential([Input(SHAPE), layers.Rescaling(1 / 127.5, -1), inner, layers.ReLU(name="relu")], name="middle")
    maps = middle(pixels)
    return maps, mean(maps)


def shared(pixels: Any) -> tuple[Any, Any]:
    """One convolution that is used twice, first on the maps of another, then on its own."""
    conv = layers.Conv2D(4, 3, padding="same", name="conv")
    maps = conv(layers.ReLU(name="relu")(conv(layers.Conv2D(4, 1, name="start")(pixels / 255))))
    return maps, mean(maps)


def separable(pixels: Any) -> tuple[Any, Any]:
    maps = layers.DepthwiseConv2D(3, depth_multiplier=2, activation="relu", name="depthwise")(pixels / 255)
    maps = layers.SeparableConv2D(4, 3, name="separable")(layers.BatchNormalization()(maps))
    maps = layers.Activation("swish", name="swish")(maps)
    return maps, layers.Flatten()(layers.AveragePooling2D(2)(maps))


def operations(pixels: Any) -> tuple[Any, Any]:
    """Steps of keras.ops in place of layers, as networks have them that were written as code."""
    maps = layers.Conv2D(4, 3, name="conv")(ops.subtract(ops.divide(pixels, 127.5), 1.0))
    maps = ops.relu(maps)
    return maps, ops.mean(maps, axis=(1, 2))


def grey(pixels: Any) -> tuple[Any, Any]:
    """Chooses colours by an index, as preprocessing does."""
    maps = layers.Conv2D(4, 3, strides=2, name="conv")(layers.Concatenate()([pixels[..., 2:], pixels[..., :1]]) / 255)
    maps = layers.LeakyReLU(name="leaky")(maps)
    return maps, layers.Flatten()(maps)


def attention(pixels: Any) -> tuple[Any, Any]:
    """Spatial attention, and a shortcut past it."""
    start = layers.Conv2D(4, 3, padding="same", activation="relu", name="start")(pixels / 255)
    where = layers.Conv2D(1, 3, padding="same", activation="sigmoid", name="where")(start)
    maps = layers.Average(name="both")([layers.Multiply(name="seen")([start, where]), start])
    return maps, mean(maps)


def twice(pixels: Any) -> tuple[Any, Any]:
    """One encoder, a model of its own, that sees the picture and its negative."""
    inside = Input(SHAPE)
    encoder = Model(inside, layers.Conv2D(4, 3, name="conv")(layers.Rescaling(1 / 255)(inside)), name="encoder")
    maps = encoder(pixels)
    return maps, layers.Concatenate()([mean(maps), mean(encoder(layers.Rescaling(-1.0, 255.0)(pixels)))])


GRAPHS: dict[str, Callable[[Any], tuple[Any, Any]]] = {
    made.__name__: made
    for made in (plain, residual, side_by_side, squeezed, nested, shared, separable, operations, grey, attention, twice)
}


# How it ends: what is flat -> (the network's answer, its scores).  The names say what the probabilities are.

Ends = Callable[[Any], tuple[Any, Any]]


def whole(units: int, activation: str) -> Ends:
    """The activation is an argument of the last layer; so the scores come from a twin of that layer."""

    def end(flat: Any) -> tuple[Any, Any]:
        twin = layers.Dense(units, name="twin")
        return layers.Dense(units, activation, name="last")(flat), twin(flat)

    return end


def normalised(units: int, activation: str) -> Ends:
    """As `whole`, within a spectral normalisation."""

    def end(flat: Any) -> tuple[Any, Any]:
        last, twin = (
            layers.SpectralNormalization(layers.Dense(units, given), name=name)
            for name, given in (("last", activation), ("twin", None))
        )
        return last(flat), twin(flat)

    return end


def in_time(units: int, activation: str) -> Ends:
    """As `whole`, in each of one step of time."""

    def end(flat: Any) -> tuple[Any, Any]:
        step = layers.Reshape((1, flat.shape[-1]))(flat)
        last, twin = (
            layers.TimeDistributed(layers.Dense(units, given), name=name)
            for name, given in (("last", activation), ("twin", None))
        )
        return layers.Flatten()(last(step)), layers.Flatten()(twin(step))

    return end


def apart(units: int, after: Callable[[Any], Any]) -> Ends:
    """The activation, or whatever else, comes after the last layer."""

    def end(flat: Any) -> tuple[Any, Any]:
        scores = layers.Dense(units, name="last", dtype="float32")(flat)
        return after(scores), scores

    return end


def as_convolution(flat: Any) -> tuple[Any, Any]:
    """As fully convolutional networks end."""
    scores = layers.Conv2D(CLASSES, 1, name="last")(layers.Reshape((1, 1, flat.shape[-1]))(flat))
    return layers.Flatten()(layers.Softmax()(scores)), layers.Flatten()(scores)


def mean_of_two(flat: Any) -> tuple[Any, Any]:
    """As two networks that vote."""
    one, other = (layers.Dense(CLASSES, "softmax", name=name)(flat) for name in ("last", "second"))
    answer = layers.Average()([one, other])
    return answer, ops.log(answer)


SOFTMAX: dict[str, Ends] = {
    "softmax argument": whole(CLASSES, "softmax"),
    "softmax argument normalised": normalised(CLASSES, "softmax"),
    "softmax layer": apart(CLASSES, lambda scores: layers.Softmax()(scores)),
    "softmax activation": apart(CLASSES, lambda scores: layers.Activation("softmax")(scores)),
    "softmax operation": apart(CLASSES, lambda scores: ops.softmax(scores)),
    "softmax reshaped": apart(CLASSES, lambda scores: layers.Reshape((1, CLASSES))(layers.Softmax()(scores))),
    "softmax convolution": as_convolution,
    "softmax cast": apart(CLASSES, lambda scores: ops.cast(layers.Softmax()(scores), "float32")),
    "softmax argument in time": in_time(CLASSES, "softmax"),
    "log of softmax": apart(CLASSES, lambda scores: ops.log(ops.softmax(scores))),
    "log softmax": apart(CLASSES, lambda scores: ops.log_softmax(scores)),
    "logits": apart(CLASSES, lambda scores: scores),
    "mean of two": mean_of_two,
}
ONE: dict[str, Ends] = {
    "sigmoid argument": whole(1, "sigmoid"),
    "sigmoid argument normalised": normalised(1, "sigmoid"),
    "sigmoid layer": apart(1, lambda scores: layers.Activation("sigmoid")(scores)),
    "sigmoid operation": apart(1, lambda scores: ops.sigmoid(scores)),
    "sigmoid reshaped": apart(1, lambda scores: layers.Reshape((1, 1))(ops.sigmoid(scores))),
    "one logit": apart(1, lambda scores: scores),
}
SEVERAL: dict[str, Ends] = {
    "labels argument": whole(CLASSES, "sigmoid"),
    "labels operation": apart(CLASSES, lambda scores: layers.Flatten()(ops.sigmoid(scores))),
}
ENDINGS = SOFTMAX | ONE | SEVERAL
PRECISIONS = ("float32", "mixed_float16")
CASES = [
    (graph, end, PRECISIONS[(row + column) % 2])
    for row, graph in enumerate(GRAPHS)
    for column, end in enumerate(ENDINGS)
]


@dataclass
class Case:
    """A network as it comes from elsewhere, as it is prepared here, and what plain Keras says.

    Attributes:
        model: Prepared: 32 bits, its answer are probabilities.
        both: Plain Keras: from pixels to the feature maps and the scores, one a class.
        chances: From scores to probabilities.
        taps: Plain Keras: the output of each layer by its name.
    """

    model: Model
    both: Model
    chances: Callable[[np.ndarray], np.ndarray]
    taps: dict[str, Any]
    pixels: Any

    def scores_and_slopes(self, index: int, picture: np.ndarray) -> tuple[np.ndarray, ...]:
        """Return the scores, the feature maps, and a score's gradient at the maps and at the pixels."""
        pixels = tensorflow.constant(picture[None].astype("float32"))
        with tensorflow.GradientTape(persistent=True) as tape:
            tape.watch(pixels)
            maps, scores = self.both(pixels, training=False)
            score = scores[:, index]
        return tuple(
            np.asarray(one)[0] for one in (scores, maps, tape.gradient(score, maps), tape.gradient(score, pixels))
        )


def built(graph: str, end: str, precision: str) -> tuple[Model, Model]:
    """Return a network, and plain Keras' way to its maps and scores."""
    keras.utils.set_random_seed(1)
    keras.config.set_dtype_policy(precision)
    try:
        pixels = Input(SHAPE, name="pictures")
        maps, flat = GRAPHS[graph](pixels)
        answer, scores = ENDINGS[end](flat)
        scores = ops.concatenate([-scores, scores], axis=-1) if end in ONE else scores
        model, both = Model(pixels, answer), Model(pixels, [maps, scores])
    finally:
        keras.config.set_dtype_policy("float32")
    for layer in both.layers:  # As after a training: no layer norms by zero and one, no bias is zero.
        dice = np.random.default_rng(2)
        layer.set_weights([weights + 0.2 * dice.random(weights.shape) for weights in layer.get_weights()])
    if "argument" in end:
        last = model.get_layer("last")
        last.set_weights([3 * weights for weights in last.get_weights()])
        both.get_layer("twin").set_weights(last.get_weights())
    return model, both


@pytest.fixture(params=CASES, ids="-".join)
def case(request: pytest.FixtureRequest) -> Iterator[Case]:
    graph, end, precision = request.param
    given, both = built(graph, end, precision)
    if precision != "float32":
        reference = built(graph, end, "float32")[1]
        reference.set_weights(both.get_weights())
        both = reference
    model, classes, _ = answering_with_probabilities(in_float32(given))
    assert classes == (2 if end in ONE else CLASSES)
    named = {
        layer.name: Model(both.inputs[0], layer.output)
        for layer in both.layers
        if isinstance(layer, layers.Conv2D | layers.DepthwiseConv2D | layers.SeparableConv2D) and layer.name != "conv"
    }
    # Small networks on one picture: to compile them takes longer than to run them.
    tensorflow.config.run_functions_eagerly(True)
    yield Case(model, both, softmax if end in SOFTMAX else sigmoid, named, both.inputs[0])
    tensorflow.config.run_functions_eagerly(False)


def close(ours: np.ndarray, expected: np.ndarray) -> bool:
    """Whether two arrays agree to 1e-4 of the largest value that is expected."""
    return bool(np.abs(ours - expected).max() <= 1e-4 * max(1e-3, np.abs(expected).max()))


def test_its_answer_activations_gradients_heat_maps_and_objectives_are_those_of_plain_keras(case: Case) -> None:
    scores = np.asarray(case.both(PICTURES.astype("float32"), training=False)[1])
    chances = probabilities(case.model, PICTURES)
    assert chances == pytest.approx(case.chances(scores), abs=1e-4)
    assert probabilities(one_a_class(case.model), PICTURES) == pytest.approx(chances, abs=1e-4)
    graph = lay_out(case.model)
    ours = dict(zip([tap.name for tap in graph.picture_layers()], FeatureMaps(graph)(PICTURES[0]), strict=True))
    for name, plain_keras in case.taps.items():
        if plain_keras.output.shape.__len__() == 4:
            assert close(ours[name], np.asarray(plain_keras(PICTURES[:1].astype("float32"), training=False))[0]), name
    gradient, explain = Gradient(case.model), GradCam(case.model)
    parts_model = _PartsModel(case.model, [(Part("class", 0),)], Settings())
    for index in range(scores.shape[-1]):
        score, maps, at_maps, at_pixels = case.scores_and_slopes(index, PICTURES[1])
        assert close(gradient.attributions(PICTURES[1], index), at_pixels)
        assert close(explain(PICTURES[1], index), weighted_sum(maps, at_maps.mean((0, 1))))
        climbed = np.asarray(parts_model.head(PICTURES[1:2].astype("float32"), training=False))[0]
        assert close(climbed, score)


LIKE: dict[str, str] = {end: "logits" if end in SOFTMAX else "one logit" for end in ENDINGS if end in SOFTMAX | ONE}


@pytest.mark.parametrize("method", methods())
@pytest.mark.parametrize("end", ["softmax operation", "log softmax", "sigmoid layer", "sigmoid reshaped"])
def test_every_method_sees_the_same_however_the_ending_is_written(end: str, method: str) -> None:
    (one, _), (other, _) = built("operations", end, "float32"), built("operations", LIKE[end], "float32")
    other.set_weights(one.get_weights())
    indices = range(CLASSES if end in SOFTMAX else 2)
    maps = np.array(
        [
            [explain(PICTURES[0], index) for index in indices]
            for explain in (methods()[method].build(model) for model in (one, other))
        ]
    )
    assert maps[0].max() > 0
    assert maps[0] == pytest.approx(maps[1], abs=1e-4)


@pytest.mark.parametrize("method", methods())
@pytest.mark.parametrize("graph", ["side_by_side", "squeezed", "nested", "shared", "attention", "twice"])
def test_every_method_works_on_every_shape_of_graph_in_sixteen_bits(graph: str, method: str) -> None:
    model, both = built(graph, "softmax layer", "mixed_float16")
    plain_keras = built(graph, "logits", "float32")[0]
    plain_keras.set_weights(both.get_weights())
    maps = [methods()[method].build(one)(PICTURES[0], 2) for one in (in_float32(model), plain_keras)]
    assert maps[0] == pytest.approx(maps[1], abs=1e-4)


@pytest.mark.parametrize("activation", ["softmax", "sigmoid", None])
def test_a_network_whose_answer_is_a_picture_names_no_classes(activation: str | None) -> None:
    model = Sequential([Input(SHAPE), layers.Conv2D(2, 3, activation=activation)])
    assert ending(lay_out(model)) is None
    assert answering_with_probabilities(model)[1:] == (0, "")
    for method in methods().values():
        with pytest.raises(LayerError, match="names no classes: its output has the shape 10×10×2"):
            method.build(model)


@pytest.mark.parametrize(
    ("end", "why"),
    [
        (lambda x: layers.Dense(1, "relu")(x), "never below 0"),
        (lambda x: layers.Dense(1, "softplus")(x), "never below 0"),
        (lambda x: 100 * layers.Dense(1, "sigmoid")(x), "never below 0"),
        (lambda x: layers.Dense(1, "softmax")(x), "always gives 1"),
        (lambda x: layers.Softmax()(layers.Dense(1)(x)), "always gives 1"),
        (lambda x: ops.argmax(layers.Dense(3)(x), axis=-1), "as argmax gives them"),
        (lambda x: ops.argmax(layers.Dense(3)(x), axis=-1, keepdims=True), "as argmax gives them"),
    ],
    ids=["relu", "softplus", "percent", "softmax of one", "softmax of one, apart", "argmax", "argmax, kept"],
)
@pytest.mark.filterwarnings("ignore:You are using a softmax over axis -1")
def test_an_answer_that_cannot_be_a_score_is_no_probability(end: Callable[[Any], Any], why: str) -> None:
    pixels = Input(SHAPE)
    model = Model(pixels, end(mean(layers.Conv2D(2, 3)(pixels / 255))))
    same, classes, note = answering_with_probabilities(model)
    assert (same, classes) == (model, 0)
    assert why in note
    with pytest.raises(LayerError, match="names no classes"):
        GradCam(model)


@pytest.mark.parametrize("loss", sorted(NUMBERS))
def test_bare_numbers_of_a_network_that_was_trained_to_estimate_are_no_scores(loss: str) -> None:
    for units in (1, 4):
        model = Sequential([Input(SHAPE), layers.Conv2D(2, 3), layers.Flatten(), layers.Dense(units)])
        same, classes, note = answering_with_probabilities(model, loss)
        assert (same, classes) == (model, 0)
        assert f"trained with {loss}," in str(note)
        assert answering_with_probabilities(model)[1] == max(2, units)
    probable = Sequential([Input(SHAPE), layers.Conv2D(2, 3), layers.Flatten(), layers.Dense(4, "softmax")])
    assert answering_with_probabilities(probable, loss)[1:] == (4, "")


def test_bare_scores_of_a_network_that_was_trained_with_yes_and_no_are_each_on_their_own() -> None:
    bare = Sequential([Input(SHAPE), layers.Rescaling(1 / 255), layers.Conv2D(2, 3), layers.Flatten(), layers.Dense(4)])
    model, classes, note = answering_with_probabilities(bare, "binary_crossentropy")
    assert classes == 4
    assert "yes or no to each class" in note
    scores = np.asarray(bare(PICTURES.astype("float32")))
    assert probabilities(model, PICTURES) == pytest.approx(sigmoid(scores), abs=1e-5)


def test_a_convolution_within_a_spectral_normalisation_is_seen_before_its_relu_and_guided() -> None:
    bare = Sequential(
        [Input(SHAPE), layers.Conv2D(3, 3, activation="relu", name="conv"), layers.Flatten(), layers.Dense(2)]
    )
    wrapped = layers.SpectralNormalization(layers.Conv2D(3, 3, activation="relu"), name="conv")
    normal = Sequential([Input(SHAPE), wrapped, layers.Flatten(), layers.Dense(2)])
    wrapped.layer.set_weights(bare.get_layer("conv").get_weights())
    normal.layers[-1].set_weights(bare.layers[-1].get_weights())
    guided = [GuidedBackpropagation(one).attributions(PICTURES[0], 1) for one in (bare, normal)]
    assert guided[0] == pytest.approx(guided[1])
    taps = [(graph.pixels, graph.tap("conv")) for graph in map(lay_out, (bare, normal))]
    before = [Model(pixels, target_channels(tap, True))(PICTURES.astype("float32")) for pixels, tap in taps]
    assert np.asarray(before[0]).min() < 0
    assert np.asarray(before[0]) == pytest.approx(np.asarray(before[1]))


def test_two_towers_that_only_meet_when_they_are_flat_have_a_heat_map_of_the_last() -> None:
    pixels = Input(SHAPE)
    flat = [mean(layers.Conv2D(2, 3, name=name)(pixels)) for name in ("left", "right")]
    model = Model(pixels, layers.Dense(2, "softmax")(layers.Concatenate()(flat)))
    explain = GradCam(model)
    kernel = model.layers[-1].get_weights()[0]
    maps = np.asarray(Model(pixels, model.get_layer(explain.layer).output)(PICTURES[:1].astype("float32")))[0]
    for index in (0, 1):
        weights = kernel[:2, index] if explain.layer == "left" else kernel[2:, index]
        assert close(explain(PICTURES[0], index), weighted_sum(maps, weights / 100))


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (lambda x: 0.25 * layers.Softmax()(x) + 0.75 * layers.Softmax()(2 * x), True),
        (lambda x: ops.exp(x) / ops.sum(ops.exp(x), axis=-1, keepdims=True), True),
        (lambda x: (lambda e: e / ops.sum(e, axis=-1, keepdims=True))(ops.exp(x)), True),
        (lambda x: layers.Concatenate()([1 - ops.sigmoid(x[:, :1]), ops.sigmoid(x[:, :1])]), False),
        (lambda x: layers.Multiply()([ops.sigmoid(x), ops.sigmoid(-x)]), False),
        (lambda x: layers.Dense(2, "hard_sigmoid")(x), False),
        (lambda x: layers.Dense(3, "sparsemax")(x), False),
        (lambda x: ops.clip(ops.softmax(x), 1e-7, 1 - 1e-7), True),
        (lambda x: (lambda p: p / ops.sum(p, axis=-1, keepdims=True))(ops.sigmoid(x)), True),
    ],
    ids=[
        "weighted mean",
        "softmax by hand twice",
        "softmax by hand",
        "both sigmoids",
        "product",
        "hard sigmoid",
        "sparsemax",
        "clipped",
        "shares",
    ],
)
def test_probabilities_that_are_put_together_are_left_as_they_are(end: Callable[[Any], Any], expected: bool) -> None:
    pixels = Input(SHAPE)
    model = Model(pixels, end(layers.Dense(3)(layers.Flatten()(layers.Conv2D(2, 3)(pixels / 255)))))
    graph = lay_out(model)
    classified = ending(graph)
    assert classified is not None
    assert classified.exclusive is expected
    assert classified.missing == ""
    pictures = PICTURES.astype("float32")
    worked_out = Model(graph.pixels, classified.probabilities())(pictures, training=False)
    assert np.asarray(worked_out) == pytest.approx(np.asarray(model(pictures, training=False)), abs=1e-5)


@pytest.mark.parametrize("name", ["one_row", "probabilities"])
def test_layers_that_are_added_do_not_clash_with_names_that_are_there(name: str) -> None:
    pixels = Input(SHAPE)
    scores = layers.Conv2D(2, SHAPE[0], name=name)(pixels)
    model, classes, note = answering_with_probabilities(Model(pixels, scores, name=name))
    assert (classes, model.output_shape) == (2, (None, 2))
    assert note
    assert probabilities(model, PICTURES).sum(axis=1) == pytest.approx(1)


class Named(Model):  # type: ignore[misc]
    """A model of its own class whose one answer stands under a name."""

    def __init__(self) -> None:
        super().__init__()
        self.maps, self.last = layers.Conv2D(4, 3, activation="relu"), layers.Dense(CLASSES, "softmax")

    def call(self, pixels: Any) -> dict[str, Any]:
        return {"kind": self.last(ops.mean(self.maps(pixels / 255), axis=(1, 2)))}


def test_one_answer_under_a_name_is_one_answer_in_a_script_too() -> None:
    named = Named()
    expected = np.asarray(named(PICTURES.astype("float32"))["kind"])
    pixels = Input(SHAPE)
    for model in (
        as_functional(named, SHAPE),
        Model(pixels, named.call(pixels)),
        Model(pixels, [named.call(pixels)["kind"]]),
    ):
        assert probabilities(model, PICTURES) == pytest.approx(expected, abs=1e-5)
        assert GradCam(model)(PICTURES[0], 0).shape == (10, 10)


def test_where_nothing_leads_back_the_gradient_is_zero() -> None:
    pixels = Input(SHAPE)
    model = Model(pixels, ops.round(layers.Dense(3, "softmax")(mean(layers.Conv2D(2, 3)(pixels)))))
    assert not GradCam(model)(PICTURES[0], 1).any()
    assert not Gradient(model).attributions(PICTURES[0], 1).any()


def test_a_recurrent_layer_does_not_end_with_its_activation() -> None:
    rows = layers.Reshape((10, 20))(layers.Conv2D(2, 3)(pixels := Input(SHAPE)))
    model = Model(pixels, layers.LSTM(3, activation="softmax")(rows))
    answering, classes, note = answering_with_probabilities(model)
    assert (classes, bool(note)) == (3, True)
    assert probabilities(answering, PICTURES) == pytest.approx(
        softmax(np.asarray(model(PICTURES.astype("float32")))), abs=1e-5
    )
