"""Which networks do people save?  (folder) -> one of each kind, as the Keras that runs this writes it, with its own answers.

Run by itself, by any Keras from 2.15 on, so nothing of the app is imported: ``python tests/old_keras/networks.py FOLDER``.
"""

import json
import sys
from pathlib import Path

import numpy as np

try:
    import keras

    if keras.__version__ < "3":
        raise ImportError
    ops, VERSION = keras.ops, keras.__version__
except ImportError:  # The Keras 2 of TensorFlow up to 2.15.
    from tensorflow import keras

    ops, VERSION = None, getattr(keras, "__version__", "2")

L = keras.layers
if not hasattr(L, "Rescaling"):  # Up to TensorFlow 2.5 they were an experiment.
    for one in dir(L.experimental.preprocessing):
        setattr(L, one, getattr(L.experimental.preprocessing, one))
SHAPE = (24, 20, 3)
FACTORS = {"0 to 255": (1.0, 0.0), "0 to 1": (1 / 255, 0.0), "-1 to 1": (1 / 127.5, -1.0)}


def pictures(shape=SHAPE):
    """Return four pictures of 0..255, the same for whoever asks."""
    return np.random.default_rng(1).integers(0, 256, (4, *shape)).astype("float32")


def end(values):
    """Return three probabilities of feature maps."""
    return L.Dense(3, activation="softmax")(L.GlobalAveragePooling2D()(values))


def sequential():
    """Return the network of most tutorials."""
    return keras.Sequential(
        [
            keras.Input(SHAPE),
            L.Conv2D(4, 3, activation="relu"),
            L.MaxPooling2D(),
            L.BatchNormalization(),
            L.Dropout(0.5),
            L.Flatten(),
            L.Dense(3, activation="softmax"),
        ]
    )


def sequential_without_input():
    """Return one that learned its shape from its first layer."""
    return keras.Sequential(
        [L.Conv2D(4, 3, input_shape=SHAPE), L.LeakyReLU(), L.Flatten(), L.Dense(3, activation="softmax")]
    )


def sequential_built_by_pictures():
    """Return one that learned its shape from the first pictures."""
    model = keras.Sequential([L.Conv2D(4, 3, padding="same"), L.ReLU(), L.Flatten(), L.Dense(3, activation="softmax")])
    model(pictures())
    return model


def functional():
    """Return one with a shortcut and every kind of convolution."""
    pixels = keras.Input(SHAPE)
    first = L.Conv2D(6, 3, padding="same", use_bias=False)(pixels)
    values = L.ReLU(max_value=6.0)(L.BatchNormalization()(first))
    values = L.Activation("swish")(L.DepthwiseConv2D(3, padding="same")(values))
    values = L.Add()([first, L.SeparableConv2D(6, 3, padding="same")(values)])
    values = L.Concatenate()([values, L.Conv2DTranspose(2, 3, padding="same")(values)])
    return keras.Model(pixels, end(L.PReLU(shared_axes=[1, 2])(L.AveragePooling2D(2)(values))))


def output_in_a_list():
    """Return one whose output is a list of one."""
    pixels = keras.Input(SHAPE)
    return keras.Model([pixels], [end(L.Conv2D(4, 3)(pixels))])


def output_in_a_dict():
    """Return one whose output has a name."""
    pixels = keras.Input(SHAPE)
    return keras.Model(pixels, {"kind": end(L.Conv2D(4, 3)(pixels))})


def input_in_a_dict():
    """Return one whose input has a name."""
    pixels = keras.Input(SHAPE, name="photo")
    return keras.Model({"photo": pixels}, end(L.Conv2D(4, 3)(pixels)))


def nested():
    """Return a backbone in a Functional model."""
    pixels, inside = keras.Input(SHAPE), keras.Input((None, None, 3))
    backbone = keras.Model(inside, L.ReLU()(L.BatchNormalization()(L.Conv2D(4, 3)(inside))), name="backbone")
    return keras.Model(pixels, end(backbone(pixels, training=False)))


def nested_in_sequential():
    """Return a backbone in a Sequential model, with another Sequential model after it."""
    inside = keras.Input(SHAPE)
    backbone = keras.Model(inside, L.Conv2D(4, 3, activation="relu")(inside), name="backbone")
    head = keras.Sequential([L.GlobalAveragePooling2D(), L.Dense(3, activation="softmax")], name="head")
    return keras.Sequential([keras.Input(SHAPE), backbone, head])


