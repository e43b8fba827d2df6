"""Is every part of Keras decided on, do those that are let in take no code and no path, and does augmentation really rest?"""

import importlib
import inspect
import pkgutil

import keras
import numpy as np
import pytest
from keras.src import ops as modules_of_operations

from cnnviz.explore.upload import harmless

LAYERS = {
    one.__name__: one
    for one in vars(keras.layers).values()
    if inspect.isclass(one) and issubclass(one, keras.layers.Layer)
}
REFUSED_LAYERS = {
    "FlaxLayer": "a function", "JaxLayer": "a function", "Lambda": "a function", "TorchModuleWrapper": "a pickle",
    "TFSMLayer": "a path", "IntegerLookup": "a path", "StringLookup": "a path", "TextVectorization": "a path or a function",
    "Layer": "nothing by itself", "Wrapper": "nothing by itself",
}  # fmt: skip
"""What each of them takes."""
REFUSED_OPERATIONS = {
    "Map", "Scan", "AssociativeScan", "Switch", "WhileLoop", "ForiLoop", "Cond", "VectorizedMap", "JVP", "Function", "Operation",
}  # fmt: skip
"""They take functions, or are nothing by themselves."""
TELLTALE = {
    "f", "fn", "func", "function", "call", "callable", "body", "cond", "code", "module", "path", "filepath", "file", "filename",
    "vocabulary", "url", "origin", "init_fn", "apply_fn", "call_fn", "standardize", "split",
}  # fmt: skip
"""Names of arguments by which a class would take code, a path or an address."""


def operations() -> dict[str, dict[str, type]]:
    """Every operation of Keras, by its module."""
    found = {}
    for info in pkgutil.iter_modules(modules_of_operations.__path__):
        if not info.name.endswith("_test"):
            module = importlib.import_module(f"keras.src.ops.{info.name}")
            found[module.__name__] = {
                name: one
                for name, one in vars(module).items()
                if inspect.isclass(one) and issubclass(one, keras.Operation) and one.__module__ == module.__name__
            }
    return found


def test_every_layer_of_keras_is_let_in_or_refused_for_a_reason() -> None:
    let_in = {name for name in LAYERS if harmless.only_computes("keras.layers", name)}
    assert let_in | set(REFUSED_LAYERS) == set(LAYERS)
    assert not let_in & set(REFUSED_LAYERS)


def test_every_operation_of_keras_is_let_in_or_refused_for_a_reason() -> None:
    for module, classes in operations().items():
        let_in = {name for name in classes if harmless.only_computes(module, name)}
        assert set(classes) - let_in == set(classes) & REFUSED_OPERATIONS, module
    assert not any(harmless.module_of(name) for name in REFUSED_OPERATIONS)


def test_nothing_that_is_let_in_takes_code_or_a_path() -> None:
    layers = [one for name, one in LAYERS.items() if harmless.only_computes("keras.layers", name)]
    computing = [
        one
        for module, all_of in operations().items()
        for name, one in all_of.items()
        if harmless.only_computes(module, name)
    ]
    others = [
        getattr(importlib.import_module(module), name) for module, names in harmless.OTHERS.items() for name in names
    ]
    assert len(layers) > 100
    assert len(computing) > 250
    found = {
        one.__name__: set(inspect.signature(one.__init__).parameters) & TELLTALE for one in layers + computing + others
    }
    assert {name: taken for name, taken in found.items() if taken} == {}


@pytest.mark.parametrize("name", sorted(set(LAYERS) & harmless.AUGMENTATION))
def test_augmentation_hands_pictures_on_at_rest(name: str) -> None:
    needed = inspect.signature(LAYERS[name].__init__).parameters
    given = {
        key: 4 if name == "RandomPosterization" else 0.5
        for key in ("factor", "height_factor", "width_factor")
        if key in needed
    }
    given = {key: value for key, value in given.items() if needed[key].default is inspect.Parameter.empty}
    pictures = np.random.default_rng(0).integers(0, 256, (2, 12, 14, 3)).astype("float32")
    assert np.array_equal(LAYERS[name](**given)(pictures, training=False), pictures)
