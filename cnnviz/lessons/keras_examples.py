"""Lines of Keras that do what a page does: classification with calibrated probabilities, and fine-tuning."""

from cnnviz.recipes import Recipe


def classification(input_shape: tuple[int, int, int], single_neuron: bool, calibrated: bool) -> str:
    """Return the lines that classify a photo.

    Args:
        input_shape: Rows, columns and channels that the network takes.
        single_neuron: Whether the network ends with one sigmoid neuron, for the second of two classes.
        calibrated: Whether its probabilities are calibrated.
    """
    mode = "rgb" if input_shape[2] == 3 else "grayscale"
    lines = [
        "import keras, numpy as np",
        "",
        "model = keras.saving.load_model('model.keras')",
        f"picture = keras.utils.load_img('photo.png', target_size={input_shape[:2]}, color_mode={mode!r}, "
        "interpolation='bilinear')",
        "probabilities = model.predict(np.array(picture, 'float32').reshape(1, *model.input_shape[1:]))[0]",
    ]
    if single_neuron:
        lines.append(
            "probabilities = np.array([1 - probabilities[0], probabilities[0]])  # its one neuron: the second class"
        )
    if calibrated:
        lines += [
            "",
            "with np.load('calibration.npz') as kept:  # as confident as it is accurate",
            "    powers = probabilities ** (1 / kept['temperature'])",
            "calibrated = powers / powers.sum()",
        ]
    return "\n".join(lines)


def fine_tuning(recipe: Recipe) -> str:
    """Return the lines that train a new last layer on MobileNetV2, and then its last layers too.

    Args:
        recipe: Its size of pictures, batch size, epochs, learning rate and number of frozen layers.
    """
    rows, cols, _ = recipe.input_shape
    return "\n".join(
        [
            "import keras",
            "",
            "backbone = keras.applications.MobileNetV2(include_top=False, pooling='avg')",
            "backbone.trainable = False",
            f"photos = keras.utils.image_dataset_from_directory('my_classes', image_size=({rows}, {cols}), "
            f"batch_size={recipe.batch_size})",
            "model = keras.Sequential([",
            "    keras.layers.Rescaling(1 / 127.5, offset=-1),",
            "    backbone,",
            "    keras.layers.Rescaling(0.17),",
            "    keras.layers.Dropout(0.2),",
            "    keras.layers.Dense(len(photos.class_names), activation='softmax'),",
            "])",
            "model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])",
            f"model.fit(photos, epochs={recipe.head_epochs})  # the new layer alone",
            "",
            "backbone.trainable = True",
            "for number, layer in enumerate(backbone.layers):",
            f"    layer.trainable = number >= {recipe.frozen} and "
            "not isinstance(layer, keras.layers.BatchNormalization)",
            f"model.compile(keras.optimizers.Adam({recipe.learning_rate}), 'sparse_categorical_crossentropy', "
            "metrics=['accuracy'])",
            f"model.fit(photos, epochs={recipe.epochs})",
        ]
    )