def mobilenet():
    """Return a backbone of keras.applications under a head."""
    backbone = keras.applications.MobileNetV2((32, 32, 3), include_top=False, weights=None, alpha=0.35)
    backbone.trainable = False
    return keras.Sequential([backbone, L.GlobalAveragePooling2D(), L.Dense(3, activation="softmax")])


def mobilenet_v3():
    """Return a backbone that scales by itself, with shapes and operations inside."""
    pixels = keras.Input((32, 32, 3))
    backbone = keras.applications.MobileNetV3Small((32, 32, 3), 0.75, include_top=False, weights=None)
    return keras.Model(pixels, end(backbone(pixels)))


def teachable_machine():
    """Return one put together as Teachable Machine does: a Sequential model of two, the first on a backbone."""
    backbone = keras.applications.MobileNetV2((32, 32, 3), include_top=False, weights=None, alpha=0.35)
    features = keras.Sequential([backbone, L.GlobalAveragePooling2D()])
    head = keras.Sequential([L.Dense(10, activation="relu"), L.Dense(3, activation="softmax", use_bias=False)])
    model = keras.Sequential([features, head])
    model(pictures((32, 32, 3)))
    return model


def functions_of_tensorflow():
    """Return one whose activations are functions of TensorFlow, as many tutorials give them."""
    import tensorflow as tf

    return keras.Sequential(
        [keras.Input(SHAPE), L.Conv2D(4, 3, activation=tf.nn.relu), L.Flatten(), L.Dense(3, activation=tf.nn.softmax)]
    )


def shared_layers():
    """Return one that uses a convolution twice."""
    pixels, conv = keras.Input(SHAPE), L.Conv2D(3, 3, padding="same", activation="relu")
    return keras.Model(pixels, end(conv(conv(pixels))))


def rescaling():
    """Return one that divides by itself."""
    return keras.Sequential(
        [
            keras.Input(SHAPE),
            L.Rescaling(1 / 127.5, offset=-1),
            L.Conv2D(4, 3),
            L.Flatten(),
            L.Dense(3, activation="softmax"),
        ]
    )


def normalization():
    """Return one that standardises with what it saw."""
    scale = L.Normalization()
    scale.adapt(pictures())
    return keras.Sequential([keras.Input(SHAPE), scale, L.Conv2D(4, 3), L.Flatten(), L.Dense(3, activation="softmax")])


def augmentation():
    """Return one with every layer of augmentation that this Keras has."""
    given = {
        "RandomRotation": {"factor": 0.1}, "RandomTranslation": {"height_factor": 0.1, "width_factor": 0.1},
        "RandomZoom": {"height_factor": 0.1}, "RandomShear": {"x_factor": 0.1, "y_factor": 0.1},
        "RandomContrast": {"factor": 0.1}, "RandomBrightness": {"factor": 0.1}, "RandomFlip": {},
        "RandomHue": {"factor": 0.1}, "RandomSaturation": {"factor": 0.1}, "RandomGrayscale": {},
        "RandomColorJitter": {}, "RandomColorDegeneration": {"factor": 0.1}, "RandomPosterization": {"factor": 4},
        "RandomSharpness": {"factor": 0.1}, "RandomInvert": {}, "RandomErasing": {}, "RandomGaussianBlur": {},
        "RandomPerspective": {}, "RandomElasticTransform": {}, "RandAugment": {}, "AugMix": {}, "RandomHeight": {"factor": 0.1},
        "RandomWidth": {"factor": 0.1},
    }  # fmt: skip
    there = [getattr(L, name)(**settings) for name, settings in given.items() if hasattr(L, name)]
    if VERSION < "3":  # Their size is unknown afterwards.
        there = [layer for layer in there if type(layer).__name__ not in ("RandomHeight", "RandomWidth")]
    pixels, values = keras.Input(SHAPE), None
    for layer in there:
        values = layer(pixels if values is None else values)
    return keras.Model(pixels, end(L.Conv2D(4, 3)(values)))


def augmentation_of_its_own():
    """Return one whose augmentation is a Sequential model, as in Keras' guides."""
    augment = keras.Sequential([L.RandomFlip("horizontal"), L.RandomRotation(0.1), L.RandomZoom(0.1)], name="augment")
    pixels = keras.Input(SHAPE)
    return keras.Model(pixels, end(L.Conv2D(4, 3)(L.Rescaling(1 / 255)(augment(pixels)))))


