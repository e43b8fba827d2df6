"""Every use of the private parts of Keras and Streamlit, and every change to them, in one place.

Each function says what it reaches into, why, and with which version that was last seen. Its test in
``tests/base/test_patches.py`` fails where a new version no longer has that part, or no longer needs the function: then
it goes.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple


class Origin(NamedTuple):
    """What gave a symbolic tensor.

    Attributes:
        operation: The layer or operation.
        inputs: The symbolic tensors that went into it; none where that call belongs to another graph.
        arguments: All that it was called with, ``args`` and ``kwargs``; None where that call belongs to another graph.
    """

    operation: Any
    inputs: list[Any]
    arguments: Any


def origin(tensor: Any) -> Origin:
    """Return the layer or operation that gave a symbolic tensor, and what went into it.

    Reaches into ``KerasTensor._keras_history`` and ``Operation._inbound_nodes``, Keras 3.15: ``layer.input`` is that of
    the layer's first call, which is another one where a layer is shared or its graph was laid out anew.
    """
    operation, number, _ = tensor._keras_history
    nodes = operation._inbound_nodes
    if number >= len(nodes):
        return Origin(operation, [], None)
    return Origin(operation, list(nodes[number].input_tensors), nodes[number].arguments)


def run_through(graph: Any, inputs: Any, call: Callable[..., Any] | None = None) -> Any:
    """Walk along a graph from other symbolic tensors, sharing its layers, and return what comes out.

    Reaches into ``keras.Function._run_through_graph``, Keras 3.15: the public ``clone_model`` puts a new input before a
    tensor that is none, and to call the graph makes a single operation of it, in which no layer can be found.

    Args:
        graph: A ``keras.Function``, such as a Functional model.
        inputs: Symbolic, one or a list, in place of the graph's own inputs.
        call: Is given each layer and its arguments, and returns its output; by default the layer is called.
    """
    if call is None:
        return graph._run_through_graph(inputs)
    return graph._run_through_graph(inputs, operation_fn=lambda layer: layer, call_fn=call)


def flat_layers(model: Any) -> list[Any]:
    """Return the layers of a model in order, with those of nested models and those within wrappers.

    Reaches into ``Layer._flatten_layers``, Keras 3.15: ``model.layers`` gives the outermost alone.
    """
    return list(model._flatten_layers(include_self=False))


def linear_twin(layer: Any) -> Any:
    """Return a layer that shares all weights with this one, and has no activation.

    Goes around ``Layer.__new__`` and ``__init__``, Keras 3.15: `copy.copy` builds a new layer from the configuration,
    with weights of its own.
    """
    import keras

    twin = object.__new__(type(layer))
    twin.__dict__.update(layer.__dict__)
    twin.__dict__["activation"] = keras.activations.linear
    return twin


def keep_keras_session() -> None:
    """Make ``keras.backend.clear_session`` do nothing, in this process.

    Streamlit 1.67 calls it whenever a page has run (``script_runner._clean_problem_modules``), also while Keras
    computes for somebody else. That looks through every object of TensorFlow for garbage, a million of them: a third of
    a second of each click in a class. What it would clear goes with the thread of each run.
    """
    import keras

    keras.backend.clear_session = _keep_session


def _keep_session(free_memory: bool = True) -> None:
    """Do nothing."""


@contextmanager
def scikit_learn_hidden() -> Iterator[None]:
    """Hide scikit-learn from the first import of Keras inside the block.

    Puts None into ``sys.modules["sklearn"]``: Keras 3.15 imports all of scikit-learn where it finds it, two seconds,
    only to offer wrappers that are not used here.
    """
    hide = "keras" not in sys.modules and "sklearn" not in sys.modules
    if hide:
        sys.modules["sklearn"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if hide:
            del sys.modules["sklearn"]


def pages_through_the_app() -> bool:
    """Make Streamlit open every page through the app's own file; return whether it would not have.

    Reaches into ``PagesManager.uses_pages_directory``, Streamlit 1.67: for the first visitor of a fresh server it takes
    a folder ``pages`` for the older kind of app, whose pages run alone. A link to one would open it without navigation
    and layout, until somebody has seen the first page.
    """
    from streamlit.runtime.pages_manager import PagesManager

    alone = bool(PagesManager.uses_pages_directory)
    if alone:
        PagesManager.uses_pages_directory = False
    return alone


def went_back_or_forward() -> bool:
    """Return whether the visitor came to this page by the browser's history.

    Reaches into ``ScriptRunContext.is_history_navigation``, Streamlit 1.67, which says it in no public way.
    """
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    return bool(getattr(get_script_run_ctx(), "is_history_navigation", False))


def on_a_page() -> bool:
    """Return whether the code runs for a visitor's page; False in other threads and in scripts.

    Asks for ``get_script_run_ctx``, Streamlit 1.67, as nothing public tells.
    """
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    return get_script_run_ctx(suppress_warning=True) is not None


def forget_uploads() -> None:
    """Forget all files that the visitor has uploaded.

    Reaches into ``ScriptRunContext.uploaded_file_mgr``, Streamlit 1.67: it keeps the files of fields that are no longer
    shown until the visitor leaves.
    """
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    if context := get_script_run_ctx():
        context.uploaded_file_mgr.remove_session_files(context.session_id)
