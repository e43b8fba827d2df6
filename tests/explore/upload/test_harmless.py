"""Every part of Keras is allowed or refused; allowed parts take no code and no path; augmentation is off at rest."""

import importlib
import inspect
import pkgutil

import keras
import numpy as np
import pytest
from keras.src import ops as modules_of_operations

from cnnviz.explore.upload import harmless

LAYERS = {
    part.__name__: part
    for part in vars(keras.layers).values()
    if inspect.isclass(part) and issubclass(part, keras.layers.Layer)
}
REFUSED_LAYERS = {
    *("FlaxLayer", "JaxLayer", "Lambda", "TextVectorization"),  # They take functions,
    *("TFSMLayer", "IntegerLookup", "StringLookup"),  # or paths,
    "TorchModuleWrapper",  # or a pickle,
    *("Layer", "Wrapper"),  # or are nothing by themselves.
}
REFUSED_OPERATIONS = harmless.named(
    "Map Scan AssociativeScan Switch WhileLoop ForiLoop Cond VectorizedMap JVP Function Operation"
)
"""They take functions, or are nothing by themselves."""
TELLTALE = harmless.named(
    "f fn func function call callable body cond code module path filepath file filename vocabulary url origin init_fn "
    "apply_fn call_fn standardize split"
)
"""Names of arguments by which a class would take code, a path or an address."""


def operations() -> dict[str, dict[str, type]]:
    """Every operation of Keras, by its module."""
    classes = {}
    for info in pkgutil.iter_modules(modules_of_operations.__path__):
        if not info.name.endswith("_test"):
            module = importlib.import_module(f"keras.src.ops.{info.name}")
            classes[module.__name__] = {
                name: part
                for name, part in vars(module).items()
                if inspect.isclass(part) and issubclass(part, keras.Operation) and part.__module__ == module.__name__
            }
    return classes


def test_every_layer_of_keras_is_let_in_or_refused_for_a_reason() -> None:
    let_in = {name for name in LAYERS if harmless.only_computes("keras.layers", name)}
    assert let_in | REFUSED_LAYERS == set(LAYERS)
    assert not let_in & REFUSED_LAYERS


def test_every_operation_of_keras_is_let_in_or_refused_for_a_reason() -> None:
    for module, classes in operations().items():
        let_in = {name for name in classes if harmless.only_computes(module, name)}
        assert set(classes) - let_in == set(classes) & REFUSED_OPERATIONS, module
    assert not any(harmless.module_of(name) for name in REFUSED_OPERATIONS)


def test_nothing_that_is_let_in_takes_code_or_a_path() -> None:
    layers = [layer for name, layer in LAYERS.items() if harmless.only_computes("keras.layers", name)]
    computing = [
        operation
        for module, all_of in operations().items()
        for name, operation in all_of.items()
        if harmless.only_computes(module, name)
    ]
    others = [
        getattr(importlib.import_module(module), name) for module, names in harmless.OTHERS.items() for name in names
    ]
    assert len(layers) > 100
    assert len(computing) > 250
    telltale = {
        part.__name__: set(inspect.signature(part.__init__).parameters) & TELLTALE
        for part in layers + computing + others
    }
    assert {name: taken for name, taken in telltale.items() if taken} == {}


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
