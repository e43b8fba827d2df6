"""The page Step by step: every example can be stepped through, changed and mended."""

import subprocess
import sys

from cnnviz.base.settings import ROOT
from cnnviz.explore.convolution.stepping_examples import EXAMPLES, KINDS
from cnnviz.locale import speaking
from tests.pages.pages import field, opened, text, words

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
    for typed, message in (
        ("1 2\n3 x", "Input: line 2 holds “x”, which is not a number."),
        ("1 2\n3 4", "The window cannot be placed: its 3×3 window does not fit into 2 rows or columns."),
        ("\n\n".join(["1 2 3\n4 5 6\n7 8 9"] * 4), "The input has 4 channels: leave at most 3."),
        ("\n\n".join(["1 2 3\n4 5 6\n7 8 9"] * 2), "Kernels: the number of squares, 1, is no multiple of 2"),
    ):
        field(app.text_area, "steps_input").set_value(typed).run()
        assert not app.exception
        assert text(app.error[0]).startswith(message)
    field(app.text_area, "steps_input").set_value(first).run()
    assert not app.error


def test_a_rotated_kernel_changes_the_signs_of_the_result() -> None:
    app = opened("steps.py")
    field(app.toggle, "steps_turned").set_value(True).run()
    assert app.code[0].value.endswith("= 1.2")


def test_every_example_and_everything_done_with_it_stands() -> None:
    app = opened("steps.py")
    for name, example in EXAMPLES.items():
        field(app.selectbox, "example").select(name).run()
        assert not app.exception
        assert not app.error
        assert field(app.selectbox, "steps_kind").value == example.kind
    for kind in KINDS:
        field(app.selectbox, "steps_kind").select(kind).run()
        assert not app.exception
        assert not app.error


def test_a_link_of_before_names_the_example_by_its_title() -> None:
    app = opened("steps.py", example="Two channels, two kernels", steps_padding="same: ones")
    assert field(app.selectbox, "example").value == "channels"
    assert field(app.selectbox, "steps_padding").value == "ones"
    assert not app.warning
    assert "".join(app.query_params["example"]) == "channels"


def test_questions_follow_the_numbers() -> None:
    app = opened("steps.py", example="Two channels, two kernels")
    app.session_state["fold_questions_steps"] = True
    app.run()
    learned = next(radio for radio in app.radio if "learn" in radio.label)
    learned.set_value("18").run()
    assert "(2·2·2 + 1)·2 = 18" in words(app)
    assert app.success


def test_in_spanish_decimals_are_written_and_typed_with_a_comma() -> None:
    with speaking("es"):
        app = opened("steps.py", lang="es")
        assert app.code[0].value.endswith("0,6·(−2) + 0·1 + 0,6·0 + 0·(−1) = −1,2")
        typed = field(app.text_area, "steps_input").value.replace("0,6", "0,5")
        assert "0,5" in typed
        field(app.text_area, "steps_input").set_value(typed).run()
        assert app.code[0].value.endswith("= −1")
        assert not app.error
        field(app.text_area, "steps_input").set_value("1 2\n3 x").run()
        assert text(app.error[0]) == "Entrada: la línea 2 contiene «x», que no es un número."
