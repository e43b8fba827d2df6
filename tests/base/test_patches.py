"""Is each patch still possible and needed?  Where a test fails, a patch has to follow a new version, or can go."""

import inspect
import re
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
import streamlit
from keras import layers
from keras.src.backend.common import global_state
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx, script_runner
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext
from streamlit.testing.v1 import AppTest

from cnnviz.base import patches
from cnnviz.base.settings import ROOT

BARE = "import keras"
HIDDEN = "from cnnviz.base.patches import scikit_learn_hidden as hidden\nwith hidden(): import keras"


@pytest.fixture
def shared() -> tuple[keras.Model, list[keras.KerasTensor]]:
    """A model that uses its ReLU twice, and the tensors on the way: pixels, convolution, ReLU, convolution, ReLU."""
    tensors, relu = [keras.Input((6, 6, 1))], layers.ReLU(name="relu")
    for layer in (layers.Conv2D(2, 3, name="first"), relu, layers.Conv2D(2, 1, name="second"), relu):
        tensors.append(layer(tensors[-1]))
    return keras.Model(tensors[0], layers.Flatten()(tensors[-1])), tensors


def test_the_origin_of_a_tensor_is_the_call_that_gave_it(
    shared: tuple[keras.Model, list[keras.KerasTensor]],
) -> None:
    tensors = shared[1]
    operation, inputs, arguments = patches.origin(tensors[4])
    assert operation is shared[0].get_layer("relu")
    assert inputs == [tensors[3]]
    assert arguments.args == (tensors[3],)
    assert patches.origin(2 * tensors[3]).arguments.args == (2, tensors[3])


def test_keras_has_no_public_origin_of_a_tensor(shared: tuple[keras.Model, list[keras.KerasTensor]]) -> None:
    tensors = shared[1]
    assert shared[0].get_layer("relu").input is tensors[1]  # Of the first call, also where the second is asked about.
    assert not hasattr(tensors[4], "keras_history")


def test_a_graph_is_walked_along_with_its_own_layers(shared: tuple[keras.Model, list[keras.KerasTensor]]) -> None:
    model, tensors = shared
    other, called = keras.Input((9, 9, 1)), []

    def call(layer: keras.Layer, *args: object, **kwargs: object) -> object:
        called.append(layer.name)
        return layer(*args, **kwargs)

    assert patches.run_through(model, other, call).shape == (None, 7 * 7 * 2)
    assert called == ["first", "relu", "second", "relu", model.layers[-1].name]
    within = keras.Input(tensors[2].shape[1:])
    rest = keras.Model(within, patches.run_through(keras.Function([tensors[2]], model.output), [within]))
    picture = np.random.default_rng(0).normal(size=(1, 6, 6, 1)).astype("float32")
    half = keras.Model(tensors[0], tensors[2])(picture)
    assert np.asarray(rest(half)) == pytest.approx(np.asarray(model(picture)))


def test_keras_has_no_public_walk_along_a_graph(shared: tuple[keras.Model, list[keras.KerasTensor]]) -> None:
    model, tensors = shared
    with pytest.raises(ValueError, match="not connected"):  # From a tensor within, whose layer is used again.
        keras.Model(tensors[2], model.output)
    before = keras.Input((6, 6, 1))
    clone = keras.models.clone_model(model, layers.ReLU()(before), clone_function=lambda layer: layer)
    with pytest.raises(ValueError, match="not connected"):  # It begins with an input of its own.
        keras.Model(before, clone.output)
    within = keras.Input(tensors[2].shape[1:])
    whole = keras.Model(within, keras.Function([tensors[2]], model.output)([within]))
    assert "second" not in [layer.name for layer in whole.layers]