def mixed_precision():
    """Return one that computes in half precision and answers in single."""
    policy = getattr(keras, "mixed_precision", None) or keras.config
    change = getattr(policy, "set_global_policy", None) or policy.set_dtype_policy
    change("mixed_float16")
    try:
        pixels = keras.Input(SHAPE)
        inside = keras.Sequential([keras.Input(SHAPE), L.Conv2D(4, 3, activation="relu"), L.BatchNormalization()])
        values = L.GlobalAveragePooling2D()(inside(pixels))
        return keras.Model(pixels, L.Dense(3, activation="softmax", dtype="float32")(values))
    finally:
        change("float32")


def policy_of_layers():
    """Return one whose layers have types of their own."""
    pixels = keras.Input(SHAPE)
    values = L.Conv2D(4, 3, dtype="float32")(pixels)
    values = L.Conv2D(4, 3, dtype="mixed_bfloat16")(values)
    return keras.Model(pixels, L.Dense(3, activation="softmax", dtype="float32")(L.Flatten()(values)))


def arithmetic():
    """Return one that scales with plain arithmetic, which Keras 2 makes layers of TensorFlow."""
    pixels = keras.Input(SHAPE)
    return keras.Model(pixels, end(L.Conv2D(4, 3)(pixels / 127.5 - 1.0)))


def preprocessed_as_resnet():
    """Return one that turns its colours round and centres them, as preprocess_input of ResNet50 does."""
    pixels = keras.Input(SHAPE)
    return keras.Model(pixels, end(L.Conv2D(4, 3)(keras.applications.resnet50.preprocess_input(pixels))))


def operations():
    """Return one of operations of many kinds."""
    pixels = keras.Input(SHAPE)
    values = ops.pad(ops.cast(pixels, "float32"), ((0, 0), (1, 1), (1, 1), (0, 0)))
    values = L.Conv2D(4, 3)(values)
    values = ops.relu(values) * 0.5 + ops.sigmoid(values) - ops.tanh(values)[:, :, :, :]
    weight = ops.expand_dims(ops.mean(values, axis=(1, 2)), 1)
    weight = ops.reshape(ops.softmax(weight), (-1, 1, 1, 4))
    values = values * ops.broadcast_to(weight, (ops.shape(values)[0] or 1, 1, 1, 4)) if False else values * weight
    values = ops.concatenate([values, ops.flip(values, axis=2), ops.abs(values)], axis=-1)
    values = ops.clip(ops.sqrt(ops.square(values) + 1e-6), 0, 6)
    flat = ops.squeeze(ops.max(values, axis=(1, 2), keepdims=True), axis=(1, 2))
    return keras.Model(pixels, L.Dense(3, activation="softmax")(flat))


def squeeze_and_excitation():
    """Return one that weighs its channels."""
    pixels = keras.Input(SHAPE)
    values = L.Conv2D(8, 3, activation="relu")(pixels)
    weight = L.Reshape((1, 1, 8))(
        L.Dense(8, activation="sigmoid")(L.Dense(2, activation="relu")(L.GlobalAveragePooling2D()(values)))
    )
    return keras.Model(pixels, end(L.Multiply()([values, weight])))


def other_layers():
    """Return one of the layers that are seldom met."""
    pixels = keras.Input(SHAPE)
    values = L.Cropping2D(1)(L.ZeroPadding2D(2)(L.Resizing(30, 30)(pixels)))
    values = L.LayerNormalization()(L.Conv2D(4, 3, kernel_regularizer="l2", kernel_initializer="he_normal")(values))
    values = L.UpSampling2D(2)(L.SpatialDropout2D(0.2)(L.ELU()(L.GaussianNoise(0.1)(values))))
    values = L.Softmax()(L.Permute((2, 1, 3))(values))
    rows = L.Reshape((-1, 4))(values)
    rows = L.MultiHeadAttention(2, 4)(
        rows[:, :50] if ops else L.Cropping1D((0, 3086))(rows), L.Cropping1D((0, 3086))(rows)
    )
    return keras.Model(pixels, L.Dense(3, activation="softmax")(L.GlobalMaxPooling1D()(L.Conv1D(4, 3)(rows))))


def grey():
    """Return one of MNIST's shape."""
    return keras.Sequential(
        [keras.Input((28, 28, 1)), L.Conv2D(4, 3, activation="relu"), L.Flatten(), L.Dense(3, activation="softmax")]
    )


def grey_without_channel():
    """Return one that takes MNIST as it comes."""
    return keras.Sequential(
        [keras.Input((28, 28)), L.Reshape((28, 28, 1)), L.Conv2D(4, 3), L.Flatten(), L.Dense(3, activation="softmax")]
    )


