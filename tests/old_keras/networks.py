"""The kinds of networks that users save, built with any Keras from 2.15 on, so nothing of the app is imported."""

from tests.old_keras.parts import SHAPE, VERSION, L, end, keras, ops, pictures


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
    factor = {"factor": 0.1}
    settings = {
        "RandomRotation": factor,
        "RandomTranslation": {"height_factor": 0.1, "width_factor": 0.1},
        "RandomZoom": {"height_factor": 0.1},
        "RandomShear": {"x_factor": 0.1, "y_factor": 0.1},
        "RandomPosterization": {"factor": 4},
    }
    by_factor = ["RandomContrast", "RandomBrightness", "RandomHue", "RandomSaturation", "RandomColorDegeneration"]
    if VERSION >= "3":  # In Keras 2 their size is unknown afterwards.
        by_factor += ["RandomHeight", "RandomWidth"]
    settings |= dict.fromkeys([*by_factor, "RandomSharpness"], factor)
    other = ["Flip", "Grayscale", "ColorJitter", "Invert", "Erasing", "GaussianBlur", "Perspective", "ElasticTransform"]
    settings |= {name: {} for name in [*(f"Random{kind}" for kind in other), "RandAugment", "AugMix"]}
    available = [getattr(L, name)(**given) for name, given in settings.items() if hasattr(L, name)]
    pixels, values = keras.Input(SHAPE), None
    for layer in available:
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


BY_SCALE = {
    "0 to 1": (
        sequential,
        sequential_without_input,
        sequential_built_by_pictures,
        output_in_a_list,
        output_in_a_dict,
        input_in_a_dict,
        nested,
        nested_in_sequential,
        functions_of_tensorflow,
        shared_layers,
        augmentation,
        mixed_precision,
        policy_of_layers,
        operations,
        squeeze_and_excitation,
        other_layers,
        grey,
        grey_without_channel,
        any_size,
    ),
    "-1 to 1": (functional, mobilenet, teachable_machine),
    "0 to 255": (mobilenet_v3, rescaling, normalization, augmentation_of_its_own, arithmetic, preprocessed_as_resnet),
}
"""The networks by the range of pixels that they expect."""
NETWORKS = {build.__name__: (build, scale) for scale, builders in BY_SCALE.items() for build in builders}
SHAPES = {
    "mobilenet": (32, 32, 3),
    "mobilenet_v3": (32, 32, 3),
    "teachable_machine": (32, 32, 3),
    "grey": (28, 28, 1),
    "grey_without_channel": (28, 28),
    "any_size": (224, 224, 3),
}
"""Shape of their pictures, where it is not `SHAPE`."""