def test_nested_layers_are_listed_and_keras_lists_only_the_outermost() -> None:
    inner = keras.Sequential([keras.Input((4,)), layers.Dense(3, name="nested")])
    model = keras.Sequential([keras.Input((4,)), inner, layers.Dense(2, name="outer")])
    names = [layer.name for layer in patches.flat_layers(model)]
    assert [name for name in names if name in ("nested", "outer")] == ["nested", "outer"]
    assert "nested" not in [layer.name for layer in model.layers]
    assert not hasattr(model, "flatten_layers")


def test_the_twin_of_a_layer_shares_its_weights_and_has_no_activation() -> None:
    import copy

    layer, values = layers.Dense(3, "relu"), np.ones((1, 2), np.float32)
    layer.build((None, 2))
    twin = patches.linear_twin(layer)
    for kernel in (np.full((2, 3), -1.0), np.full((2, 3), -2.0)):
        layer.set_weights([kernel, np.zeros(3)])
        assert np.asarray(twin.call(values)).tolist() == [kernel.sum(0).tolist()]
        assert not np.asarray(layer(values)).any()
    assert getattr(copy.copy(layer), "kernel", None) is not layer.kernel  # Else the twin is a copy.


def test_keras_keeps_its_session_when_a_page_has_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keras.backend, "clear_session", keras.src.backend.common.global_state.clear_session)
    global_state.set_global_attribute("of_a_network_at_work", 1)
    script_runner._clean_problem_modules()  # What Streamlit does after each run.
    assert global_state.get_global_attribute("of_a_network_at_work") is None
    patches.keep_keras_session()
    global_state.set_global_attribute("of_a_network_at_work", 1)
    script_runner._clean_problem_modules()
    assert global_state.get_global_attribute("of_a_network_at_work") == 1


@pytest.mark.slow
@pytest.mark.parametrize(("program", "imported"), [(BARE, "True"), (HIDDEN, "False")])
def test_keras_imports_all_of_scikit_learn_unless_it_is_hidden(program: str, imported: str) -> None:
    program += "\nimport sys; print('sklearn' in sys.modules)"
    printed = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True)
    assert printed.stdout.strip() == imported


@pytest.fixture
def fresh_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Streamlit decide anew which kind of app this is, and forget what it decided."""
    monkeypatch.setattr(PagesManager, "uses_pages_directory", None)


@pytest.mark.usefixtures("fresh_server")
def test_a_folder_of_pages_is_opened_through_the_app_from_the_first_visitor_on() -> None:
    assert not patches.pages_through_the_app()
    PagesManager(str(ROOT / "app.py"))
    assert PagesManager.uses_pages_directory is True
    assert patches.pages_through_the_app()
    assert PagesManager.uses_pages_directory is False
    assert not patches.pages_through_the_app()


def test_streamlit_says_only_privately_how_a_visitor_came() -> None:
    assert "is_history_navigation" in inspect.signature(ScriptRunContext.reset).parameters
    assert not any("history" in name for name in (*dir(streamlit), *dir(streamlit.context)))
    assert not patches.went_back_or_forward()  # No page is running.


def test_uploads_are_forgotten_and_without_a_page_there_are_none(tmp_path: Path) -> None:
    patches.forget_uploads()

    def page() -> None:
        import streamlit as st
        from streamlit.runtime.scriptrunner import get_script_run_ctx

        from cnnviz.base import patches

        context = get_script_run_ctx()
        removed = []
        context.uploaded_file_mgr.remove_session_files = removed.append
        patches.forget_uploads()
        st.text(removed == [context.session_id])

    app = AppTest.from_function(page).run()
    assert not app.exception
    assert app.text[0].value == "True"
    assert get_script_run_ctx() is None


PRIVATE = re.compile(
    r"\._(keras_history|inbound_nodes|run_through_graph|flatten_layers)\b|PagesManager|get_script_run_ctx"
)


def test_private_parts_are_used_in_one_module() -> None:
    sources = {path for path in (ROOT / "cnnviz").rglob("*.py") if PRIVATE.search(path.read_text(encoding="utf-8"))}
    assert sources == {ROOT / "cnnviz" / "base" / "patches.py"}
