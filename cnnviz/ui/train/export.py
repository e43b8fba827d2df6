"""Export of a trained network: buttons for its files, and the code that uses them."""

import functools
from collections.abc import Callable

import streamlit as st

from cnnviz import device, networks
from cnnviz.actions import export
from cnnviz.base.errors import CnnvizError
from cnnviz.locale import _
from cnnviz.training.runs import Run
from cnnviz.ui.parts.job import LOCK
from cnnviz.ui.parts.messages import show_error
from cnnviz.ui.parts.state import session

KERAS_LINES = """\
import keras
import numpy as np
from PIL import Image

model = keras.saving.load_model("{keras}")
labels = open("{labels}", encoding="utf-8").read().splitlines()
picture = Image.open("photo.jpg").convert("{mode}").resize(({cols}, {rows}), Image.Resampling.BILINEAR)
pixels = np.asarray(picture, "float32").reshape(1, {rows}, {cols}, {channels})  # 0 to 255, not scaled
output = model.predict(pixels)[0]
{prediction}
"""
TFLITE_LINES = """\
from ai_edge_litert.interpreter import Interpreter  # pip install ai-edge-litert

interpreter = Interpreter("{tflite}")
interpreter.allocate_tensors()
interpreter.set_tensor(interpreter.get_input_details()[0]["index"], pixels)  # as above
interpreter.invoke()
output = interpreter.get_tensor(interpreter.get_output_details()[0]["index"])[0]
print(labels[output.argmax()], output.max())
"""
ONE_A_CLASS = "print(labels[output.argmax()], output.max())"
ONE_OF_TWO = (
    "print(labels[int(output[0] > 0.5)], max(output[0], 1 - output[0]))  # output: probability of the second class"
)


def show(run: Run) -> None:
    """Show the downloads of a run: its network for Keras and TensorFlow Lite, the names of its classes, and code."""
    try:
        labels = run.labels()
    except CnnvizError as error:
        show_error(error)
        return
    st.markdown(
        _(
            "The files take raw pixels, 0 to 255, and give the same predictions as the app. The Keras file needs "
            "Keras 3, which comes with TensorFlow 2.16 and newer."
        )
    )
    with st.container(horizontal=True):
        _button(_("Keras file"), functools.partial(_computed, export.keras_file, run), export.KERAS, run)
        _button(_("Class names"), export.labels_text(labels).encode(), export.LABELS, run)
        clicked = st.button(
            _("Convert for phones"),
            icon=":material/smartphone:",
            key=f"translate_{run.name}",
            help=_(
                "To TensorFlow Lite, now called LiteRT, which runs on phones and small computers. It takes up to a "
                "minute."
            ),
        )
    if clicked and (content := _converted(run)):
        session().exports = {run.name: content}  # One at a time: they are large.
    if content := session().exports.get(run.name):
        _button(_("TensorFlow Lite file"), content, export.TFLITE, run)
    st.code(_lines(run, len(labels)), language="python")


def _button(label: str, data: bytes | Callable[[], bytes], file: str, run: Run) -> None:
    st.download_button(
        label,
        data,
        _name(run, file),
        mime="text/plain" if file == export.LABELS else "application/octet-stream",
        icon=":material/download:",
        key=f"get_{file}_{run.name}",
        on_click="ignore",
    )


def _converted(run: Run) -> bytes | None:
    """Return the run's network as TensorFlow Lite; None, with an error on the page, where it cannot be converted."""
    try:
        with st.spinner(_("Converting the network, up to a minute …"), show_time=True):
            return _computed(export.tflite, run)
    except CnnvizError as error:
        show_error(error)
        return None


def _computed(make: Callable[[Run], bytes], run: Run) -> bytes:
    """Return a file that Keras makes, while no other session uses Keras."""
    with LOCK:
        device.start()
        return make(run)


def _lines(run: Run, classes: int) -> str:
    """Return the code that uses the files, under the names with which they are downloaded."""
    recipe = run.recipe()
    rows, cols, channels = recipe.input_shape
    single = classes == 2 and networks.of(recipe).sigmoid
    code = KERAS_LINES.format(
        rows=rows,
        cols=cols,
        channels=channels,
        mode="L" if channels == 1 else "RGB",
        prediction=ONE_OF_TWO if single else ONE_A_CLASS,
        keras=_name(run, export.KERAS),
        labels=_name(run, export.LABELS),
    )
    return f"{code}\n{TFLITE_LINES.format(tflite=_name(run, export.TFLITE))}"


def _name(run: Run, file: str) -> str:
    return f"{run.name}_{file}"
