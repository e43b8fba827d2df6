"""Can every example be stepped through, changed and mended, and does the code shown do the same?"""

import subprocess
import sys

import numpy as np
import pytest

from cnnviz.base.settings import ROOT
from cnnviz.explore.convolution.stepping import FILLS
from cnnviz.explore.convolution.stepping_examples import CONVOLUTION, EXAMPLES, KINDS
from cnnviz.ui.convolution import steps
from tests.pages.pages import field, opened, words

LIGHT = """
import sys
from streamlit.testing.v1 import AppTest

app = AppTest.from_file("app.py", default_timeout=120).run()
for page in ("steps", "sizes", "build"):
    app.switch_page(f"pages/{page}.py").run()
    assert app.title and not app.exception, page
print([name for name in ("tensorflow", "keras", "sklearn") if name in sys.modules])
"""


def test_the_pages_on_convolution_load_no_tensorflow() -> None:
    answer = subprocess.run([sys.executable, "-c", LIGHT], cwd=ROOT, capture_output=True, text=True)
    assert answer.stdout.split() == ["[]"], answer.stderr


def test_the_step_that_the_slider_is_at_is_written_out() -> None:
    app = opened("steps.py")
    assert app.code[0].value == ("0·1 + 0·0 + 0·(−1) + 0·2 + 0·0 + 0.6·(−2) + 0·1 + 0.6·0 + 0·(−1) = −1.2")
    field(app.select_slider, "step").set_value(4).run()
    assert app.code[0].value.endswith("= 1.2")
    assert "**Step 4 written out**: row 1, column 4" in words(app)
    assert "rows ⌊(6 + 0 − 3) / 1⌋ + 1 = 4" in words(app)


def test_what_cannot_be_is_refused_and_can_be_mended() -> None:
    app = opened("steps.py")
    first = field(app.text_area, "steps_input").value
    for text, says in (
        ("1 2\n3 x", "Line 2 of the input holds 'x', which is no number: change it."),
        ("1 2\n3 4", "The window cannot be laid on: its 3×3 window does not fit into 2 rows or columns."),
        ("\n\n".join(["1 2 3\n4 5 6\n7 8 9"] * 4), "The input has 4 channels: leave at most 3."),
        ("\n\n".join(["1 2 3\n4 5 6\n7 8 9"] * 2), "There are 1 squares for 2 channels of the input"),
    ):
        field(app.text_area, "steps_input").set_value(text).run()
        assert not app.exception
        assert text(app.error[0]).startswith(says)
    field(app.text_area, "steps_input").set_value(first).run()
    assert not app.error


def test_a_kernel_turned_over_changes_the_signs_of_the_documents_answer() -> None:
    app = opened("steps.py")
    field(app.toggle, "steps_turned").set_value(True).run()
    assert app.code[0].value.endswith("= 1.2")


def test_every_example_and_everything_done_with_it_stands() -> None:
    app = opened("steps.py")
    for title in EXAMPLES:
        field(app.selectbox, "example").select(title).run()
        assert not app.exception
        assert not app.error
        assert field(app.selectbox, "steps_kind").value == EXAMPLES[title].kind
    for kind in KINDS:
        field(app.selectbox, "steps_kind").select(kind).run()
        assert not app.exception
        assert not app.error


WINDOWS = [steps.Window(3, 2, "same", fill) for fill in FILLS] + [steps.Window(3), steps.Window(2, 2, "same")]


@pytest.mark.parametrize("window", WINDOWS, ids=str)
@pytest.mark.parametrize("kind", KINDS)
def test_the_plain_keras_comes_to_the_same(kind: str, window: steps.Window) -> None:
    random = np.random.default_rng(0)
    values, shape = random.normal(size=(5, 4, 2)).round(3), (window.size, window.size, 2)
    kernels = tuple(random.normal(size=shape).round(3) for _ in range(3)) if kind == CONVOLUTION else ()
    layer = steps.Layer(values, kind, window, kernels, 0.5)
    names: dict[str, object] = {}
    exec(steps.keras_lines(layer), names)
    output = np.asarray(names["output"])[0]
    assert output.shape[2] == layer.outputs
    for number in range(layer.outputs):
        assert np.allclose(output[..., number], layer.walk(number).output, atol=1e-5)


def test_questions_follow_the_numbers() -> None:
    app = opened("steps.py", example="Two channels, two kernels")
    app.session_state["fold_questions_steps"] = True
    app.run()
    learned = next(radio for radio in app.radio if "learn" in radio.label)
    learned.set_value("18").run()
    assert "(2·2·2 + 1)·2 = 18" in words(app)
    assert app.success