def any_size():
    """Return one that takes pictures of any size."""
    pixels = keras.Input((None, None, 3))
    return keras.Model(pixels, end(L.Conv2D(4, 3)(pixels)))


NETWORKS = {
    "sequential": (sequential, "0 to 1"),
    "sequential_without_input": (sequential_without_input, "0 to 1"),
    "sequential_built_by_pictures": (sequential_built_by_pictures, "0 to 1"),
    "functional": (functional, "-1 to 1"),
    "output_in_a_list": (output_in_a_list, "0 to 1"),
    "output_in_a_dict": (output_in_a_dict, "0 to 1"),
    "input_in_a_dict": (input_in_a_dict, "0 to 1"),
    "nested": (nested, "0 to 1"),
    "nested_in_sequential": (nested_in_sequential, "0 to 1"),
    "mobilenet": (mobilenet, "-1 to 1"),
    "mobilenet_v3": (mobilenet_v3, "0 to 255"),
    "teachable_machine": (teachable_machine, "-1 to 1"),
    "functions_of_tensorflow": (functions_of_tensorflow, "0 to 1"),
    "shared_layers": (shared_layers, "0 to 1"),
    "rescaling": (rescaling, "0 to 255"),
    "normalization": (normalization, "0 to 255"),
    "augmentation": (augmentation, "0 to 1"),
    "augmentation_of_its_own": (augmentation_of_its_own, "0 to 255"),
    "mixed_precision": (mixed_precision, "0 to 1"),
    "policy_of_layers": (policy_of_layers, "0 to 1"),
    "arithmetic": (arithmetic, "0 to 255"),
    "preprocessed_as_resnet": (preprocessed_as_resnet, "0 to 255"),
    "operations": (operations, "0 to 1"),
    "squeeze_and_excitation": (squeeze_and_excitation, "0 to 1"),
    "other_layers": (other_layers, "0 to 1"),
    "grey": (grey, "0 to 1"),
    "grey_without_channel": (grey_without_channel, "0 to 1"),
    "any_size": (any_size, "0 to 1"),
}
"""Each with what it takes of pixels."""


SHAPES = {
    "mobilenet": (32, 32, 3),
    "mobilenet_v3": (32, 32, 3),
    "teachable_machine": (32, 32, 3),
    "grey": (28, 28, 1),
    "grey_without_channel": (28, 28),
    "any_size": (224, 224, 3),
}
"""Of their pictures, where it is not `SHAPE`."""


def _moved(weight, rng):
    """Return weights somewhat larger where they are one a channel, as biases and statistics are."""
    one_a_channel = weight.ndim == 1 and weight.dtype.kind == "f"
    return weight + 0.1 * np.abs(rng.normal(size=weight.shape)).astype(weight.dtype) if one_a_channel else weight


def write(folder, formats=("keras", "h5")):
    """Write every network that this Keras can make and save, and answers.json: what each says of `pictures`."""
    folder.mkdir(parents=True, exist_ok=True)
    said = {"keras": VERSION, "answers": {}}
    for name, (build, scale) in NETWORKS.items():
        try:
            model = build()
        except Exception as error:
            print(
                f"{name}: this Keras has no such network ({type(error).__name__}: {str(error).splitlines()[0][:120]})"
            )
            continue
        if (
            name != "normalization"
        ):  # It has seen pictures; the others get statistics unlike those of a network before its first step.
            rng = np.random.default_rng(2)
            model.set_weights([_moved(weight, rng) for weight in model.get_weights()])
        shape = SHAPES.get(name, SHAPE)
        factor, offset = FACTORS[scale]
        given = pictures(shape) * factor + offset
        answer = model.predict({"photo": given} if name == "input_in_a_dict" else given, verbose=0)
        answer = (
            next(iter(answer.values()))
            if isinstance(answer, dict)
            else answer[0]
            if isinstance(answer, list)
            else answer
        )
        for ending in formats:
            try:
                model.save(folder / f"{name}.{ending}")
            except Exception as error:
                print(f"{name}.{ending}: this Keras cannot save it ({str(error).splitlines()[0][:120]})")
                continue
            said["answers"][f"{name}.{ending}"] = {
                "shape": shape,
                "scale": scale,
                "said": np.asarray(answer, "float64").tolist(),
            }
    (folder / "answers.json").write_text(json.dumps(said))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
